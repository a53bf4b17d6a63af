"""Personal data at rest: a vault over Fernet keys (AES-128-CBC with HMAC-SHA256), rotated without a pause."""

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core import secret_files
from core.settings import Settings

KEY_FILE = "data_keys"
_SETTING = "LABORDESK_DATA_KEYS"
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


def has_keys(settings: Settings) -> bool:
    """Whether there are keys, in the settings or in the data folder."""
    return settings.data_keys is not None or (settings.data_dir / KEY_FILE).exists()


def first_key(settings: Settings) -> None:
    """Make the key of an installation that has none, and has sealed nothing yet: see `core.keys`."""
    if not has_keys(settings):
        secret_files.create(settings.data_dir / KEY_FILE, f"{new_key()}\n")


def add_key(settings: Settings) -> bool:
    """Put a new key before those kept in the data folder; False when the keys come from the settings.

    Raises:
        BadSecret: those kept are missing, empty or damaged; nothing is written.
    """
    if settings.data_keys is not None:
        return False
    file = settings.data_dir / KEY_FILE
    secret_files.replace(file, "\n".join([new_key(), *_kept(file), ""]))
    return True


def vault_of(settings: Settings) -> Vault:
    """The vault with the keys of the settings, else with those kept in the data folder.

    Second factors that earlier versions sealed with the secret key open as well, until keys are rotated.

    Raises:
        ValueError: no key, or one that is no Fernet key; BadSecret for the kept file, which is not made.
    """
    if settings.data_keys is not None:
        given = settings.data_keys.get_secret_value().split()
        return Vault(lambda: given, [derived_key(settings.signing_key, _FORMER)])
    file = settings.data_dir / KEY_FILE
    _kept(file)  # before a secret key is made
    return Vault(lambda: _kept(file), [derived_key(settings.signing_key, _FORMER)])


def _kept(file: Path) -> list[str]:
    """The keys in ``file``, the newest first; every one is whole."""
    if not file.exists():
        raise secret_files.MissingSecret(file, _SETTING)
    keys = secret_files.read(file, _SETTING).split()
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        raise secret_files.DamagedSecret(file, _SETTING) from None
    return keys
