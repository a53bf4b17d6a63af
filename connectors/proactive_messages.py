"""Writing to people unasked: whether a way is open now, and queuing what is to be said.

This is what `cases.messaging.Ways` stands for; staff who answer in a conversation use it as well.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block, Choices, Option, Text
from cases.messaging import Fate, Purpose, Reach, Words
from connectors import repository
from connectors.contract import ChatConnector, Connector, Payload, chats_of
from connectors.email.connector import EmailConnector
from connectors.ids import parts_of
from connectors.models import DeliveryState, InboxRow, LaneRow, OutboxRow
from connectors.repository import dead_letters

_FATES = {
    DeliveryState.ACCEPTED: Fate.ARRIVED,
    DeliveryState.CONFIRMED: Fate.ARRIVED,
    DeliveryState.FAILED: Fate.FAILED,
    DeliveryState.BLOCKED: Fate.FAILED,
    DeliveryState.UNKNOWN: Fate.UNKNOWN,
}
_NO_MAIL = Reach(False, "還沒有設定電子郵件（LABORDESK_SMTP_URL）")


class Sender:
    """See `cases.messaging.Ways`; a conversation is named ``channel:user`` as lanes name it."""

    def __init__(self, connectors: Mapping[str, Connector]) -> None:
        self._chats = chats_of(connectors)
        found = connectors.get("email")
        self._email = found if isinstance(found, EmailConnector) else None

    async def refresh(self, now: datetime) -> None:
        """See `Ways.refresh`."""
        for chat in self._chats.values():
            await chat.refresh(now)

    async def reach(
        self, session: AsyncSession, conversation_id: str, now: datetime, purpose: Purpose = Purpose.CASE
    ) -> Reach:
        """See `Ways.reach`; a web chat cannot be reached once its page is closed."""
        return (await self._open_lane(session, conversation_id, now, purpose))[0]

    def lasts(self, conversation_id: str) -> bool:
        """See `Ways.lasts`."""
        channel, user = parts_of(conversation_id)
        chat = self._chats.get(channel)
        return bool(user) and chat is not None and chat.lasting

    def reach_by_mail(self, address: str) -> Reach:
        """See `Ways.reach_by_mail`."""
        return self._email.reach_address(address) if self._email else _NO_MAIL

    async def send(
        self,
        session: AsyncSession,
        conversation_id: str,
        blocks: Sequence[Block],
        now: datetime,
        purpose: Purpose,
    ) -> tuple[int, ...]:
        """Queue ``blocks`` in the caller's transaction; its ids are for `fates`, none = there is no way."""
        reach, chat, lane = await self._open_lane(session, conversation_id, now, purpose)
        if not reach.ok or chat is None or lane is None:
            return ()
        rendered = chat.render(blocks)
        await repository.remember_buttons(session, rendered.tokens)
        return await _queue(session, lane, rendered.requests, now, purpose)

    async def tell(
        self, session: AsyncSession, conversation_id: str, words: Words, now: datetime, purpose: Purpose
    ) -> tuple[int, ...]:
        """See `Ways.tell`."""
        options = tuple(Option(label, value) for label, value in words.options)
        block: Block = Choices(words.text, options) if options else Text(words.text)
        return await self.send(session, conversation_id, [block], now, purpose)

    async def mail(
        self, session: AsyncSession, address: str, subject: str, text: str, now: datetime
    ) -> tuple[int, ...]:
        """See `Ways.mail`."""
        if self._email is None or not self.reach_by_mail(address).ok:
            return ()
        lane = await self._lane(session, self._email.name, self._email.user_of(address), now)
        letter = self._email.compose(address, subject, text)
        return await _queue(session, lane, [letter], now, Purpose.CASE)

    async def fates(self, session: AsyncSession, ids: Collection[int]) -> dict[int, Fate]:
        """See `Ways.fates`."""
        states = await repository.states(session, ids)
        return {number: _FATES.get(DeliveryState(state), Fate.OPEN) for number, state in states.items()}

    async def returned(self, session: AsyncSession, since: datetime) -> set[int]:
        """See `Ways.returned`."""
        return await dead_letters.returned_since(session, since)

    async def withdraw(self, session: AsyncSession, ids: Collection[int], now: datetime) -> None:
        """See `Ways.withdraw`."""
        await dead_letters.erase_deliveries(session, OutboxRow.id.in_(ids), now)

    async def forget(self, session: AsyncSession, conversation_id: str, now: datetime) -> None:
        """Erase what a person wrote and was written that is still kept to be tried again."""
        lane = await repository.lane_of_conversation(session, conversation_id)
        if lane is not None:
            await dead_letters.erase_deliveries(session, OutboxRow.lane_id == lane.id, now)
            await dead_letters.erase_dead_events(session, InboxRow.lane_id == lane.id)

    async def _lane(self, session: AsyncSession, channel: str, user: str, now: datetime) -> LaneRow:
        return await session.get_one(LaneRow, await repository.lane_of(session, channel, user, now))

    async def _open_lane(
        self, session: AsyncSession, conversation_id: str, now: datetime, purpose: Purpose
    ) -> tuple[Reach, ChatConnector | None, LaneRow | None]:
        channel, user = parts_of(conversation_id)
        chat = self._chats.get(channel)
        if not user:
            return Reach(False, "網頁對話關閉後就無法再傳訊"), None, None
        if chat is None:
            return Reach(False, f"管道 {channel} 沒有開啟"), None, None
        lane = await repository.lane_of_conversation(session, conversation_id)
        if lane is None:
            return Reach(False, "這位民眾沒有在這個管道說過話"), chat, None
        if lane.stopped_at is not None:
            return Reach(False, "民眾已封鎖或離開這個管道"), chat, lane
        waiting = await repository.waiting_unasked(session, channel)
        return chat.reach(lane.heard_at, now, purpose, waiting), chat, lane


async def _queue(
    session: AsyncSession, lane: LaneRow, requests: Sequence[Payload], now: datetime, purpose: Purpose
) -> tuple[int, ...]:
    await repository.lane_of(session, lane.channel, lane.user_id, now)  # there is work: the lane is due
    rows = repository.enqueue(session, lane, requests, now, purpose=purpose)
    await session.flush()
    return tuple(row.id for row in rows)
