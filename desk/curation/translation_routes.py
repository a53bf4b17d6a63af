"""HTTP of the translations of an entry: which there are, and a draft of one."""

from fastapi import APIRouter, Depends, Request, Response

from core.clock import utc_now
from core.dependencies import DatabaseDep
from core.errors import NotFound
from desk.curation.people import person
from desk.curation.routes import Curator, curator
from desk.curation.translating import blank
from desk.pages import page, see_other
from knowledge.labels import value_label
from knowledge.loader import KnowledgeBase
from knowledge.open_items import behind, unwritten
from knowledge.schemas import Entry
from knowledge.translation import Language, translation_key
from publication import draft_service, revision_service
from publication import service as knowledge

router = APIRouter(
    prefix="/desk/curation/translations", include_in_schema=False, dependencies=[Depends(curator)]
)


@router.get("/{entry_id}")
async def languages(request: Request, entry_id: str, database: DatabaseDep) -> Response:
    """Every language: whether there is a translation, what is out of date in it, which drafts are open."""
    base = await knowledge.read(database)
    entry = entry_of(base, entry_id)
    opened = [draft for draft in await draft_service.listed(database) if draft.kind == "translation"]
    rows = []
    for language in Language:
        found = base.translations.of(entry, language)
        key = translation_key(entry_id, language)
        rows.append(
            {
                "language": language,
                "name": value_label("language", language),
                "key": key,
                "found": found,
                "behind": behind(entry, found) if found else (),
                "unwritten": unwritten(entry, found) if found else (),
                "drafts": [draft for draft in opened if draft.key == key],
            }
        )
    return page(request, "curation/translations.html", entry=entry, rows=rows)


@router.post("/{entry_id}/{language}")
async def begin(staff: Curator, entry_id: str, language: Language, database: DatabaseDep) -> Response:
    """A draft of the translation, or of one that there is not yet."""
    entry = entry_of(await knowledge.read(database), entry_id)
    key = translation_key(entry_id, language)
    payload = await revision_service.current(database, "translation", key)
    draft = await draft_service.begin(
        database,
        "translation",
        payload or blank(entry.id, language),
        person(staff),
        "",
        utc_now(),
        key=key if payload else None,
    )
    return see_other(f"/desk/curation/drafts/{draft.id}")


def entry_of(base: KnowledgeBase, entry_id: str) -> Entry:
    """The entry that is translated.

    Raises:
        NotFound.
    """
    found = next((entry for entry in base.entries if entry.id == entry_id), None)
    if found is None:
        raise NotFound("沒有這一題，可能已改代號；請回題庫重新選擇。")
    return found
