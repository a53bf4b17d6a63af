"""The column types of sealed data: whatever a `Vault` sealed is in one of them, and key rotation finds it.

A payload may be sealed in part: a JSON object keeps its sealed text under `SEALED`.
"""

from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, LargeBinary, Text, TypeDecorator, cast

from core.database import JsonColumn
from core.encryption import Vault

SEALED = "sealed"
T = TypeVar("T")


class SealedType(TypeDecorator[T], Generic[T]):
    """What the rotation asks of each of the types."""

    __abstract__ = True
    cache_ok = True

    def holding(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Which rows have something sealed in ``column``."""
        return column.is_not(None)

    def anew(self, value: T, vault: Vault) -> T:
        """``value`` sealed with the vault's first key.

        Raises:
            WrongKey: none of the keys fits.
        """
        raise NotImplementedError


class Sealed(SealedType[str]):
    """Text sealed by a `Vault`."""

    impl = Text
    cache_ok = True

    def anew(self, value: str, vault: Vault) -> str:
        """See `SealedType.anew`."""
        return vault.rotate(value)


class SealedBytes(SealedType[bytes]):
    """Bytes sealed by a `Vault`, e.g. a file."""

    impl = LargeBinary
    cache_ok = True

    def anew(self, value: bytes, vault: Vault) -> bytes:
        """See `SealedType.anew`."""
        return vault.rotate_bytes(value)


class SealedInside(SealedType[dict[str, Any]]):
    """A JSON object that may hold text sealed by a `Vault` under `SEALED`."""

    impl = JsonColumn
    cache_ok = True

    def holding(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """See `SealedType.holding`."""
        return cast(column, Text).contains(f'"{SEALED}"')

    def anew(self, value: dict[str, Any], vault: Vault) -> dict[str, Any]:
        """See `SealedType.anew`."""
        sealed = value.get(SEALED)
        return {**value, SEALED: vault.rotate(sealed)} if isinstance(sealed, str) else value
