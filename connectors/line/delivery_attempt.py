"""One try at LINE, and what its outcome means.

https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

import aiohttp
from linebot.v3.messaging import ApiException

from connectors.contract import ACCEPTED, Delivery, SendResult, SendStatus, paused
from connectors.line.quota import UNREAD
from connectors.retry_after import retry_after

REPLY, PUSH = "reply", "push"
TIMEOUT = 10.0


async def tried(call: Callable[..., Awaitable[object]], delivery: Delivery, now: datetime) -> SendResult:
    """Send what ``call`` sends, once; never raises."""
    try:
        await call(_request_timeout=TIMEOUT)
    except ApiException as error:
        return _refused(delivery, error, now)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        # The token is single use and the push key is known: trying again cannot answer twice.
        return SendResult(SendStatus.RETRY, type(error).__name__, uncertain=True)
    except UNREAD as error:  # a proxy's error page, or a new way of LINE to say that it took the message
        said = error.__context__
        return _refused(delivery, said, now) if isinstance(said, ApiException) else ACCEPTED
    return ACCEPTED


def _refused(delivery: Delivery, error: ApiException, now: datetime) -> SendResult:
    """What an error answer of the platform means; its text is not passed on."""
    status, body = int(error.status or 0), str(error.body or "")
    reason = f"HTTP {status}"
    if status == 409 and delivery.method == PUSH:  # the retry key was accepted before
        return ACCEPTED
    if status == 401:
        return paused(reason)
    if status == 400 and delivery.method == REPLY and "Invalid reply token" in body:
        if delivery.uncertain:  # spent by the earlier try, or too old: nobody can tell
            return SendResult(SendStatus.UNKNOWN, "reply token spent or expired")
        return SendResult(SendStatus.RETRY, "reply token expired", retry_after=0.0, method=PUSH)
    if status == 429 and "monthly limit" in body:
        return SendResult(SendStatus.FAILED, "monthly limit of the platform reached")
    if status == 429 or status >= 500:
        uncertain = delivery.uncertain or status >= 500
        after = retry_after((error.headers or {}).get("retry-after"), now)
        return SendResult(SendStatus.RETRY, reason, after, uncertain)
    return SendResult(SendStatus.FAILED, reason)
