"""HTTP of what was typed and not sent yet: the script of the forms saves and fetches it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from pydantic import BaseModel, Field

from core.clock import TAIPEI, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, VaultDep, provided
from core.encryption import Vault
from desk.auth.access import allowed, form_token
from desk.auth.permissions import Permission, Staff
from desk.autosave import service
from desk.autosave.service import FormDraft, Typed, person_of
from desk.pages import page, see_other

PREFIX = "/desk/drafts"
_SIGNED_IN = allowed(Permission.LOOK_UP)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_SIGNED_IN)])
Person = Annotated[Staff, Depends(_SIGNED_IN)]
Forms = Annotated[list[str], Query(default_factory=list, max_length=200)]
Address = Annotated[str, Field(pattern=r"^/desk/\S*$", max_length=400)]


class Saved(BaseModel):
    """What a form holds; ``version`` is what this tab saw last, None to replace whatever is kept."""

    form: Address
    page: Annotated[str, Field(pattern=r"^(/desk\S*)?$", max_length=400)]
    based_on: Annotated[str, Field(max_length=80)] = ""
    version: Annotated[str, Field(max_length=16)] | None = None
    fields: Annotated[list[tuple[Annotated[str, Field(max_length=120)], str]], Field(max_length=1000)]


@router.post("")
async def save(staff: Person, saved: Saved, database: DatabaseDep, vault: VaultDep) -> dict[str, str]:
    """Keep what somebody has typed; that also keeps their session alive."""
    now = utc_now()
    typed = Typed(saved.form, saved.page, saved.based_on, saved.fields)
    version = await service.save(database, vault, person_of(staff), typed, saved.version, now)
    return {"version": version, "at": f"{now.astimezone(TAIPEI):%H:%M}"}


@router.get("/mine")
async def mine(request: Request, response: Response, staff: Person, form: Forms) -> dict[str, Any]:
    """What this person has typed into these forms, and the token that forms carry in this session."""
    response.headers["Cache-Control"] = "no-store"
    kept = {draft.typed.form: draft for draft in await _drafts(request, staff)} if form else {}
    found = {one: _shown(kept[key]) for one in form if (key := service.address(one)) in kept}
    return {"person": person_of(staff), "token": form_token(request), "drafts": found}


@router.get("")
async def unsent(request: Request, staff: Person) -> Response:
    """Everything that I have not sent yet."""
    return page(request, "drafts/unsent.html", drafts=await _drafts(request, staff), kept=service.KEPT.days)


@router.post("/discard")
async def discard(staff: Person, database: DatabaseDep, form: Annotated[str, Form()] = "") -> Response:
    """I do not want it any more."""
    await service.erase(database, person_of(staff), [form])
    return see_other(PREFIX)


async def _drafts(request: Request, staff: Staff) -> tuple[FormDraft, ...]:
    return await service.drafts(provided(request, Database), provided(request, Vault), person_of(staff))


def _shown(draft: FormDraft) -> dict[str, Any]:
    return {
        "fields": draft.typed.fields,
        "based_on": draft.typed.based_on,
        "version": draft.version,
        "at": f"{draft.updated_at.astimezone(TAIPEI):%m/%d %H:%M}",
    }
