"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk.setting_up import (
    electorate,
    new_election,
    overview,
    papers,
    register,
    station_app,
    stations,
)

urlpatterns = [
    path("new/", new_election.new, name="new-election"),
    path("new/take/", new_election.take, name="new-election-take"),
    path("<election>/<code>/setup/", overview.overview, name="setup"),
    path("<election>/<code>/setup/files/", overview.files, name="setup-files"),
    path("<election>/<code>/setup/take/", overview.take, name="setup-take"),
    path("<election>/<code>/setup/definition.json", overview.own, name="setup-definition"),
    path("<election>/<code>/setup/electorate/", electorate.electorate, name="setup-electorate"),
    path("<election>/<code>/setup/register/", register.register, name="setup-register"),
    path("<election>/<code>/setup/stations/", stations.stations, name="setup-stations"),
    path("<election>/<code>/setup/stations.csv", stations.sheet, name="setup-sheet"),
    path("<election>/<code>/setup/stations/new/", stations.new, name="setup-station-new"),
    path("<election>/<code>/setup/stations/<signed:number>/", stations.edit, name="setup-station"),
    path(
        "<election>/<code>/setup/stations/<signed:number>/remove/",
        stations.remove,
        name="setup-station-remove",
    ),
    path("<election>/<code>/paper/", papers.paper, name="paper"),
    path("<election>/<code>/paper/cards/", papers.card_sheets, name="cards"),
    path("<election>/<code>/paper/forms/", papers.sheets, name="sheets"),
    path("<election>/<code>/paper/guide/", papers.guide_sheet, name="guide"),
    path("<election>/<code>/station-app/", station_app.overview, name="station-app"),
    path("<election>/<code>/station-app/set/", station_app.set_, name="station-app-set"),
    path("<election>/<code>/station-app/settings.json", station_app.settings, name="station-app-file"),
]
