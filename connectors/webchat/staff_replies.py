"""What staff say in the conversation of one socket, looked for while a person answers there."""

from typing import Any

from bot.service import ConversationService
from bot.state import Owner

SECONDS = 1.0


class Following:
    """Follows one conversation from a turn on; what was pushed once is not pushed again."""

    def __init__(self, conversation: ConversationService) -> None:
        self._conversation = conversation
        self._session = ""
        self._after: int | None = None

    @property
    def seconds(self) -> float | None:
        """How long to wait before looking again; None while the bot answers."""
        return None if self._after is None else SECONDS

    def begin(self, session: str, turn: int | None) -> None:
        """Everything up to ``turn`` is known to the client; None while the bot answers."""
        self._session, self._after = session, turn

    def answered(self, session: str, turn: int | None) -> None:
        """A reply came: ``turn`` is its turn while a person answers, else None.

        Whoever is followed already stays so until `frame` sees that the bot answers again: what was said
        before the reply is not lost.
        """
        if session != self._session or self._after is None:
            self.begin(session, turn)

    async def frame(self) -> dict[str, Any] | None:
        """The frame with what is new, None when nothing is."""
        if self._after is None:
            return None
        news = await self._conversation.news(self._session, self._after)
        self._after = None if news.owner == Owner.BOT else news.last
        return {"type": "said", "session": self._session, **news.as_json()} if news.turns else None
