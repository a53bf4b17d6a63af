"""Accounts from a spreadsheet: all or none, errors by row, column and value, passwords shown once."""

import re
from io import BytesIO

import httpx
import pytest
from openpyxl import Workbook

from core.spreadsheet import csv_file
from core.spreadsheet_reading import BadFile
from desk.auth import account_import_service, account_service
from desk.auth.permissions import Role
from tests.desk.world import Person, World
from tests.staff import csrf_of

HEAD = ("帳號", "姓名", "單位", "身分")
CHEN = ("chen@labor.example", "陳大明", "勞動條件科", "承辦")
LEE = ("lee@labor.example", "李小華", "", "題庫管理")


def _xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


async def _send(person: Person, content: bytes, name: str = "同仁.xlsx") -> httpx.Response:
    token = csrf_of(await person.page("/desk/users/import"))
    return await person.client.post(
        "/desk/users/import", data={"csrf": token}, files={"file": (name, content)}
    )


async def test_every_row_becomes_an_account_with_a_password_of_its_own(world: World) -> None:
    admin = await world.person(Role.ADMIN)
    shown = await _send(admin, _xlsx(("115 年度同仁名冊",), (*HEAD, "分機"), (*CHEN, 123), (*LEE, None)))
    assert shown.status_code == 200, shown.text
    passwords = re.findall(r'class="secret-once">([^<]+)<', shown.text)
    assert len(set(passwords)) == 2
    made = {row.login: row for row in await account_service.listed(world.database)}
    assert made["chen@labor.example"].unit == "勞動條件科" and made["lee@labor.example"].role == Role.CURATOR
    assert made["chen@labor.example"].must_change
    assert passwords[0] not in await admin.page("/desk/users/import")


async def test_one_wrong_cell_stops_all_and_is_named(world: World) -> None:
    admin = await world.person(Role.ADMIN)
    shown = await _send(
        admin, csv_file([HEAD, CHEN, ("wang@labor.example", "王五", "勞檢處", "志工")]), "a.csv"
    )
    assert shown.status_code == 422
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", shown.text)
    assert cells[:3] == ["3", "身分", "志工"]
    assert "chen@labor.example" not in {row.login for row in await account_service.listed(world.database)}


def test_what_is_wrong_is_told_for_every_cell() -> None:
    rows = [HEAD, ("", "", "", "承辦"), CHEN, CHEN, ("old@labor.example", "老王", "", "督導")]
    found = account_import_service.read(csv_file(rows), "a.csv", frozenset({"old@labor.example"})).problems
    assert [(p.row, p.column) for p in found] == [
        (2, "帳號"), (2, "姓名"), (2, "單位"), (4, "帳號"), (5, "帳號"), (5, "單位"),
    ]  # fmt: skip


def test_a_formula_is_no_name() -> None:
    (problem,) = account_import_service.read(
        _xlsx(HEAD, ("a@b.example", "=A1", "科", "承辦")), "a.xlsx", frozenset()
    ).problems
    assert (problem.row, problem.column) == (2, "姓名") and "公式" in problem.message


def test_the_template_can_be_read_back() -> None:
    read = account_import_service.read(account_import_service.template(), "a.xlsx", frozenset())
    assert not read.problems and {account.role for account in read.accounts} == set(Role) - {Role.VOLUNTEER}


@pytest.mark.parametrize("rows", [[("姓名", "身分")], [HEAD]])
def test_a_file_without_titles_or_people_is_refused(rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(BadFile):
        account_import_service.read(csv_file(rows), "a.csv", frozenset())
