"""The gate of what other systems may ask: a key with the scope, and not too fast."""

from http import HTTPStatus
from math import ceil
from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import parse

from core.client_address import source_of
from core.clock import utc_now
from core.database import Database
from core.dependencies import provided
from core.errors import Problem
from core.rate_limits import Rates
from core.settings import Settings
from desk.integrations import key_service
from desk.integrations.key_service import ApiKey, Scope

NO_KEY = "請在 Authorization 標頭放有效的金鑰（Bearer …）；金鑰由系統管理在服務台的「介接」建立。"
_bearer = HTTPBearer(auto_error=False, description="服務台「介接」建立的金鑰", scheme_name="key")


class NoKey(Problem):
    """No key, or one that is unknown, revoked or expired: which of these is not told."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__(NO_KEY)
        self.headers = {"WWW-Authenticate": "Bearer"}


class NotInScope(Problem):
    """The key is valid, but for something else."""

    status = HTTPStatus.FORBIDDEN


class TooOften(Problem):
    """More requests than the rate allows; ``retry_after`` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"問得太快了，請等 {retry_after} 秒。")
        self.headers = {"Retry-After": str(retry_after)}


class keyed:
    """Only with a key that has ``scope``; gives the key.

    Raises:
        NoKey, NotInScope.
        TooOften: the key, or the address of somebody without one, asks too fast.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(
        self,
        request: Request,
        given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    ) -> ApiKey:
        """See the class."""
        key = None
        if given is not None:
            key = await key_service.opened_by(provided(request, Database), given.credentials, utc_now())
        address = source_of(request.client)
        await _pace(request, *(("api_key", str(key.id)) if key else ("api_stranger", address)))
        if key is None:
            raise NoKey
        if self.scope not in key.scopes:
            raise NotInScope(f"這把金鑰不能{self.scope.label}（{self.scope}）。")
        return key


async def _pace(request: Request, kind: str, name: str) -> None:
    rate = parse(provided(request, Settings).api_rate)
    if wait := await provided(request, Rates).wait(rate, kind, name):
        raise TooOften(ceil(wait))
