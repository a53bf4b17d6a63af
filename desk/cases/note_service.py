"""A note on a case, and the colleagues whom it names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.schemas import Action, CaseSummary
from cases.service import CaseService
from core.database import Database
from desk.auth.permissions import Permission, Staff
from desk.cases.routes import PREFIX
from desk.cases.service import is_team
from desk.mentions import service as mentions
from desk.mentions.service import MayRead
from desk.people import actor_of, people


def readers(case: CaseSummary) -> MayRead:
    """Who may read the notes of a case."""
    return lambda staff: staff.may(Permission.READ_CASES) and is_team(staff, case)


async def noted(
    database: Database,
    cases: CaseService,
    case_id: str,
    staff: Staff,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep a note and let those know whom it names, or neither.

    Raises:
        NoSuchCase, NotAllowed, BadMention.
    """
    case = await cases.summary(case_id)
    named = mentions.named(details.get("text", ""), await people(database), staff, readers(case))
    async with database.transaction() as session:
        await cases.act(case_id, Action.NOTE, actor_of(staff), now, session=session, **details)
        mentions.keep(session, named, staff, f"{PREFIX}/{case_id}", f"案件 {case.number}", now)
