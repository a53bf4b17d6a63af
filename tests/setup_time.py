"""How long a newcomer waits: a clean clone, ``make build``, again, and the first answer."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from core.settings import ROOT
from tests.conftest import free_port

QUESTION = {"text": "老闆不給我加班費怎麼辦"}
START_LIMIT = 120


def _clean_environment(port: int, rasa_port: int) -> dict[str, str]:
    own = {
        "LABORDESK_PORT": str(port),
        "LABORDESK_RASA_URL": f"http://127.0.0.1:{rasa_port}",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LABORDESK_")}
    return inherited | own


def _seconds_of(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def _first_answer(address: str) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end:
        try:
            reply = httpx.post(f"{address}/api/v1/chat", json=QUESTION, timeout=10)
            if reply.status_code == httpx.codes.OK and reply.json()["state"]["faq_id"]:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"no answer at {address} within {START_LIMIT} s")


def measure() -> list[tuple[str, str]]:
    """Clone the last commit into a new folder and set it up there; takes some minutes."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name) / "labordesk", free_port()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
        environment = _clean_environment(port, free_port())
        first = _seconds_of(["make", "build"], folder, environment)
        again = _seconds_of(["make", "build"], folder, environment)
        start = time.perf_counter()
        running = subprocess.Popen(
            ["make", "run"],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _first_answer(f"http://127.0.0.1:{port}")
            answered = time.perf_counter() - start
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(30)
    return [
        ("第一次建立（全新複本，make build）", f"{first:.0f} 秒"),
        ("再次執行 make build", f"{again:.1f} 秒"),
        ("再次執行 make run 到第一個回答", f"{answered:.1f} 秒"),
    ]
