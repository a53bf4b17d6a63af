"""Background work of the cases: due dates follow the calendar, persons go when their time is over."""

from datetime import datetime

import structlog

from cases.service import CaseService

log = structlog.get_logger()


async def tidy(service: CaseService, now: datetime) -> int:
    """Recompute due dates and purge; returns how many persons were erased."""
    await service.recompute_due()
    purged = await service.purge(now)
    if purged:
        log.info("cases_purged", count=purged)
    return purged
