"""Signatures of webhooks as Standard Webhooks 1.0 has them (https://www.standardwebhooks.com), pure.

Signed is ``{id}.{timestamp}.{body}`` by HMAC-SHA256; a secret is ``whsec_`` and its bytes in base64.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"
# The specification asks for 24 to 64 bytes.
_BYTES = 32


def new_secret() -> str:
    """A secret as it is shown to whoever runs the other system."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(secret: str, message_id: str, body: str, now: datetime) -> dict[str, str]:
    """The headers of a message that is sent ``now``: each try has a timestamp of its own."""
    timestamp = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }
