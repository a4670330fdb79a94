"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk import signed as signed
from stemdag.desk.talk import broadcast_views, inbox_views, line_views

urlpatterns = [
    path("<election>/<code>/messages/", broadcast_views.broadcast, name="messages"),
    path("<election>/<code>/messages/texts/", inbox_views.keep, name="phrase-keep"),
    path("<election>/<code>/messages/texts/<int:seq>/drop/", inbox_views.drop, name="phrase-drop"),
    path("<election>/<code>/stations/<signed:number>/take/", inbox_views.take, name="talk-take"),
    path("<election>/<code>/stations/<signed:number>/hand/", inbox_views.hand, name="talk-hand"),
    path(
        "<election>/<code>/stations/<signed:number>/incidents/<int:seq>/resolve/",
        inbox_views.resolve,
        name="incident-resolve",
    ),
    path("<election>/<code>/stations/<signed:number>/", line_views.station, name="station"),
    path("<election>/<code>/stations/<signed:number>/write/", line_views.write, name="station-write"),
    path("<election>/<code>/stations/<signed:number>/send/", line_views.send, name="station-send"),
    path("<election>/<code>/stations/<signed:number>/close/", line_views.close, name="station-close"),
    path("<election>/<code>/stations/<signed:number>/reopen/", line_views.reopen, name="station-reopen"),
    path(
        "<election>/<code>/stations/<signed:number>/shut-out/", line_views.shut_out, name="station-shut-out"
    ),
]
