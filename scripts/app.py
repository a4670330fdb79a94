"""Makes one program of the station app's modules, and one style sheet: ninety small files compress badly.

    python scripts/app.py [FOLDER]        writes src/stemdag/capture/static/capture/built/, or another folder

A device keeps what lies there (`capture/shell.py`). Libraries that are needed late stay apart, in lib/.
One file and not several that are loaded as needed: measured, several start no sooner.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from assets import LIBRARIES, MODULES, ROOT, compress, licence
from esbuild import PROGRAM, esbuild

STATIC = LIBRARIES.parent
SOURCES = STATIC / "app"
BUILT = STATIC / "built"
#: In the order in which their rules come.
STYLES = ("capture.css", "app.css")


def _program(folder: Path) -> None:
    """`main.js` and what it imports, with the licences of packages that came in."""
    with TemporaryDirectory() as beside:
        told = Path(beside) / "told.json"
        esbuild(
            str(SOURCES / "main.js"),
            "--format=esm",
            # As it stands in the sources: lib/ lies beside this folder as it lies beside theirs.
            "--external:../lib/*",
            "--banner:js=/* LICENSE.txt */",
            f"--metafile={told}",
            f"--outdir={folder}",
        )
        read = [ROOT / each for each in json.loads(told.read_text())["inputs"]]
    packages = set()
    for path in read:
        if path.is_relative_to(MODULES):
            scope, name, *_ = path.relative_to(MODULES).parts
            packages.add(f"{scope}/{name}" if scope.startswith("@") else scope)
        elif not path.is_relative_to(SOURCES):
            raise RuntimeError(
                f"{path.relative_to(ROOT)} is no module of the app; is lib/ asked for from a folder in it?"
            )
    (folder / "LICENSE.txt").write_text("\n\n".join(licence(each) for each in sorted(packages)))


def build(folder: Path = BUILT) -> None:
    """Everything anew: what an older build left is not to be kept by a device."""
    shutil.rmtree(folder, ignore_errors=True)
    _program(folder)
    styles = "".join(f'@import "{STATIC / each}";' for each in STYLES)
    esbuild("--loader=css", f"--outfile={folder / 'app.css'}", given=styles)
    for path in (*folder.glob("*.js"), *folder.glob("*.css")):
        compress(path)


def main(folder: Path = BUILT) -> int:
    """0 when all is written, 2 when node_modules is not there."""
    if not PROGRAM.is_file():
        sys.stderr.write("app: esbuild is not in node_modules; `make setup` installs it.\n")
        return 2
    build(folder)
    sizes = [path.stat().st_size for path in folder.glob("*.br")]
    sys.stdout.write(f"app: {len(sizes)} files, {sum(sizes) / 1000:.1f} KB in brotli, in {folder.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*(Path(each).resolve() for each in sys.argv[1:])))
