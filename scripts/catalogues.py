"""Compiles every .po under src/ to the .mo beside it; an entry that would break a page stops it.

python scripts/catalogues.py      exit 1 where a placeholder of the English text is missing in the translation
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """0, or 1 when an entry is wrong."""
    wrong = 0
    count = 0
    for path in sorted((ROOT / "src").rglob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.parent.name)
        for message, errors in catalogue.check():
            for error in errors:
                wrong += 1
                sys.stderr.write(f"{path.relative_to(ROOT)}:{message.lineno}: {error}\n")
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        count += 1
    sys.stdout.write(f"languages: {count} catalogues compiled\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
