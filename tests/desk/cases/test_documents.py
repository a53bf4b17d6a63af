"""Documents of a case as PDF: their Chinese text can be read out of them, and they hold what they may."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from core import pdf
from tests.cases.conftest import STATEMENT
from tests.desk.world import Person, World


def text_of(content: bytes) -> str:
    """All text of a PDF, without line breaks: those are the reader's."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "")


def test_chinese_rare_characters_and_foreign_names_can_be_read_out_of_a_document() -> None:
    line = "申訴人 游錫堃、𠮷田、Nguyễn Thị Ánh <b>&「0912」"
    assert line in text_of(pdf.document("案件", [line]))


def test_a_long_document_has_numbered_pages_and_loses_nothing() -> None:
    content = pdf.document("卷宗", [f"第 {number} 行 " + "字" * 300 for number in range(60)], "請保管")
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"第 {number} 頁" in page.extract_text() and "請保管" in page.extract_text()
    assert text_of(content).count("字") == 60 * 300


@pytest.fixture
async def clerk(world: World) -> Person:
    return await world.person()


async def download(clerk: Person, path: str) -> str:
    answer = await clerk.client.get(path)
    assert answer.headers["content-type"] == "application/pdf", answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    return text_of(answer.content)


async def test_the_case_file_is_a_pdf_in_chinese_with_names_instead_of_accounts(
    world: World, clerk: Person
) -> None:
    address = f"/desk/cases/{await world.case(STATEMENT)}"
    refused = await clerk.client.get(f"{address}/file.pdf")
    assert refused.status_code == 409, "nobody reads a case that was not accepted"
    await clerk.send(f"{address}/take")
    text = await download(clerk, f"{address}/file.pdf")
    assert "王小明" in text and "加班費" in text and "陳承辦" in text and "staff-" not in text
    chief_page = await clerk.page(address)
    assert f'href="{address}/file.pdf"' in chief_page


async def test_the_sheet_for_the_employer_holds_no_contact_and_no_remark_of_the_bureau(
    world: World, clerk: Person
) -> None:
    address = f"/desk/cases/{await world.case(STATEMENT)}"
    await clerk.send(f"{address}/take")
    text = await download(clerk, f"{address}/employer.pdf")
    assert "加班費" in text
    for hidden in ("王小明", "0912", "ming@example.com", "送出前"):
        assert hidden not in text


async def test_the_letter_with_the_answer_can_be_posted(world: World, clerk: Person) -> None:
    case_id = await world.case(STATEMENT)
    address = f"/desk/cases/{case_id}"
    await clerk.send(f"{address}/take")
    await clerk.send(f"{address}/act/answer", text="查有違反，已裁罰並請公司補發。", remedy="可申請調解")
    page = await clerk.page(address)
    assert f"{address}/letters/3.pdf" in page and f"{address}/letters/2.pdf" not in page
    text = await download(clerk, f"{address}/letters/3.pdf")
    assert "王小明 您好" in text and "查有違反，已裁罰並請公司補發。" in text and "可申請調解" in text
    assert (await world.cases.summary(case_id)).number in text
    assert (await clerk.client.get(f"{address}/letters/2.pdf")).status_code == 404
