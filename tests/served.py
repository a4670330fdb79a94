"""A written tree, served on this machine by the application that serves it in earnest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from stemdag.publish.server import App


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the output of a test or a script stays readable."""


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The address at which the folder is served, until the block ends."""
    with make_server("127.0.0.1", 0, App(root), handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
