"""Opinions on answers and ratings of closed cases: taken once, low ones become tasks, all are counted."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.ext.asyncio import AsyncSession

from cases.enums import TaskKind
from cases.messaging import Words
from cases.notices.texts import marks
from cases.staff_reminders import repository as tasks
from cases.survey import repository
from cases.survey.models import SurveyRow
from core.clock import TAIPEI
from core.database import Database
from core.errors import BadLink, Problem
from core.questions.question import AnswerKind, Question
from core.questions.reading import exact_choice

# In this order, so that the number of an option, which every channel takes as typed, is its mark.
SCORES = dict(enumerate(marks(), 1))
QUESTION = Question(
    "score",
    "您對這次的處理滿意嗎？",
    AnswerKind.CHOICE,
    "按一下就送出，不用登入，也不會看到案件內容。",
    options=tuple((str(score), f"{score} 分　{mark}") for score, mark in SCORES.items()),
)
LOW = 2
CHAT_DAYS, LINK_DAYS = timedelta(days=7), timedelta(days=30)
REASONS = ("看不懂", "不是我要問的", "內容不夠", "內容過時或有錯", "其他")
_SAYS = "滿意度 "


class Rated(StrEnum):
    """What a rating met."""

    THANKS = "thanks"
    ALREADY = "already"
    CLOSED = "closed"


def question(text: str, labels: Sequence[str] = ()) -> Words:
    """The question for the chat, with a button for each mark, named in another language by ``labels``."""
    named = zip(SCORES, labels or SCORES.values(), strict=True)
    return Words(text, tuple((label, f"{_SAYS}{score}") for score, label in named))


def read_score(text: str) -> int | None:
    """The mark that a button or a typed digit says, on the page and in the chat; None for anything else."""
    said = unicodedata.normalize("NFKC", text).strip().removeprefix(_SAYS.strip())
    chosen = exact_choice(said, QUESTION.options) or exact_choice(
        said.strip().removesuffix("分"), QUESTION.options
    )
    return int(chosen) if chosen else None


class Surveys:
    """Methods with ``session`` run in the caller's transaction."""

    def __init__(self, database: Database, key: str) -> None:
        self._database = database
        self._signer = URLSafeSerializer(key, salt="case-survey")

    async def record(
        self,
        session: AsyncSession,
        conversation_id: str,
        answer_key: str,
        faq_id: str,
        helpful: bool,
        now: datetime,
    ) -> bool:
        """Keep whether an answer helped; False when this answer was judged before.

        ``answer_key`` names the answer within its conversation, e.g. by the id of its turn.
        """
        if not await repository.add_feedback(session, conversation_id, answer_key, faq_id, helpful, now):
            return False
        if not helpful:
            # One task an entry and month: the count says how many.
            month = now.astimezone(TAIPEI).strftime("%Y-%m")
            text = f"民眾表示題目 {faq_id} 的回答沒幫助，請檢視內容。"
            await tasks.add_task(
                session, f"feedback:{faq_id}:{month}", TaskKind.FEEDBACK, text, now, subject=faq_id
            )
        return True

    async def add_reason(
        self, session: AsyncSession, conversation_id: str, answer_key: str, reason: str
    ) -> bool:
        """Keep why an answer did not help, once; False when there is nothing to explain any more.

        Raises:
            Problem: not one of `REASONS`.
        """
        if reason not in REASONS:
            raise Problem(f"請從這些原因選一個：{'、'.join(REASONS)}。")
        row = await repository.feedback(session, conversation_id, answer_key)
        if row is None or row.helpful or row.reason:
            return False
        row.reason = reason
        return True

    async def invite(
        self, session: AsyncSession, notice_id: int, case_id: str, conversation_id: str | None, now: datetime
    ) -> str:
        """Open the survey of a closed case; returns the token of its page."""
        survey_id = await repository.invite(session, notice_id, case_id, conversation_id, now)
        return str(self._signer.dumps(survey_id))

    async def is_open(self, session: AsyncSession, conversation_id: str, now: datetime) -> bool:
        """Whether a mark that this conversation says now is an answer to a survey."""
        row = await repository.latest(session, conversation_id, now - CHAT_DAYS)
        return row is not None and row.score is None

    async def rate(self, session: AsyncSession, conversation_id: str, score: int, now: datetime) -> Rated:
        """Take the mark for the newest survey of a conversation."""
        row = await repository.latest(session, conversation_id, now - CHAT_DAYS)
        return Rated.CLOSED if row is None else await self._rate(session, row, score, now)

    async def check_link(self, token: str, now: datetime) -> bool:
        """Whether the survey behind a link still waits for its mark.

        Raises:
            BadLink: not a link of ours, or too old.
        """
        async with self._database.transaction() as session:
            return (await self._linked(session, token, now)).score is None

    async def rate_by_link(self, token: str, score: int, now: datetime) -> Rated:
        """Take the mark for the survey behind a link.

        Raises:
            BadLink: not a link of ours, or too old.
        """
        async with self._database.transaction() as session:
            return await self._rate(session, await self._linked(session, token, now), score, now)

    async def _linked(self, session: AsyncSession, token: str, now: datetime) -> SurveyRow:
        try:
            row = await session.get(SurveyRow, int(self._signer.loads(token)))
        except (BadSignature, ValueError, TypeError):
            row = None
        if row is None or now - row.invited_at > LINK_DAYS:
            raise BadLink("這個連結不正確或已經過期；想告訴我們意見，請撥 1999。")
        return row

    async def _rate(self, session: AsyncSession, row: SurveyRow, score: int, now: datetime) -> Rated:
        if score not in SCORES:
            raise Problem("請選 1 到 5。")
        if not await repository.rate(session, row.id, score, now):
            return Rated.ALREADY
        if score <= LOW:
            text = f"結案後滿意度 {score} 分（{SCORES[score]}），請主管了解原因。"
            await tasks.add_task(session, f"survey:{row.id}", TaskKind.SURVEY, text, now, case_id=row.case_id)
        return Rated.THANKS

    async def forget(self, session: AsyncSession, conversation_id: str) -> None:
        """Erase who said it; the figures stay."""
        await repository.forget(session, conversation_id)
