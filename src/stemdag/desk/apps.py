"""The room as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "stemdag.desk"
    label = "desk"

    def ready(self) -> None:
        from stemdag.desk.archive import people, unlocked

        # What a session holds from its first moment, whatever the way in.
        from stemdag.desk.people import sessions as sessions

        # Who worked for a municipality is forgotten with the election.
        people.register()
        # And control views that stand unlocked lose their keys.
        unlocked.register()
