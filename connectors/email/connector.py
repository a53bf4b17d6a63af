"""E-mail as a channel that only sends: the outbox and its promises are those of all channels.

What is queued is sealed, and a lane is named by a keyed hash of the address: neither the queue nor
a log tells who is written to.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.blocks import Block
from cases.ways import Purpose, Reach
from connectors.contract import (
    ACCEPTED,
    Delivery,
    File,
    InboundMessage,
    Limits,
    Outcome,
    Payload,
    Profile,
    RawEvent,
    Refused,
    Rendered,
    SendResult,
)
from connectors.signatures import no_handshake
from core.encryption import Vault, WrongKey
from core.mail import Mail, MailDelayed, Mailer, MailRefused, MailUncertain, is_address
from core.privacy import pseudonym
from core.sealed import SEALED

LONGEST_WAIT = 3600.0


class EmailConnector:
    """Sends what `compose` made; a try whose end nobody saw is not repeated."""

    name = "email"
    limits = Limits(text=100_000, label=0, choices=0)
    lasting = True

    def __init__(self, mailer: Mailer, vault: Vault, key: str, first_retry_seconds: float = 60.0) -> None:
        """``key`` hashes addresses; the waits before a new try double, up to an hour."""
        self._mailer = mailer
        self._vault = vault
        self._key = key
        self._first_retry = first_retry_seconds

    def user_of(self, address: str) -> str:
        """The lane of an address: a keyed hash, the same for any case of its letters."""
        return pseudonym(self._key, "email", address.lower())

    def compose(self, address: str, subject: str, text: str) -> Payload:
        """The sealed request that `send` opens."""
        return {SEALED: self._vault.seal(json.dumps([address, subject, text], ensure_ascii=False))}

    def reach_address(self, address: str) -> Reach:
        """Whether ``address`` can be written to."""
        if is_address(address):
            return Reach(True, "留有電子郵件")
        return Reach(False, "電子郵件地址不完整")

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """See `Connector.verify`: nothing comes in by this way."""
        raise Refused("這個管道不收訊息")

    def parse(self, body: bytes) -> list[RawEvent]:
        """See `Connector.parse`."""
        return []

    def handshake(self, query: Mapping[str, str]) -> str:
        """See `Connector.handshake`."""
        return no_handshake()

    def read(self, payload: Payload) -> InboundMessage:
        """See `Connector.read`."""
        raise NotImplementedError("e-mail brings no events")

    def render(self, blocks: Sequence[Block]) -> Rendered:
        """See `Connector.render`: an e-mail needs an address and a subject, see `compose`."""
        return Rendered((), {})

    def reach(self, heard_at: datetime | None, now: datetime, purpose: Purpose, waiting: int) -> Reach:
        """See `Connector.reach`: nobody has a conversation by e-mail."""
        return Reach(False, "電子郵件不是對話")

    async def refresh(self, now: datetime) -> None:
        """See `Connector.refresh`: there is no quota."""

    def plan(self, delivery: Delivery, now: datetime) -> str:
        """There is one way to send."""
        return "smtp"

    async def send(self, delivery: Delivery, now: datetime) -> SendResult:
        """See `Connector.send`."""
        try:
            address, subject, text = json.loads(self._vault.open(delivery.payload[SEALED]))
            await self._mailer.send(Mail(address, subject, text, delivery.key), now)
        except MailRefused as error:
            return SendResult(Outcome.FAILED, str(error))
        except MailDelayed as error:
            wait = min(LONGEST_WAIT, self._first_retry * 2.0 ** (delivery.attempts - 1))
            return SendResult(Outcome.RETRY, str(error), retry_after=wait)
        except MailUncertain as error:
            return SendResult(Outcome.UNKNOWN, str(error))
        except WrongKey:
            return SendResult(Outcome.FAILED, "sealed with a key that is gone")
        return ACCEPTED

    def resume(self, delivery: Delivery) -> bool:
        """Never: SMTP has no key that would make a repeated message harmless."""
        return False

    async def acknowledge(self, message: InboundMessage) -> None:
        """See `Connector.acknowledge`: there is nothing to acknowledge."""

    async def profile(self, user_id: str) -> Profile:
        """See `Connector.profile`: SMTP tells nothing of a user."""
        return Profile()

    async def content(self, file: File) -> bytes | None:
        """See `Connector.content`: nothing comes in by e-mail."""
        return None

    async def close(self) -> None:
        """See `Connector.close`: every try has its own connection."""
