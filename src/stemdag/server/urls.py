"""The addresses of the back office."""

from __future__ import annotations

from django.urls import include, path

from stemdag.server import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("metrics", views.metrics, name="metrics"),
    path("language", views.language, name="language"),
    path("station/", include("stemdag.capture.urls")),
    path("desk/", include("stemdag.desk.urls")),
]
handler400 = "stemdag.server.views.bad_request"
handler403 = "stemdag.server.views.forbidden"
handler404 = "stemdag.server.views.not_found"
handler500 = "stemdag.server.views.failed"
