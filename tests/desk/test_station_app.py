"""The station app at the desk: what stations get in both languages, and another setting from a file."""

from __future__ import annotations

import inspect
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stemdag.desk.setting_up import tailoring_words
from stemdag.domain import spot, tailoring, tailoring_file
from stemdag.domain.tailoring import DEFAULT, to_json
from stemdag.elections import tailored
from stemdag.journal.models import Entry
from tests.factories import MadeMunicipality

pytestmark = [pytest.mark.store, pytest.mark.django_db]
APP = "/desk/GR2022_Almere/0034/station-app/"
FLAG = {"key": "flag", "nl": "De vlag <hangt> uit.", "en": "The flag is out."}


def send(client: Client, data: object, language: str = "en", **more: Any) -> Any:
    raw = data if isinstance(data, bytes) else (data if isinstance(data, str) else json.dumps(data)).encode()
    form = {"client_id": str(uuid4()), "file": SimpleUploadedFile("app.json", raw)} | more
    return client.post(f"{APP}set/", form, headers={"accept-language": language})


def test_all_as_usual_is_shown_in_both_languages(client: Client) -> None:
    text = client.get(APP).content.decode()
    assert "Nothing was set: all is as usual." in text
    for each in (*DEFAULT.opening, *DEFAULT.packing, *DEFAULT.event_categories):
        assert each.nl.replace("'", "&#x27;") in text
        assert each.en.replace("'", "&#x27;") in text
    assert DEFAULT.manuals[0].nl.title in text
    assert "10:00, 13:00, 16:00, 19:00, 21:00" in text
    assert 'class="badge"' not in text


def test_a_file_is_taken_in_and_given_back(client: Client, user: User, almere: MadeMunicipality) -> None:
    numbers = {"prefix": "26A", "length": 9}
    answer = send(
        client,
        {
            "opening": [FLAG, "box_empty"],
            "pass_numbers": numbers,
            "scanning": False,
            "office_phone": "14 036",
        },
    )
    assert answer.status_code == 302
    text = client.get(answer["Location"]).content.decode()
    assert "The settings are taken in." in text
    assert "De vlag &lt;hangt&gt; uit." in text
    assert "begin with 26A, 9 signs long" in text
    assert "4 settings are your own" in text
    assert "Last set on 16 March, 12:00 by anna." in text
    assert text.count('class="badge"') == 4
    assert "<td>14 036</td>" in text
    entry = Entry.objects.get(kind="app.tailored")
    assert entry.by == f"desk:{user.pk}"
    file = client.get(f"{APP}settings.json")
    assert file["Content-Disposition"] == 'attachment; filename="stemdag-0034-station-app.json"'
    almere.row.refresh_from_db()
    assert json.loads(file.content) == to_json(tailored.tailoring(almere.row))
    # What was downloaded can be taken in as it is.
    assert send(client, file.content).status_code == 302


def test_a_form_that_is_sent_again_undoes_nothing(client: Client, almere: MadeMunicipality) -> None:
    first = str(uuid4())
    assert send(client, {"least_members": 4}, client_id=first).status_code == 302
    assert send(client, {"least_members": 5}).status_code == 302
    assert send(client, {"least_members": 4}, client_id=first).status_code == 302
    almere.row.refresh_from_db()
    assert almere.row.tailoring == {"least_members": 5}
    assert Entry.objects.filter(kind="app.tailored").count() == 2
    other = send(client, {"least_members": 6}, client_id=first)
    assert other.status_code == 409
    assert "sent before with something else in it" in other.content.decode()
    assert send(client, {}, client_id="x").status_code == 400


#: A file for each refusal, and what is said of it: the place, and what to do.
WRONG: dict[str, tuple[object, str, str]] = {
    "json": ('{"opening": [\n"booths",]}', "line 2", "Look at the comma"),
    "large": (b" " * 2_000_001, "", "at most 2 MB"),
    "unknown": ({"opening": ["flag"]}, "opening[0]", "Known here: members, entrance"),
    "missing": ({"opening": [{"key": "flag", "nl": "Vlag"}]}, "opening[0]", "Add the field en."),
    "kind": ({"scanning": "yes"}, "scanning", "Write true or false."),
    "range": ({"least_members": 21}, "least_members", "from 1 to 20"),
    "empty": ({"packing": [{"key": "a", "nl": " ", "en": "a"}]}, "packing[0].nl", "Write a text"),
    "long": ({"packing": [{"key": "a", "nl": "x" * 201, "en": "a"}]}, "packing[0].nl", "Keep to 200 signs."),
    "many": ({"turnout_hours": ["10:00"] * 25}, "turnout_hours", "Keep to 24."),
    "signs": ({"packing": [{"key": "a", "nl": "x\ny", "en": "a"}]}, "packing[0].nl", "line end or tab"),
    "twice": ({"packing": ["signed", "signed"]}, "packing", "“signed” stands here more than once"),
    "key": ({"packing": ["Signed!"]}, "packing[0]", "small letters, digits and _"),
    "time": ({"turnout_hours": ["13.00"]}, "turnout_hours[0]", "Write it like 13:00."),
    "order": ({"turnout_hours": ["13:00", "10:00"]}, "turnout_hours", "Put them in order"),
    "phone": ({"office_phone": "bel"}, "office_phone", "Write digits and spaces"),
    "number": ({"pass_numbers": {}}, "pass_numbers", "or write null"),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_file_says_where_and_what_to_do(client: Client, almere: MadeMunicipality, code: str) -> None:
    data, where, advice = WRONG[code]
    assert send(client, {"least_members": 4}).status_code == 302
    answer = send(client, data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert advice in text
    assert "Nothing was changed." in text
    assert (f'<p class="message__code">{where}</p>' in text) is bool(where)
    dutch = send(client, data, "nl").content.decode()
    assert "Er is niets veranderd." in dutch
    assert advice not in dutch
    almere.row.refresh_from_db()
    assert almere.row.tailoring == {"least_members": 4}


def test_no_file_is_said(client: Client) -> None:
    answer = client.post(f"{APP}set/", {"client_id": str(uuid4())})
    assert answer.status_code == 422
    assert "There is no file here" in answer.content.decode()
    assert client.get(f"{APP}set/")["Location"] == APP


def test_every_refusal_of_a_file_has_its_words() -> None:
    sources = "".join(inspect.getsource(each) for each in (tailoring, tailoring_file, spot))
    codes = set(re.findall(r'"tailoring\.([a-z]+)"', sources)) | set(
        re.findall(r'refuse\(\s*"([a-z]+)"', sources)
    )
    assert codes | {"none"} == set(tailoring_words.REFUSED)
    assert codes == set(WRONG)


def test_what_cannot_be_stored_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def full(*_: object, **__: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(tailored, "write", full)
    answer = send(client, {"least_members": 4})
    assert answer.status_code == 503
    assert not Entry.objects.filter(kind="app.tailored").exists()
