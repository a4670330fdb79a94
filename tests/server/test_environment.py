"""Settings that are more than a word: the public site's address, the second factor, an own provider."""

from __future__ import annotations

import pytest

from stemdag.desk.people.provider import Oidc
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


def test_a_real_system_asks_a_second_factor_and_a_rehearsal_where_it_is_told_to() -> None:
    asked = "STEMDAG_SECOND_FACTOR"
    assert read({}).second_factor
    assert not read({"STEMDAG_REHEARSAL": "1"}).second_factor
    assert read({"STEMDAG_REHEARSAL": "1", asked: "required"}).second_factor
    assert not read({asked: "off"}).second_factor
    for wrong in ("", "1", "on"):
        with pytest.raises(WrongSetting, match=asked):
            read({asked: wrong})


WHOLE = {
    "STEMDAG_OIDC_ISSUER": "https://login.almere.example/realms/a/",
    "STEMDAG_OIDC_CLIENT": "stemdag",
    "STEMDAG_OIDC_SECRET": "geheim",
    "STEMDAG_OIDC_NAME": "Gemeente Almere",
}


def test_an_office_has_its_own_provider_or_none() -> None:
    assert read({}).oidc is None
    assert read(WHOLE).oidc == Oidc(
        "https://login.almere.example/realms/a",
        "stemdag",
        "geheim",
        "Gemeente Almere",
        "preferred_username",
        "",
    )


@pytest.mark.parametrize(
    ("setting", "given"),
    [
        ("STEMDAG_OIDC_ISSUER", "http://login.almere.example"),
        ("STEMDAG_OIDC_CLIENT", ""),
        ("STEMDAG_OIDC_SECRET", ""),
        ("STEMDAG_OIDC_NAME", ""),
        ("STEMDAG_OIDC_MFA", "mfa"),
    ],
)
def test_half_a_provider_is_refused(setting: str, given: str) -> None:
    with pytest.raises(WrongSetting, match=setting):
        read(WHOLE | {setting: given})
