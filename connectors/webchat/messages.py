"""What a message of the web chat must be, for the API, the socket and the page without JavaScript alike."""

from http import HTTPStatus
from typing import Annotated, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.service import TEXT_LIMIT
from cases.questions import STORY_LIMIT
from core.errors import Problem
from core.text_cleaning import plain_text
from retrieval.analysis.text import clean

# No question takes more; what a page or a frame brings is bounded by it.
MOST = STORY_LIMIT


class TooLong(Problem):
    """The message is longer than what can be said now; nothing was said, the client keeps the text."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TextLimits(Protocol):
    """What is needed of the conversation service."""

    async def text_limit(self, token: str | None) -> int:
        """How many characters the next message may have."""


def typed(text: str) -> str:
    """``text`` as it was typed, line by line, without control characters.

    Raises:
        ValueError: nothing of it can be read.
    """
    if not clean(text):
        raise ValueError("文字是空的，或只有無法顯示的字元")
    return plain_text(text)


class Body(BaseModel):
    """A body of the JSON API: no field that nobody reads."""

    model_config = ConfigDict(extra="forbid")


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("不可以有 NUL 字元")
    return text


class ChatBody(Body):
    """One message of a chat; without ``session`` a new one begins.

    A message with an ``id`` is answered once: sent again, it gets the same answer. It may have 1,000
    characters, and 5,000 while a form asks for a story.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "老闆不給加班費怎麼辦", "id": "5f0c1d"}]}
    )

    text: Annotated[str, AfterValidator(typed)]
    session: Annotated[str, Field(max_length=256)] | None = None
    id: Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_storable)] | None = None


class PollBody(Body):
    """Asks what staff said after a turn; ``after`` is the ``turn`` of the last reply or poll."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"session": "ImE5ZiI.Zx0", "after": 12}]})

    session: Annotated[str, Field(max_length=256)]
    after: Annotated[int, Field(ge=0)]


async def require_room(conversation: TextLimits, token: str | None, text: str) -> None:
    """Refuse what is too long now: 1,000 characters, and as many as the case takes while it asks for a story.

    Raises:
        TooLong: says how long it may be and is. BadToken: see `ConversationService.text_limit`.
    """
    if len(text) <= TEXT_LIMIT:
        return
    limit = await conversation.text_limit(token)
    if len(text) <= limit:
        return
    told = f"一次最多 {limit:,} 字，您寫了 {len(text):,} 字，還沒有送出。請用幾句話說重點，再送出一次。"
    if limit == TEXT_LIMIT:
        told += f"要寫完整的經過（最多 {STORY_LIMIT:,} 字），請先輸入「我要陳情」。"
    raise TooLong(told, fields={"text": told})
