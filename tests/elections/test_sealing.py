"""What goes to the intake key: photos of one size, and exports as the app makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from stemdag.domain import padded
from stemdag.domain.errors import Refused
from stemdag.elections import sealing
from stemdag.seal.envelope import OVERHEAD
from stemdag.seal.open import NotOpened, open_sealed
from tests.exports import sealed_by_hand
from tests.factories import MadeMunicipality, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]
JPEG = b"\xff\xd8\xff\xe0"
ROOM = sealing.PHOTO_SIZE - padded.HEAD_SIZE


@pytest.fixture
def town() -> MadeMunicipality:
    return make_election().first


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


@pytest.mark.parametrize("data", [JPEG, JPEG + b"\0\0", JPEG + bytes(100_000), JPEG.ljust(ROOM, b"x")])
def test_every_photo_is_of_one_size_and_opens_for_its_station_alone(
    town: MadeMunicipality, data: bytes
) -> None:
    sealed = sealing.seal_intake(town.row, 1, data)
    assert len(sealed) == sealing.PHOTO_SIZE + OVERHEAD
    here = sealing.intake_binding(town.row, 1)
    assert padded.unpad(padded.PHOTO, open_sealed(sealed, town.intake_private, here)) == data
    with pytest.raises(NotOpened):
        open_sealed(sealed, town.intake_private, replace(here, station=2))
    for key in (town.control_private, town.release_private):
        with pytest.raises(NotOpened):
            open_sealed(sealed, key, here)


def test_what_is_no_photo_or_too_large_is_refused(town: MadeMunicipality) -> None:
    assert code(lambda: sealing.seal_intake(town.row, 1, JPEG.ljust(ROOM + 1, b"x"))) == "photo.large"
    for other in (b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a"):
        assert code(lambda other=other: sealing.seal_intake(town.row, 1, other)) == "photo.form"  # type: ignore[misc]


def test_without_an_intake_key_nothing_is_sealed_to_it(town: MadeMunicipality) -> None:
    data = sealed_by_hand(town.row, 1, [])
    town.row.intake_public = None
    assert code(lambda: sealing.seal_intake(town.row, 1, JPEG)) == "keys.no-intake"
    assert code(lambda: sealing.carried(town.row, data)) == "keys.no-intake"


def test_an_export_brings_its_station_and_its_bucket(town: MadeMunicipality) -> None:
    data = sealed_by_hand(town.row, 3, [])
    station, file, facts = sealing.carried(town.row, data)
    assert (station, file.kind, file.sealed, facts) == (3, "export", data, {"size": 8192})
