"""A real nginx with the shipped files in front of apps; only addresses and TLS differ."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from core.settings import ROOT
from tests.conftest import free_port

_SHIPPED = ROOT / "deploy" / "nginx"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
_TRIES = 300
# A city keeps more open than the 512 of nginx without a setting: each is one from outside and one to an app.
_CONNECTIONS = 4096


def is_installed() -> bool:
    """Whether this machine has nginx."""
    return shutil.which("nginx") is not None


@contextmanager
def in_front_of(ports: Sequence[int], folder: Path) -> Iterator[str]:
    """nginx that shares what it gets among the apps on ``ports``; yields its address."""
    port = free_port()
    (folder / "upstream.conf").write_text(_upstream(ports), "utf-8")
    (folder / "nginx.conf").write_text(_configuration(port, folder), "utf-8")
    process = subprocess.Popen(["nginx", "-e", folder / "error.log", "-c", folder / "nginx.conf"])
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process, folder / "error.log")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _upstream(ports: Sequence[int]) -> str:
    """The shipped upstream with a line for each of ``ports``."""
    shipped = (_SHIPPED / "upstream.conf").read_text("utf-8")
    line = re.compile(r"^( *server 127\.0\.0\.1):\d+(.*\n)", re.MULTILINE)
    (first, *_) = line.finditer(shipped)
    lines = "".join(f"{first[1]}:{port}{first[2]}" for port in ports)
    return line.sub("", shipped).replace("{\n", "{\n" + lines, 1)


def _configuration(port: int, folder: Path) -> str:
    text = (_SHIPPED / "labordesk.conf").read_text("utf-8")
    text = text.replace("/etc/nginx/labordesk-upstream.conf", str(folder / "upstream.conf"))
    plain = text.index("server {\n    listen 80;")
    text = text[:plain] + text[text.index("server {\n    listen 443") :]
    text = re.sub(r"\n    listen \[::\]:443 ssl http2;|\n    ssl_\w+ .*;", "", text)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in _TEMPORARY)
    return (
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;"
        f"events {{ worker_connections {_CONNECTIONS}; }} http {{ access_log off; {paths}\n{text}\n}}"
    )


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers, whatever it says."""
    for _ in range(_TRIES):
        try:
            httpx.get(f"{address}/healthz", timeout=30)
            return
        except httpx.TransportError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise TimeoutError(f"nginx does not answer: {log.read_text()}")
