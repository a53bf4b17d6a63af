"""Staff who answer in the platform's own inbox: how long the bot keeps silent then (pure)."""

from datetime import datetime, timedelta

# How long the bot keeps silent after a person of the page has written.
HUMAN_FOR = timedelta(hours=12)


def silent_until(occurred_at: datetime, received_at: datetime) -> datetime:
    """Until when the bot is silent, from when the person wrote: what comes late says nothing of today.

    Both moments in UTC; the platform's clock may be ahead of ours.
    """
    return min(occurred_at, received_at) + HUMAN_FOR
