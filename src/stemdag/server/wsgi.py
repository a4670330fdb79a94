"""The back office as a WSGI application, for granian."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stemdag.server.settings")
application = get_wsgi_application()

from stemdag.server.declared import refuse_undeclared  # noqa: E402 - the apps must be there first

refuse_undeclared()
