"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk import signed as signed
from stemdag.desk.control import (
    across_views,
    carried_views,
    compare_views,
    early_views,
    looked_views,
    official_views,
    record_views,
    report_views,
    telephone_views,
    views,
)

urlpatterns = [
    path("<election>/<code>/control/", views.overview, name="control"),
    path("<election>/<code>/control/unlock/", views.unlock, name="unlock"),
    path("<election>/<code>/control/lock/", views.lock, name="lock"),
    path("<election>/<code>/control/sealed/", carried_views.overview, name="sealed"),
    path("<election>/<code>/control/sealed/add/", carried_views.add, name="sealed-add"),
    path("<election>/<code>/control/sealed/<int:seq>/", carried_views.one, name="sealed-file"),
    path("<election>/<code>/control/sealed/<int:seq>/open/", carried_views.opened, name="sealed-open"),
    path("<election>/<code>/control/sealed/<int:seq>/take/", carried_views.take, name="sealed-take"),
    path("<election>/<code>/control/official/", official_views.overview, name="official"),
    path("<election>/<code>/control/official/add/", official_views.add, name="official-add"),
    path("<election>/<code>/control/typed/<signed:number>/", record_views.record, name="typed"),
    path("<election>/<code>/control/typed/<signed:number>/send/", record_views.send, name="typed-send"),
    path("<election>/<code>/control/compare/", compare_views.closed, name="compare"),
    path("<election>/<code>/control/compare/open/", compare_views.opened, name="compare-open"),
    path(
        "<election>/<code>/control/compare/<signed:number>/explain/",
        compare_views.explain,
        name="compare-explain",
    ),
    path("<election>/<code>/control/report/", report_views.make, name="report"),
    path("<election>/<code>/control/across/", across_views.closed, name="across"),
    path("<election>/<code>/control/across/open/", across_views.opened, name="across-open"),
    path("<election>/<code>/control/received/", early_views.overview, name="received"),
    path("<election>/<code>/control/looked/", looked_views.overview, name="looked"),
    path("<election>/<code>/control/looked.csv", looked_views.table, name="looked-csv"),
    path("<election>/<code>/control/<signed:number>/", views.station, name="count"),
    path("<election>/<code>/control/<signed:number>/open/", views.opened, name="count-open"),
    path("<election>/<code>/control/<signed:number>/accept/", views.accept, name="count-accept"),
    path("<election>/<code>/control/<signed:number>/return/", views.hand_back, name="count-return"),
    path("<election>/<code>/control/<signed:number>/note/", views.note, name="count-note"),
    path("<election>/<code>/control/<signed:number>/type/", telephone_views.form, name="count-type"),
    path("<election>/<code>/control/<signed:number>/propose/", telephone_views.propose, name="count-propose"),
    path("<election>/<code>/control/setting/", views.setting, name="count-setting"),
]
