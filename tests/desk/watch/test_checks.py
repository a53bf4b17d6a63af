"""What is wrong is told with what to do; what is well is not mentioned."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors.statistics import Traffic
from core.clock import TAIPEI
from desk.watch.checks import KINDS, SILENCE, Level, Signs, troubles

NOW = datetime(2026, 11, 26, 14, tzinfo=TAIPEI)
WELL = Signs(
    traffic=Traffic(0, 0, 0, 0, NOW - timedelta(minutes=3)),
    overdue=0,
    to_contact=0,
    questions=3,
    silent_staff=0,
    is_rasa_ready=True,
    quota=0.5,
    published_at=NOW - timedelta(days=3),
    changed_at=NOW - timedelta(days=3, minutes=2),
    is_open=True,
    listens=True,
)


def _kinds(signs: Signs) -> list[str]:
    return [trouble.kind for trouble in troubles(signs, NOW)]


def test_nothing_is_wrong() -> None:
    assert troubles(WELL, NOW) == []


@pytest.mark.parametrize(
    ("change", "kind", "level"),
    [
        ({"traffic": Traffic(2, 0, 0, 0, NOW)}, "dead_events", Level.URGENT),
        ({"traffic": Traffic(0, 2, 0, 0, NOW)}, "failed_deliveries", Level.URGENT),
        ({"traffic": Traffic(0, 0, 2, 0, NOW)}, "unknown_deliveries", Level.SOON),
        ({"traffic": Traffic(0, 0, 0, 2, NOW)}, "stuck_deliveries", Level.URGENT),
        ({"overdue": 1}, "overdue_cases", Level.URGENT),
        ({"to_contact": 1}, "citizens_to_contact", Level.URGENT),
        ({"questions": 20}, "open_questions", Level.SOON),
        ({"silent_staff": 1}, "silent_staff", Level.SOON),
        ({"is_rasa_ready": False}, "rasa_away", Level.SOON),
        ({"quota": 0.7}, "line_quota", Level.SOON),
        ({"quota": 0.9}, "line_quota", Level.URGENT),
        ({"changed_at": NOW}, "index_behind", Level.URGENT),
        (
            {"traffic": Traffic(0, 0, 0, 0, NOW - SILENCE - timedelta(seconds=1))},
            "no_events",
            Level.URGENT,
        ),
    ],
)
def test_each_trouble_is_told_with_what_to_do(change: dict[str, Any], kind: str, level: Level) -> None:
    (trouble,) = troubles(replace(WELL, **change), NOW)
    assert (trouble.kind, trouble.level) == (kind, level)
    assert trouble.kind in KINDS and trouble.count > 0 and trouble.to_do


def test_silence_is_no_trouble_at_night_or_without_channels_or_before_the_first_message() -> None:
    silent = replace(WELL, traffic=Traffic(0, 0, 0, 0, NOW - timedelta(days=1)))
    assert _kinds(replace(silent, is_open=False)) == []
    assert _kinds(replace(silent, listens=False)) == []
    assert _kinds(replace(silent, traffic=Traffic(0, 0, 0, 0, None))) == []


def test_the_urgent_comes_first() -> None:
    assert _kinds(replace(WELL, is_rasa_ready=False, overdue=2)) == ["overdue_cases", "rasa_away"]
