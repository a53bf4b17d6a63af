"""Personal data at rest: a vault over Fernet keys (AES-128-CBC with HMAC-SHA256), rotated without a pause."""

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.settings import Settings

KEY_FILE = "data_keys"
# The purpose of the key that second factors were sealed with before the vault kept them.
_FORMER = "totp"


class WrongKey(Exception):
    """Sealed data that no key of the vault opens: a key is missing from ``LABORDESK_DATA_KEYS``."""


class Vault:
    """Seals with the first key and opens with any of them."""

    def __init__(self, keys: Callable[[], Sequence[str]], former: Sequence[str] = ()) -> None:
        """``keys`` reads the Fernet keys (32 bytes, URL-safe base64), the newest first.

        It is called again when nothing opens: the keys may have been rotated meanwhile. ``former`` keys
        only open what earlier versions sealed.

        Raises:
            ValueError: no key, or one that is no Fernet key.
        """
        self._keys = keys
        self._former = former
        self._fernet = self._read()

    def _read(self) -> MultiFernet:
        keys = self._keys()
        if not keys:
            raise ValueError("no key to seal with: see LABORDESK_DATA_KEYS")
        return MultiFernet([Fernet(key) for key in (*keys, *self._former)])

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

    def rotate_bytes(self, sealed: bytes) -> bytes:
        """The same bytes sealed with the first key.

        Raises:
            WrongKey: none of the keys fits.
        """
        return self.seal_bytes(self.open_bytes(sealed))


def new_key() -> str:
    """A new random key."""
    return Fernet.generate_key().decode("ascii")


def derived_key(secret: str, purpose: str) -> str:
    """A key for one ``purpose`` out of a ``secret`` (HKDF, RFC 5869)."""
    derived = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode())
    return base64.urlsafe_b64encode(derived).decode("ascii")


def add_key(settings: Settings) -> bool:
    """Put a new key before those kept in the data folder; False when the keys come from the settings."""
    if settings.data_keys is not None:
        return False
    _keep(settings.data_dir / KEY_FILE, new_key())
    return True


def vault_of(settings: Settings) -> Vault:
    """The vault with the keys of the settings, else with those kept in the data folder.

    Second factors that earlier versions sealed with the secret key open as well, until keys are rotated.

    Raises:
        ValueError: no key, or one that is no Fernet key.
    """
    file, former = settings.data_dir / KEY_FILE, [derived_key(settings.signing_key, _FORMER)]
    if settings.data_keys is not None:
        given = settings.data_keys.get_secret_value().split()
        return Vault(lambda: given, former)
    if not file.exists():
        _keep(file, new_key())
    return Vault(lambda: file.read_text("ascii").split(), former)


def _keep(file: Path, key: str) -> None:
    """Write ``key`` before those in ``file``, whole or not at all; only the owner may read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = file.read_text("ascii") if file.exists() else ""
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(f"{key}\n{kept}", "ascii")
    fresh.replace(file)
