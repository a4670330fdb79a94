"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk.release import site_views, views

urlpatterns = [
    path("<election>/<code>/site/", site_views.overview, name="site"),
    path("<election>/<code>/site/<act>/", site_views.act, name="site-act"),
    path("<election>/<code>/release/", views.release, name="release"),
    path("<election>/<code>/release/later/", views.later, name="release-later"),
    path("<election>/<code>/release/published/", views.publication, name="publication"),
    path("<election>/<code>/release/confirm/<act>/", views.release_confirm, name="release-confirm"),
    path("<election>/<code>/release/<act>/", views.release_act, name="release-act"),
]
