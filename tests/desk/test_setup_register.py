"""The register of invalid passes in the browser: all of them, changes, and what is wrong in a file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from stemdag.elections import models
from tests.desk.test_setup import SETUP, said
from tests.factories import MadeMunicipality

pytestmark = [pytest.mark.store, pytest.mark.django_db]
REGISTER = f"{SETUP}register/"
ALL = b"nummer;reden\n26A000001;vervangen\n26A000002;overleden\n"


def send(client: Client, data: bytes, what: str = "changes") -> Any:
    return client.post(REGISTER, {"file": SimpleUploadedFile("passen.csv", data), "what": what})


def test_all_and_then_changes(client: Client, almere: MadeMunicipality) -> None:
    assert "no pass is known to be invalid" in said(client.get(REGISTER))
    answer = send(client, ALL, "all")
    assert answer["Location"] == f"{REGISTER}?taken=1"
    assert "2 added, 0 changed, 0 taken away" in said(client.get(answer["Location"]))
    assert send(client, b"26A000001,geldig\n26A000003,gestolen\n").status_code == 302
    text = said(client.get(REGISTER))
    assert "Invalid passes 2 Version 2" in text
    assert "1 added, 0 changed, 1 taken away" in text
    assert "2 invalid passes, of 16 March, 12:00." in said(client.get(SETUP))
    same = send(client, b"26A000003,gestolen\n")
    assert same["Location"] == f"{REGISTER}?same=1"
    assert "This changes nothing" in said(client.get(same["Location"]))
    # All there are: the others are valid again.
    send(client, ALL[:32], "all")
    assert models.InvalidPass.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"26A000001;vervangen\n26A000002;kwijt\n", "line 2 The reason is not known."),
        (b"26A000001\n", "line 1 Not two columns."),
        (b"26A000001;geldig\n-;gestolen\n", "line 2 This is no number of a pass."),
        (b"\xff\xfe", "Save the file as CSV UTF-8."),
    ],
)
def test_a_wrong_file_names_lines_and_no_pass(client: Client, data: bytes, text: str) -> None:
    answer = send(client, data, "all")
    assert answer.status_code == 422
    assert text in said(answer)
    assert "This register is not right yet" in said(answer)
    assert b"26A00000" not in answer.content.replace(b"26A000123", b"")
    assert not models.PassRegister.objects.exists()


def test_no_file_and_no_passes_any_more(client: Client, almere: MadeMunicipality) -> None:
    assert "There is no file here" in said(client.post(REGISTER, {}))
    models.Election.objects.update(passes_destroyed_at=timezone.now())
    answer = send(client, ALL)
    assert answer.status_code == 422
    assert "The passes of this election were destroyed" in said(answer)
