"""Registering addresses, telling and trying them, turning off those that do not answer."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cases.messaging import Purpose
from connectors import repository as lanes
from connectors.models import DeliveryState, LaneRow, OutboxRow
from connectors.webhooks import repository, signing
from connectors.webhooks.addresses import Addresses, BadAddress, UnknownHost
from connectors.webhooks.models import CHANNEL, WebhookMessageRow, WebhookRow
from core import system_events
from core.database import Database
from core.encryption import Vault
from core.errors import NotFound, Problem
from core.system_events import SystemEvent

NAME_LIMIT = 40
# So long two secrets sign, so that the other system can change to the new one without missing a message.
CHANGE_OVER = timedelta(days=7)
_AT_ONCE = 200
log = structlog.get_logger()


class BadWebhook(Problem):
    """A form that registers no address."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address as a page shows it; ``off_reason`` says why it was turned off by itself.

    ``old_until`` is until when the secret before the present one signs as well.
    """

    id: int
    name: str
    address: str
    kinds: tuple[SystemEvent, ...]
    added_by: str
    added_at: datetime
    off_at: datetime | None
    off_reason: str
    old_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the delivery log; ``next_at`` is when it is tried again, None when it is settled."""

    id: int
    message_id: str
    kind: SystemEvent
    body: str
    at: datetime
    state: DeliveryState
    attempts: int
    reason: str
    settled_at: datetime | None
    next_at: datetime | None

    @property
    def can_be_resent(self) -> bool:
        """Whether nothing of it is still under way."""
        return self.next_at is None


