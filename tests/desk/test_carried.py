"""Photos and exports at the desk: taken in sealed, opened one at a time, handed to the station's door."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stemdag.desk.control import carried
from stemdag.domain import export
from stemdag.domain.errors import Refused
from stemdag.elections import keys as making
from stemdag.elections.sealing import photographed
from stemdag.journal import aside
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry, SealedFile
from stemdag.seal import keys
from tests.desk.conftest import browser, official
from tests.exports import DEVICE, count_fact, fact, on_the_device, place, sealed_by_hand
from tests.factories import PASSPHRASE, MadeMunicipality, at

pytestmark = [pytest.mark.store, pytest.mark.django_db]
CONTROL = "/desk/GR2022_Almere/0034/control/"
SEALED = f"{CONTROL}sealed/"
JPEG = b"\xff\xd8\xff\xe0 a record on paper"
FACTS = [
    fact("station.opened", 1),
    fact("turnout.reported", 2, facts={"admitted": 100, "source": "typed"}),
    fact("turnout.reported", 3, facts={"admitted": 812, "source": "typed"}),
    fact("message.sent", 4, facts={"to": "office"}, texts={"text": "de printer hapert"}),
    count_fact({"A": 8_123, "E.1": 7_651}, 5),
]
Handed = list[tuple[export.Place, Mapping[str, Any], Sequence[Mapping[str, Any]]]]


@pytest.fixture
def unlocked(client: Client) -> Client:
    assert client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE}).status_code == 302
    return client


@pytest.fixture
def door() -> Iterator[Handed]:
    """A door of the station that takes everything but the last fact."""
    handed: Handed = []

    def take(
        where: export.Place, device: Mapping[str, Any], facts: Sequence[Mapping[str, Any]], now: object
    ) -> list[dict[str, Any]]:
        assert now == at("12:00")
        handed.append((where, device, facts))
        states = ["known", *["taken"] * (len(facts) - 2), "refused"]
        return [
            {"id": each["id"], "state": state, "code": "count.version"}
            for each, state in zip(facts, states, strict=True)
        ]

    before = list(carried._door)
    carried.use_door(take)
    yield handed
    carried._door[:] = before


def exported(almere: MadeMunicipality, facts: object = None, station: int = 1) -> bytes:
    return sealed_by_hand(almere.row, station, FACTS if facts is None else facts)


def add(client: Client, data: bytes | None = None, **form: Any) -> Any:
    files = {"file": SimpleUploadedFile("x.stemdag", data)} if data is not None else {}
    return client.post(f"{SEALED}add/", {"client_id": str(uuid4()), **files} | form)


def brought(client: Client, data: bytes) -> str:
    """The address of an export that was taken in."""
    response = add(client, data)
    assert response.status_code == 302, shown(response)
    return str(response["Location"])


def photo(almere: MadeMunicipality, station: int = 1, data: bytes = JPEG) -> str:
    """The address of a photo that the station sent."""
    file, facts = photographed(almere.row, station, data)
    receipt = append(
        Fact(
            almere.row.election.eml_id,
            almere.row.code,
            "record.photographed",
            at=at("11:00"),
            by=f"station:{station}",
            client_id=uuid4(),
            station=station,
            facts=facts,
            file=file,
        )
    )
    return f"{SEALED}{receipt.seq}/"


def look(client: Client, address: str, step: int = 1, reason: str = "the tablet broke") -> Any:
    return client.post(f"{address}open/", {"step": step, "reason": reason})


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def entries(kind: str) -> list[dict[str, Any]]:
    return [
        json.loads(each.facts) | {"by": each.by, "station": each.station}
        for each in Entry.objects.filter(kind=kind).order_by("seq")
    ]


# Keys


def test_keys_from_before_the_intake_key_get_it_on_unlocking(
    client: Client, almere: MadeMunicipality, user: Any
) -> None:
    row = almere.row
    row.intake_public = row.intake_wrapped = None
    row.save()
    assert "Unlock once" in shown(client.get(CONTROL))
    with pytest.raises(Refused) as refusal:
        photographed(row, 1, JPEG)
    assert refusal.value.code == "keys.no-intake"
    for passphrase in ("six wrong words", PASSPHRASE, PASSPHRASE):
        client.post(f"{CONTROL}unlock/", {"passphrase": passphrase})
    row.refresh_from_db()
    [made] = entries("keys.made")
    assert made["intake"] == keys.fingerprint(bytes(row.intake_public or b""))
    assert made["by"] == f"desk:{user.pk}"
    assert look(client, photo(almere)).status_code == 200
    assert "Unlock once" not in shown(client.get(CONTROL))


def test_the_three_keys_are_made_under_one_passphrase(almere: MadeMunicipality) -> None:
    row = almere.row
    row.release_public = None
    held: list[bytes] = []
    made = making.make(row, lambda *given: held.append(given[2]), at("06:00"), "cli")
    [entry] = entries("keys.made")
    publics = {"release": row.release_public, "control": row.control_public, "intake": row.intake_public}
    assert {name: entry[name] for name in publics} == {
        name: keys.fingerprint(bytes(each or b"")) for name, each in publics.items()
    }
    assert made.intake_fingerprint == entry["intake"]
    assert len({bytes(each or b"") for each in publics.values()}) == 3
    assert [keys.public_of(each) for each in held] == [bytes(publics["release"] or b"")]
    wrapped, secret = bytes(row.intake_wrapped or b""), settings.STEMDAG.control_secret
    private = keys.unwrap(wrapped, made.passphrase, secret, making.intake_context(row))
    assert keys.public_of(private) == bytes(row.intake_public or b"")
    with pytest.raises(keys.WrongPassphrase):
        keys.unwrap(wrapped, made.passphrase, secret, making.wrap_context(row))


# Locked, and taking in


def test_locked_nothing_is_taken_in_and_nothing_opens(client: Client, almere: MadeMunicipality) -> None:
    address = photo(almere)
    assert client.get(SEALED)["Location"] == CONTROL
    assert client.get(address)["Location"] == CONTROL
    assert add(client, exported(almere)).status_code == 409
    assert look(client, address).status_code == 409
    assert client.post(f"{address}take/").status_code == 409
    assert not entries("intake.opened")
    assert not entries("export.carried")


def test_an_export_is_stored_as_it_came(unlocked: Client, almere: MadeMunicipality, user: Any) -> None:
    data = exported(almere, station=2)
    address = brought(unlocked, data)
    [entry] = entries("export.carried")
    assert (entry["size"], entry["station"], entry["by"]) == (8192, 2, f"desk:{user.pk}")
    assert bytes(SealedFile.objects.get().sealed) == data
    text = shown(unlocked.get(SEALED))
    assert address in text
    assert "Sporthal Zuid" in text
    assert "Why do you open it?" in shown(unlocked.get(address))
    assert not entries("intake.opened")


def test_the_same_export_twice_is_one(unlocked: Client, almere: MadeMunicipality) -> None:
    data = exported(almere)
    assert brought(unlocked, data) == brought(unlocked, data)
    response = add(unlocked, texts="\n".join(reversed(export.split(data))))
    assert response["Location"] == brought(unlocked, data)
    assert len(entries("export.carried")) == 1


def test_what_the_app_seals_is_taken_in(unlocked: Client, almere: MadeMunicipality) -> None:
    where = {"intakePublic": bytes(almere.row.intake_public or b""), "device": DEVICE} | place(almere.row, 1)
    [data] = on_the_device([["export", "sealExport", FACTS, where]])
    [texts] = on_the_device([["parts", "splitParts", data]])
    response = add(unlocked, texts="\n\n".join(texts).lower())
    text = shown(look(unlocked, response["Location"]))
    assert "turnout reported" in text
    assert f">{len(FACTS)}<" in text


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        (lambda data: None, 422, "There is no export here"),
        (lambda data: b"", 422, "no export of a station"),
        (lambda data: b"PK\3\4 something else", 422, "no export of a station"),
        (lambda data: data[:-1], 422, "no export of a station"),
        (lambda data: data.replace(b'"station":1', b'"station":9'), 422, "of another place"),
        (lambda data: data.replace(b"0034", b"0035"), 422, "of another place"),
        (lambda data: data.replace(b"GR2022_Almere", b"GR2022_Almerf"), 422, "of another place"),
    ],
)
def test_what_is_no_export_of_here_is_told_apart(
    unlocked: Client, almere: MadeMunicipality, change: Any, status: int, said: str
) -> None:
    response = add(unlocked, change(exported(almere)))
    assert (response.status_code, said in shown(response)) == (status, True)
    assert not SealedFile.objects.exists()


def test_a_file_that_is_too_large_is_said_to_be_so(unlocked: Client, almere: MadeMunicipality) -> None:
    response = add(unlocked, exported(almere).ljust(3_000_000))
    assert response.status_code == 422
    assert "at most 2 MB" in shown(response)


def test_an_export_in_the_clear_is_not_taken_for_a_sealed_one(
    unlocked: Client, almere: MadeMunicipality
) -> None:
    where = export.Place("GR2022_Almere", "0034", 1)
    for clear in (json.dumps(FACTS).encode(), json.dumps(FACTS).encode().ljust(8192 + 1137)):
        assert add(unlocked, export.pack(where, clear)).status_code == 422
    assert not SealedFile.objects.exists()


def test_codes_that_miss_or_do_not_belong_are_named(unlocked: Client, almere: MadeMunicipality) -> None:
    texts, others = (export.split(exported(almere, station=n)) for n in (1, 2))
    for given, said in [
        (texts[:2] + texts[3:-1], f"Still missing: 3, {len(texts)}"),
        ([*texts, others[0]], f"It is about code {len(texts) + 1}."),
        (["https://example.nl"], "not of an export"),
        ([*texts[:-1], texts[-1][:-4] + "7777"], "is damaged"),
    ]:
        response = add(unlocked, texts="\n".join(given))
        assert response.status_code == 422
        assert said in shown(response)
    assert not SealedFile.objects.exists()


# Opening


def test_step_one_is_a_list_without_numbers(unlocked: Client, almere: MadeMunicipality) -> None:
    address = brought(unlocked, exported(almere))
    response = look(unlocked, address)
    text = shown(response)
    assert response["Cache-Control"] == "no-store"
    for said in ("station opened", "turnout reported", "counts", "messages", "GR2022_Almere"):
        assert said in text
    for number in ("8123", "8,123", "7651", "7,651", "hapert", DEVICE["token"]):
        assert number not in text


def test_step_two_has_the_numbers_as_typed(unlocked: Client, almere: MadeMunicipality) -> None:
    address = brought(unlocked, exported(almere))
    assert look(unlocked, address, step=2).status_code == 409
    look(unlocked, address)
    text = shown(look(unlocked, address, step=2, reason=""))
    assert ">8123<" in text
    assert ">7651<" in text
    assert "de printer hapert" in text
    assert DEVICE["token"] not in text


def test_each_opening_is_an_entry_and_the_reason_is_asked_once(
    unlocked: Client, almere: MadeMunicipality, user: Any
) -> None:
    address = brought(unlocked, exported(almere))
    for step, reason in ((1, "the tablet broke"), (2, ""), (1, "again")):
        assert look(unlocked, address, step, reason).status_code == 200
    found = entries("intake.opened")
    seq = Entry.objects.get(kind="export.carried").seq
    assert [(each["entry"], each["what"], each["step"]) for each in found] == [
        (seq, "export", 1),
        (seq, "export", 2),
        (seq, "export", 1),
    ]
    assert {each["by"] for each in found} == {f"desk:{user.pk}"}
    texts = [
        [aside.read(text) for text in each.asides.all()]
        for each in Entry.objects.filter(kind="intake.opened").order_by("seq")
    ]
    assert texts == [["the tablet broke"], [], []]
    assert "the tablet broke" in shown(unlocked.get(address))


@pytest.mark.parametrize(("reason", "said"), [("", "A reason is needed"), ("é" * 600, "too long")])
@pytest.mark.parametrize("kind", ["photo", "export"])
def test_without_a_fitting_reason_nothing_opens(
    unlocked: Client, almere: MadeMunicipality, kind: str, reason: str, said: str
) -> None:
    address = photo(almere) if kind == "photo" else brought(unlocked, exported(almere))
    response = look(unlocked, address, reason=reason)
    assert response.status_code == 422
    assert said in shown(response)
    assert not entries("intake.opened")


def test_a_photo_stands_in_its_page_and_nothing_keeps_it(unlocked: Client, almere: MadeMunicipality) -> None:
    png = b"\x89PNG\r\n\x1a\n another"
    for data, form in ((JPEG, "image/jpeg"), (png, "image/png")):
        response = look(unlocked, photo(almere, 2, data))
        assert f'src="data:{form};base64,{base64.b64encode(data).decode()}"' in shown(response)
        assert response["Cache-Control"] == "no-store"
    assert [(each["what"], each["station"]) for each in entries("intake.opened")] == [("photo", 2)] * 2


@pytest.mark.parametrize("what", ["moved", "changed", "swapped"])
def test_what_does_not_open_says_so_and_is_no_opening(
    unlocked: Client, almere: MadeMunicipality, what: str
) -> None:
    one, other = photo(almere, 1), photo(almere, 2)
    first, second = SealedFile.objects.order_by("pk")
    if what == "moved":
        first.sealed = second.sealed
    elif what == "changed":
        *body, last = bytes(first.sealed)
        first.sealed = bytes([*body, last ^ 1])
    else:
        first.kind, first.sealed = "export", exported(almere, station=2)
    first.save()
    response = look(unlocked, one)
    assert response.status_code == 409
    assert "does not open" in shown(response)
    assert not entries("intake.opened")
    assert look(unlocked, other).status_code == 200


@pytest.mark.parametrize(
    "facts",
    [
        "no list",
        [1],
        [fact("x", seq=True)],
        [{"kind": "count.sent"}],
    ],
)
def test_an_export_with_something_else_in_it_is_damaged(
    unlocked: Client, almere: MadeMunicipality, facts: object
) -> None:
    response = look(unlocked, brought(unlocked, exported(almere, facts)))
    assert response.status_code == 409
    assert "is damaged" in shown(response)


def test_odd_facts_are_shown_as_they_are(unlocked: Client, almere: MadeMunicipality) -> None:
    odd = [
        fact("never.heard", 1, at="yesterday"),
        fact("message.sent", 2, at="2022-03-16T20:00:00", texts={"text": "<script>alert(1)</script>"}),
        fact("count.sent", 3, facts={"numbers": [1], "boxes": "x"}, texts=None),
        fact("station.opened", 4, texts=["x"]),
    ]
    address = brought(unlocked, exported(almere, odd))
    assert "never.heard" in shown(look(unlocked, address))
    text = shown(look(unlocked, address, step=2))
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("form", [{}, {"step": "3"}, {"step": "x"}, {"step": "0"}])
def test_a_malformed_opening_is_said_to_be_so(
    unlocked: Client, almere: MadeMunicipality, form: dict[str, str]
) -> None:
    assert unlocked.post(f"{photo(almere)}open/", form).status_code == 400


def test_going_back_is_the_closed_page(unlocked: Client, almere: MadeMunicipality) -> None:
    address = photo(almere)
    for act in ("open", "take"):
        assert unlocked.get(f"{address}{act}/")["Location"] == address
    assert unlocked.get(f"{SEALED}add/")["Location"] == SEALED
    assert unlocked.get(f"{SEALED}99/").status_code == 404
    # An entry that has no file.
    unlocked.get(address)
    opened = Entry.objects.get(kind="control.unlocked").seq
    assert unlocked.get(f"{SEALED}{opened}/").status_code == 404


# Handing over


def test_the_facts_go_to_the_door_once_they_were_looked_at(
    unlocked: Client, almere: MadeMunicipality, door: Handed
) -> None:
    address = brought(unlocked, exported(almere))
    assert unlocked.post(f"{address}take/").status_code == 409
    assert not door
    assert f"{address}take/" in shown(look(unlocked, address))
    text = shown(unlocked.post(f"{address}take/"))
    assert door == [(export.Place("GR2022_Almere", "0034", 1), dict(DEVICE), FACTS)]
    assert "3 facts were taken in" in text
    assert "1 was here already." in text
    assert "count.version" in text
    assert "8123" not in text
    assert [each["step"] for each in entries("intake.opened")] == [1, 3]
    assert "taken in" in shown(unlocked.get(address))


def test_what_the_door_refuses_is_said(unlocked: Client, almere: MadeMunicipality, door: Handed) -> None:
    def take(*_: object) -> list[dict[str, Any]]:
        raise Refused("device.revoked", "this device was withdrawn")

    carried.use_door(take)
    address = brought(unlocked, exported(almere))
    look(unlocked, address)
    assert unlocked.post(f"{address}take/").status_code == 409
    assert not door


def test_neither_a_photo_nor_without_a_door_is_anything_taken_in(
    unlocked: Client, almere: MadeMunicipality, door: Handed
) -> None:
    address = photo(almere)
    look(unlocked, address)
    assert unlocked.post(f"{address}take/").status_code == 409
    carried._door.clear()
    address = brought(unlocked, exported(almere))
    assert f"{address}take/" not in shown(look(unlocked, address))
    assert "not taken in here" in shown(unlocked.post(f"{address}take/"))
    assert not door


def test_a_colleague_gives_a_reason_of_their_own(unlocked: Client, almere: MadeMunicipality) -> None:
    address = photo(almere)
    look(unlocked, address)
    colleague = browser(official("bert", almere))
    colleague.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    assert look(colleague, address, reason="").status_code == 422
