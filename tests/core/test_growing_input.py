"""Every reader of what people send takes time in proportion to it: twice the text, twice the time."""

import io
import time
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from cases.case_numbers import find_number, has_wrong_number
from cases.pdf_safety import is_active
from core import spreadsheet_reading
from core.masking import mask
from core.spreadsheet_reading import MOST_ROWS, BadFile, sheet_rows
from core.text_cleaning import plain_text
from knowledge.loader import KnowledgeBase
from knowledge.snapshot import Snapshot
from publication import import_export
from publication.yaml_limits import yaml_list
from retrieval.analysis.text import clean, normalize

LENGTH = 40_000
PARTS = {
    "Chinese": "老闆不給我加班費怎麼辦",
    "digits": "0912345678",
    "one letter": "a",
    "half addresses": "a.b-c",
    "at signs": "a@",
    "dots": "a.",
    "blanks": " ",
    "lines": "x\n",
    "dashes": "1-",
    "years": "2026年",
    "ids": "A123456789 ",
    "dates": "20261126-",
    "marks": "※「",
}
READERS: dict[str, Callable[[str], object]] = {
    "mask": mask,
    "clean": clean,
    "normalize": normalize,
    "plain_text": plain_text,
    "find_number": find_number,
    "has_wrong_number": has_wrong_number,
    "pdf": lambda text: is_active(b"%PDF-1.7 " + text.encode()),
}


def _seconds(work: Callable[[], object]) -> float:
    """Of this thread alone: other work on the machine does not count. The better of three."""
    taken = []
    for _ in range(3):
        begun = time.thread_time()
        work()
        taken.append(time.thread_time() - begun)
    return min(taken)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_forty_kilobytes_of_anything_are_read_at_once(reader: Callable[[str], object]) -> None:
    slow = {}
    for name, part in PARTS.items():
        text = (part * LENGTH)[:LENGTH]
        half, whole = _seconds(lambda t=text[: LENGTH // 2]: reader(t)), _seconds(lambda t=text: reader(t))
        if whole > 0.05 and (whole > 1.0 or whole > 3 * half):
            slow[name] = (half, whole)
    assert not slow


def test_addresses_are_masked_wherever_they_stand() -> None:
    label = "〔電子郵件〕"
    assert mask("信箱：a.b+c@x-y.example.tw。") == f"信箱：{label}。"
    assert mask("a@b@c.example") == f"a@{label}"
    assert mask("(a@b.tw)(c@d.tw)") == f"({label})({label})"


def _workbook(rows: int, columns: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(rows):
        sheet.append(["x"] * columns)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _changed(content: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook whose sheet says something else of itself."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for item in before.infolist():
            after.writestr(item.filename, before.read(item).replace(old, new))
    return kept.getvalue()


def test_a_workbook_is_read_no_further_than_is_taken() -> None:
    assert len(list(sheet_rows(_workbook(MOST_ROWS + 500, 3)))) == MOST_ROWS + 2


def test_a_workbook_with_too_many_cells_is_refused_before_it_is_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spreadsheet_reading, "MOST_CELLS", 5_000)

    def refuse(content: bytes) -> None:
        with pytest.raises(BadFile, match="格子太多"):
            list(sheet_rows(content))

    little, much = _workbook(60, 100), _workbook(1_200, 100)
    assert _seconds(lambda: refuse(much)) < 5 * _seconds(lambda: refuse(little))


def test_a_cell_at_the_end_of_the_sheet_costs_nothing() -> None:
    far = _changed(_workbook(2, 1), b'r="2"', b'r="1048576"')
    begun = time.thread_time()
    assert len(list(sheet_rows(far))) <= MOST_ROWS + 2
    assert time.thread_time() - begun < 10


def test_a_workbook_that_unpacks_to_a_flood_is_refused() -> None:
    bomb = _changed(_workbook(1, 1), b"<sheetData>", b"<sheetData>" + b" " * 30_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(BadFile, match="解開後太大"):
        list(sheet_rows(bomb))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- &a [x]\n- [*a, *a]\n", "別名"),
        ("- " + "[" * 5000, "層數|看不懂"),
        ("- " + "{a: " * 500 + "1" + "}" * 500, "層數"),
        ("- 2026-99-99T99:99:99\n", "看不懂的值"),
    ],
    ids=["aliases", "deep list", "deep mapping", "impossible date"],
)
def test_yaml_that_would_grow_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        yaml_list(text)


def test_our_own_export_of_all_entries_comes_back(base: KnowledgeBase) -> None:
    payloads = [entry.model_dump(mode="json", exclude={"parameters"}) for entry in Snapshot.of(base).entries]
    content = import_export.write("entry", payloads, import_export.Format.YAML)
    begun = time.thread_time()
    imported = import_export.read("entry", content, "a.yml", {})
    assert time.thread_time() - begun < 60
    assert len(imported.payloads) == len(payloads) and not imported.problems
