"""``labordesk up`` goes on: whatever process of it is killed is there again."""

import os
import signal
import subprocess
import sys
import time

import pytest

import supervisor
from supervisor import Watched

FOREVER = [sys.executable, "-c", "import time; time.sleep(600)"]


def _look_until(watched: Watched, seconds: float, told: list[str]) -> int:
    """Look for so long; returns how many processes there were."""
    seen, end = {watched.process.pid}, time.monotonic() + seconds
    while time.monotonic() < end:
        watched.look(told.append)
        seen.add(watched.process.pid)
        time.sleep(0.05)
    return len(seen)


def test_a_process_that_was_killed_is_started_again_and_it_is_told() -> None:
    told: list[str] = []
    watched = Watched(lambda: subprocess.Popen(FOREVER), "app 已停止，重新啟動")
    try:
        for _ in range(2):
            pid = watched.process.pid
            os.kill(pid, signal.SIGKILL)
            assert _look_until(watched, 5, told) == 2
            assert watched.process.pid != pid and watched.process.poll() is None
    finally:
        watched.stop()
    assert told == ["app 已停止，重新啟動（結束碼 -9）"] * 2
    assert watched.process.poll() is not None


def test_one_that_ends_at_once_is_tried_more_and_more_slowly() -> None:
    told: list[str] = []
    watched = Watched(lambda: subprocess.Popen([sys.executable, "-c", ""]), "app 已停止，重新啟動")
    assert 1 < _look_until(watched, 8, told) < 5
    assert len(told) < 5


def test_one_that_lasted_is_started_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_LASTED", 0.2)
    watched = Watched(lambda: subprocess.Popen(FOREVER), "rasa 已停止")
    try:
        time.sleep(0.3)
        os.kill(watched.process.pid, signal.SIGKILL)
        assert _look_until(watched, 5, []) == 2
    finally:
        watched.stop()
