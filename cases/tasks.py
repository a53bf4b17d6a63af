"""Background work of the cases: due dates follow the calendar, persons go when their time is over."""

import asyncio
from datetime import datetime

import structlog

from cases.service import CaseService
from core.clock import utc_now

log = structlog.get_logger()


async def keep_house(service: CaseService, seconds: float = 3600.0) -> None:
    """Run `tidy` again and again until cancelled; several processes may do so."""
    while True:
        try:
            await tidy(service, utc_now())
        except asyncio.CancelledError:
            raise
        except Exception as error:  # the next round tries again
            log.error("cases_not_tidied", reason=type(error).__name__)
        await asyncio.sleep(seconds)


async def tidy(service: CaseService, now: datetime) -> int:
    """Recompute due dates and purge; returns how many persons were erased."""
    await service.recompute_due()
    purged = await service.purge(now)
    if purged:
        log.info("cases_purged", count=purged)
    return purged
