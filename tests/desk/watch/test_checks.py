"""What is wrong is told with what to do; what is well is not mentioned."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors.statistics import Pulse, Traffic
from core.clock import TAIPEI
from desk.watch.checks import KINDS, SILENCE, Level, Signs, troubles

NOW = datetime(2026, 11, 26, 14, tzinfo=TAIPEI)
ALIVE = {"line": Pulse(NOW - timedelta(minutes=3), 200)}


def _traffic(**pulses: Pulse) -> Traffic:
    return Traffic(0, 0, 0, 0, pulses or ALIVE)


WELL = Signs(
    traffic=_traffic(),
    overdue=0,
    to_contact=0,
    questions=3,
    silent_staff=0,
    is_rasa_ready=True,
    quota=0.5,
    published_at=NOW - timedelta(days=3),
    changed_at=NOW - timedelta(days=3, minutes=2),
    is_open=True,
    listens=frozenset({"line", "facebook"}),
)


def _kinds(signs: Signs) -> list[str]:
    return [trouble.kind for trouble in troubles(signs, NOW)]


def test_nothing_is_wrong() -> None:
    assert troubles(WELL, NOW) == []


@pytest.mark.parametrize(
    ("change", "kind", "level"),
    [
        ({"traffic": Traffic(2, 0, 0, 0, ALIVE)}, "dead_events", Level.URGENT),
        ({"traffic": Traffic(0, 2, 0, 0, ALIVE)}, "failed_deliveries", Level.URGENT),
        ({"traffic": Traffic(0, 0, 2, 0, ALIVE)}, "unknown_deliveries", Level.SOON),
        ({"traffic": Traffic(0, 0, 0, 2, ALIVE)}, "stuck_deliveries", Level.URGENT),
        ({"overdue": 1}, "overdue_cases", Level.URGENT),
        ({"to_contact": 1}, "citizens_to_contact", Level.URGENT),
        ({"questions": 20}, "open_questions", Level.SOON),
        ({"silent_staff": 1}, "silent_staff", Level.SOON),
        ({"unconfirmed": 1}, "unconfirmed_withdrawals", Level.URGENT),
        ({"stopped_webhooks": 1}, "stopped_webhooks", Level.SOON),
        ({"is_rasa_ready": False}, "rasa_away", Level.SOON),
        ({"quota": 0.7}, "line_quota", Level.SOON),
        ({"quota": 0.9}, "line_quota", Level.URGENT),
        ({"changed_at": NOW}, "index_behind", Level.URGENT),
        ({"traffic": _traffic(line=Pulse(NOW, 9, NOW, "HTTP 401"))}, "paused_channel", Level.URGENT),
        ({"traffic": _traffic(line=Pulse(NOW, refused=3))}, "refused_webhooks", Level.URGENT),
        ({"late_tasks": ("informing",)}, "late_tasks", Level.URGENT),
        (
            {"traffic": _traffic(line=Pulse(NOW - SILENCE - timedelta(seconds=1)))},
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
    silent = replace(WELL, traffic=_traffic(line=Pulse(NOW - timedelta(days=1))))
    assert _kinds(replace(silent, is_open=False)) == []
    assert _kinds(replace(silent, listens=frozenset())) == []
    assert _kinds(replace(silent, traffic=_traffic(line=Pulse()))) == []


def test_a_busy_channel_does_not_hide_a_dead_one() -> None:
    busy = Pulse(NOW - timedelta(minutes=1), 2000)
    dead = Pulse(NOW - timedelta(hours=6), 400)
    (trouble,) = troubles(replace(WELL, traffic=_traffic(line=busy, facebook=dead)), NOW)
    assert trouble.kind == "no_events" and "Messenger" in trouble.what and "LINE" not in trouble.what


@pytest.mark.parametrize(("events", "hours", "is_told"), [(14, 20, False), (14, 97, True), (0, 97, True)])
def test_a_quiet_channel_is_dead_after_days_only(events: int, hours: int, is_told: bool) -> None:
    busy, quiet = Pulse(NOW, 2000), Pulse(NOW - timedelta(hours=hours), events)
    found = _kinds(replace(WELL, traffic=_traffic(line=busy, facebook=quiet)))
    assert found == (["no_events"] if is_told else [])


def test_a_channel_that_is_off_is_not_missed() -> None:
    gone = _traffic(line=Pulse(NOW, 2000), telegram=Pulse(NOW - timedelta(days=30)))
    assert _kinds(replace(WELL, traffic=gone)) == []


def test_two_strange_requests_are_nobodys_trouble() -> None:
    assert _kinds(replace(WELL, traffic=_traffic(line=Pulse(NOW, refused=2)))) == []


def test_the_urgent_comes_first() -> None:
    assert _kinds(replace(WELL, is_rasa_ready=False, overdue=2)) == ["overdue_cases", "rasa_away"]
