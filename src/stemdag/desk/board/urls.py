"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk.board import map_views, passes_views, views

urlpatterns = [
    path("<election>/<code>/", views.board, name="board"),
    path("<election>/<code>/map/", map_views.stations_map, name="map"),
    path("<election>/<code>/passes/", passes_views.twice, name="passes"),
]