class Webhooks:
    """Changes happen in the caller's transaction, so that the audit is of one piece with them."""

    def __init__(self, database: Database, vault: Vault, addresses: Addresses, is_on: bool = True) -> None:
        """Where it is not ``is_on`` (practice) nothing is registered and nobody told."""
        self._database = database
        self._vault = vault
        self._addresses = addresses
        self._is_on = is_on

    async def register(
        self,
        session: AsyncSession,
        name: str,
        address: str,
        kinds: Sequence[SystemEvent],
        by: str,
        now: datetime,
    ) -> tuple[Webhook, str]:
        """Tell ``address`` from now on; gives its secret, which is never shown again.

        Raises:
            BadWebhook, BadAddress: also where its host is not public or unknown.
        """
        if not self._is_on:
            raise BadWebhook("練習模式不通知別的系統。")
        if not 1 <= len(name := name.strip()) <= NAME_LIMIT:
            raise BadWebhook(f"請寫名稱（1 到 {NAME_LIMIT} 個字），例如收件系統的名字。")
        try:
            await self._addresses.destination(address)
        except UnknownHost:
            raise BadAddress("查不到這個主機，請檢查網址。") from None
        secret = signing.new_secret()
        row = WebhookRow(
            name=name,
            address=self._vault.seal(str(self._addresses.read(address))),
            secret=self._vault.seal(secret),
            kinds=sorted(kinds),
            added_by=by,
            added_at=now,
            on_at=now,
            off_reason="",
        )
        session.add(row)
        await session.flush()
        return self._shown(row), secret

    async def all(self) -> list[Webhook]:
        """Every address, in the order in which they were registered."""
        async with self._database.transaction() as session:
            return [self._shown(row) for row in await repository.webhooks(session)]

    async def one(self, session: AsyncSession, webhook_id: int) -> Webhook:
        """An address.

        Raises:
            NotFound.
        """
        return self._shown(await self._row(session, webhook_id))

    async def switch(self, session: AsyncSession, webhook_id: int, is_on: bool, now: datetime) -> Webhook:
        """Turn an address on or off.

        Raises:
            NotFound.
        """
        row = await self._row(session, webhook_id)
        row.off_at, row.off_reason = None if is_on else now, ""
        row.on_at = now if is_on else row.on_at
        return self._shown(row)

    async def change_secret(
        self, session: AsyncSession, webhook_id: int, at_once: bool, now: datetime
    ) -> tuple[Webhook, str]:
        """A new secret, which is never shown again; the old one signs as well during `CHANGE_OVER`.

        ``at_once``, where the old one has leaked, it signs no more.

        Raises:
            NotFound.
        """
        row, secret = await self._row(session, webhook_id), signing.new_secret()
        row.old_secret = None if at_once else row.secret
        row.old_until = None if at_once else now + CHANGE_OVER
        row.secret = self._vault.seal(secret)
        return self._shown(row), secret

    async def remove(self, session: AsyncSession, webhook_id: int) -> Webhook:
        """Forget an address and what it was told.

        Raises:
            NotFound.
        """
        shown = self._shown(await self._row(session, webhook_id))
        await repository.forget(session, webhook_id)
        return shown

    async def ping(self, session: AsyncSession, webhook_id: int, now: datetime) -> None:
        """Tell an address something that did not happen, to see whether it answers.

        Raises:
            NotFound. Problem: it is turned off.
        """
        row = await self._row(session, webhook_id)
        _require_on(row)
        await self._queue(session, row, SystemEvent.PING, {"name": row.name}, now, now)

    async def resend(self, session: AsyncSession, webhook_id: int, message: int, now: datetime) -> None:
        """Send a message once more, with the same id.

        Raises:
            NotFound. Problem: it is turned off, or the message is still under way.
        """
        row = await self._row(session, webhook_id)
        _require_on(row)
        found = await repository.message(session, message)
        if found is None or found[0].webhook_id != webhook_id:
            raise NotFound("沒有這一則")
        if found[1].state in lanes.OPEN_DELIVERIES:
            raise Problem("這一則還在傳送，不必重送。")
        found[0].outbox_id = await self._enqueue(session, row, found[0].message_id, found[0].body, now)

    async def log(self, webhook_id: int, limit: int) -> list[Sent]:
        """The newest messages to an address."""
        async with self._database.transaction() as session:
            return [_sent(*found) for found in await repository.latest(session, webhook_id, limit)]

    async def work(self, now: datetime) -> None:
        """Tell what has happened, and turn off whoever a message could not be delivered to."""
        async with self._database.transaction() as session:
            for row, reason in await repository.given_up(session):
                row.off_at, row.off_reason = now, reason
                log.error("webhook_off", webhook=row.id, reason=reason)
        told = _AT_ONCE
        while told == _AT_ONCE:
            told = await self._tell(now)

    async def _tell(self, now: datetime) -> int:
        async with self._database.transaction() as session:
            found = await system_events.take(session, now, _AT_ONCE)
            listening = await repository.webhooks(session) if found and self._is_on else ()
            for told in found:
                for row in listening:
                    if row.off_at is None and (not row.kinds or told.kind in row.kinds):
                        await self._queue(session, row, told.kind, told.data, told.at, now)
            return len(found)

    async def _queue(
        self,
        session: AsyncSession,
        row: WebhookRow,
        kind: SystemEvent,
        data: Mapping[str, object],
        at: datetime,
        now: datetime,
    ) -> None:
        told = {"type": kind.value, "timestamp": at.isoformat(), "data": dict(data)}
        message_id, body = f"msg_{uuid.uuid4().hex}", json.dumps(told, ensure_ascii=False)
        outbox_id = await self._enqueue(session, row, message_id, body, now)
        session.add(
            WebhookMessageRow(
                webhook_id=row.id, message_id=message_id, kind=kind, body=body, outbox_id=outbox_id, at=now
            )
        )

    async def _enqueue(
        self, session: AsyncSession, row: WebhookRow, message_id: str, body: str, now: datetime
    ) -> int:
        lane = await session.get_one(LaneRow, await lanes.lane_of(session, CHANNEL, str(row.id), now))
        request = {"id": message_id, "body": body}
        (queued,) = lanes.enqueue(session, lane, [request], now, purpose=Purpose.CASE)
        await session.flush()
        return queued.id

    async def _row(self, session: AsyncSession, webhook_id: int) -> WebhookRow:
        row = await repository.webhook(session, webhook_id, lock=True)
        if row is None:
            raise NotFound("沒有這個網址")
        return row

    def _shown(self, row: WebhookRow) -> Webhook:
        return Webhook(
            row.id,
            row.name,
            self._vault.open(row.address),
            tuple(map(SystemEvent, row.kinds)),
            row.added_by,
            row.added_at,
            row.off_at,
            row.off_reason,
            row.old_until,
        )


def _require_on(row: WebhookRow) -> None:
    if row.off_at is not None:
        raise Problem("這個網址已停用，請先恢復。")


def _sent(row: WebhookMessageRow, delivery: OutboxRow) -> Sent:
    is_open = delivery.state in lanes.OPEN_DELIVERIES
    return Sent(
        row.id,
        row.message_id,
        SystemEvent(row.kind),
        row.body,
        row.at,
        DeliveryState(delivery.state),
        delivery.attempts,
        delivery.reason,
        delivery.settled_at,
        delivery.next_at if is_open else None,
    )
