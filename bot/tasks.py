"""What conversations need from time to time: leases that ran out, words that are kept no longer."""

from datetime import datetime

from bot.handover import HandoverService
from bot.service import ConversationService


async def tidy(handover: HandoverService, conversation: ConversationService, now: datetime) -> None:
    """One round."""
    await handover.close_expired(now)
    await conversation.tidy(now)
