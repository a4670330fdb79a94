"""Addresses: those of each part, in the order of the day."""

from __future__ import annotations

from django.urls import path

from stemdag.desk import home
from stemdag.desk.archive import urls as archive
from stemdag.desk.board import urls as board
from stemdag.desk.control import urls as control
from stemdag.desk.people import urls as people
from stemdag.desk.release import urls as release
from stemdag.desk.setting_up import urls as setting_up
from stemdag.desk.talk import urls as talk
from stemdag.desk.turnout import urls as turnout

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    *people.urlpatterns,
    *setting_up.urlpatterns,
    *board.urlpatterns,
    *turnout.urlpatterns,
    *talk.urlpatterns,
    *control.urlpatterns,
    *release.urlpatterns,
    *archive.urlpatterns,
]
