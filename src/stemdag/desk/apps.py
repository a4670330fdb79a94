"""The room as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "stemdag.desk"
    label = "desk"

    def ready(self) -> None:
        # What a session holds from its first moment, whatever the way in.
        from stemdag.desk.archive import people

        # Who worked for a municipality is forgotten with the election.
        from stemdag.desk.people import sessions as sessions

        people.register()
