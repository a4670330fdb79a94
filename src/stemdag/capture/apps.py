"""The room as a Django app."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "stemdag.capture"
    label = "capture"
