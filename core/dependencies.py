"""How a route gets the parts of the running app: by their type, as annotated dependencies.

The app keeps its services in one place, known here alone. Each room names what its routes take in a
module ``dependencies``, e.g. ``DatabaseDep``; what stands outside of a route asks `provided`.
"""

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar, get_type_hints

from fastapi import Depends
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from core.calendar_service import CalendarService
from core.database import Database
from core.encryption import Vault
from core.settings import Settings

PartT = TypeVar("PartT")


def provide(app: Starlette, services: object) -> None:
    """Let the routes of ``app`` take the fields of the dataclass ``services``, each by its annotated type."""
    kinds = get_type_hints(type(services))
    app.state.parts = {kind: getattr(services, name) for name, kind in kinds.items()}


def provided(connection: HTTPConnection, kind: type[PartT]) -> PartT:
    """The part of type ``kind`` of the app that got this request.

    Raises:
        LookupError: the services of the app have no such part.
    """
    parts: dict[object, PartT] = connection.app.state.parts
    if kind not in parts:
        raise LookupError(f"the services of the app have no part of the type {kind}")
    return parts[kind]


@dataclass(frozen=True)
class Part(Generic[PartT]):
    """The dependency that gives a route the part of type ``kind``."""

    kind: type[PartT]

    async def __call__(self, connection: HTTPConnection) -> PartT:
        """See `provided`."""
        return provided(connection, self.kind)


SettingsDep = Annotated[Settings, Depends(Part(Settings))]
DatabaseDep = Annotated[Database, Depends(Part(Database))]
VaultDep = Annotated[Vault, Depends(Part(Vault))]
CalendarDep = Annotated[CalendarService, Depends(Part(CalendarService))]
