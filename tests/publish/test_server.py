"""The embedded server: one behaviour a test, on the application itself; and once through real HTTP."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
import httpx
import pytest

from stemdag.publish import caching
from stemdag.publish.server import SECURITY, App, encoding_of
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from tests.publish import days

PAGE = "/nl/GR2022_Nijmegen/0268/"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("public")
    Writer(DirectoryTarget(place), rehearsal=False).write(
        tree(days.day(days.municipality(3, in_already=2))), days.CLOSES
    )
    return place


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(of: App | Path, path: str, method: str = "GET", **headers: str) -> Answer:
    """A request as a WSGI server hands it over, as much of it as the application looks at."""
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    started: list[tuple[str, list[tuple[str, str]]]] = []
    application = of if isinstance(of, App) else App(of)
    body = application(environ, lambda status, given: started.append((status, given)))
    [(status, given)] = started
    return Answer(int(status.split()[0]), dict(given), b"".join(body))


def test_a_page(root: Path) -> None:
    answer = ask(root, PAGE)
    assert (answer.status, answer.body) == (200, (root / PAGE[1:] / "index.html").read_bytes())
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["etag"].startswith('"')


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0, br; q=0.0", ""),
        ("identity", ""),
        ("*", ""),
        ("", ""),
    ],
)
def test_encodings(root: Path, accepted: str, encoding: str) -> None:
    assert encoding_of(accepted) == encoding
    answer = ask(root, PAGE, accept_encoding=accepted)
    assert answer.headers.get("content-encoding", "") == encoding
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert decode(answer.body) == (root / PAGE[1:] / "index.html").read_bytes()


def test_each_encoding_has_its_own_tag(root: Path) -> None:
    tags = {ask(root, PAGE, accept_encoding=each).headers["etag"] for each in ("br", "gzip", "")}
    assert len(tags) == 3


@pytest.mark.parametrize("asked", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_not_modified(root: Path, asked: str) -> None:
    tag = ask(root, PAGE, accept_encoding="br").headers["etag"]
    answer = ask(root, PAGE, accept_encoding="br", if_none_match=asked.format(tag=tag))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == tag
    assert answer.headers["cache-control"] == caching.PAGES
    assert "content-length" not in answer.headers


def test_modified(root: Path) -> None:
    assert ask(root, PAGE, if_none_match='"another"').status == 200


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PAGE, caching.PAGES),
        ("/manifest.json", caching.PAGES),
        ("/data/v1/GR2022_Nijmegen/0268.json", caching.DATA),
        ("asset", caching.ASSETS),
    ],
)
def test_how_long_it_may_be_kept(root: Path, path: str, expected: str) -> None:
    if path == "asset":
        path = "/" + next((root / "assets").glob("*.css")).relative_to(root).as_posix()
    assert ask(root, path).headers["cache-control"] == expected


def test_results_are_gone_everywhere_within_a_minute() -> None:
    """A withdrawal works in any cache: all that may be kept adds up to a minute at most, also on errors."""
    for header in (caching.PAGES, caching.DATA):
        seconds = [int(part.split("=")[1]) for part in header.split(", ") if "=" in part]
        assert sum(seconds) <= 60
        assert "stale-if-error" not in header


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/nl/GR2022_Nijmegen/0268/999/",
        "/../outside.json",
        "/nl/../../outside.json",
        "/nl/%2e%2e/%2e%2e/outside.json",
        "//outside.json",
        "/.stemdag-target",
        "/.stemdag-new/0",
        "/nl/index.html.br",
        "/nl/index.html.gz",
        "/data/v1/",
        "/assets/",
        "/link.json",
        "/nl\\index.html",
        "/nl/\0index.html",
        "/program.py",
    ],
)
def test_not_found(root: Path, path: str) -> None:
    (root.parent / "outside.json").write_text("{}")
    (root / "program.py").write_text("secret")
    link = root / "link.json"
    if not link.is_symlink():
        link.symlink_to(root.parent / "outside.json")
    answer = ask(root, path)
    assert answer.status == 404
    assert answer.headers["cache-control"] == "no-store"
    assert b"outside" not in answer.body
    assert ask(root, path, "HEAD").body == b""


def test_another_site_can_tell_data_that_is_not_there_from_data_out_of_reach(root: Path) -> None:
    assert ask(root, "/data/v1/nothing.json").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in ask(root, "/nothing.json").headers


def test_a_page_without_its_slash_is_sent_on(root: Path) -> None:
    answer = ask(root, PAGE[:-1])
    assert (answer.status, answer.headers["location"]) == (308, PAGE)


def test_head(root: Path) -> None:
    head, get = ask(root, PAGE, "HEAD", accept_encoding="br"), ask(root, PAGE, accept_encoding="br")
    assert (head.status, head.body, head.headers) == (200, b"", get.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods(root: Path, method: str) -> None:
    answer = ask(root, PAGE, method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [PAGE, "/manifest.json", "/nothing/", PAGE[:-1]])
def test_security_headers(root: Path, path: str) -> None:
    answer = ask(root, path)
    assert dict(SECURITY).items() <= answer.headers.items()
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


def test_data_may_be_read_from_other_sites(root: Path) -> None:
    assert ask(root, "/data/v1/index.json").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in ask(root, PAGE).headers


def test_changed_files_are_noticed(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    writer.write(tree(days.day(days.municipality(3, in_already=1))), days.CLOSES)
    application = App(tmp_path)
    before = ask(application, PAGE, accept_encoding="br")
    writer.write(tree(days.day(days.municipality(3, in_already=2))), days.CLOSES)
    after = ask(application, PAGE, accept_encoding="br")
    assert before.headers["etag"] != after.headers["etag"]
    assert brotli.decompress(after.body) == (tmp_path / PAGE[1:] / "index.html").read_bytes()
    (tmp_path / PAGE[1:] / "index.html").unlink()
    assert ask(application, PAGE).status == 404


def test_a_look_holds_until_its_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    (tmp_path / "a.json").write_text("1")
    application = App(tmp_path, hold=5)
    assert ask(application, "/a.json").body == b"1"
    (tmp_path / "a.json").write_text("22")
    assert ask(application, "/b.json").status == 404
    (tmp_path / "b.json").write_text("3")
    now += 4.9
    assert ask(application, "/a.json").body == b"1"
    assert ask(application, "/b.json").body == b"3", "what was not there is looked for each time"
    now += 0.2
    assert ask(application, "/a.json").body == b"22"
    (tmp_path / "a.json").unlink()
    now += 5
    assert ask(application, "/a.json").status == 404


def test_who_has_seen_a_new_manifest_gets_no_older_page(tmp_path: Path) -> None:
    application = App(tmp_path, hold=1000)
    for name in ("manifest.json", "page.json"):
        (tmp_path / name).write_text("1")
    assert ask(application, "/page.json").body == b"1"
    for name in ("page.json", "manifest.json"):
        (tmp_path / name).write_text("22")
    assert ask(application, "/manifest.json").body == b"22"
    assert ask(application, "/page.json").body == b"22"


def test_an_encoding_of_another_version_is_not_served(tmp_path: Path) -> None:
    """Between two renames of the writer the encodings lie there for the next version of a page."""
    writer = Writer(DirectoryTarget(tmp_path), rehearsal=False)
    writer.write(tree(days.day(days.municipality(3, in_already=1))), days.CLOSES)
    place = tmp_path / PAGE[1:] / "index.html"
    for ending, squeeze in ((".br", brotli.compress), (".gz", gzip.compress)):
        place.with_name("index.html" + ending).write_bytes(squeeze(b"the next version"))
    assert brotli.decompress(ask(tmp_path, PAGE, accept_encoding="br").body) == place.read_bytes()
    place.with_name("index.html.gz").write_bytes(b"\x1f\x8bhalf")
    assert gzip.decompress(ask(tmp_path, PAGE, accept_encoding="gzip").body) == place.read_bytes()


@pytest.fixture(scope="module")
def running(root: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = (
        "import sys; from stemdag.publish.server import serve; "
        "serve(sys.argv[1], '127.0.0.1', int(sys.argv[2]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(root), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            httpx.get(address + "/manifest.json")
            break
        except httpx.ConnectError:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(10)


def test_through_real_http(running: str, root: Path) -> None:
    with httpx.Client(base_url=running) as client:
        answer = client.get(PAGE, headers={"accept-encoding": "br"})
        assert (answer.status_code, answer.headers["content-encoding"]) == (200, "br")
        assert answer.content == (root / PAGE[1:] / "index.html").read_bytes()
        again = client.get(PAGE, headers={"accept-encoding": "br", "if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
        head = client.head(PAGE, headers={"accept-encoding": "br"})
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == answer.headers["content-length"]
        assert client.post(PAGE).status_code == 405
        assert client.get(PAGE[:-1]).status_code == 308


@pytest.mark.parametrize(
    "line",
    ["/../outside.json", "/nl/%2e%2e/%2e%2e/outside.json", "/%2e%2e%2foutside.json", "/..%5coutside.json"],
)
def test_no_way_out_through_real_http(running: str, line: str) -> None:
    host, port = running.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"GET {line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = connection.makefile("rb").read()
    assert answer.split(b" ")[1] in {b"400", b"404"}
