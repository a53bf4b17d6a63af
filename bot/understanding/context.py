"""What a conversation holds when a message comes: the input of understanding beside the words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.state import DialogueState
from retrieval.analysis.language import is_chinese


@dataclass(frozen=True, slots=True)
class Context:
    """The running topic and what was before it.

    ``topic`` is the entry answered last, or the first one offered when it was not clear which was meant;
    ``earlier`` those before it, the latest first; ``point`` the point answered last; ``language`` the one the
    conversation is held in; ``asked`` are the words that led to the topic; ``rejected`` the entries that the
    person said are not meant; ``offers`` says that several were offered last, ``offered`` are the questions
    that can be chosen; ``considered`` the entries that were thought of beside the topic, the likeliest first:
    one of them may be what was meant all the time.
    """

    topic: str | None = None
    earlier: tuple[str, ...] = ()
    point: str | None = None
    language: str | None = None
    asked: str = ""
    rejected: tuple[str, ...] = ()
    offers: bool = False
    offered: tuple[str, ...] = ()
    considered: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: DialogueState) -> "Context":
        """The context that a conversation's memory gives."""
        topic, earlier = state.topic, state.earlier
        if state.likely:
            topic, earlier = state.likely, earlier_of(topic, earlier, state.likely)
        offers = state.likely is not None
        offered = tuple(option.value for option in state.choices)
        return cls(
            topic,
            earlier,
            state.point,
            state.language,
            state.asked,
            state.rejected,
            offers,
            offered,
            tuple(one for one in state.considered if one != topic),
        )

    def after(
        self, entry: str, point: str | None, said: str = "", candidates: Sequence[str] = ()
    ) -> "Context":
        """The context after ``entry`` was answered to what was ``said``; ``candidates`` were thought of."""
        earlier = tuple(
            one for one in earlier_of(self.topic, self.earlier, entry) if one not in self.rejected
        )
        others = [one for one in candidates if one != entry and one not in self.rejected]
        return Context(
            entry,
            earlier,
            point,
            self.language,
            self.asked_with(said, self.topic == entry, point),
            self.rejected,
            considered=tuple(others[:MOST_CONSIDERED]),
        )

    def asked_with(self, said: str, stays: bool, point: str | None = None) -> str:
        """The words that led to the topic once ``said`` was answered: what only asks for a ``point`` of the
        same topic adds nothing; few words, and a detail, stand beside the earlier ones."""
        words = said if any(map(str.isalpha, said)) else ""
        if not words or (stays and point is not None):
            return self.asked or words
        is_whole = len(words) > (FEW if is_chinese(words) else 3 * FEW) and not stays
        return words[:MOST_WORDS] if is_whole or not self.asked else f"{self.asked} {words}"[-MOST_WORDS:]


MOST_EARLIER = MOST_CONSIDERED = 4
# Characters: shorter words lean on what was said before; so much of it is kept.
FEW, MOST_WORDS = 10, 120


def earlier_of(topic: str | None, earlier: tuple[str, ...], entry: str) -> tuple[str, ...]:
    """The earlier topics once ``entry`` is the topic, each one once, the latest first."""
    before = [found for found in (topic, *earlier) if found and found != entry]
    return tuple(dict.fromkeys(before))[:MOST_EARLIER]
