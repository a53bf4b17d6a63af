"""Names of users, messages and events that fit their columns and stay different."""

import hashlib
import json

from connectors.contract import Payload

_CUT = "~"
# What `bot.models.ConversationRow.id` holds.
_CONVERSATION = 64


def short_id(value: str, most: int) -> str:
    """``value`` in at most ``most`` characters, still different from every other one.

    Ids of one platform may share a long beginning, so a long one ends in a digest of the whole.
    """
    if len(value) <= most:
        return value
    digest = hashlib.blake2b(value.encode(), digest_size=16).hexdigest()
    return f"{value[: most - len(digest) - 1]}{_CUT}{digest}"


def fingerprint(payload: Payload) -> str:
    """A stable id for an event that its platform gave none."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:40]


def conversation_id(channel: str, user_id: str) -> str:
    """The conversation of a user on a channel."""
    return short_id(f"{channel}:{user_id}", _CONVERSATION)


def parts_of(conversation_id: str) -> tuple[str, str]:
    """The channel and the user (or the beginning of a long one) of a conversation; no user: a web chat."""
    channel, _, user = conversation_id.partition(":")
    return channel, user.rpartition(_CUT)[0] if is_cut(conversation_id) else user


def is_cut(conversation_id: str) -> bool:
    """Whether a conversation's id may hold only the beginning of its user's."""
    return len(conversation_id) == _CONVERSATION and _CUT in conversation_id
