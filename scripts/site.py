"""Makes two scripts of the public site's modules: of each page, and of who explores a picture.

What lies in publish/assets/built/ follows from them.

python scripts/site.py
"""

from __future__ import annotations

import json
import re
import sys
import tempfile

from esbuild import PROGRAM, ROOT, esbuild

ASSETS = ROOT / "src/stemdag/publish/assets"
BUILT = ASSETS / "built"


def _licences(folders: set[str]) -> str:
    """What goes with each copy of libraries: their copyright and licences, each text once."""
    found: dict[str, list[str]] = {}
    for folder in sorted(folders):
        [path] = (each for each in (ROOT / folder).iterdir() if each.name.upper().startswith("LICENSE"))
        found.setdefault(path.read_text().strip(), []).append(folder.removeprefix("node_modules/"))
    parts = (f"{', '.join(names)}\n\n{text}" for text, names in found.items())
    return "\n/*\n" + "\n\n".join(parts).replace("*/", "* /") + "\n*/\n"


def _plots() -> None:
    """The second script, and at its end whose work is in it."""
    with tempfile.NamedTemporaryFile(suffix=".json") as parts:
        esbuild(str(ASSETS / "plots.js"), "--format=esm", f"--metafile={parts.name}", f"--outdir={BUILT}")
        [output] = json.loads(parts.read())["outputs"].values()
    used = (name for name, part in output["inputs"].items() if part["bytesInOutput"])
    folders = {found[0] for each in used if (found := re.match(r"node_modules/(@[^/]+/)?[^/]+", each))}
    with (BUILT / "plots.js").open("a") as made:
        made.write(_licences(folders))


def main() -> int:
    """0 when all is written, 2 when node_modules is not there."""
    if not PROGRAM.is_file():
        sys.stderr.write("site: esbuild is not in node_modules; `make setup` installs it.\n")
        return 2
    esbuild(str(ASSETS / "site.js"), "--format=esm", f"--outdir={BUILT}")
    _plots()
    sizes = (f"{name} {(BUILT / name).stat().st_size / 1000:.1f} KB" for name in ("site.js", "plots.js"))
    sys.stdout.write(f"site: {', '.join(sizes)}, in {BUILT.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
