"""The measure of serving, in small: beside nginx where it is, beside bare granian where it is not."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from stemdag.bench import nginx, running
from stemdag.bench import serve as bench
from stemdag.bench.load import Unanswered, ask, load, request_for
from stemdag.home import free_port

with_nginx = pytest.mark.skipif(nginx.program() is None, reason="nginx is not installed")


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "ROUNDS": 2,
        "REQUESTS": 300,
        "ROUNDS_ANEW": 2,
        "REQUESTS_ANEW": 20,
        "CONNECTIONS": 4,
        "STATIONS": 3,
        "CANDIDATES": 2,
    }.items():
        monkeypatch.setattr(bench, name, value)


@pytest.mark.usefixtures("_small")
def test_beside_bare_granian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nginx, "program", lambda: None)
    found, anew = bench.measures()
    assert (found.name, anew.name) == bench.NAMES
    assert anew.ratio is not None
    assert 0.01 < anew.ratio < 100
    assert found.value > 0
    assert found.ratio is not None
    assert 0.01 < found.ratio < 100
    assert found.met is None
    assert "nginx is not installed" in found.beside


@with_nginx
@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("module", [nginx._MODULE, "absent.so"])
def test_beside_nginx(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setattr(nginx, "_MODULE", module)
    found, _ = bench.measures()
    assert found.ratio is not None
    assert 0.01 < found.ratio < 100
    assert found.met is (found.ratio >= bench.GOAL)
    assert found.beside.startswith("nginx 1.")
    assert module != "absent.so" or "without its brotli module" in found.beside


class Pages(BaseHTTPRequestHandler):
    """Answers `good` until `after` requests are in, then another body of another length."""

    protocol_version = "HTTP/1.1"
    after = 10**9
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        body = b"good" if self.asked <= self.after else b"much longer than good"
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that does not like the answer goes away in the middle of it; that is what is tested."""


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(Pages, "asked", 0)
    with Server(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_every_request_is_sent_and_answered(pages: int) -> None:
    request = request_for("/")
    answer = ask(pages, request)
    assert answer.body == b"good"
    done = load(pages, request, answer, connections=3, requests=50)
    # One to see the page, and one more on each connection to see that it still is that page.
    assert Pages.asked == 1 + 50 + 3
    assert done.seconds > 0
    assert 0 <= done.busy <= 1.1


def test_another_answer_is_no_answer(pages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_for("/")
    answer = ask(pages, request)
    monkeypatch.setattr(Pages, "after", 30)
    with pytest.raises(Unanswered):
        load(pages, request, answer, connections=3, requests=50)
    with pytest.raises(Unanswered, match="not a page"):
        ask(pages, request_for("/missing"))


def test_a_page_that_is_not_in_brotli_is_not_measured(pages: int) -> None:
    with pytest.raises(Unanswered, match="does not serve"):
        bench._side("this", 1, pages, request_for("/"), b"good")


def test_a_server_that_ends_says_why() -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such tree')"]
    with pytest.raises(running.NotServing, match="no such tree"), running.running(command, free_port()):
        pass
