"""esbuild from node_modules, run with the wheel's Node: many modules become one file for browsers."""

from __future__ import annotations

import subprocess
from pathlib import Path

from npm import node_home

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "node_modules/esbuild/bin/esbuild"


def esbuild(*options: str, given: str = "") -> None:
    """Bundle and minify. No source map: what is served is what runs."""
    node = (node_home() or Path()) / "bin/node"
    command = [str(node), str(PROGRAM), "--bundle", "--minify", "--log-level=warning"]
    # For the browsers that `assets.py` names.
    command += ["--target=es2022", "--legal-comments=eof", *options]
    subprocess.run(command, input=given.encode(), cwd=ROOT, check=True)  # noqa: S603
