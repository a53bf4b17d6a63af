"""The channel that tells other systems: one signed POST a message, tried again for about eight hours."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

import httpx

from connectors.contract import ACCEPTED, Delivery, SendResult, SendStatus
from connectors.webhooks import repository, signing
from connectors.webhooks.addresses import Addresses, BadAddress, Destination, UnknownHost
from connectors.webhooks.models import CHANNEL, WebhookRow
from core.database import Database
from core.encryption import Vault, WrongKey

TIMEOUT_SECONDS = 10.0
# Waits between tries: 5, 30, 180 … times the first retry, at most three hours.
_FIRST, _TIMES, _LONGEST = 5.0, 6.0, 10_800.0
_AGENT = "labordesk-webhooks/1"


class WebhookConnector:
    """See `connectors.contract.Outbound`; it hears nothing."""

    name = CHANNEL

    def __init__(
        self, database: Database, vault: Vault, addresses: Addresses, first_retry_seconds: float
    ) -> None:
        self._database = database
        self._vault = vault
        self._addresses = addresses
        self._first_retry = first_retry_seconds
        # No proxy of the environment stands between the checked address and us; redirects are not followed.
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, follow_redirects=False)

    def plan(self, delivery: Delivery, now: datetime) -> str:
        """See `Outbound.plan`: there is one way to send."""
        return "post"

    def resume(self, delivery: Delivery) -> bool:
        """See `Outbound.resume`; the receiver knows a repeated message by its id."""
        return True

    async def send(self, delivery: Delivery, now: datetime) -> SendResult:
        """See `Outbound.send`."""
        async with self._database.transaction() as session:
            row = await repository.webhook(session, int(delivery.user_id))
        if row is None or row.off_at is not None:
            return SendResult(SendStatus.FAILED, "turned off")
        try:
            valid = self._valid(row, now)
            destination = await self._addresses.destination(self._vault.open(row.address))
        except WrongKey:
            return SendResult(SendStatus.FAILED, "sealed with a key that is gone")
        except BadAddress:
            return SendResult(SendStatus.FAILED, "host not allowed")
        except UnknownHost:
            return self._again(delivery, "host unknown")
        return await self._post(delivery, destination, valid, now)

    def _valid(self, row: WebhookRow, now: datetime) -> list[str]:
        """The secrets that sign, the newest first."""
        is_changing = row.old_secret is not None and row.old_until is not None and now < row.old_until
        sealed = [row.secret, row.old_secret] if is_changing else [row.secret]
        return [self._vault.open(one) for one in sealed if one is not None]

    async def close(self) -> None:
        """See `Outbound.close`."""
        await self._client.aclose()

    async def _post(
        self, delivery: Delivery, destination: Destination, valid: Sequence[str], now: datetime
    ) -> SendResult:
        message_id, body = str(delivery.payload["id"]), str(delivery.payload["body"])
        headers = {
            "host": destination.host,
            "content-type": "application/json",
            "user-agent": _AGENT,
            **signing.headers(valid, message_id, body, now),
        }
        try:
            # The certificate has to be that of the name; what is answered is not read.
            async with self._client.stream(
                "POST",
                destination.url,
                content=body.encode(),
                headers=headers,
                extensions={"sni_hostname": destination.server_name},
            ) as response:
                status = response.status_code
                told = response.headers.get("retry-after", "")
        except httpx.HTTPError as error:
            return self._again(delivery, type(error).__name__)
        if 200 <= status < 300:
            return ACCEPTED
        if status == HTTPStatus.GONE:
            return SendResult(SendStatus.FAILED, f"HTTP {status}")
        return self._again(delivery, f"HTTP {status}", float(told) if told.isdecimal() else 0.0)

    def _again(self, delivery: Delivery, reason: str, at_least: float = 0.0) -> SendResult:
        wait = min(_LONGEST, self._first_retry * _FIRST * _TIMES ** (delivery.attempts - 1))
        return SendResult(SendStatus.RETRY, reason, retry_after=max(wait, at_least))
