"""What citizens asked stays words wherever it goes on to: the learning queue, drafts, reports, files, letters."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
import yaml
from markupsafe import escape

from core.clock import utc_now
from core.mail import Mail, Mailer, Server
from desk.auth.permissions import Role
from desk.digest import emails
from desk.digest.emails import ChangedRecord, DigestItem
from desk.reports.suppression import THRESHOLD
from knowledge import records
from knowledge.differences import differences
from knowledge.intents import Kind
from knowledge.loader import KnowledgeBase
from knowledge.schemas import Entry
from publication import import_export, question_service
from publication.import_export import Format
from publication.schemas import QuestionSource
from publication.service import store
from tests.attacks.test_told_as_text import WORDS, only_words
from tests.desk.conftest import desk_settings
from tests.desk.conftest import world as desk_world
from tests.desk.curation.conftest import small
from tests.desk.world import Person, World
from tests.platforms.smtp import mail_server

__all__ = ["desk_settings", "desk_world"]

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
ASKED = (
    '=HYPERLINK("http://a.invalid","<b>191</b>")',
    "+1+191",
    "-2+191",
    "@SUM(191)",
    "＝1+191",
    "\u3000=1+191",
    "- !!python/object/apply:os.system ['true']",
    "a: &a [*a, *a]\n# b",
    *WORDS,
)
ENTRY = "overtime-pay"


@pytest.fixture
async def curator(desk_world: World) -> Person:
    """Who works on the queue, in which every one of `ASKED` stands often enough for the report."""
    async with desk_world.database.transaction() as session:
        for words in ASKED:
            for _ in range(THRESHOLD):
                question_service.note(session, words, QuestionSource.REFUSAL, [ENTRY], 1, "line", utc_now())
    return await desk_world.person(Role.CURATOR)


def _entry(base: KnowledgeBase) -> Entry:
    return next(entry for entry in base.entries if entry.id == ENTRY)


def _noted(words: str) -> str:
    return " ".join(words.split())


def _cells(content: bytes, form: str) -> list[str]:
    """The texts of a file; in a workbook none of them is a formula."""
    if form == "csv":
        return [cell for row in csv.reader(StringIO(content.decode("utf-8-sig"))) for cell in row]
    sheets = openpyxl.load_workbook(BytesIO(content)).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    return [cell.value for cell in cells if isinstance(cell.value, str)]


def _no_formula(cells: list[str]) -> None:
    assert cells and not [
        cell for cell in cells if cell.lstrip(" \u3000\xa0").startswith(STARTS) and cell != "-"
    ]


async def test_the_queue_shows_the_words_and_its_file_runs_none(curator: Person) -> None:
    html = await curator.page("/desk/learning")
    only_words(html)
    assert all(str(escape(_noted(words))) in html for words in ASKED)
    cells = _cells((await curator.client.get("/desk/learning/export.csv")).content, "csv")
    _no_formula(cells)
    assert {cell.removeprefix("'") for cell in cells} >= {_noted(words) for words in ASKED}


async def test_a_draft_of_the_words_shows_them(
    curator: Person, desk_world: World, base: KnowledgeBase
) -> None:
    await store(desk_world.database, small(base), "tests", "tests", utc_now())
    topic = next(intent.id for intent in base.intents if intent.kind is Kind.OUT_OF_SCOPE)
    waiting = {question.text: question.id for question in await question_service.listed(desk_world.database)}
    for do, words in (("variant", ASKED[0]), ("entry", WORDS[4]), ("outside", WORDS[5])):
        fields = {"do": do, "text": words, "entry": ENTRY, "topic": topic, "new_id": "a-new-entry"}
        draft = await curator.send("/desk/learning/resolve", id=str(waiting[words]), **fields)
        assert draft.status_code == 200 and str(escape(words)) in draft.text
        only_words(draft.text)
    only_words(await curator.page("/desk/curation/drafts"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_no_cell_of_a_report_is_a_formula(curator: Person, desk_world: World, form: str) -> None:
    supervisor = await desk_world.person(Role.SUPERVISOR)
    for path in ("/desk/reports", "/desk/reports/print"):
        only_words(await supervisor.page(path))
    done = await supervisor.client.get(f"/desk/reports/export?form={form}")
    assert done.status_code == 200
    cells = _cells(done.content, form)
    _no_formula([cell for cell in cells if cell not in ("－", "—")])
    assert any("191" in cell for cell in cells)


@pytest.mark.parametrize("form", list(Format))
def test_the_words_come_back_from_a_file_of_entries_as_they_were(base: KnowledgeBase, form: Format) -> None:
    payload = records.payload_of(_entry(base))
    payload["variants"]["colloquial"] = [_noted(words) for words in ASKED]
    content = import_export.write("entry", [payload], form)
    if form is Format.YAML:
        (read,) = yaml.safe_load(content)
        assert read["variants"]["colloquial"] == payload["variants"]["colloquial"]
    else:
        _no_formula(_cells(content, form))
    back = import_export.read("entry", content, f"a.{form}", {})
    assert back.problems == () and dict(back.payloads)[ENTRY]["variants"] == payload["variants"]


async def test_a_letter_tells_the_words_in_its_text_and_in_no_header(base: KnowledgeBase) -> None:
    before = records.payload_of(_entry(base))
    title = f"{WORDS[4]}\r\nBcc: a@b.invalid\r\n\r\n<b>191</b>"
    change = ChangedRecord(title, "王", "", "民眾問的", differences(before, before | {"question": title}))
    told = DigestItem(title, WORDS[0], True, date(2026, 12, 1), date(2026, 12, 2), "王", ())
    text = emails.letter(emails.content([told], [change]), "https://labor.example/x")
    subject = emails.subject(date.today(), [told], is_daily=False)
    with mail_server() as server:
        mailer = Mailer(Server.read(server.url), "勞工局 <noreply@labor.example>")
        await mailer.send(Mail("a@labor.example", subject, text, "k"), utc_now())
    (letter,) = server.taken
    assert (letter.get_content_type(), letter["Bcc"], letter["To"]) == ("text/plain", None, "a@labor.example")
    assert WORDS[4] in server.texts()[0] and WORDS[0] in server.texts()[0]
