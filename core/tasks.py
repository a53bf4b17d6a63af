"""Background work of the core: every process learns of closures within seconds."""

import asyncio
from collections.abc import Callable

import structlog

from core.calendar import Calendar
from core.service import CalendarService

log = structlog.get_logger()


async def follow_calendar(
    service: CalendarService, use: Callable[[Calendar], None], seconds: float = 10.0
) -> None:
    """Give the calendar of the moment to ``use``, again and again; runs until cancelled."""
    while True:
        try:
            use(await service.calendar())
        except asyncio.CancelledError:
            raise
        except Exception as error:  # the last calendar stays in use
            log.error("calendar_not_read", reason=type(error).__name__)
        await asyncio.sleep(seconds)
