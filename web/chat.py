"""The chat as a plain form: one posted text becomes the transcript to show."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from connectors.webchat.messages import require_room
from core.errors import Problem
from core.text_cleaning import plain_text

_EMPTY = "請先輸入您的問題，再按「送出」。"
_EXPIRED = "先前的對話已經過期，已為您重新開始。"


class PageConversation(Protocol):
    """What the page needs of the conversation service."""

    async def reply(self, token: str | None, text: str) -> Any:
        """Answer ``text``; the result has ``token``. Raises ValueError for a bad token."""

    async def text_limit(self, token: str | None) -> int:
        """How many characters the next message may have."""

    async def history(self, token: str) -> list[dict[str, Any]]:
        """The turns so far. Raises ValueError for a bad token."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the chat page shows; ``draft`` is text that was not sent and can be corrected."""

    session: str | None
    turns: list[dict[str, Any]]
    notice: str | None = None
    draft: str = ""


async def transcript_after(
    conversation: PageConversation,
    token: str | None,
    text: str,
    admit: Callable[[str | None], Awaitable[None]],
    only_look: bool = False,
) -> Transcript:
    """The conversation after ``text`` was said; what cannot be taken becomes a notice.

    ``admit`` counts the message and raises `Problem` when there are too many; with ``only_look``
    nothing is said.
    """
    text = plain_text(text)
    expired = None
    turns: list[dict[str, Any]] = []
    if token:
        try:
            turns = await conversation.history(token)
        except ValueError:
            token, expired = None, _EXPIRED
    if only_look:
        return Transcript(token, turns, expired, text)
    if not text:
        return Transcript(token, turns, _EMPTY)
    try:
        await admit(token)
        await require_room(conversation, token, text)
    except Problem as problem:
        return Transcript(token, turns, problem.detail, text)
    reply = await conversation.reply(token, text)
    return Transcript(reply.session, await conversation.history(reply.session), expired)
