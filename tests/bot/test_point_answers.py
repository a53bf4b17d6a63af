"""One point of an entry is answered alone; what the entry lacks is said to be missing."""

from dataclasses import replace

import pytest

from bot.blocks import Choices, FaqCard, Text
from bot.entry_card import brief, faq_card
from bot.point_answers import SAYS, asked_by, has_point, papers_of, point_answer
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.points import Point
from knowledge.presentation import EntryView, MissingPointView, PointView
from knowledge.translation import Language
from tests.bot.conftest import NOW, Chat, texts_of

SCREEN = 450  # characters: about 22 lines of 20 on a phone
MISSING = "題庫沒有寫到這一點"


@pytest.fixture(scope="module")
def catalogue(base: KnowledgeBase) -> Catalogue:
    return Catalogue(base, 1)


@pytest.fixture(scope="module")
def views(catalogue: Catalogue) -> list[EntryView]:
    return [view for entry in catalogue if (view := catalogue.view(entry.id, NOW))]


def _said(point: Point, view: EntryView, role: str | None = None) -> str:
    blocks = point_answer(point, view, role)
    return "\n".join(block.text for block in blocks if isinstance(block, Text | Choices))


def _bare(view: EntryView) -> EntryView:
    return replace(view, points=(), missing_points=(), forms=(), documents=(), online=None, duration=None)


def test_a_point_is_answered_first_with_its_law_and_the_name_of_the_entry(views: list[EntryView]) -> None:
    point = PointView("amount", Point.AMOUNT.label, "一天一千元。", ("勞動基準法第 24 條",))
    said = _said(Point.AMOUNT, replace(views[0], points=(point,)))
    assert said == f"一天一千元。\n依據：勞動基準法第 24 條\n（關於「{views[0].question}」）"


@pytest.mark.parametrize("point", Point)
def test_every_point_of_every_entry_names_the_entry_and_is_answered_or_said_to_be_missing(
    views: list[EntryView], point: Point
) -> None:
    for view in views:
        said = _said(point, view)
        assert view.question in said
        assert (MISSING in said) is not has_point(point, view)


@pytest.mark.parametrize("point", [Point.FORMS, Point.DOCUMENTS, Point.ONLINE, Point.DURATION, Point.AMOUNT])
def test_what_is_not_there_is_missing_with_window_and_phone_and_nothing_else(
    views: list[EntryView], point: Point
) -> None:
    view = _bare(views[0])
    said = _said(point, view)
    assert MISSING in said and view.window.name in said and view.window.phone in said
    assert view.fee not in said and "不需要" not in said and "沒有規定" not in said


def test_a_point_declared_missing_names_whom_staff_named(views: list[EntryView]) -> None:
    declared = MissingPointView("amount", Point.AMOUNT.label, "勞動部", "1955")
    said = _said(Point.AMOUNT, replace(_bare(views[0]), missing_points=(declared,)))
    assert "勞動部" in said and "1955" in said


def test_a_deadline_falls_back_to_the_time_limit_and_a_written_one_goes_first(views: list[EntryView]) -> None:
    view = next(view for view in views if view.time_limit and not view.point(Point.DEADLINE))
    assert str(view.time_limit) in _said(Point.DEADLINE, view)
    written = PointView("deadline", Point.DEADLINE.label, "三十日內。", ())
    assert _said(Point.DEADLINE, replace(view, points=(written,))).startswith("三十日內。")


def test_papers_are_those_of_the_known_role_else_the_situations_are_offered(views: list[EntryView]) -> None:
    view = next(view for view in views if len(view.documents) > 1 and not view.point(Point.DOCUMENTS))
    offered = [block for block in point_answer(Point.DOCUMENTS, view) if isinstance(block, Choices)]
    assert [option.value for option in offered[0].options] == [group.situation for group in view.documents]
    first, second = view.documents[:2]
    said = _said(Point.DOCUMENTS, view, first.situation)
    assert first.items[0].name in said and f"【{second.situation}】" not in said


def test_one_set_of_papers_is_for_everybody(views: list[EntryView]) -> None:
    view = next(view for view in views if len(view.documents) > 1)
    assert papers_of(replace(view, documents=view.documents[:1]), None) == (0,)
    assert papers_of(view, None) == ()


def test_what_a_button_says_asks_its_point() -> None:
    assert {asked_by(said) for said in SAYS.values()} == set(SAYS)
    assert asked_by("老闆不給我加班費怎麼辦") is None


def test_a_situation_is_chosen_by_number_label_or_by_pressing_it(chat: Chat) -> None:
    chat.say("勞資爭議調解要怎麼申請？")
    turn = chat.say(SAYS[Point.DOCUMENTS])
    offer = turn.blocks[-1]
    assert isinstance(offer, Choices)
    for typed in ("1", offer.options[0].label, offer.options[0].value):
        chat.state = turn.state
        assert f"【{offer.options[0].value}】" in texts_of(chat.say(typed))


def test_the_deadline_button_answers_the_deadline(chat: Chat) -> None:
    card = chat.say("勞資爭議調解要怎麼申請？").blocks[0]
    assert isinstance(card, FaqCard)
    said = texts_of(chat.say(SAYS[Point.DEADLINE]))
    view = card.entry
    assert (view.time_limit or MISSING) in said


