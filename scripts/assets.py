"""Makes the back office's static files out of our own sources and the packages in node_modules.

    python scripts/assets.py        writes src/stemdag/server/static/stemdag/; prints what it wrote

Nothing in that folder is committed: it follows from static_src/ and package-lock.json.
"""

from __future__ import annotations

import gzip
import re
import shutil
import sys
from pathlib import Path

import brotli  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
SOURCES = ROOT / "src/stemdag/server/static_src"
TARGET = ROOT / "src/stemdag/server/static/stemdag"

COMPONENTS = (
    *(
        f"@nl-design-system-candidate/{name}-css/dist/{name}.css"
        for name in ("heading", "paragraph", "link", "skip-link", "button", "data-badge", "number-badge")
    ),
    *(
        f"@utrecht/{name}-css/dist/index.min.css"
        for name in (
            "alert",
            "form-field",
            "form-field-description",
            "form-field-error-message",
            "form-label",
            "select",
            "textarea",
            "textbox",
        )
    ),
)
#: Copied as they are; to the name they get, under TARGET.
COPIES = {
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "fonts/inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "fonts/inter-latin-ext.woff2",
    "@fontsource-variable/inter/LICENSE": "fonts/LICENSE-inter.txt",
    "@nl-design-system-candidate/button-css/LICENSE.md": "LICENSE-nl-design-system.md",
    "idb/build/index.js": "vendor/idb.js",
    "idb/LICENSE": "vendor/LICENSE-idb.txt",
}
OWN = ("office.css", "station.css", "desk.css")


def stylesheet() -> str:
    """One file: our values, the components in their layer, our own rules."""
    components = "\n".join(
        re.sub(r"/\*# sourceMappingURL=.*?\*/", "", (MODULES / path).read_text()).strip()
        for path in COMPONENTS
    )
    # The order of the layers is stated before any of them is filled.
    order = "@layer reset, elements, components, office;"
    own = "\n".join(_without_class_list((SOURCES / name).read_text()) for name in OWN)
    values = (SOURCES / "tokens.css").read_text()
    return f"{order}\n{values}\n@layer components {{\n{components}\n}}\n{own}"


def _without_class_list(css: str) -> str:
    """The comment at the top is for those who write templates, not for a telephone."""
    return re.sub(r"\A/\*.*?\*/\s*", "", css, flags=re.DOTALL)


def _compress(path: Path) -> None:
    """Beside the file, for whitenoise to send: a telephone on a bad line gets a seventh of the bytes."""
    body = path.read_bytes()
    path.with_name(path.name + ".br").write_bytes(brotli.compress(body))
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(body, mtime=0))


def main() -> int:
    """0 when all is written, 2 when node_modules is not there."""
    missing = [path for path in (*COMPONENTS, *COPIES) if not (MODULES / path).is_file()]
    if missing:
        sys.stderr.write(f"assets: {missing[0]} is not in node_modules; `make setup` installs it.\n")
        return 2
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, name in COPIES.items():
        (TARGET / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, TARGET / name)
    (TARGET / "office.css").write_text(stylesheet())
    shutil.copyfile(SOURCES / "icon.svg", TARGET / "icon.svg")
    for name in ("office.css", "icon.svg"):
        _compress(TARGET / name)
    sizes = [path.stat().st_size for path in TARGET.rglob("*") if path.is_file()]
    sys.stdout.write(f"assets: {len(sizes)} files, {sum(sizes) // 1024} KiB, in {TARGET.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
