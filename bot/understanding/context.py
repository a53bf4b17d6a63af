"""What a conversation holds when a message comes: the input of understanding beside the words."""

from dataclasses import dataclass

from bot.state import DialogueState


@dataclass(frozen=True, slots=True)
class Context:
    """The running topic and what was before it.

    ``topic`` is the entry answered last, or the first one offered when it was not clear which was meant;
    ``earlier`` those before it, the latest first; ``point`` the point answered last; ``language`` the one the
    conversation is held in.
    """

    topic: str | None = None
    earlier: tuple[str, ...] = ()
    point: str | None = None
    language: str | None = None

    @classmethod
    def of(cls, state: DialogueState) -> "Context":
        """The context that a conversation's memory gives."""
        topic, earlier = state.topic, state.earlier
        if state.likely:
            topic, earlier = state.likely, earlier_of(topic, earlier, state.likely)
        return cls(topic, earlier, state.point, state.language)

    def after(self, entry: str, point: str | None) -> "Context":
        """The context after ``entry`` was answered."""
        return Context(entry, earlier_of(self.topic, self.earlier, entry), point, self.language)


MOST_EARLIER = 4


def earlier_of(topic: str | None, earlier: tuple[str, ...], entry: str) -> tuple[str, ...]:
    """The earlier topics once ``entry`` is the topic, each one once, the latest first."""
    before = [found for found in (topic, *earlier) if found and found != entry]
    return tuple(dict.fromkeys(before))[:MOST_EARLIER]
