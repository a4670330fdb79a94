"""The public site's address goes into a page's content policy: an address and nothing else."""

from __future__ import annotations

import pytest

from stemdag.server.environment import WrongSetting, read


@pytest.mark.parametrize(
    "address",
    [
        "https://uitslagen.example.nl",
        "http://127.0.0.1:8001",
        "https://example.nl/verkiezing",
        "http://[::1]:81",
    ],
)
def test_an_address_is_taken(address: str) -> None:
    assert read({"STEMDAG_PUBLIC_URL": address}).public_url == address


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ("https://uitslagen.example.nl/", "https://uitslagen.example.nl"),
        ("https://example.nl:444/verkiezing", "https://example.nl:444"),
        ("http://uitslagen.example.nl", ""),
    ],
)
def test_others_fetch_pictures_from_an_address_that_is_encrypted(given: str, site: str) -> None:
    assert read({"STEMDAG_PUBLIC_URL": given}).site == site
    assert read({}).site == ""


@pytest.mark.parametrize(
    "address",
    ["", "uitslagen.example.nl", "https://a.nl; script-src *", "https://a.nl *", "ftp://a.nl", "https://"],
)
def test_anything_else_is_said(address: str) -> None:
    with pytest.raises(WrongSetting, match="STEMDAG_PUBLIC_URL"):
        read({"STEMDAG_PUBLIC_URL": address})
