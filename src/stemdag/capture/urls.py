"""The addresses of the polling station."""

from __future__ import annotations

from django.urls import path

from stemdag.capture.views import count, day, door

app_name = "capture"
urlpatterns = [
    path("", day.home, name="home"),
    path("sign-in", door.sign_in, name="sign-in"),
    path("sign-out", door.sign_out, name="sign-out"),
    path("open", day.open_station, name="open"),
    path("turnout", day.turnout, name="turnout"),
    path("count", count.count, name="count"),
    path("receipt/<int:seq>", count.receipt, name="receipt"),
]
