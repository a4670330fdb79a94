"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk.archive import ending_views

urlpatterns = [path("<election>/<code>/ending/", ending_views.overview, name="ending")]
