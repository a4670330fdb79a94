"""Makes one script of the public site's modules; what lies in publish/assets/built/ follows from them.

python scripts/site.py
"""

from __future__ import annotations

import sys

from esbuild import PROGRAM, ROOT, esbuild

ASSETS = ROOT / "src/stemdag/publish/assets"
BUILT = ASSETS / "built"


def main() -> int:
    """0 when all is written, 2 when node_modules is not there."""
    if not PROGRAM.is_file():
        sys.stderr.write("site: esbuild is not in node_modules; `make setup` installs it.\n")
        return 2
    esbuild(str(ASSETS / "site.js"), "--format=esm", f"--outdir={BUILT}")
    sys.stdout.write(f"site: {(BUILT / 'site.js').stat().st_size / 1000:.1f} KB, in {BUILT.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
