"""A complaint with files, filed by a citizen, and where it lies."""

from dataclasses import dataclass

import httpx
from sqlalchemy import select

from cases.models import AttachmentRow, CaseRow
from core.database import Database
from tests import photos
from tests.loop.conftest import Served
from tests.web.test_case_routes import FORM


@dataclass(frozen=True, slots=True)
class Filed:
    """A case with an attachment."""

    case_id: str
    number: str
    attachment_id: int


def send_form(served: Served, key: str, files: list[tuple[str, bytes]], **changes: str) -> None:
    """Send the form of a complaint; ``key`` is of this one form, however often it is sent."""
    parts = [("files", (name, content, "application/octet-stream")) for name, content in files]
    sent = served.citizen.post("/cases/new/send", data=FORM | {"key": key} | changes, files=parts)
    assert sent.status_code == httpx.codes.OK, sent.text


def filed(served: Served) -> Filed:
    """One of those that there are, at first a new one with a photo."""
    send_form(served, "filed-once", [("薪資單.jpg", photos.JPEG)])

    async def oldest(database: Database) -> Filed:
        async with database.transaction() as session:
            kept = select(CaseRow.id, CaseRow.number, AttachmentRow.id)
            found = await session.execute(
                kept.join(AttachmentRow, CaseRow.id == AttachmentRow.case_id).order_by(AttachmentRow.id)
            )
            return Filed(*found.first())  # type: ignore[misc]

    return served.ask(oldest)
