"""Checking that a webhook comes from its platform: HMAC-SHA256 over the raw bytes."""

import base64
import hashlib
import hmac
from typing import NoReturn

from connectors.contract import BadSignature, Unsigned
from core.errors import NotFound

_WRONG = "簽章不符：這個請求不是平台送來的，沒有處理。"


def digest(secret: str, body: bytes) -> bytes:
    """HMAC-SHA256 of ``body``."""
    return hmac.new(secret.encode(), body, hashlib.sha256).digest()


def base64_digest(secret: str, body: bytes) -> str:
    """The digest as LINE writes it."""
    return base64.b64encode(digest(secret, body)).decode()


def hex_digest(secret: str, body: bytes) -> str:
    """The digest as Meta writes it, after ``sha256=``."""
    return "sha256=" + digest(secret, body).hex()


def is_equal(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())


def require_equal(given: str | None, expected: str) -> None:
    """Compare in constant time.

    Raises:
        Unsigned: missing. Refused: different.
    """
    if not given:
        raise Unsigned(_WRONG)
    if not is_equal(given, expected):
        raise BadSignature(_WRONG)


def no_handshake() -> NoReturn:
    """For a platform that does not ask whether the webhook's address is ours.

    Raises:
        NotFound: always.
    """
    raise NotFound("這個平台不會用 GET 驗證網址，沒有這一頁。")
