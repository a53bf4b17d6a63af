"""Personal data at rest: a vault over Fernet keys (AES-128-CBC with HMAC-SHA256), rotated without a pause."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Text, TypeDecorator


class Sealed(TypeDecorator[str]):
    """Marks a column that holds text sealed by a `Vault`; key rotation finds it by this type."""

    impl = Text
    cache_ok = True


class WrongKey(Exception):
    """Sealed data that no key of the vault opens: a key is missing from ``LABORDESK_DATA_KEYS``."""


class Vault:
    """Seals with the first key and opens with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        """``keys`` are Fernet keys (32 bytes, URL-safe base64), the newest first.

        Raises:
            ValueError: no key, or one that is no Fernet key.
        """
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    @staticmethod
    def new_key() -> str:
        """A new random key."""
        return Fernet.generate_key().decode("ascii")

    def seal(self, text: str) -> str:
        """``text`` encrypted, as ASCII text."""
        return self.seal_bytes(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text that was sealed.

        Raises:
            WrongKey: none of the keys fits.
        """
        return self.open_bytes(sealed.encode("ascii")).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """``content`` encrypted."""
        return self._fernet.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The bytes that were sealed.

        Raises:
            WrongKey: none of the keys fits.
        """
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise WrongKey("no key opens this data: see LABORDESK_DATA_KEYS") from None

    def rotate(self, sealed: str) -> str:
        """The same text sealed with the first key.

        Raises:
            WrongKey: none of the keys fits.
        """
        return self.seal(self.open(sealed))
