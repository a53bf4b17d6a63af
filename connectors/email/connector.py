"""E-mail as a channel that sends, and hears what came back: the outbox and its promises are those of all.

What is queued is sealed, and a lane is named by a keyed hash of the address: neither the queue nor
a log tells who is written to.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from cases.messaging import Reach
from connectors.contract import (
    ACCEPTED,
    Delivery,
    EventKind,
    InboundMessage,
    Payload,
    RawEvent,
    SendResult,
    SendStatus,
    Unsigned,
    paused,
)
from connectors.email.bounces import bounced
from connectors.payloads import text_at
from connectors.signatures import require_equal
from core.clock import utc_now
from core.encryption import Vault, WrongKey
from core.mail import Mail, MailDelayed, Mailer, MailRefused, MailUnauthorized, MailUncertain, is_address
from core.masking import pseudonym
from core.sealed import SEALED

LONGEST_WAIT = 3600.0
# The lane of the letters that came back: it is nobody's.
BOUNCES = "bounces"


class EmailConnector:
    """Sends what `compose` made; a try whose end nobody saw is not repeated."""

    name = "email"

    def __init__(
        self,
        mailer: Mailer,
        vault: Vault,
        key: str,
        first_retry_seconds: float = 60.0,
        bounce_token: str | None = None,
    ) -> None:
        """``key`` hashes addresses; the waits before a new try double, up to an hour.

        Whoever shows ``bounce_token`` may hand on the letters that came back; without one nobody.
        """
        self._bounce_token = bounce_token
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
        """See `Inbound.verify`: our own mail server hands on what came back, with a bearer token."""
        if self._bounce_token is None:
            raise Unsigned("這個管道不收訊息：要收退信通知，請設定 MAIL_BOUNCE_TOKEN。")
        require_equal(headers.get("authorization"), f"Bearer {self._bounce_token}")

    def parse(self, body: bytes) -> list[RawEvent]:
        """See `Inbound.parse`: one mail; only the report of a failure is an event, and names nobody."""
        found = bounced(body)
        if found is None:
            return []
        payload = {"key": found.key, "status": found.status}
        return [RawEvent(f"{found.key} {found.status}", BOUNCES, utc_now(), payload)]

    def read(self, payload: Payload) -> InboundMessage:
        """See `Inbound.read`."""
        key, status = text_at(payload, "key"), text_at(payload, "status")
        kind = EventKind.BOUNCED if key else EventKind.IGNORED
        return InboundMessage(self.name, BOUNCES, kind, status, message_id=key or None)

    def plan(self, delivery: Delivery, now: datetime) -> str:
        """See `Outbound.plan`: there is one way to send."""
        return "smtp"

    async def send(self, delivery: Delivery, now: datetime) -> SendResult:
        """See `Outbound.send`."""
        try:
            address, subject, text = json.loads(self._vault.open(delivery.payload[SEALED]))
            await self._mailer.send(Mail(address, subject, text, delivery.key), now)
        except MailRefused as error:
            return SendResult(SendStatus.FAILED, str(error))
        except MailUnauthorized as error:
            return paused(str(error))
        except MailDelayed as error:
            wait = min(LONGEST_WAIT, self._first_retry * 2.0 ** (delivery.attempts - 1))
            return SendResult(SendStatus.RETRY, str(error), retry_after=wait)
        except MailUncertain as error:
            return SendResult(SendStatus.UNKNOWN, str(error))
        except WrongKey:
            return SendResult(SendStatus.FAILED, "sealed with a key that is gone")
        return ACCEPTED

    def resume(self, delivery: Delivery) -> bool:
        """See `Outbound.resume`; never: SMTP has no key that would make a repeated message harmless."""
        return False

    async def close(self) -> None:
        """See `Outbound.close`: every try has its own connection."""
