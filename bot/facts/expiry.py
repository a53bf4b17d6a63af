"""How long the facts of a situation count: until the conversation has rested too long (pure)."""

from datetime import datetime, timedelta

FACTS_FOR = timedelta(hours=24)


def are_expired(last_message_at: datetime, now: datetime) -> bool:
    """Whether the conversation has rested so long that its facts no longer count; moments in UTC."""
    return now - last_message_at > FACTS_FOR


def expired_before(now: datetime) -> datetime:
    """Facts of conversations whose last message is older than this are erased."""
    return now - FACTS_FOR
