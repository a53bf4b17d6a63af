"""The work list of the curators: what is not known, translations, reviews that are due, dead addresses."""

from collections.abc import Iterator
from datetime import date

from core.database import Database
from core.settings import Settings
from desk.watch.links import LinkState, newest
from knowledge.loader import KnowledgeBase
from knowledge.open_items import OpenItem, OpenKind, reviews_due
from publication.open_item_service import planned_items


async def work_list(
    database: Database, base: KnowledgeBase, settings: Settings, today: date
) -> tuple[OpenItem, ...]:
    """All of it with owners and days, what is due first."""
    more = (*reviews_due(base, today), *_dead_links(base, settings))
    return await planned_items(database, base, more)


def _dead_links(base: KnowledgeBase, settings: Settings) -> Iterator[OpenItem]:
    """The addresses that led nowhere at the last look, at each entry and window that names them."""
    report = newest(settings)
    owners = {entry.id: entry.owner for entry in base.entries}
    owners |= {place.key: place.unit or place.name for place in base.directory}
    for link in report.found if report else ():
        if link.state is LinkState.DEAD:
            for where in link.used_by:
                if where in owners:
                    yield OpenItem(OpenKind.LINK, where, f"網址失效：{link.url}", owners[where], None)
