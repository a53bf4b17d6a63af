"""Personal data at rest: a vault over Fernet keys (AES-128-CBC with HMAC-SHA256), rotated without a pause."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Text, TypeDecorator

from core.settings import Settings

KEY_FILE = "data_keys"


class Sealed(TypeDecorator[str]):
    """Marks a column that holds text sealed by a `Vault`; key rotation finds it by this type."""

    impl = Text
    cache_ok = True


class WrongKey(Exception):
    """Sealed data that no key of the vault opens: a key is missing from ``LABORDESK_DATA_KEYS``."""


class Vault:
    """Seals with the first key and opens with any of them."""

    def __init__(self, keys: Callable[[], Sequence[str]]) -> None:
        """``keys`` reads the Fernet keys (32 bytes, URL-safe base64), the newest first.

        It is called again when nothing opens: the keys may have been rotated meanwhile.

        Raises:
            ValueError: no key, or one that is no Fernet key.
        """
        self._keys = keys
        self._fernet = self._read()

    def _read(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self._keys()])

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
            self._fernet = self._read()
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


def new_key() -> str:
    """A new random key."""
    return Fernet.generate_key().decode("ascii")


def add_key(settings: Settings) -> bool:
    """Put a new key before those kept in the data folder; False when the keys come from the settings."""
    if settings.data_keys is not None:
        return False
    _keep(settings.data_dir / KEY_FILE, new_key())
    return True


def vault_of(settings: Settings) -> Vault:
    """The vault with the keys of the settings, else with those kept in the data folder.

    Raises:
        ValueError: a key is no Fernet key.
    """
    file = settings.data_dir / KEY_FILE
    if settings.data_keys is not None:
        given = settings.data_keys.get_secret_value().split()
        return Vault(lambda: given)
    if not file.exists():
        _keep(file, new_key())
    return Vault(lambda: file.read_text("ascii").split())


def _keep(file: Path, key: str) -> None:
    """Write ``key`` before those in ``file``, whole or not at all; only the owner may read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = file.read_text("ascii") if file.exists() else ""
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(f"{key}\n{kept}", "ascii")
    fresh.replace(file)
