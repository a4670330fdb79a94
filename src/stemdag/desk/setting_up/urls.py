"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk.setting_up import papers, station_app

urlpatterns = [
    path("<election>/<code>/paper/", papers.paper, name="paper"),
    path("<election>/<code>/paper/cards/", papers.card_sheets, name="cards"),
    path("<election>/<code>/paper/forms/", papers.sheets, name="sheets"),
    path("<election>/<code>/paper/guide/", papers.guide_sheet, name="guide"),
    path("<election>/<code>/station-app/", station_app.overview, name="station-app"),
    path("<election>/<code>/station-app/set/", station_app.set_, name="station-app-set"),
    path("<election>/<code>/station-app/settings.json", station_app.settings, name="station-app-file"),
]
