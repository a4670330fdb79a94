"""Wrote the golden files, once: old parts must stay readable. A new form gets files under its own number."""

from __future__ import annotations

import base64
from pathlib import Path

from stemdag.seal import close, keys, session
from stemdag.seal.binding import Binding

PRIVATE = bytes(range(96))
BINDING = Binding("release", "GR2022_Groningen", "0014", 42, "official", 7)
PLAIN = b"what was sealed must stay readable"
PASSPHRASE, SECRET, CONTEXT = (
    "lampfiets nachtegel kaasboot uiltrein molenhoed sneeuwkoning",
    b"kept outside",
    "control",
)
COOKIE = bytes(range(32))
FOLDER = Path(__file__).parent / "golden"


def main() -> None:
    made = {
        "sealed-1": close.close(PLAIN, keys.public_of(PRIVATE), BINDING),
        "wrapped-1": keys.wrap(PRIVATE, PASSPHRASE, SECRET, CONTEXT),
        "held-1": session.hold(PRIVATE, COOKIE, CONTEXT),
    }
    for name, data in made.items():
        (FOLDER / f"{name}.b64").write_bytes(base64.encodebytes(data))


if __name__ == "__main__":
    main()
