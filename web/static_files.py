"""Static files: an address that names the content is kept for ever, any other is asked for again."""

from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.templating import ROOT, asset

IMMUTABLE = "public, max-age=31536000, immutable"


class HashedFiles(StaticFiles):
    """The static files of one room, whose addresses `web.templating.asset` makes."""

    def __init__(self, room: str) -> None:
        super().__init__(directory=ROOT / room / "static")
        self._room = room

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; the digest of another version does not make this one immutable."""
        response = await super().get_response(path, scope)
        named = f"v={QueryParams(scope['query_string']).get('v', '')}"
        is_current = asset(f"{self._room}/{path}").endswith(f"?{named}")
        response.headers["Cache-Control"] = IMMUTABLE if is_current else "no-cache"
        return response
