"""What the server does at its start: it puts together rooms that know nothing of each other."""

from __future__ import annotations

from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "stemdag.server"
    label = "server"

    def ready(self) -> None:
        # What a device exported goes from the desk, which opens it, through the station's own door.
        from stemdag.capture.exported import take
        from stemdag.desk.control.carried import use_door

        use_door(take)
