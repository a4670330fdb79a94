"""A sealed part opens for its own key and place, whole and unchanged, and for nothing else."""

from __future__ import annotations

import base64
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemdag.seal import keys
from stemdag.seal.binding import Binding
from stemdag.seal.close import BadPublicKey, close, commit
from stemdag.seal.envelope import ENCAPSULATED, OVERHEAD
from stemdag.seal.open import BadPrivateKey, NotOpened, Opener, open_sealed
from tests.seal import make_golden as golden

PAIR = keys.new_pair()
OTHER = keys.new_pair()
OPENER = Opener(PAIR.private)
HERE = Binding("release", "GR2022_Utrecht", "0344", 12, "station", 1)

text = st.text(max_size=12)
bindings = st.builds(
    Binding,
    st.sampled_from(["release", "control", "remarks", "intake"]),
    text,
    text,
    st.integers(0, 2**63 - 1),
    st.sampled_from(["station", "official"]),
    st.integers(1, 2**63 - 1),
)


@given(plain=st.binary(max_size=400), binding=bindings)
@settings(deadline=None)
def test_what_was_closed_opens_again_and_its_size_says_only_the_plain_size(
    plain: bytes, binding: Binding
) -> None:
    sealed = close(plain, PAIR.public, binding)
    assert len(sealed) == len(plain) + OVERHEAD
    assert OPENER.open(sealed, binding) == plain
    assert open_sealed(sealed, PAIR.private, binding) == plain


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, purpose="control"),
        replace(HERE, election="GR2022_Utrech"),
        replace(HERE, municipality="0345"),
        replace(HERE, station=13),
        replace(HERE, source="official"),
        replace(HERE, version=2),
        replace(HERE, election="GR2022_Utrecht0", municipality="344"),
    ],
    ids=["purpose", "election", "municipality", "station", "source", "version", "shifted"],
)
def test_it_does_not_open_in_another_place(elsewhere: Binding) -> None:
    sealed = close(b"a count", PAIR.public, HERE)
    with pytest.raises(NotOpened):
        OPENER.open(sealed, elsewhere)


@given(one=bindings, other=bindings)
def test_no_two_bindings_share_their_info(one: Binding, other: Binding) -> None:
    assert (one.info == other.info) == (one == other)


def test_info_is_written_as_documented() -> None:
    assert Binding("release", "é", "0344", 258, "station", 3).info == (
        b"stemdag sealed 1"
        b"\0\0\0\x07release"
        b"\0\0\0\x02\xc3\xa9"
        b"\0\0\0\x040344"
        b"\0\0\0\x08\0\0\0\0\0\0\x01\x02"
        b"\0\0\0\x07station"
        b"\0\0\0\x08\0\0\0\0\0\0\0\x03"
    )


@pytest.mark.parametrize(
    "wrong",
    [{"purpose": "reading"}, {"source": "guess"}, {"station": 1 << 63}, {"version": 0}, {"version": 1 << 63}],
)
def test_a_binding_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"no such|counts from"):
        replace(HERE, **wrong)  # type: ignore[arg-type]


REGIONS = {
    "form": (0, 1),
    "ML-KEM ciphertext": (1, 1089),
    "X25519 share": (1089, 1 + ENCAPSULATED),
    "body": (1 + ENCAPSULATED, 1 + ENCAPSULATED + 64),
    "tag": (1 + ENCAPSULATED + 64, OVERHEAD + 64),
}


