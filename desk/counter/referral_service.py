"""Referrals: a slip with a number, so that the next window knows the story and nobody repeats it."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from core.database import Database
from core.errors import NotFound, Problem
from core.masking import mask
from desk.counter import repository
from desk.counter.models import ReferralRow

KEPT = timedelta(days=30)
TEXT_LIMIT = 1000
# No vowels, no look-alikes: the code is read aloud and typed. Random, so that nobody browses stories.
_LETTERS = "23456789BCDFGHJKMNPQRTVWXY"


class BadReferral(Problem):
    """The referral lacks something; ``fields`` says what."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Story:
    """What the next window should know; no ID numbers, they are masked."""

    topic: str
    told: str
    papers: str
    from_window: str
    to_window: str
    entry_id: str = ""


def new_code() -> str:
    """A fresh code such as ``K7M-2QP`` (28 bits, kept 30 days)."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def normal_code(code: str) -> str:
    """A code however it was typed."""
    letters = "".join(char for char in code.upper() if char.isalnum())
    return f"{letters[:3]}-{letters[3:]}"


async def refer(database: Database, story: Story, made_by: str, code: str, now: datetime) -> str:
    """Keep a referral; returns its code. What is older than 30 days is deleted on the way.

    Raises:
        BadReferral: topic or target is missing, or a text is too long.
    """
    problems = {
        "topic": "" if story.topic.strip() else "請填要辦什麼",
        "to_window": "" if story.to_window.strip() else "請選要轉到哪個窗口",
        "told": "" if len(story.told) <= TEXT_LIMIT else f"請在 {TEXT_LIMIT} 字內說重點",
        "papers": "" if len(story.papers) <= TEXT_LIMIT else f"請在 {TEXT_LIMIT} 字內說重點",
    }
    if any(problems.values()):
        raise BadReferral("轉介單沒有建立，請看欄位的說明", fields={k: v for k, v in problems.items() if v})
    async with database.transaction() as session:
        await repository.forget_referrals(session, now - KEPT)
        row = ReferralRow(
            code=code,
            topic=mask(story.topic.strip())[:120],
            told=mask(story.told.strip()),
            papers=mask(story.papers.strip()),
            from_window=story.from_window.strip()[:80],
            to_window=story.to_window.strip()[:80],
            entry_id=story.entry_id[:80],
            made_by=made_by,
            made_at=now,
            received_by="",
        )
        session.add(row)
    return code


async def find(database: Database, code: str, now: datetime) -> ReferralRow:
    """The referral of a code, however it was typed.

    Raises:
        NotFound: there is none, or it is older than 30 days.
    """
    async with database.transaction() as session:
        row = await repository.referral(session, normal_code(code))
    if row is None or row.made_at < now - KEPT:
        raise NotFound("沒有這個轉介編號：請看轉介單右上角，共 6 碼；超過 30 天的已經刪除")
    return row


async def about(database: Database, words: str, now: datetime, limit: int) -> Sequence[ReferralRow]:
    """The newest referrals that speak of ``words``."""
    async with database.transaction() as session:
        return await repository.referrals_about(session, words, now - KEPT, limit)


async def waiting(
    database: Database, window: str, now: datetime, limit: int
) -> tuple[Sequence[ReferralRow], Sequence[str]]:
    """The referrals that wait at ``window`` ("" for all), and every window that has had one."""
    async with database.transaction() as session:
        rows = await repository.waiting_referrals(session, now - KEPT, window, limit)
        return rows, await repository.referral_windows(session, now - KEPT)


def own_window(unit: str, windows: Iterable[str]) -> str:
    """The window of a unit: the one that bears its name, "" where none does."""
    return next((window for window in windows if unit and unit in window), "")


async def receive(database: Database, code: str, received_by: str, now: datetime) -> None:
    """Note that the next window has taken over; the first one counts.

    Raises:
        NotFound: there is no such referral.
    """
    row = await find(database, code, now)
    async with database.transaction() as session:
        kept = await repository.referral(session, row.code)
        if kept is not None and kept.received_at is None:
            kept.received_by, kept.received_at = received_by, now
