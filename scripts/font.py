"""Makes the letter of the public pages: Inter, cut to what they write, in one file of under 20 KB.

    python scripts/font.py

The letters of Dutch, Frisian and English and those of their neighbours, figures of equal width, and weights
from regular to bold. Letters that are not in it come from the reader's own machine. Its copyright and licence
(SIL Open Font Licence 1.1) stay in the file and lie beside it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules/@fontsource-variable/inter"
SOURCE = PACKAGE / "files/inter-latin-wght-normal.woff2"
BUILT = ROOT / "src/stemdag/publish/assets/built"
#: Printable ASCII, and what else a name or a page has.
TEXT = "".join(map(chr, range(0x20, 0x7F))) + (
    "áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿßÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝ\N{NO-BREAK SPACE}·°«»½×–—‘’“”•…€→−‹›"
)
WEIGHTS = (400, 700)
#: Records of the name table that the package's cut lacks: the licence (13) and its address (14).
LICENCE = {
    13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    14: "https://openfontlicense.org",
}


def _figures_alone(font: TTFont) -> None:
    """Equal widths for figures and their signs alone: a space or hyphen as wide tears words apart."""
    cmap = font.getBestCmap()
    kept = {cmap[ord(each)] for each in "0123456789+−"}
    table = font["GSUB"].table
    for record in table.FeatureList.FeatureRecord:
        for at in record.Feature.LookupListIndex if record.FeatureTag == "tnum" else ():
            for each in table.LookupList.Lookup[at].SubTable:
                mapping = getattr(each, "ExtSubTable", each).mapping
                for name in mapping.keys() - kept:
                    del mapping[name]


def main() -> int:
    """0 when all is written, 2 when node_modules is not there."""
    if not SOURCE.is_file():
        sys.stderr.write("font: Inter is not in node_modules; `make setup` installs it.\n")
        return 2
    font = TTFont(SOURCE, recalcTimestamp=False)
    _figures_alone(font)
    options = Options()
    options.layout_features = ["kern", "tnum"]
    options.name_IDs = [0, 1, 2, 5, 13, 14]
    options.notdef_outline = True
    subset = Subsetter(options)
    subset.populate(text=TEXT)
    subset.subset(font)
    font = instantiateVariableFont(font, {"wght": WEIGHTS})
    for record, text in LICENCE.items():
        font["name"].setName(text, record, 3, 1, 0x409)
    font.flavor = "woff2"
    BUILT.mkdir(exist_ok=True)
    target = BUILT / "inter.woff2"
    font.save(target)
    shutil.copyfile(PACKAGE / "LICENSE", BUILT / "LICENSE-inter.txt")
    sys.stdout.write(f"font: {target.stat().st_size / 1000:.1f} KB, in {BUILT.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
