"""The room as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "stemdag.desk"
    label = "desk"
