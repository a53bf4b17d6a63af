"""Files that come and go hold the event loop for no more than 50 ms at a time, as large as they may be."""

import uuid

import httpx
import pytest

from cases.attachments import COUNT_LIMIT, SIZE_LIMIT
from core.spreadsheet import csv_file
from desk.auth.permissions import Role
from desk.cases.pdf_routes import Paper
from tests import photos
from tests.loop.conftest import Served
from tests.loop.filing import filed, send_form
from tests.many import ASSIGNED

_PDF_HEAD = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
_PDF = _PDF_HEAD + b"0 0 m\n" * ((SIZE_LIMIT - len(_PDF_HEAD)) // 6)
_PHOTO = photos.JPEG + bytes(SIZE_LIMIT - len(photos.JPEG))


@pytest.mark.parametrize("sheet", ["csv", "xlsx"])
def test_the_list_of_all_cases_as_a_file(served: Served, sheet: str) -> None:
    place = f"/desk/cases/list.{sheet}?tab=done"
    served.nothing_too_long(lambda: served.page(place).raise_for_status())


@pytest.mark.parametrize("paper", list(Paper))
def test_the_papers_of_a_case(served: Served, paper: Paper) -> None:
    place = f"/desk/cases/{ASSIGNED}/{paper}.pdf"
    served.nothing_too_long(lambda: served.page(place).raise_for_status())


def test_a_complaint_with_as_many_files_as_it_may_have(served: Served) -> None:
    files = [(f"{number}.pdf", _PDF) for number in range(COUNT_LIMIT - 1)] + [("照片.jpg", _PHOTO)]
    served.nothing_too_long(lambda: send_form(served, uuid.uuid4().hex, files, wish=uuid.uuid4().hex))


def test_a_file_that_staff_add_and_that_staff_open(served: Served) -> None:
    case, one = filed(served), [("files", ("一.pdf", _PDF, "application/pdf"))]
    served.nothing_too_long(
        lambda: served.send(Role.SUPERVISOR, "/desk/cases/attach", one, case_id=case.case_id)
    )
    place = f"/desk/cases/{case.case_id}/attachments/{case.attachment_id}"
    served.nothing_too_long(lambda: served.page(place).raise_for_status())


def test_a_file_in_the_chat(served: Served) -> None:
    session = served.citizen.post("/api/v1/chat", json={"text": "我要陳情"}).json()["session"]

    def sent() -> None:
        data = {"session": session, "id": uuid.uuid4().hex}
        answer = served.citizen.post("/api/v1/chat/files", data=data, files={"file": ("一.jpg", _PHOTO)})
        assert answer.status_code == httpx.codes.OK, answer.text

    served.nothing_too_long(sent)


def test_a_spreadsheet_of_colleagues(served: Served) -> None:
    rows = [("帳號", "姓名", "單位", "身分")]
    rows += [(f"n{number}@labor.example", "王五", "勞檢處", "沒有這種") for number in range(2000)]
    sheet = {"file": ("同仁.csv", csv_file(rows))}
    served.nothing_too_long(lambda: served.send(Role.ADMIN, "/desk/users/import", sheet))
