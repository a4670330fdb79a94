"""The room as a Django app."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "stemdag.capture"
    label = "capture"

    def ready(self) -> None:
        # What lets a station in ends with the election.
        from stemdag.capture import ended

        ended.register()
