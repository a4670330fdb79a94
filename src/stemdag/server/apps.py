"""Start-up checks: a server with a missing secret does not start."""

from __future__ import annotations

from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "stemdag.server"
    label = "server"
