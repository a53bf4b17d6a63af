"""The chat over a WebSocket: the same messages as ``POST /api/v1/chat``, with delivery states.

While a person answers, what is said there is pushed as frames of type ``said``.
"""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import FileResponse
from starlette.websockets import WebSocketDisconnect

from bot.models import Owner
from connectors.webchat.admission import ForeignOrigin, TooFast
from connectors.webchat.following import Following
from connectors.webchat.messages import ChatBody, TooLong, require_room

STATIC = Path(__file__).parent / "static"
# A story whose every character is written as an escape.
FRAME_LIMIT = 64 * 1024
router = APIRouter(include_in_schema=False)


class _ResumeFrame(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: Annotated[str, Field(pattern="^resume$")]
    session: Annotated[str, Field(max_length=256)]


@router.get("/widget.js")
def widget_script() -> FileResponse:
    """The chat widget as one script for any page."""
    return FileResponse(STATIC / "widget.js", media_type="text/javascript")


@router.get("/widget.css")
def widget_style() -> FileResponse:
    """The style sheet that the widget loads."""
    return FileResponse(STATIC / "widget.css", media_type="text/css")


def _error(title: str, detail: str, frame_id: object = None) -> dict[str, Any]:
    frame: dict[str, Any] = {"type": "error", "title": title, "detail": detail}
    return frame | ({"id": frame_id} if _is_id(frame_id) else {})


def _is_id(value: object) -> bool:
    """Whether ``value`` can be sent back: half of a surrogate pair cannot."""
    return isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value)


async def _answer(socket: WebSocket, data: Any, following: Following) -> None:
    conversation = socket.app.state.conversation
    frame_id = data.get("id") if isinstance(data, dict) else None
    try:
        if isinstance(data, dict) and data.get("type") == "resume":
            session = _ResumeFrame.model_validate(data).session
            conversation.open(session)
            await socket.app.state.admission.admit(socket, session)
            known = await conversation.recall(session)
            await socket.send_json({"type": "history", "session": session, "turns": known.turns})
            following.begin(session, None if known.owner == Owner.BOT else known.last)
            return
        frame = ChatBody.model_validate(data)
        conversation.open(frame.session)
        await socket.app.state.admission.admit(socket, frame.session)
        await require_room(conversation, frame.session, frame.text)
    except ValidationError as error:
        reasons = "；".join(problem["msg"] for problem in error.errors())
        await socket.send_json(_error("請檢查內容", reasons, frame_id))
        return
    except ValueError as error:
        await socket.send_json(_error("對話已過期", str(error), frame_id))
        return
    except TooFast as error:
        await socket.send_json(_error("請稍候", error.detail, frame_id))
        return
    except TooLong as error:
        await socket.send_json(_error("太長了", error.detail, frame_id) | {"edit": True})
        return
    if frame.id:
        await socket.send_json({"type": "ack", "id": frame.id})
        await socket.send_json({"type": "typing"})
    reply = await conversation.reply(frame.session, frame.text, frame.id)
    following.answered(reply.session, reply.turn)
    if said := await following.frame():
        await socket.send_json(said)
    await socket.send_json(reply.as_json() | ({"id": frame.id} if frame.id else {}))


@router.websocket("/ws/chat")
async def chat(socket: WebSocket) -> None:
    """Frames are answered in order; a bad one gets an error frame and the connection stays."""
    try:
        socket.app.state.admission.check_origin(socket)
    except ForeignOrigin as error:
        await socket.close(reason=error.detail[:40])
        return
    await socket.accept()
    following = Following(socket.app.state.conversation)
    reading = asyncio.create_task(_frame(socket))
    try:
        while True:
            done, _ = await asyncio.wait({reading}, timeout=following.seconds)
            if done:
                await _receive(socket, reading.result(), following)
                reading = asyncio.create_task(_frame(socket))
            if said := await following.frame():
                await socket.send_json(said)
    except WebSocketDisconnect:
        return
    finally:
        reading.cancel()


async def _frame(socket: WebSocket) -> str:
    """The next frame; a binary one holds no text.

    Raises:
        WebSocketDisconnect: the other side has gone.
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code") or 1005)
    return message.get("text") or ""


async def _receive(socket: WebSocket, text: str, following: Following) -> None:
    try:
        data = json.loads(text) if len(text) <= FRAME_LIMIT else None
    except (ValueError, RecursionError):
        data = None
    if data is None:
        await socket.send_json(_error("請檢查內容", "不是 JSON，或超過長度"))
    else:
        await _answer(socket, data, following)
