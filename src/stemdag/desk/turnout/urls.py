"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk.turnout import presenter, views

urlpatterns = [
    path("<election>/<code>/turnout/", views.turnout, name="turnout"),
    path("<election>/<code>/presenter/", presenter.presenter, name="presenter"),
]