def test_a_card_is_one_screen_with_the_answer_the_first_step_and_the_last_day(views: list[EntryView]) -> None:
    for view in views:
        shown = brief(view)
        rows = {row.label: row.text for row in shown.rows}
        assert shown.answer == view.answer
        assert rows.get("今天先做", "") == (view.steps[0] if view.steps else "")
        assert not view.time_limit or rows["期限"] == view.time_limit
        assert "帶什麼" not in rows
    lengths = sorted(sum(map(len, (b.title, b.answer, *(r.text for r in b.rows)))) for b in map(brief, views))
    assert lengths[int(len(lengths) * 0.9)] <= SCREEN


def test_a_card_names_the_papers_of_the_known_role(views: list[EntryView]) -> None:
    view = next(view for view in views if len(view.documents) > 1)
    rows = {row.label: row.text for row in brief(view, role=view.documents[0].situation).rows}
    assert view.documents[0].items[0].name in rows["帶什麼"]


def test_a_sentence_that_answers_better_goes_first_and_the_answer_stays(views: list[EntryView]) -> None:
    shown = brief(views[0], lead=views[0].details[0])
    assert (shown.answer, shown.more) == (views[0].details[0], views[0].answer)
    assert brief(views[0], lead=views[0].answer).more is None


@pytest.mark.parametrize("language", Language)
def test_a_card_in_another_language_is_in_that_language_alone(
    catalogue: Catalogue, base: KnowledgeBase, language: Language
) -> None:
    entry = next(entry for entry in base.entries if base.translations.of(entry, language))
    view = catalogue.view(entry.id, NOW, language)
    assert view is not None and view.translation is not None
    shown = faq_card(view, language).brief
    assert shown is not None
    assert (shown.title, shown.answer) == (view.translation.question, view.translation.answer)
    assert shown.notice == view.translation.notice
    assert not any(view.answer in text for text in (shown.title, shown.answer, *(r.text for r in shown.rows)))


def test_papers_behind_the_chinese_are_marked_where_they_are_named_and_the_answer_is_not(
    catalogue: Catalogue,
) -> None:
    view = catalogue.view("migrant-passport-withheld", NOW, "vi")
    assert view is not None and view.translation is not None
    other = replace(
        view.translation, documents=view.translation.documents[:1], marks={"documents": "譯文過期"}
    )
    view = replace(view, documents=view.documents[:1], translation=other)  # whose papers is not asked
    shown = brief(view, "移工")
    assert shown.notice == other.pending
    assert [row.label for row in shown.rows if "譯文過期" in row.text] == [other.labels["documents"]]
    assert "譯文過期" in _said(Point.DOCUMENTS, view) and "譯文過期" not in _said(Point.WINDOW, view)


@pytest.mark.parametrize("language", Language)
def test_a_translated_point_is_answered_in_the_language_with_the_chinese_and_its_law_after_it(
    catalogue: Catalogue, language: Language
) -> None:
    view = catalogue.view("overtime-pay", NOW, language)
    assert view is not None and view.translation is not None
    translated, chinese = view.translation.point(Point.AMOUNT), view.point(Point.AMOUNT)
    assert translated is not None and chinese is not None
    (block,) = point_answer(Point.AMOUNT, view, None, language)
    assert isinstance(block, Text)
    assert block.text.startswith(f"{translated.text}\n{chinese.text}\n依據：")
    assert view.translation.notice is not None and view.translation.notice in block.text


@pytest.mark.parametrize("language", Language)
def test_a_point_that_is_missing_is_named_in_the_language(catalogue: Catalogue, language: Language) -> None:
    view = catalogue.view("overtime-pay", NOW, language)
    assert view is not None and view.translation is not None
    translation = replace(view.translation, points=())
    silent = replace(view, points=(), translation=translation)
    block = point_answer(Point.BOOKING, silent, None, language)[0]
    assert isinstance(block, Text)
    assert view.translation.point_labels[Point.BOOKING] in block.text


@pytest.mark.parametrize("language", Language)
def test_a_card_in_another_language_tells_the_last_day(catalogue: Catalogue, language: Language) -> None:
    view = catalogue.view("wage-payment-late", NOW, language)
    assert view is not None and view.translation is not None
    deadline = view.translation.point(Point.DEADLINE)
    assert deadline is not None
    assert (deadline.label, deadline.text) in {(row.label, row.text) for row in brief(view).rows}


@pytest.mark.parametrize("language", Language)
def test_no_window_is_named_twice_in_a_row(catalogue: Catalogue, language: Language) -> None:
    for entry in catalogue:
        view = catalogue.view(entry.id, NOW, language)
        assert view is not None
        twice = (
            f"({view.window.name})（{view.window.name}）",
            f"（{view.window.name}）（{view.window.name}）",
        )
        assert not any(name in _said(Point.WINDOW, view) for name in twice)


def test_a_fee_that_staff_do_not_know_yet_is_said_to_be_missing(views: list[EntryView]) -> None:
    said = _said(Point.FEE, replace(views[0], points=(), fee="待確認"))
    assert MISSING in said and "待確認" not in said
