"""An nginx of one's own over a folder, for as long as a measurement lasts, where nginx is installed.

One worker, the files that lie compressed beside each page, names and sizes held open, our own headers, no
log: as fast as it serves them, and the same bytes on the wire as ours.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stemdag.bench.running import running
from stemdag.publish import caching
from stemdag.publish.server import SECURITY

_MODULE = "ngx_http_brotli_static_module.so"

_CONFIGURATION = """
{load}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=10000 inactive=1h;
  open_file_cache_valid 10s;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  types {{ text/html html; application/json json; text/css css; text/javascript js; image/svg+xml svg; }}
  charset utf-8;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    add_header vary accept-encoding;
    add_header cache-control "{pages}";
    {headers}
    {brotli}
  }}
}}
"""

#: Without the module the one page that is asked is given its compressed file by name.
_BY_NAME = """
    location = {path} {{
      rewrite ^ {path}index.html.br break;
      types {{ }}
      default_type "text/html; charset=utf-8";
      add_header content-encoding br;
      add_header vary accept-encoding;
      add_header cache-control "{pages}";
      {headers}
    }}
"""


def program() -> str | None:
    """Where nginx is, also where only root's path has it."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")


@contextmanager
def serving(nginx: str, root: Path, path: str, port: int, folder: Path) -> Iterator[tuple[int, str]]:
    """The process and what it is in words; `path` is the page that will be asked."""
    told = subprocess.run(  # noqa: S603 (the program that was found)
        [nginx, "-V"], capture_output=True, text=True, check=True
    ).stderr
    version = re.search(r"nginx/([\d.]+)", told)
    modules = re.search(r"--modules-path=(\S+)", told)
    module = Path(modules[1]) / _MODULE if modules else None
    static = module is not None and module.exists()
    headers = "\n    ".join(f'add_header {name} "{value}";' for name, value in SECURITY)
    given = {"root": root, "path": path, "pages": caching.PAGES, "headers": headers}
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            load=f"load_module {module};" if static else "",
            # The folder of a measurement is its owner's, and a root's worker would be another user.
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            port=port,
            brotli="brotli_static on;" if static else _BY_NAME.format(**given),
            **given,
        )
    )
    said = f"nginx {version[1] if version else ''}".strip()
    with running([nginx, "-p", str(folder), "-c", str(configuration)], port) as pid:
        yield pid, said if static else f"{said} (without its brotli module: the file by name)"
