"""Secrets that must be read back (TOTP), sealed before they are stored."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(ValueError):
    """The sealed text was made with another key, or changed."""


def _box(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def seal(key: str, purpose: str, text: str) -> str:
    """``text``, readable only with the same key and purpose."""
    return _box(key, purpose).encrypt(text.encode()).decode()


def unseal(key: str, purpose: str, sealed: str, seconds: int | None = None) -> str:
    """What `seal` was given, at most ``seconds`` ago.

    Raises:
        Unreadable: another key, a changed text, or too old.
    """
    try:
        return _box(key, purpose).decrypt(sealed.encode(), ttl=seconds).decode()
    except InvalidToken:
        raise Unreadable("sealed text cannot be opened") from None
