"""Catalogues of texts in other languages: what is shown, and what happens when the Chinese changes."""

from pathlib import Path

import pytest

from core.locales import AWAITS_REVIEW, CatalogueMessage, counts, load, template, update

GREETING, SAME = CatalogueMessage("您好，這裡是服務台。", "greet"), CatalogueMessage("送出")
HEADER = 'msgid ""\nmsgstr ""\n"Language: vi\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
BOTH = 'msgctxt "greet"\nmsgid "您好，這裡是服務台。"\nmsgstr "Xin chào."\n\nmsgid "送出"\nmsgstr "Gửi"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file = tmp_path / "vi" / "LC_MESSAGES" / "bot.po"
    file.parent.mkdir(parents=True)
    file.write_text(HEADER + BOTH, "utf-8")
    update(tmp_path, [GREETING, SAME])
    return tmp_path


def test_a_text_is_found_by_its_chinese_and_its_context(folder: Path) -> None:
    vietnamese = load(folder)["vi"]
    assert vietnamese.get(GREETING.chinese, "greet") == "Xin chào."
    assert vietnamese.get(GREETING.chinese) is None
    assert vietnamese.phrases == {"送出": "Gửi"}


def test_what_nobody_has_translated_is_not_there(folder: Path) -> None:
    update(folder, [GREETING, SAME, CatalogueMessage("下一步")])
    assert load(folder)["vi"].get("下一步") is None


def test_a_changed_chinese_keeps_its_translation_but_does_not_show_it(folder: Path) -> None:
    changed = CatalogueMessage("您好，這裡是勞工局服務台。", "greet")
    update(folder, [changed, SAME])
    assert load(folder)["vi"].texts.keys() == {SAME}
    file = folder / "vi" / "LC_MESSAGES" / "bot.po"
    assert "#, fuzzy" in file.read_text("utf-8") and "Xin chào." in file.read_text("utf-8")
    assert counts(folder)["vi"].fuzzy == 1


def test_a_translation_that_was_read_again_is_shown(folder: Path) -> None:
    changed = CatalogueMessage("您好，這裡是勞工局服務台。", "greet")
    update(folder, [changed, SAME])
    file = folder / "vi" / "LC_MESSAGES" / "bot.po"
    file.write_text(file.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    assert load(folder)["vi"].get(changed.chinese, "greet") == "Xin chào."


def test_a_text_that_is_gone_takes_its_translation_with_it(folder: Path) -> None:
    update(folder, [SAME])
    assert "Xin chào." not in (folder / "vi" / "LC_MESSAGES" / "bot.po").read_text("utf-8")


def test_the_list_of_what_to_translate_is_written_beside_the_languages(folder: Path) -> None:
    assert template(folder)[-2:] == [GREETING, SAME]


def test_an_update_without_a_change_writes_nothing(folder: Path) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*.po*")}
    update(folder, [GREETING, SAME])
    assert {file: file.read_bytes() for file in folder.rglob("*.po*")} == before


def test_a_translation_awaits_review_until_somebody_is_named(folder: Path) -> None:
    file = folder / "vi" / "LC_MESSAGES" / "bot.po"
    assert load(folder)["vi"].approved_by is None
    unnamed = 'msgid "核可這份譯文的人（沒有人核可就留空）"\nmsgstr "'
    assert unnamed in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(unnamed, unnamed + "陳審查"), "utf-8")
    assert load(folder)["vi"].approved_by == "陳審查"
    assert load(folder)["vi"].get(AWAITS_REVIEW.chinese, AWAITS_REVIEW.context) is None
