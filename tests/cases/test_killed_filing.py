"""A process that is killed anywhere in filing a complaint with files: the case is whole, or it is not there."""

import asyncio
import shutil
import signal
from pathlib import Path

from cases import repository
from cases.attachments import AttachmentStore
from cases.schemas import Filters, Receipt, Upload
from cases.service import CaseService
from core.database import Database
from core.encryption import Vault
from core.settings import Settings
from tests.cases.conftest import NOW, PDF, PHOTO, STATEMENT, WEB
from tests.killing import in_a_process

UPLOADS = (Upload("1.jpg", PHOTO), Upload("2.pdf", PDF))
# Killing at each of some dozen steps would take long; these are spread over all of them.
KILLS = 8


async def _filed(bureau: Settings, vault: Vault) -> Receipt:
    database = Database(bureau.database)
    try:
        service = CaseService.build(bureau, database, vault)
        return await service.file(STATEMENT, WEB, UPLOADS, NOW, "key of the page")
    finally:
        await database.close()


async def _kept(bureau: Settings, vault: Vault) -> list[list[bytes]]:
    """The files of each case, as they can be opened."""
    database = Database(bureau.database)
    files = AttachmentStore(bureau.data_dir / "attachments", vault)
    try:
        found = await CaseService.build(bureau, database, vault).list(Filters())
        async with database.reading() as session:
            rows = [await repository.attachments_of(session, case.id) for case in found]
        return [sorted(files.read(row.id) for row in of_a_case) for of_a_case in rows]
    finally:
        await database.close()


def test_killed_at_any_step_it_is_one_whole_case_once_it_is_sent_again(
    bureau: Settings, vault: Vault, migrated_sqlite: Path
) -> None:
    def begin() -> None:
        for leftover in bureau.data_dir.glob("labordesk.db*"):
            leftover.unlink()
        shutil.copy(migrated_sqlite, bureau.data_dir / "labordesk.db")

    def work() -> None:
        asyncio.run(_filed(bureau, vault))

    begin()
    ended, steps = in_a_process(work)
    whole = asyncio.run(_kept(bureau, vault))
    assert (ended, steps > KILLS, len(whole), len(whole[0])) == (0, True, 1, len(UPLOADS))
    for kill_at in range(1, steps + 1, max(1, steps // KILLS)):
        begin()
        assert in_a_process(work, kill_at)[0] == signal.SIGKILL
        assert asyncio.run(_kept(bureau, vault)) in ([], whole), f"half a case stayed at step {kill_at}"
        work()
        assert asyncio.run(_kept(bureau, vault)) == whole, f"sent again after step {kill_at}"
