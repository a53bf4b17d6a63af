"""Questions that did not get their answer: noted with their evidence, settled by staff.

Only masked text is kept. ``origin`` is a digest of the message that the words came from, so that they
go when the citizen takes the message back.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.errors import Problem
from core.masking import mask
from knowledge.intents import Kind
from knowledge.schemas import Register
from publication import draft_service, repository
from publication.errors import NothingChosen
from publication.models import OpenQuestionRow
from publication.schemas import (
    WAITING_QUESTIONS,
    Draft,
    OpenQuestion,
    Person,
    QuestionSource,
    QuestionState,
    Resolution,
)

LISTED = 1000
TEXT_LIMIT = 300
OUT_OF_SCOPE = "OOS"


def origin_of(conversation_id: str, client_id: str) -> str:
    """A digest that names a message without telling whose it is."""
    return sha256(f"{conversation_id}\n{client_id}".encode()).hexdigest()


def _question(row: OpenQuestionRow) -> OpenQuestion:
    return OpenQuestion(
        row.id,
        row.text,
        QuestionSource(row.source),
        row.channel,
        tuple(row.candidates),
        row.generation,
        QuestionState(row.state),
        row.assignee,
        row.resolution,
        row.label,
        row.created_at,
    )


def note(
    session: AsyncSession,
    question: str,
    source: QuestionSource,
    candidates: Iterable[str],
    generation: int,
    channel: str,
    now: datetime,
    origin: str = "",
) -> None:
    """Keep ``question`` (masked here again) in the caller's transaction; an empty one is not kept."""
    text = mask(" ".join(question.split()))[:TEXT_LIMIT]
    if not text:
        return
    repository.add_question(
        session,
        OpenQuestionRow(
            text=text,
            source=source,
            channel=channel,
            candidates=list(candidates),
            generation=generation,
            origin=origin,
            state=QuestionState.OPEN,
            created_at=now,
        ),
    )


async def is_noted(session: AsyncSession, origin: str) -> bool:
    """Whether a question of this origin was noted already."""
    return await repository.is_noted(session, origin)


async def forget(session: AsyncSession, origin: str) -> None:
    """Delete what was noted of a message that was taken back."""
    await repository.forget_questions(session, origin)


async def forget_before(session: AsyncSession, before: datetime) -> None:
    """Delete questions that were asked before that and of which nothing was made."""
    await repository.forget_questions_before(session, before)


async def accepted(session: AsyncSession) -> list[tuple[str, str]]:
    """Text and right entry (or ``OOS``) of every settled question: the gate asks them ever after."""
    return await repository.labelled_questions(session)


async def listed(
    database: Database, standings: Collection[QuestionState] = WAITING_QUESTIONS
) -> list[OpenQuestion]:
    """Questions of some standing, oldest first."""
    async with database.transaction() as session:
        return [_question(row) for row in await repository.questions(session, standings, LISTED)]


async def assign(database: Database, ids: Sequence[int], who: Person) -> None:
    """``who`` takes care of the questions."""
    async with database.transaction() as session:
        for row in await _waiting(session, ids):
            row.state, row.assignee_id, row.assignee = QuestionState.ASSIGNED, who.id, who.name


async def dismiss(database: Database, ids: Sequence[int], now: datetime) -> None:
    """Close questions that need nothing, e.g. a mistyped line."""
    async with database.transaction() as session:
        _close(await _waiting(session, ids), Resolution.DISMISSED, "", now)


async def make_variant(
    database: Database, ids: Sequence[int], entry_id: str, text: str, who: Person, now: datetime
) -> Draft:
    """A draft of ``entry_id`` with ``text`` as another way to ask it."""
    async with database.transaction() as session:
        rows = await _waiting(session, ids)
        payload = await _payload(session, "entry", entry_id)
        variants = {name: list(texts) for name, texts in payload["variants"].items()}
        variants.setdefault(Register.COLLOQUIAL, []).append(mask(text.strip()))
        payload["variants"] = variants
        _close(rows, Resolution.VARIANT, entry_id, now)
        reason = f"學習佇列：新增說法「{mask(text.strip())}」（{len(rows)} 次沒有答到）"
        return await draft_service.begin_in(session, "entry", payload, who, reason, now, key=entry_id)


async def make_out_of_scope(
    database: Database, ids: Sequence[int], intent_id: str, text: str, who: Person, now: datetime
) -> Draft:
    """A draft of the outside topic ``intent_id`` with ``text`` as an example."""
    async with database.transaction() as session:
        rows = await _waiting(session, ids)
        payload = await _payload(session, "intent", intent_id)
        if payload.get("kind") != Kind.OUT_OF_SCOPE:
            raise Problem("請選一個不在服務範圍的主題。")
        payload["examples"] = [*payload["examples"], mask(text.strip())]
        _close(rows, Resolution.OUT_OF_SCOPE, OUT_OF_SCOPE, now)
        reason = f"學習佇列：不在服務範圍「{mask(text.strip())}」（{len(rows)} 次）"
        return await draft_service.begin_in(session, "intent", payload, who, reason, now, key=intent_id)


async def make_entry(
    database: Database,
    ids: Sequence[int],
    entry_id: str,
    payload: dict[str, Any],
    who: Person,
    now: datetime,
) -> Draft:
    """A draft of a new entry ``entry_id`` that begins with the words of the questions."""
    async with database.transaction() as session:
        if await repository.record(session, "entry", entry_id) is not None:
            raise Problem(f"代號 {entry_id} 已經有人用了，請換一個。")
        rows = await _waiting(session, ids)
        texts = list(dict.fromkeys(row.text for row in rows))
        payload = {**payload, "id": entry_id, "variants": {Register.COLLOQUIAL.value: texts}}
        _close(rows, Resolution.ENTRY, entry_id, now)
        return await draft_service.begin_in(session, "entry", payload, who, "學習佇列：新的問答", now)


async def _payload(session: AsyncSession, kind: str, key: str) -> dict[str, Any]:
    record = await repository.record(session, kind, key)
    if record is None:
        raise Problem("沒有這筆資料，可能已改代號；請重新選擇。")
    return dict(record.payload)


async def _waiting(session: AsyncSession, ids: Sequence[int]) -> list[OpenQuestionRow]:
    rows = [row for row in await repository.questions_of(session, ids) if row.state in WAITING_QUESTIONS]
    if not rows:
        raise NothingChosen("這些問題已經有人處理了，請重新整理。")
    return rows


def _close(rows: Iterable[OpenQuestionRow], resolution: Resolution, label: str, now: datetime) -> None:
    for row in rows:
        row.state, row.resolution, row.label, row.closed_at = QuestionState.CLOSED, resolution, label, now
