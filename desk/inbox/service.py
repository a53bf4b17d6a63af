"""What the inbox shows, put together from the handover, the catalogue and the accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bot.handover import Agent as Speaker
from bot.handover import HandoverService, QueuedConversation, Summary
from bot.handover.schemas import HandoverState, Standpoint
from cases.messaging import Reach
from connectors.channel_labels import channel_label
from core.errors import NotFound
from desk.auth.permissions import Staff
from knowledge.catalogue import Catalogue
from knowledge.labels import value_label

NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ListedConversation:
    """A conversation in the list: ``minutes`` since it asked for a person, ``who`` has it open or in hand.

    ``danger`` names the danger that the citizen told of, "" where there was none; ``unread`` counts what
    the citizen said and the reader of the list has not seen.
    """

    id: str
    channel: str
    topic: str
    last_text: str
    minutes: int
    position: int
    who: str
    danger: str = ""
    unread: int = 0


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The inbox of one member of staff."""

    waiting: tuple[ListedConversation, ...]
    mine: tuple[ListedConversation, ...]
    others: tuple[ListedConversation, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation with where it stands; ``holder`` is the name of who has it, "" when nobody has."""

    summary: Summary
    channel: str
    topic: str
    at: Standpoint
    is_mine: bool
    holder: str
    others_here: tuple[str, ...]
    reach: Reach

    @property
    def danger(self) -> str:
        """The danger that the citizen told of, "" where there was none."""
        return danger_name(self.summary.danger)

    @property
    def is_waiting(self) -> bool:
        """Whether it can be taken."""
        return self.at.state == HandoverState.WAITING


class Gone(NotFound):
    """Nobody waits or is served in this conversation."""

    def __init__(self) -> None:
        super().__init__("這段對話已經交還或結束，不在收件匣裡了。請回收件匣選別的對話。")


def speaker(staff: Staff) -> Speaker:
    """``staff`` as the handover knows them."""
    return Speaker(staff.id, staff.name)


def listing(
    found: Sequence[QueuedConversation],
    staff: Staff,
    names: Mapping[str, str],
    catalogue: Catalogue,
    now: datetime,
    unread: Mapping[str, int] = NOTHING,
) -> InboxPage:
    """The queue in its order, what is in my hands, what is in those of others."""
    waiting: list[ListedConversation] = []
    mine: list[ListedConversation] = []
    others: list[ListedConversation] = []
    for one in found:
        is_waiting = one.state == HandoverState.WAITING
        row = ListedConversation(
            one.conversation_id,
            channel_label(one.channel),
            topic_name(catalogue, one.topic),
            one.last_text,
            int((now - one.requested_at).total_seconds() // 60),
            len(waiting) + 1 if is_waiting else 0,
            names.get(one.staff or "", one.staff or ""),
            danger_name(one.danger),
            unread.get(one.conversation_id, 0),
        )
        (waiting if is_waiting else mine if one.staff == staff.id else others).append(row)
    return InboxPage(tuple(waiting), tuple(mine), tuple(others))


async def conversation(
    handover: HandoverService,
    conversation_id: str,
    staff: Staff,
    names: Mapping[str, str],
    catalogue: Catalogue,
    now: datetime,
) -> Conversation:
    """A conversation that waits for a person or is served by one.

    Raises:
        Gone: it is neither; what citizens tell the bot alone is nobody's to read here.
    """
    at = await handover.standpoint(conversation_id, now)
    summary = await handover.summary(conversation_id) if at.state else None
    if summary is None:
        raise Gone
    return Conversation(
        summary,
        channel_label(summary.channel),
        topic_name(catalogue, summary.topic),
        at,
        at.staff == staff.id,
        names.get(at.staff or "", at.staff or ""),
        tuple(viewer.name for viewer in at.viewers if viewer.id != staff.id),
        await handover.reach(conversation_id, now),
    )


def danger_name(kinds: Sequence[str]) -> str:
    """Kinds of danger as staff call them."""
    return "；".join(value_label("id", kind) for kind in kinds)


def topic_name(catalogue: Catalogue, topic: str | None) -> str:
    """The question of an entry; "" when there is no topic."""
    entry = catalogue.get(topic) if topic else None
    return entry.question if entry else topic or ""
