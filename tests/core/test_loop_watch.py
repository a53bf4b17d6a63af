"""What holds the event loop is told with its place, once, and seen in the metrics."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

import prometheus_client
from structlog.testing import capture_logs

from core.loop_watch import HELD_SECONDS, watched


def _metric(name: str) -> float:
    return prometheus_client.REGISTRY.get_sample_value(name) or 0.0


def _read_a_huge_file(words: str) -> None:
    time.sleep(3 * HELD_SECONDS)


def _held(lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [line for line in lines if line["event"] == "event_loop_held" and "huge" in str(line)]


async def _told(lines: Sequence[Mapping[str, Any]]) -> None:
    for _ in range(600):
        if _held(lines):
            return
        await asyncio.sleep(0.05)


async def test_what_holds_the_loop_is_named_and_counted_and_its_words_are_not_told() -> None:
    held, lags = _metric("labordesk_event_loop_held_total"), _metric("labordesk_event_loop_lag_seconds_sum")
    with capture_logs() as lines:
        async with watched():
            await asyncio.sleep(0.1)
            _read_a_huge_file("民眾寫的話")
            await _told(lines)
            await asyncio.sleep(0.2)
    (told,) = _held(lines)
    assert told["seconds"] > HELD_SECONDS
    assert told["stack"][-1].startswith("tests/core/test_loop_watch.py:")
    assert "民眾" not in str(lines)
    assert _metric("labordesk_event_loop_held_total") > held
    assert _metric("labordesk_event_loop_lag_seconds_sum") - lags > HELD_SECONDS


async def test_work_beside_the_loop_holds_nothing() -> None:
    with capture_logs() as lines:
        async with watched():
            await asyncio.to_thread(_read_a_huge_file, "")
    assert "huge" not in str(lines)
