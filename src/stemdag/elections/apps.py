"""Definitions as a Django app."""

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "stemdag.elections"
    label = "elections"
