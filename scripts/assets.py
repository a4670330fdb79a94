"""Makes static files out of our own sources and the packages in node_modules.

    python scripts/assets.py        writes the folders below; prints what it wrote

The look of the back office goes into src/stemdag/server/static/stemdag/, modules that the station's app
imports into src/stemdag/capture/static/capture/lib/, the letter of paper into src/stemdag/paper/fonts/, of
pictures into src/stemdag/publish/fonts/.
Nothing in these folders is committed: it follows from static_src/ and package-lock.json.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from npm import node_home

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
SOURCES = ROOT / "src/stemdag/server/static_src"
TARGET = ROOT / "src/stemdag/server/static/stemdag"
LIBRARIES = ROOT / "src/stemdag/capture/static/capture/lib"
PAPER = ROOT / "src/stemdag/paper/fonts"
PICTURES = ROOT / "src/stemdag/publish/fonts"

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
}
#: One module each, for browser and Node alike: what it exports, and the packages whose licences go along.
BUNDLES = {
    "hpke": (
        'export { CipherSuite, HkdfSha256 } from "@hpke/core";'
        'export { XWing } from "@hpke/hybridkem-x-wing";'
        'export { Chacha20Poly1305 } from "@hpke/chacha20poly1305";',
        (
            *(f"@hpke/{name}" for name in ("core", "common", "dhkem-x25519", "hybridkem-x-wing")),
            "@hpke/chacha20poly1305",
            "mlkem",
        ),
    ),
    "qr": (
        'export { correction, generate } from "lean-qr"; export { toSvgPath } from "lean-qr/extras/svg";',
        ("lean-qr",),
    ),
    "zxing": ('export { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";', ("zxing-wasm",)),
}
#: What a module of those reads beside it, under LIBRARIES.
BESIDE = {"zxing-wasm/dist/reader/zxing_reader.wasm": "zxing_reader.wasm"}
#: Compiled into that file, under another licence than its wrapper: named, with the text of the licence.
COMPILED = {"zxing": "zxing-cpp (https://github.com/zxing-cpp/zxing-cpp), Apache License 2.0"}
#: The same letter for paper, whole and uncompressed: what a browser gets is cut in two and packed.
FONTS = {
    f"@expo-google-fonts/inter/{weight}/Inter_{weight}.ttf": f"Inter_{weight}.ttf"
    for weight in ("400Regular", "500Medium", "600SemiBold")
} | {"@expo-google-fonts/inter/LICENSE_FONT": "LICENSE-inter.txt"}
#: And those of it that pictures are made with.
DRAWN = ("Inter_400Regular.ttf", "Inter_600SemiBold.ttf", "LICENSE-inter.txt")
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


def compress(path: Path) -> None:
    """Beside the file, for whitenoise to send: a telephone on a bad line gets a seventh of the bytes."""
    body = path.read_bytes()
    path.with_name(path.name + ".br").write_bytes(brotli.compress(body))
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(body, mtime=0))


def bundle(name: str) -> None:
    """One file of a library's many, with its licences beside it."""
    exports, packages = BUNDLES[name]
    node = (node_home() or Path()) / "bin/node"
    # Node 20 and browsers of 2022 and later; `crypto` is only asked for where no WebCrypto is built in.
    command = [str(node), str(MODULES / "esbuild/bin/esbuild"), "--bundle", "--format=esm", "--minify"]
    command += ["--target=es2022", "--external:crypto", f"--banner:js=/* LICENSE-{name}.txt */"]
    target = LIBRARIES / f"{name}.js"
    command += ["--log-level=warning", f"--outfile={target}"]
    subprocess.run(command, input=exports.encode(), cwd=ROOT, check=True)  # noqa: S603
    licences = [licence(each) for each in packages]
    if name in COMPILED:
        licences.append(f"{COMPILED[name]}\n{_apache()}")
    (LIBRARIES / f"LICENSE-{name}.txt").write_text("\n\n".join(licences))
    compress(target)


def licence(package: str) -> str:
    """A package's licence, and the makers of what it took over, who stand in the heads of its files."""
    folder = MODULES / package
    sources = "\n".join(path.read_text() for path in sorted(folder.glob("esm/**/*.js")))
    others = sorted(set(re.findall(r"\* (\S+ - MIT License \(c\) .+)", sources)))
    return "\n".join([package, "", (folder / "LICENSE").read_text().strip(), *others]) + "\n"


def _apache() -> str:
    """The text of the Apache License 2.0, as a package that is installed here brings it."""
    found = distribution("cryptography").read_text("licenses/LICENSE.APACHE")
    if found is None:
        raise RuntimeError("cryptography no longer brings the Apache License; take its text from elsewhere")
    return found


def main() -> int:
    """0 when all is written, 2 when node_modules is not there."""
    needed = (*COMPONENTS, *COPIES, *FONTS, *BESIDE, "esbuild/bin/esbuild")
    missing = [path for path in needed if not (MODULES / path).is_file()]
    if missing:
        sys.stderr.write(f"assets: {missing[0]} is not in node_modules; `make setup` installs it.\n")
        return 2
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, name in COPIES.items():
        (TARGET / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, TARGET / name)
    shutil.rmtree(PAPER, ignore_errors=True)
    PAPER.mkdir(parents=True)
    for source, name in FONTS.items():
        shutil.copyfile(MODULES / source, PAPER / name)
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    for name in DRAWN:
        shutil.copyfile(PAPER / name, PICTURES / name)
    (TARGET / "office.css").write_text(stylesheet())
    shutil.copyfile(SOURCES / "icon.svg", TARGET / "icon.svg")
    for name in ("office.css", "icon.svg"):
        compress(TARGET / name)
    shutil.rmtree(LIBRARIES, ignore_errors=True)
    for name in BUNDLES:
        bundle(name)
    for source, name in BESIDE.items():
        shutil.copyfile(MODULES / source, LIBRARIES / name)
        compress(LIBRARIES / name)
    for folder in (TARGET, LIBRARIES):
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
        told = f"{len(sizes)} files, {sum(sizes) // 1024} KiB, in {folder.relative_to(ROOT)}"
        sys.stdout.write(f"assets: {told}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
