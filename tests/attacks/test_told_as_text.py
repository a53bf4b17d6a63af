"""What a citizen writes stays words: on no page a tag or a template, in no file a formula."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import openpyxl
import pytest
from markupsafe import escape

from tests.cases.conftest import STATEMENT
from tests.desk.conftest import desk_settings
from tests.desk.conftest import world as desk_world
from tests.desk.world import Person, World

__all__ = ["desk_settings", "desk_world"]

# 1337 is what a template would make of it.
WORDS = (
    "{{7*191}}",
    "${7*191}",
    "<%=7*191%>",
    "{% include 'x' %}",
    "<script>alert(191)</script>",
    '"><img src=x onerror=alert(191)>',
)
FORMULA = '=HYPERLINK("http://a.invalid","<b>191</b>")'
_TOLD = replace(
    STATEMENT,
    what="\n".join(WORDS),
    where="+1+191",
    employer=FORMULA,
    wish="@SUM(191)",
    name="{{191}}王",
    confidential=False,
)
_STARTS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
async def clerk(desk_world: World) -> Person:
    """Who reads it."""
    return await desk_world.person()


@pytest.fixture
async def case(desk_world: World, clerk: Person) -> str:
    """A case full of such words, in the hands of ``clerk``."""
    made = await desk_world.case(_TOLD)
    await clerk.send(f"/desk/cases/{made}/take")
    return made


def only_words(html: str) -> None:
    """No tag and no template of `WORDS` has come to life."""
    assert "1337" not in html
    for raw in ("<script>alert", "<img src=x", "<b>191"):
        assert raw not in html


async def test_every_page_of_a_case_shows_the_words(clerk: Person, case: str) -> None:
    for path in ("", "/print", "/employer"):
        html = await clerk.page(f"/desk/cases/{case}{path}")
        only_words(html)
        for words in (*WORDS, FORMULA, _TOLD.wish):
            assert str(escape(words)) in html, (path, words)


async def test_lists_and_searches_show_the_words(clerk: Person, case: str) -> None:
    for path in ("/desk/cases", "/desk/cases/tasks", "/desk"):
        only_words(await clerk.page(path))
    for words in (*WORDS, FORMULA):
        found = await clerk.send("/desk/find", q=words)
        assert found.is_success and str(escape(words)) in found.text
        only_words(found.text)


async def test_what_is_exported_of_a_case_is_plain_text(clerk: Person, case: str) -> None:
    for how in ("text", "json", "employer"):
        done = await clerk.client.get(f"/desk/cases/{case}/export/{how}")
        assert done.headers["content-type"].startswith("text/plain")
        assert "attachment" in done.headers["content-disposition"]
        assert WORDS[0] in done.text and "1337" not in done.text


async def _cells(person: Person, path: str) -> list[str]:
    content = (await person.client.get(path)).content
    if path.endswith(".csv"):
        return [cell for row in csv.reader(StringIO(content.decode("utf-8-sig"))) for cell in row]
    rows = openpyxl.load_workbook(BytesIO(content)).active.iter_rows()
    cells = [cell for row in rows for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    return [cell.value for cell in cells if isinstance(cell.value, str)]


@pytest.mark.parametrize("sheet", ["csv", "xlsx"])
async def test_no_cell_of_the_list_of_cases_is_a_formula(clerk: Person, case: str, sheet: str) -> None:
    cells = await _cells(clerk, f"/desk/cases/list.{sheet}")
    assert cells and not [cell for cell in cells if cell.startswith(_STARTS)]
