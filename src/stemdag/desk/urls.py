"""Addresses."""

from __future__ import annotations

from django.urls import path, register_converter

from stemdag.desk import (
    broadcast_views,
    carried_views,
    control_views,
    line_views,
    papers,
    passes_views,
    signin,
    site_views,
    station_app,
    views,
)


class Signed:
    """A whole number that may be below zero: official files hold a station −1."""

    regex = "-?[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Signed, "signed")

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("<election>/<code>/", views.board, name="board"),
    path("<election>/<code>/control/", control_views.overview, name="control"),
    path("<election>/<code>/control/unlock/", control_views.unlock, name="unlock"),
    path("<election>/<code>/control/lock/", control_views.lock, name="lock"),
    path("<election>/<code>/control/sealed/", carried_views.overview, name="sealed"),
    path("<election>/<code>/control/sealed/add/", carried_views.add, name="sealed-add"),
    path("<election>/<code>/control/sealed/<int:seq>/", carried_views.one, name="sealed-file"),
    path("<election>/<code>/control/sealed/<int:seq>/open/", carried_views.opened, name="sealed-open"),
    path("<election>/<code>/control/sealed/<int:seq>/take/", carried_views.take, name="sealed-take"),
    path("<election>/<code>/control/<signed:number>/", control_views.station, name="count"),
    path("<election>/<code>/control/<signed:number>/open/", control_views.opened, name="count-open"),
    path("<election>/<code>/control/<signed:number>/accept/", control_views.accept, name="count-accept"),
    path("<election>/<code>/control/<signed:number>/return/", control_views.hand_back, name="count-return"),
    path("<election>/<code>/messages/", broadcast_views.broadcast, name="messages"),
    path("<election>/<code>/stations/<signed:number>/", line_views.station, name="station"),
    path("<election>/<code>/stations/<signed:number>/write/", line_views.write, name="station-write"),
    path("<election>/<code>/stations/<signed:number>/send/", line_views.send, name="station-send"),
    path("<election>/<code>/stations/<signed:number>/close/", line_views.close, name="station-close"),
    path("<election>/<code>/stations/<signed:number>/reopen/", line_views.reopen, name="station-reopen"),
    path(
        "<election>/<code>/stations/<signed:number>/shut-out/", line_views.shut_out, name="station-shut-out"
    ),
    path("<election>/<code>/passes/", passes_views.twice, name="passes"),
    path("<election>/<code>/paper/", papers.paper, name="paper"),
    path("<election>/<code>/paper/cards/", papers.card_sheets, name="cards"),
    path("<election>/<code>/paper/forms/", papers.sheets, name="sheets"),
    path("<election>/<code>/paper/guide/", papers.guide_sheet, name="guide"),
    path("<election>/<code>/station-app/", station_app.overview, name="station-app"),
    path("<election>/<code>/station-app/set/", station_app.set_, name="station-app-set"),
    path("<election>/<code>/station-app/settings.json", station_app.settings, name="station-app-file"),
    path("<election>/<code>/site/", site_views.overview, name="site"),
    path("<election>/<code>/site/<act>/", site_views.act, name="site-act"),
    path("<election>/<code>/release/", views.release, name="release"),
    path("<election>/<code>/release/confirm/<act>/", views.release_confirm, name="release-confirm"),
    path("<election>/<code>/release/<act>/", views.release_act, name="release-act"),
]
