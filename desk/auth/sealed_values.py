"""What a browser brings back unread and unchanged: sealed for one purpose and a short time.

What is stored is sealed by the vault of `core.encryption`.
"""

from cryptography.fernet import Fernet, InvalidToken

from core.encryption import derived_key


class BrokenSeal(ValueError):
    """The sealed text was made with another key, or changed."""


def _box(key: str, purpose: str) -> Fernet:
    return Fernet(derived_key(key, purpose))


def seal(key: str, purpose: str, text: str) -> str:
    """``text``, readable only with the same key and purpose."""
    return _box(key, purpose).encrypt(text.encode()).decode()


def unseal(key: str, purpose: str, sealed: str, seconds: int) -> str:
    """What `seal` was given, at most ``seconds`` ago.

    Raises:
        BrokenSeal: another key, a changed text, or too old.
    """
    try:
        return _box(key, purpose).decrypt(sealed.encode(), ttl=seconds).decode()
    except InvalidToken:
        raise BrokenSeal("sealed text cannot be opened") from None
