"""Keys: made, compared, wrapped by a passphrase, held by a session."""

from __future__ import annotations

import base64
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.seal import keys, session
from stemdag.seal.words import NOUNS, WORDS
from tests.seal import make_golden as golden

PAIR = keys.new_pair()
WRAPPED = keys.wrap(PAIR.private, "lampfiets kaasboot", b"outside", "control 0344")


def test_a_pair_fits_together_and_is_new_each_time() -> None:
    assert (len(PAIR.public), len(PAIR.private)) == (1216, 96)
    assert keys.public_of(PAIR.private) == PAIR.public
    assert keys.new_pair().private != PAIR.private


def test_a_pair_does_not_show_its_private_half() -> None:
    assert repr(PAIR) == f"{PAIR}" == f"KeyPair({keys.fingerprint(PAIR.public)})"


def test_a_fingerprint_differs_per_key_and_reads_in_groups() -> None:
    name = keys.fingerprint(PAIR.public)
    assert [len(group) for group in name.split()] == [4] * 8
    assert name != keys.fingerprint(keys.new_pair().public)
    # fixed, as it is printed on paper; value from coreutils' sha256sum
    assert keys.fingerprint(bytes(1216)) == "ce3c e088 89b9 1a6d 7d14 98dc 15b2 dd23"


def test_no_two_compounds_are_spelt_alike_so_a_passphrase_has_96_bits() -> None:
    assert len(NOUNS) == 256
    compounds = {one + other for one, other in itertools.product(NOUNS, repeat=2)}
    assert len(compounds) == 256**2
    assert all(word.isascii() and word.isalpha() and word.islower() for word in NOUNS)


def test_a_passphrase_has_six_words() -> None:
    seen = {keys.new_passphrase() for _ in range(20)}
    assert len(seen) == 20
    assert all(len(phrase.split(" ")) == WORDS == 6 for phrase in seen)


def test_a_wrapped_key_opens_as_people_type() -> None:
    for typed in ("lampfiets kaasboot", " Lampfiets  KAASBOOT\n", "lampfiets-kaasboot"):
        assert keys.unwrap(WRAPPED, typed, b"outside", "control 0344") == PAIR.private


@pytest.mark.parametrize(
    ("passphrase", "secret", "context"),
    [
        ("lampfiets kaasboom", b"outside", "control 0344"),
        ("lampfietskaasboot", b"outside", "control 0344"),
        ("lampfiets kaasboot", b"outsidE", "control 0344"),
        ("lampfiets kaasboot", b"", "control 0344"),
        ("lampfiets kaasboot", b"outside", "control 0345"),
    ],
)
def test_a_wrapped_key_asks_for_passphrase_secret_and_context(
    passphrase: str, secret: bytes, context: str
) -> None:
    with pytest.raises(keys.WrongPassphrase) as refusal:
        keys.unwrap(WRAPPED, passphrase, secret, context)
    assert passphrase not in str(refusal.value)


@pytest.mark.parametrize("at", [0, 1, 17, 29, len(WRAPPED) - 1])
def test_a_changed_wrapped_key_is_noticed(at: int) -> None:
    changed = bytearray(WRAPPED)
    changed[at] ^= 1
    with pytest.raises(keys.WrongPassphrase):
        keys.unwrap(bytes(changed), "lampfiets kaasboot", b"outside", "control 0344")


def test_a_wrapped_key_cut_short_is_refused() -> None:
    for size in (0, 1, 44):
        with pytest.raises(keys.WrongPassphrase):
            keys.unwrap(WRAPPED[:size], "lampfiets kaasboot", b"outside", "control 0344")


def test_a_forgotten_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the database"):
        keys.wrap(PAIR.private, "lampfiets kaasboot", b"", "control 0344")


def test_wrapping_hides_the_key_and_never_repeats() -> None:
    again = keys.wrap(PAIR.private, "lampfiets kaasboot", b"outside", "control 0344")
    assert again != WRAPPED
    assert len(again) == len(WRAPPED) == 1 + 16 + 12 + 96 + 16
    assert not any(PAIR.private[at : at + 4] in WRAPPED for at in range(92))


def test_a_session_takes_what_it_held_with_its_own_cookie_only() -> None:
    cookie = session.new_secret()
    held = session.hold(PAIR.private, cookie, "0344")
    assert session.take(held, cookie, "0344") == PAIR.private
    for secret, context in ((session.new_secret(), "0344"), (cookie, "0345"), (cookie, "")):
        with pytest.raises(session.NotHeld):
            session.take(held, secret, context)
    with pytest.raises(ValueError, match="32 bytes"):
        session.take(held, cookie[:-1])
    with pytest.raises(ValueError, match="32 bytes"):
        session.hold(PAIR.private, b"")


@given(at=st.integers(0, 124), bit=st.integers(0, 7))
def test_a_changed_held_key_is_noticed(at: int, bit: int) -> None:
    cookie = bytes(range(32))
    held = bytearray(session.hold(PAIR.private, cookie))
    held[at] ^= 1 << bit
    with pytest.raises(session.NotHeld):
        session.take(bytes(held), cookie)
    with pytest.raises(session.NotHeld):
        session.take(bytes(held[:at]), cookie)


def test_what_was_wrapped_and_held_before_still_opens() -> None:
    wrapped = base64.b64decode((golden.FOLDER / "wrapped-1.b64").read_bytes())
    held = base64.b64decode((golden.FOLDER / "held-1.b64").read_bytes())
    assert keys.unwrap(wrapped, golden.PASSPHRASE, golden.SECRET, golden.CONTEXT) == golden.PRIVATE
    assert session.take(held, golden.COOKIE, golden.CONTEXT) == golden.PRIVATE
