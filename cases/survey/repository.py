"""Queries on ratings of cases and of answers. Every function takes the caller's transaction."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.survey.models import FeedbackRow, SurveyRow
from core.database import insert_into


async def invite(
    session: AsyncSession, notice_id: int, case_id: str, conversation_id: str | None, now: datetime
) -> int:
    """The invitation that belongs to a notice, made when it is new."""
    values = {
        "notice_id": notice_id,
        "case_id": case_id,
        "conversation_id": conversation_id,
        "invited_at": now,
    }
    await session.execute(insert_into(session, SurveyRow).values(values).on_conflict_do_nothing())
    found = await session.scalar(select(SurveyRow.id).where(SurveyRow.notice_id == notice_id))
    assert found is not None
    return int(found)


async def latest(session: AsyncSession, conversation_id: str, since: datetime) -> SurveyRow | None:
    """The newest invitation of a conversation."""
    query = (
        select(SurveyRow)
        .where(SurveyRow.conversation_id == conversation_id, SurveyRow.invited_at >= since)
        .order_by(SurveyRow.invited_at.desc(), SurveyRow.id.desc())
        .limit(1)
    )
    row: SurveyRow | None = await session.scalar(query)
    return row


async def rate(session: AsyncSession, survey_id: int, score: int, now: datetime) -> bool:
    """Write a score once; False when there is one."""
    statement = (
        update(SurveyRow)
        .where(SurveyRow.id == survey_id, SurveyRow.score.is_(None))
        .values(score=score, answered_at=now)
        .returning(SurveyRow.id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def add_feedback(
    session: AsyncSession, conversation_id: str, answer_key: str, faq_id: str, helpful: bool, now: datetime
) -> bool:
    """Write an opinion on an answer once; False when there is one."""
    values = {
        "conversation_id": conversation_id,
        "answer_key": answer_key,
        "faq_id": faq_id,
        "helpful": helpful,
        "reason": "",
        "at": now,
    }
    statement = insert_into(session, FeedbackRow).values(values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(FeedbackRow.id)) is not None


async def feedback(session: AsyncSession, conversation_id: str, answer_key: str) -> FeedbackRow | None:
    """The opinion on an answer, locked (PostgreSQL)."""
    query = select(FeedbackRow).where(
        FeedbackRow.conversation_id == conversation_id, FeedbackRow.answer_key == answer_key
    )
    row: FeedbackRow | None = await session.scalar(query.with_for_update())
    return row


async def forget(session: AsyncSession, conversation_id: str) -> None:
    """Cut the link between a conversation and what it said; the figures stay."""
    unnamed = select(FeedbackRow).where(FeedbackRow.conversation_id == conversation_id)
    for row in await session.scalars(unnamed):
        row.conversation_id, row.answer_key = "", str(row.id)
    await session.execute(
        update(SurveyRow).where(SurveyRow.conversation_id == conversation_id).values(conversation_id=None)
    )
