"""The addresses of the polling station."""

from __future__ import annotations

from django.urls import path

from stemdag.capture.views import app, count, day, door, passes

app_name = "capture"
urlpatterns = [
    path("", day.home, name="home"),
    path("sign-in", door.sign_in, name="sign-in"),
    path("sign-out", door.sign_out, name="sign-out"),
    path("open", day.open_station, name="open"),
    path("turnout", day.turnout, name="turnout"),
    path("count", count.count, name="count"),
    path("receipt/<int:seq>", count.receipt, name="receipt"),
    path("app/", app.page, name="app"),
    path("app/sw.js", app.worker, name="app-worker"),
    path("app/manifest.webmanifest", app.manifest, name="app-manifest"),
    path("app/enrol", app.enrol, name="app-enrol"),
    path("app/pack", app.pack, name="app-pack"),
    path("app/filter/<str:election>", passes.register, name="app-filter"),
    path("app/passes/confirm", passes.confirm, name="app-confirm"),
    path("app/facts", app.take, name="app-facts"),
]
