"""Signatures of webhooks as Standard Webhooks 1.0 has them (https://www.standardwebhooks.com), pure.

Signed is ``{id}.{timestamp}.{body}`` by HMAC-SHA256; a secret is ``whsec_`` and its bytes in base64.
While a secret is being changed a message has two signatures, apart by a space; one that fits is enough.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
# The specification asks for 24 to 64 bytes.
_BYTES = 32


def new_secret() -> str:
    """A secret as it is shown to whoever runs the other system."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(valid: Sequence[str], message_id: str, body: str, now: datetime) -> dict[str, str]:
    """The headers of a message that is sent ``now``, signed by each of the ``valid`` secrets.

    Each try has a timestamp of its own.
    """
    timestamp = str(int(now.timestamp()))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in valid),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"
