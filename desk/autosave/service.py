"""Keep, give back and erase what somebody has typed; nobody else ever gets it."""

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import unquote

from core.database import Database
from core.encryption import Vault
from core.errors import Problem
from desk.auth.permissions import Staff
from desk.autosave import repository
from desk.autosave.models import FormDraftRow

KEPT = timedelta(days=14)
SIZE_LIMIT = 300_000  # characters of one form, as JSON
Fields = Sequence[tuple[str, str]]


class WrittenElsewhere(Problem):
    """Another tab has changed or sent the same form meanwhile."""

    status = HTTPStatus.CONFLICT


class TooMuch(Problem):
    """More than a form can hold."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form: its address, the page it is on, the version it changes, names with values.

    ``page`` is "" where the form stands in the answer to another form.
    """

    form: str
    page: str
    based_on: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A text that was kept; ``version`` names this state of it."""

    typed: Typed
    version: str
    updated_at: datetime


def person_of(staff: Staff) -> str:
    """Whose texts they are: an account in whatever role, a volunteer by shift and name."""
    return f"{staff.id}:{staff.name}" if staff.is_shift else staff.id


def address(form: str) -> str:
    """The address of a form as it is kept, however it was escaped."""
    return unquote(form)


async def save(
    database: Database, vault: Vault, person: str, typed: Typed, known: str | None, now: datetime
) -> str:
    """Keep ``typed`` and return its version; ``known`` is the last one that this tab saw, "" for none.

    Without ``known`` it replaces whatever another tab wrote.

    Raises:
        WrittenElsewhere: the kept text is not the one that this tab saw.
        TooMuch: the text is longer than `SIZE_LIMIT`.
    """
    text = json.dumps(list(typed.fields), ensure_ascii=False)
    if len(text) > SIZE_LIMIT:
        raise TooMuch("內容太長，沒有自動儲存；請分成幾次送出")
    version, form = secrets.token_hex(8), address(typed.form)
    new = {
        "based_on": typed.based_on,
        "version": version,
        "fields": vault.seal(text),
        "updated_at": now,
    }
    async with database.transaction() as session:
        row = await repository.draft(session, person, form)
        is_same = known is None or known == (row.version if row else "")
        if row is None and is_same:
            is_same = await repository.begin(
                session, {"person": person, "form": form, "page": typed.page, **new}
            )
        elif row is not None and is_same:
            for name, value in new.items():
                setattr(row, name, value)
            row.page = typed.page or row.page
        if not is_same:
            raise WrittenElsewhere("這份內容在另一個分頁改過或送出了")
    return version


async def drafts(database: Database, vault: Vault, person: str) -> tuple[FormDraft, ...]:
    """What ``person`` has not sent yet, the newest first."""
    async with database.transaction() as session:
        rows = await repository.of_person(session, person)
    return tuple(_draft(row, vault) for row in rows)


def _draft(row: FormDraftRow, vault: Vault) -> FormDraft:
    fields = tuple((name, value) for name, value in json.loads(vault.open(row.fields)))
    return FormDraft(Typed(row.form, row.page, row.based_on, fields), row.version, row.updated_at)


async def erase(database: Database, person: str, forms: Collection[str]) -> None:
    """Forget what ``person`` typed into ``forms``: it was sent, or is no longer wanted."""
    async with database.transaction() as session:
        await repository.forget(session, person, [address(form) for form in forms])


async def purge(database: Database, now: datetime) -> None:
    """Erase what nobody has touched for `KEPT`."""
    async with database.transaction() as session:
        await repository.forget_before(session, now - KEPT)
