"""Before anything is sealed or opened: the keys are those that the stored data were sealed with."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import select

from core.database import Database
from core.encryption import Vault, WrongKey, first_key, has_keys, vault_of
from core.key_rotation import sealed_columns
from core.sealed import SealedType
from core.secret_files import MissingSecret
from core.settings import Settings


async def ready_vault(settings: Settings, database: Database) -> Vault:
    """The vault of this installation; its keys are made only where nothing was ever sealed.

    All tables must have been imported.

    Raises:
        BadSecret: keys are missing though sealed data are there, or damaged.
        WrongKey: the keys open nothing of what is stored.
    """
    samples = [sample async for sample in _samples(database)]
    if samples:
        _refuse_missing(settings)
    first_key(settings)
    vault = vault_of(settings)
    if samples and not any(_opens(vault, *sample) for sample in samples):
        raise WrongKey(
            "data_keys (or LABORDESK_DATA_KEYS) opens nothing of what is stored: put back the keys that "
            "belong to this database. Nothing was changed."
        )
    return vault


def _refuse_missing(settings: Settings) -> None:
    if not has_keys(settings):
        raise MissingSecret(settings.data_dir / "data_keys", "LABORDESK_DATA_KEYS")
    # What citizens hold to look up their cases was signed with it.
    if not settings.has_signing_key:
        raise MissingSecret(settings.data_dir / "secret_key", "LABORDESK_SECRET_KEY")


async def _samples(database: Database) -> AsyncIterator[tuple[SealedType[Any], Any]]:
    """One sealed value of every column that holds some."""
    async with database.transaction() as session:
        for table, name in sealed_columns():
            column = table.columns[name]
            kind = column.type
            assert isinstance(kind, SealedType)
            value = await session.scalar(select(column).where(kind.holding(column)).limit(1))
            if value is not None:
                yield kind, value


def _opens(vault: Vault, kind: SealedType[Any], value: Any) -> bool:
    try:
        kind.anew(value, vault)
    except (WrongKey, UnicodeError):
        return False
    return True
