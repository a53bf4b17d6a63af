"""The two endpoints that Rasa calls; both need the shared token."""

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from bot.understanding import understand
from core.errors import Unauthorized

router = APIRouter(prefix="/internal", include_in_schema=False)


class Message(BaseModel):
    """One message to understand."""

    text: str


def _check(request: Request, token: str) -> None:
    expected: str = request.app.state.settings.shared_token
    if not hmac.compare_digest(token.encode(), expected.encode()):
        raise Unauthorized("X-Labordesk-Token is missing or wrong")


@router.post("/understand")
async def understand_message(
    request: Request, message: Message, x_labordesk_token: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    """What a message means; called by Rasa's NLU component."""
    _check(request, x_labordesk_token)
    found = await run_in_threadpool(understand, request.app.state.engine, message.text)
    return found.as_json()


@router.post("/actions")
async def run_action(
    request: Request, call: dict[str, Any], x_labordesk_token: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    """Rasa's action server protocol."""
    _check(request, x_labordesk_token)
    result = await request.app.state.executor.run(call)
    return result.model_dump() if result else {"events": [], "responses": []}
