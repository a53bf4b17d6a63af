"""Housekeeping: persons go when their time is over, keys change under everything, exports are for the team."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from cases.attachments import AttachmentStore
from cases.errors import ActionNotAllowed, NoSuchCase
from cases.export import Export
from cases.policy import CasePolicy
from cases.schemas import SYSTEM, Action, CaseState, Filters, Route, Upload
from cases.service import CaseService
from cases.tasks import tidy
from core.database import Database
from core.encryption import KEY_FILE, Vault, add_key, vault_of
from core.key_rotation import rotate_columns
from core.settings import Settings
from tests.cases.conftest import CHIEF, NOW, OUTSIDER, PDF, STATEMENT, File

CLOSED = NOW + timedelta(days=1)


async def only(cases: CaseService) -> str:
    (found,) = await cases.list(Filters())
    return found.id


@pytest.mark.parametrize(("route", "days"), [(Route.SUGGESTION, 365), (Route.VIOLATION, 1825)])
async def test_a_person_is_kept_for_as_long_as_the_class_of_the_case_says(
    file: File, cases: CaseService, route: Route, days: int
) -> None:
    receipt = await file(route=route)
    await cases.withdraw(receipt.number, receipt.code, "", "", CLOSED)
    assert await tidy(cases, CLOSED + timedelta(days=days)) == 0
    assert await tidy(cases, CLOSED + timedelta(days=days, seconds=1)) == 1
    view = await cases.view(await only(cases), CHIEF, NOW)
    assert view.statement is None and view.state is CaseState.CLOSED
    assert await tidy(cases, CLOSED + timedelta(days=days + 1)) == 0


async def test_an_open_case_keeps_its_person_however_old(file: File, cases: CaseService) -> None:
    await file()
    assert await tidy(cases, NOW + timedelta(days=10_000)) == 0


async def test_files_of_an_erased_person_leave_the_disk(
    file: File, cases: CaseService, bureau: Settings
) -> None:
    receipt = await file(attachments=(Upload("a.pdf", PDF),))
    folder = CasePolicy.of(bureau).folder
    assert len(list(folder.iterdir())) == 1
    await cases.withdraw(receipt.number, receipt.code, "", "", CLOSED)
    await cases.erase_person(CLOSED, number=receipt.number, code=receipt.code)
    far_ahead = NOW + timedelta(days=3650)
    await tidy(cases, far_ahead)
    assert list(folder.iterdir()) == []


async def test_a_new_key_seals_everything_and_the_old_one_can_go(
    file: File, cases: CaseService, database: Database, bureau: Settings, tmp_path: Path
) -> None:
    receipt = await file(attachments=(Upload("a.pdf", PDF),))
    assert add_key(bureau)
    vault = vault_of(bureau)
    assert await rotate_columns(database, vault) >= 3
    assert AttachmentStore(CasePolicy.of(bureau).folder, vault).rotate() == 1
    newest = (tmp_path / KEY_FILE).read_text().split()[0]
    alone = CaseService.build(bureau, database, Vault(lambda: [newest]))
    view = await alone.view(await only(alone), CHIEF, NOW)
    assert view.statement == STATEMENT
    (attachment,) = view.attachments
    assert (await alone.attachment(view.id, attachment.id, CHIEF, NOW))[1] == PDF
    # The app that ran all the while finds the new key by itself.
    assert await cases.status(receipt.number, receipt.code, "", NOW) is not None


async def test_the_case_file_is_exported_whole_for_the_team(file: File, cases: CaseService) -> None:
    receipt = await file(attachments=(Upload("a.pdf", PDF),))
    case_id = await only(cases)
    await cases.act(case_id, Action.ACCEPT, CHIEF, NOW)
    told = await cases.export(case_id, Export.TEXT, CHIEF, NOW)
    for part in (receipt.number, "王小明", "0912-345-678", "a.pdf", "受理（科長）", "2027-01-25"):
        assert part in told
    data = json.loads(await cases.export(case_id, Export.JSON, CHIEF, NOW))
    assert data["statement"]["name"] == "王小明" and data["events"][1]["action"] == "accept"


async def test_the_employers_part_hides_a_confidential_complainant(file: File, cases: CaseService) -> None:
    await file()
    told = await cases.export(await only(cases), Export.EMPLOYER, CHIEF, NOW)
    assert "某某食品行" in told and "加班費" in told
    for secret in ("王小明", "0912", "345 678", "ming@"):
        assert secret not in told


async def test_nobody_else_may_export_and_an_erased_person_cannot_be(file: File, cases: CaseService) -> None:
    receipt = await file()
    with pytest.raises(ActionNotAllowed):
        await cases.export(await only(cases), Export.TEXT, OUTSIDER, NOW)
    await cases.withdraw(receipt.number, receipt.code, "", "", NOW)
    await cases.erase_person(NOW, number=receipt.number, code=receipt.code)
    with pytest.raises(NoSuchCase):
        await cases.export(await only(cases), Export.EMPLOYER, SYSTEM, NOW)
    assert "個資已刪除" in await cases.export(await only(cases), Export.TEXT, SYSTEM, NOW)


async def test_guesses_are_forgotten_after_a_day(cases: CaseService, database: Database) -> None:
    await cases.status("1", "2", "203.0.113.7", NOW)
    await tidy(cases, NOW + timedelta(hours=2))
    assert await _guesses(database) == 1
    await tidy(cases, NOW + timedelta(hours=25))
    assert await _guesses(database) == 0


async def _guesses(database: Database) -> int:
    async with database.transaction() as session:
        return int(await session.scalar(text("SELECT count(*) FROM case_guess")) or 0)


def test_a_retention_that_leaves_a_class_out_is_refused(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, case_retention="violation=1")
    with pytest.raises(ValueError, match="complaint"):
        CasePolicy.of(settings)
