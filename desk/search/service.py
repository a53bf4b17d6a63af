"""What a search finds, room by room, each as far as the role goes; every hit is a link."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from bot.handover import HandoverService
from bot.handover.schemas import PastWanted
from cases.service import CaseService
from connectors.channel_labels import channel_label
from core.clock import TAIPEI
from core.database import Database
from core.errors import NotFound
from desk.auth.permissions import Permission, Staff
from desk.counter import referral_service
from desk.counter.models import ReferralRow
from desk.inbox.service import topic_name
from desk.people import actor_of
from retrieval.engine import Engine
from web.entry_search import find

SHOWN = 10
_SNIPPET = 60
# One character is in half of all conversations.
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    title: str
    about: str
    link: str


@dataclass(frozen=True, slots=True)
class RoomResults:
    """What was found in one room."""

    title: str
    hits: tuple[Hit, ...]

    @property
    def count(self) -> int:
        """How many hits."""
        return len(self.hits)


@dataclass(frozen=True, slots=True)
class DeskSearch:
    """Asks the rooms of the desk."""

    database: Database
    engine: Engine
    cases: CaseService
    handover: HandoverService

    async def find(self, text: str, staff: Staff, now: datetime) -> tuple[RoomResults, ...]:
        """What ``staff`` may see of what ``text`` names; the rooms that found nothing are left out."""
        words = text.strip()
        if len(words) < _FEWEST:
            return ()
        return tuple([group async for group in self._groups(words, staff, now) if group.hits])

    async def _groups(self, words: str, staff: Staff, now: datetime) -> AsyncIterator[RoomResults]:
        if staff.may(Permission.READ_CASES):
            yield RoomResults("案件", await self._cases(words, staff, now))
        if staff.may(Permission.LOG_DUTY):
            yield RoomResults("轉介單", await self._referrals(words, staff, now))
        yield RoomResults("題目", self._entries(words, now))
        if staff.may(Permission.ANSWER):
            yield RoomResults("對話", await self._conversations(words))

    async def _cases(self, words: str, staff: Staff, now: datetime) -> tuple[Hit, ...]:
        found = await self.cases.find(words, actor_of(staff), now)
        return tuple(
            Hit(
                f"{case.number}　{case.category}",
                f"{case.state.label}　期限 {case.due}　{case.unit or '還沒分派'}",
                f"/desk/cases/{case.id}",
            )
            for case in found[:SHOWN]
        )

    async def _referrals(self, words: str, staff: Staff, now: datetime) -> tuple[Hit, ...]:
        """By its code; by words for those who read cases: nobody at the counter browses stories."""
        rows: list[ReferralRow] = []
        try:
            rows.append(await referral_service.find(self.database, words, now))
        except NotFound:
            if staff.may(Permission.READ_CASES):
                rows += await referral_service.about(self.database, words, now, SHOWN)
        return tuple(
            Hit(
                f"{row.code}　{row.topic}",
                f"{row.from_window} → {row.to_window}　{row.made_at.astimezone(TAIPEI):%m-%d %H:%M}",
                f"/desk/referrals/{row.code}",
            )
            for row in rows
        )

    def _entries(self, words: str, now: datetime) -> tuple[Hit, ...]:
        found = find(self.engine, words, now.astimezone(TAIPEI))
        entries = found.entries if found.sure else ()
        return tuple(
            Hit(view.question, f"{view.category}　{view.unit}", f"/desk?id={view.id}") for view in entries
        )

    async def _conversations(self, words: str) -> tuple[Hit, ...]:
        """Those in the inbox, then those that a person served."""
        live = [
            Hit(
                said.text[:_SNIPPET],
                f"{channel_label(said.channel)}　{said.at.astimezone(TAIPEI):%Y-%m-%d %H:%M}",
                f"/desk/inbox/{said.conversation_id}",
            )
            for said in await self.handover.said(words, SHOWN)
        ]
        over = [
            Hit(
                topic_name(self.engine.catalogue, talk.topic) or "沒有主題",
                f"以前的對話　{talk.ended_at.astimezone(TAIPEI):%Y-%m-%d %H:%M}",
                f"/desk/inbox/past/{talk.id}",
            )
            for talk in await self.handover.past(PastWanted(words=words), SHOWN)
        ]
        return tuple(live + over)