@pytest.mark.parametrize("region", REGIONS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_changed_bit_is_noticed_in_each_region(region: str, data: st.DataObject) -> None:
    start, end = REGIONS[region]
    sealed = bytearray(close(bytes(64), PAIR.public, HERE))
    sealed[data.draw(st.integers(start, end - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(NotOpened):
        OPENER.open(bytes(sealed), HERE)


@given(cut=st.integers(0, OVERHEAD + 63))
@settings(deadline=None)
def test_a_part_cut_short_does_not_open(cut: int) -> None:
    with pytest.raises(NotOpened):
        OPENER.open(close(bytes(64), PAIR.public, HERE)[:cut], HERE)


def test_an_appended_byte_is_noticed() -> None:
    with pytest.raises(NotOpened):
        OPENER.open(close(b"a count", PAIR.public, HERE) + b"\0", HERE)


def test_another_key_does_not_open_it() -> None:
    for_release = close(b"a count", PAIR.public, HERE)
    for_control = close(b"a count", OTHER.public, replace(HERE, purpose="control"))
    with pytest.raises(NotOpened):
        open_sealed(for_release, OTHER.private, HERE)
    with pytest.raises(NotOpened):
        open_sealed(for_control, PAIR.private, replace(HERE, purpose="control"))
    half = PAIR.private[:64] + OTHER.private[64:]  # either half alone is not enough
    with pytest.raises(NotOpened):
        open_sealed(for_release, half, HERE)
    with pytest.raises(NotOpened):
        open_sealed(for_release, OTHER.private[:64] + PAIR.private[64:], HERE)


def test_the_refusal_carries_nothing_of_the_attempt() -> None:
    with pytest.raises(NotOpened) as refusal:
        open_sealed(close(b"a count", OTHER.public, HERE), PAIR.private, HERE)
    assert refusal.value.__suppress_context__
    assert refusal.value.__cause__ is None
    assert PAIR.private.hex() not in str(refusal.value)


def test_the_plaintext_stands_nowhere_in_the_sealed_part() -> None:
    plain = b"".join(b"%09d" % number for number in range(123_456_000, 123_456_400))
    sealed = close(plain, PAIR.public, HERE)
    for encoded in (plain[:9], plain[:9].hex().encode(), base64.b64encode(plain)[:12]):
        assert encoded not in sealed
    assert not any(plain[at : at + 6] in sealed for at in range(0, len(plain) - 6))


def test_the_same_count_never_looks_the_same() -> None:
    assert close(b"a count", PAIR.public, HERE) != close(b"a count", PAIR.public, HERE)


@pytest.mark.parametrize(
    "public", [b"", PAIR.public[:-1], PAIR.public + b"\0", PAIR.private, b"\xff" * 1216], ids=len
)
def test_what_is_no_public_key_is_refused(public: bytes) -> None:
    with pytest.raises(BadPublicKey):
        close(b"a count", public, HERE)


def test_what_is_no_private_key_is_refused() -> None:
    with pytest.raises(BadPrivateKey):
        open_sealed(close(b"a count", PAIR.public, HERE), PAIR.public, HERE)


def test_closing_does_not_bring_in_opening() -> None:
    code = (
        "import sys, stemdag.seal.close, stemdag.seal.binding;"
        "print(*(name for name in sys.modules if name.startswith('stemdag.seal.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(loaded.stdout.split()) == {
        "stemdag.seal.binding",
        "stemdag.seal.close",
        "stemdag.seal.envelope",
    }


@given(body=st.binary(max_size=64), other=st.binary(max_size=64))
def test_a_repeated_body_is_known_by_its_commitment(body: bytes, other: bytes) -> None:
    nonce = bytes(range(32))
    assert len(commit(nonce, body)) == 32
    assert (commit(nonce, body) == commit(nonce, other)) == (body == other)
    assert commit(nonce, body) != commit(bytes(32), body)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_commitment_asks_for_the_whole_nonce(size: int) -> None:
    with pytest.raises(ValueError, match="32 random bytes"):
        commit(bytes(size), b"body")


def test_what_was_sealed_before_still_opens() -> None:
    sealed = base64.b64decode((golden.FOLDER / "sealed-1.b64").read_bytes())
    assert sealed[0] == 1
    assert open_sealed(sealed, golden.PRIVATE, golden.BINDING) == golden.PLAIN
