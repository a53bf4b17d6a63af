"""The chat over a WebSocket: the same messages as ``POST /api/v1/chat``, with delivery states.

While a person answers, what is said there is pushed as frames of type ``said``.
"""

import asyncio
import json
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.websockets import WebSocketDisconnect

from bot.service import ConversationService
from bot.state import Owner
from connectors.dependencies import AdmissionDep, SocketLimitsDep
from connectors.webchat.admission import Admission, ForeignOrigin, TooFast
from connectors.webchat.messages import ChatBody, TooLong, require_room
from connectors.webchat.socket_limits import TRY_AGAIN, Crowded
from connectors.webchat.staff_replies import Following
from core.client_address import source_of
from core.dependencies import provided

# A story whose every character is written as an escape.
FRAME_LIMIT = 64 * 1024
# Why a frame was not taken, and what that is called in Chinese.
_TITLES = {"content": "請檢查內容", "expired": "對話已過期", "fast": "請稍候", "long": "太長了"}
router = APIRouter(include_in_schema=False)
log = structlog.get_logger()


class _ResumeFrame(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: Annotated[str, Field(pattern="^resume$")]
    session: Annotated[str, Field(max_length=256)]


def _error(reason: str, detail: str, frame_id: object = None) -> dict[str, Any]:
    """An error frame; by its ``reason`` the widget says the title in the language of the person."""
    title = _TITLES[reason]
    frame: dict[str, Any] = {"type": "error", "reason": reason, "title": title, "detail": detail}
    return frame | ({"id": frame_id} if _is_id(frame_id) else {})


def _is_id(value: object) -> bool:
    """Whether ``value`` can be sent back: half of a surrogate pair cannot."""
    return isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value)


async def _answer(socket: WebSocket, data: Any, following: Following) -> None:
    conversation = provided(socket, ConversationService)
    frame_id = data.get("id") if isinstance(data, dict) else None
    try:
        if isinstance(data, dict) and data.get("type") == "resume":
            session = _ResumeFrame.model_validate(data).session
            conversation_id = conversation.tokens.open(session)
            await provided(socket, Admission).admit(socket, session)
            known = await conversation.recall(session)
            files = known.owner == Owner.HUMAN or await conversation.wants_files(conversation_id)
            await socket.send_json(
                {"type": "history", "session": session, "turns": known.turns, "files": files}
            )
            following.begin(session, None if known.owner == Owner.BOT else known.last)
            return
        frame = ChatBody.model_validate(data)
        conversation.tokens.open(frame.session)
        await provided(socket, Admission).admit(socket, frame.session)
        await require_room(conversation, frame.session, frame.text)
    except ValidationError as error:
        reasons = "；".join(problem["msg"] for problem in error.errors())
        await socket.send_json(_error("content", reasons, frame_id))
        return
    except ValueError:  # a token that was not issued here: the citizen needs no word of it
        await socket.send_json(_error("expired", "請重新開始。", frame_id))
        return
    except TooFast as error:
        await socket.send_json(_error("fast", error.detail, frame_id))
        return
    except TooLong as error:
        await socket.send_json(_error("long", error.detail, frame_id) | {"edit": True})
        return
    try:
        async with provided(socket, Admission).turn(socket):
            if frame.id:
                await socket.send_json({"type": "ack", "id": frame.id})
                await socket.send_json({"type": "typing"})
            reply = await conversation.reply(frame.session, frame.text, frame.id)
    except TooFast as error:
        await socket.send_json(_error("fast", error.detail, frame_id))
        return
    following.answered(reply.session, reply.turn)
    if said := await following.frame():
        await socket.send_json(said)
    await socket.send_json(reply.as_json() | ({"id": frame.id} if frame.id else {}))


@router.websocket("/ws/chat")
async def chat(socket: WebSocket, admission: AdmissionDep, sockets: SocketLimitsDep) -> None:
    """Frames are answered in order; a bad one gets an error frame and the connection stays."""
    try:
        admission.check_origin(socket)
    except ForeignOrigin as error:
        await socket.close(reason=error.detail[:40])
        return
    await socket.accept()
    address = source_of(socket.client)
    try:
        with sockets.place(address):
            await _talk(socket)
    except Crowded as refused:
        log.warning("socket_refused", code=TRY_AGAIN, reason=refused.reason)
        await socket.close(TRY_AGAIN, refused.reason)


async def _talk(socket: WebSocket) -> None:
    following = Following(provided(socket, ConversationService))
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
        await socket.send_json(_error("content", "不是 JSON，或超過長度"))
    else:
        await _answer(socket, data, following)
