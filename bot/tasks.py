"""What conversations need from time to time: leases that ran out, words that are kept no longer."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.handover import HandoverService
from bot.service import ConversationService
from core.clock import utc_now

_SECONDS = 15.0
log = structlog.get_logger()


async def keep_conversations(handover: HandoverService, conversation: ConversationService) -> None:
    """Run until cancelled; several processes may do it at once."""
    while True:
        await asyncio.sleep(_SECONDS)
        try:
            await handover.close_expired(utc_now())
            await conversation.tidy(utc_now())
        except (SQLAlchemyError, OSError) as error:
            log.warning("conversations_without_database", kind=type(error).__name__)
