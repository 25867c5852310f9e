"""nginx in front of the app, like hosts that serve it under a prefix unknown to Streamlit."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from server import free_port, wait_until_open

CONFIGURATION = """\
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  server {{
    listen 127.0.0.1:{port};
    location {prefix}/ {{
      proxy_pass {app}/;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $host;
    }}
    location = /frame {{
      default_type text/html;
      return 200 '<!doctype html><title>A page</title><iframe src="{prefix}/?embed=true" width="900" height="700"></iframe>';
    }}
    location = /favicon.ico {{ return 204; }}
    location / {{ return 404; }}
  }}
}}
"""


@contextlib.contextmanager
def strip_prefix(app: str, prefix: str, folder: Path) -> Iterator[str]:
    """Serve `app` under a prefix that the proxy strips, and a page `/frame` that embeds it. Yield the proxy's address.

    Args:
        app: address of the app, without a trailing slash.
        prefix: the prefix, such as "/~/+".
        folder: folder for nginx's files.
    """
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, prefix=prefix, app=app), encoding="utf-8")
    nginx = subprocess.Popen(["nginx", "-c", str(file), "-g", "daemon off;"])
    try:
        wait_until_open(port, nginx)
        yield f"http://{urlsplit(app).hostname}:{port}"
    finally:
        nginx.terminate()
        nginx.wait()
