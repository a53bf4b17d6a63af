"""Lists of cases that people keep under a name, each for its person alone."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from core.database import Database
from core.errors import Problem
from desk.auth.permissions import Staff
from desk.cases import repository
from desk.cases.service import Wanted

NAME_LIMIT, MOST_VIEWS = 30, 20


class BadView(Problem):
    """The list cannot be kept."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list under a name; ``query`` is that of its address."""

    id: int
    name: str
    query: str


def query_of(wanted: Wanted) -> str:
    """The query that asks for a list again."""
    parts = {
        "tab": wanted.tab.value,
        "unit": wanted.unit,
        "state": wanted.state.value if wanted.state else "",
        "route": wanted.route.value if wanted.route else "",
        "due_by": wanted.due_by.isoformat() if wanted.due_by else "",
        "number": wanted.number,
        "tag": str(wanted.tag or ""),
    }
    return urlencode({name: value for name, value in parts.items() if value})


async def views(database: Database, staff: Staff) -> tuple[SavedView, ...]:
    """The lists of ``staff``."""
    async with database.transaction() as session:
        rows = await repository.views_of(session, staff.id)
    return tuple(SavedView(row.id, row.name, row.query) for row in rows)


async def keep(database: Database, staff: Staff, name: str, wanted: Wanted) -> None:
    """Keep a list; one of the same name is replaced.

    Raises:
        BadView: it has no name, or there are too many.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_LIMIT:
        raise BadView(f"請替這個檢視取名（1 到 {NAME_LIMIT} 個字）。")
    known = await views(database, staff)
    if len(known) >= MOST_VIEWS and name not in {view.name for view in known}:
        raise BadView(f"最多 {MOST_VIEWS} 個檢視，請先刪掉不用的。")
    async with database.transaction() as session:
        await repository.keep_view(session, staff.id, name, query_of(wanted))


async def remove(database: Database, staff: Staff, view_id: int) -> None:
    """Forget a list; it may be gone already."""
    async with database.transaction() as session:
        await repository.remove_view(session, staff.id, view_id)
