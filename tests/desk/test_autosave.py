"""What was typed and not sent: which forms keep it, for whom, how it is stored, when it goes."""

import re
from datetime import timedelta

from sqlalchemy import select

from core.clock import utc_now
from core.database import Database
from core.encryption import Vault, new_key
from desk.auth.permissions import Role, Staff
from desk.autosave.models import FormDraftRow
from desk.autosave.service import KEPT, Typed, drafts, erase, person_of, purge, save
from web.templating import ROOT

KEY = new_key()
TYPED = Typed("/desk/inbox/x/note", "/desk/inbox/x", "", [("note", "王小明要回電")])


def test_every_form_with_a_text_saves_itself() -> None:
    own_words = re.compile(r"<textarea|<input(?![^>]*type=\"(hidden|checkbox|radio|file|number|search)\")")
    forms = [
        (path.name, form)
        for path in (ROOT / "desk" / "templates").rglob("*.html")
        if path.parent.name != "auth"
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text("utf-8"), re.DOTALL)
    ]
    assert len(forms) > 40
    assert [name for name, form in forms if own_words.search(form) and "data-autosave" not in form] == []


async def test_a_text_is_sealed_in_the_database_and_readable_for_its_person_alone(database: Database) -> None:
    vault = Vault(lambda: [KEY])
    await save(database, vault, "staff-1", TYPED, "", utc_now())
    async with database.transaction() as session:
        kept = await session.scalar(select(FormDraftRow.fields))
    assert kept is not None and "王小明" not in kept
    (mine,) = await drafts(database, vault, "staff-1")
    assert mine.typed.fields == (("note", "王小明要回電"),)
    assert await drafts(database, vault, "staff-2") == ()


async def test_a_text_is_erased_when_it_was_sent(database: Database) -> None:
    vault = Vault(lambda: [KEY])
    await save(database, vault, "staff-1", TYPED, "", utc_now())
    await erase(database, "staff-1", [TYPED.form])
    assert await drafts(database, vault, "staff-1") == ()


async def test_a_text_is_erased_when_nobody_has_touched_it_for_long(database: Database) -> None:
    vault, now = Vault(lambda: [KEY]), utc_now()
    await save(database, vault, "staff-1", TYPED, "", now)
    await purge(database, now + KEPT - timedelta(minutes=1))
    assert len(await drafts(database, vault, "staff-1")) == 1
    await purge(database, now + KEPT + timedelta(minutes=1))
    assert await drafts(database, vault, "staff-1") == ()


def test_an_account_keeps_its_texts_in_every_role_and_volunteers_are_told_apart() -> None:
    roles = {person_of(Staff("staff-3", "陳承辦", role, "")) for role in (Role.CLERK, Role.SUPERVISOR)}
    assert len(roles) == 1
    names = {person_of(Staff("shift-3", name, Role.VOLUNTEER, "", is_shift=True)) for name in ("林", "周")}
    assert len(names) == 2
