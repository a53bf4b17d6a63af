"""「查不到」: what the counter could not find comes back to curation as work."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from core.database import Database
from core.errors import Problem
from publication import question_service
from publication.schemas import QuestionSource

CHANNEL = "desk"


class NothingAsked(Problem):
    """There is no question to file."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


async def file(
    database: Database, query: str, shown: Sequence[str], generation: int, now: datetime, key: str = ""
) -> None:
    """File ``query`` (masked there) with the ids of the entries that were ``shown`` instead.

    What comes again with the same ``key``, as nobody knew whether it had arrived, is filed once.

    Raises:
        NothingAsked: the query is empty.
    """
    if not query:
        raise NothingAsked("請先在查詢框打出民眾的問題，再按「查不到」")
    origin = f"{CHANNEL}:{key}" if key else ""
    async with database.transaction() as session:
        if not (origin and await question_service.is_noted(session, origin)):
            question_service.note(
                session, query, QuestionSource.COUNTER, shown, generation, CHANNEL, now, origin
            )
