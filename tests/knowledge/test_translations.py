"""A translation is shown beside the official Chinese, and only while it fits it."""

import re
from dataclasses import replace

import pytest

from core.clock import local_now
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase, load_translations
from knowledge.schemas import Entry
from knowledge.snapshot import dump, parse
from knowledge.translation import (
    DocumentSetText,
    DocumentText,
    Labels,
    Language,
    PlaceName,
    TranslatedPart,
    Translation,
    Translations,
    part_digests,
    point_source,
    source_digest,
)

LABELS = Labels(
    language=Language.ENGLISH,
    pending="Awaiting review",
    official="Chinese",
    documents="Documents",
    optional="if you have it",
    missing="Without it",
    window="Window",
    phone="Phone",
    say="Say",
)


def _translate(entry: Entry, approved_by: str | None = None) -> Translation:
    papers = tuple(
        DocumentSetText(
            situation="You",
            items=tuple(DocumentText(name=f"paper {n}") for n, _ in enumerate(group.items)),
        )
        for group in entry.documents
    )
    return Translation(
        id=entry.id,
        language=Language.ENGLISH,
        of=part_digests(entry),
        question="What is the minimum wage?",
        answer="{{minimum_wage_monthly}} a month",
        documents=papers,
        say="How much is it?",
        approved_by=approved_by,
    )


def _catalogue(base: KnowledgeBase, *translations: Translation) -> Catalogue:
    place = PlaceName(key=_entry(base).window.place, names={Language.ENGLISH: "Labor Conditions Section"})
    return Catalogue(replace(base, translations=Translations(translations, [place], [LABELS])), 1)


def _entry(base: KnowledgeBase) -> Entry:
    return next(entry for entry in base.entries if entry.id == "minimum-wage")


def test_a_translation_is_shown_with_the_chinese_and_its_figures(base: KnowledgeBase) -> None:
    entry = _entry(base)
    view = _catalogue(base, _translate(entry)).view(entry.id, local_now(), "en")
    assert view is not None and view.translation is not None
    assert view.question == entry.question
    assert view.translation.answer.endswith(" a month") and "{{" not in view.translation.answer
    assert view.translation.window == "Labor Conditions Section"
    assert [len(group.items) for group in view.translation.documents] == [
        len(group.items) for group in view.documents
    ]


def test_an_unapproved_translation_says_so(base: KnowledgeBase) -> None:
    entry = _entry(base)
    view = _catalogue(base, _translate(entry)).view(entry.id, local_now(), "en")
    assert view is not None and view.translation is not None
    assert view.translation.notice == "譯文待審：Awaiting review"


def test_an_approved_translation_has_no_notice(base: KnowledgeBase) -> None:
    entry = _entry(base)
    view = _catalogue(base, _translate(entry, "陳審查")).view(entry.id, local_now(), "en")
    assert view is not None and view.translation is not None
    assert view.translation.notice is None


def test_a_translation_of_an_older_text_stays_and_is_marked_out_of_date(base: KnowledgeBase) -> None:
    entry = _entry(base)
    stale = _translate(entry.model_copy(update={"answer": "以前的回答"}), "陳審查")
    view = _catalogue(base, stale).view(entry.id, local_now(), "en")
    assert view is not None and view.translation is not None
    assert view.translation.notice == f"譯文過期（Answer）：{LABELS.stale}"
    assert view.translation.question == stale.question


def _before(entry: Entry) -> dict[TranslatedPart, Entry]:
    """``entry`` as it was before one part of it changed, by that part."""
    group = entry.documents[0]
    older = group.model_copy(update={"situation": "以前的身分"})
    return {
        TranslatedPart.QUESTION: entry.model_copy(update={"question": "以前的題目"}),
        TranslatedPart.ANSWER: entry.model_copy(update={"answer": "以前的回答"}),
        TranslatedPart.DOCUMENTS: entry.model_copy(update={"documents": (older, *entry.documents[1:])}),
    }


@pytest.mark.parametrize("part", TranslatedPart)
def test_only_the_part_whose_chinese_has_changed_is_marked(base: KnowledgeBase, part: TranslatedPart) -> None:
    entry = _entry(base)
    view = _catalogue(base, _translate(_before(entry)[part], "陳審查")).view(entry.id, local_now(), "en")
    assert view is not None and view.translation is not None
    assert set(view.translation.marks) == {part}
    told = {other: view.translation.standing(other) for other in TranslatedPart}
    assert [other for other, text in told.items() if text] == [part]


def test_what_to_say_at_the_window_is_marked_with_the_question(base: KnowledgeBase) -> None:
    entry = _entry(base)
    before = entry.model_copy(update={"window": entry.window.model_copy(update={"say": "以前的話"})})
    assert _translate(before).stale_parts(entry) == (TranslatedPart.QUESTION,)


def test_a_translation_with_one_digest_of_all_is_still_read(base: KnowledgeBase) -> None:
    entry = _entry(base)
    old = _translate(entry).model_copy(update={"of": source_digest(entry)})
    assert Translation.model_validate(old.model_dump(mode="json")) == old
    assert old.fits(entry) and old.renewed(entry) == _translate(entry)
    changed = entry.model_copy(update={"answer": "新的回答"})
    assert old.stale_parts(changed) == tuple(TranslatedPart) and old.renewed(changed) == old


def test_papers_that_changed_since_the_translation_are_told_in_chinese(base: KnowledgeBase) -> None:
    entry = _entry(base)
    older = _translate(entry.model_copy(update={"documents": entry.documents[:1]}))
    view = _catalogue(base, older).view(entry.id, local_now(), "en")
    assert view is not None and view.translation is not None
    told = [group.situation for group in view.translation.documents]
    assert told == [group.situation for group in entry.documents]
    assert "譯文過期" in (view.translation.notice or "")


@pytest.mark.parametrize("language", [None, "zh-Hant", "fr"])
def test_other_languages_get_the_chinese_alone(base: KnowledgeBase, language: str | None) -> None:
    entry = _entry(base)
    view = _catalogue(base, _translate(entry)).view(entry.id, local_now(), language)
    assert view is not None and view.translation is None


def test_translations_survive_a_snapshot(base: KnowledgeBase) -> None:
    translated = replace(base, translations=Translations([_translate(_entry(base))], [], [LABELS]))
    again = parse(dump(translated)).translations
    assert list(again) == list(translated.translations)
    assert again.labels == (LABELS,)


def test_every_shipped_translation_fits_its_entry(base: KnowledgeBase) -> None:
    entries = {entry.id: entry for entry in base.entries}
    stale = [item.key for item in load_translations() if not item.fits(entries[item.id])]
    assert stale == []


# What a number is counted in where it is not written out: 20 萬, 200 thousand, 2 แสน.
SCALES = {"萬": 10_000, "thousand": 1_000, "nghìn": 1_000, "ribu": 1_000, "แสน": 100_000}
FIGURE = re.compile(rf"{{{{\w+}}}}|\d+(?:[./]\d+)*(?: ?(?:{'|'.join(SCALES)}))?")
NUMERALS = {"一": "1", "二": "2", "三": "3"}
# Said without a digit elsewhere: a year, half a month, October.
WORDS = {"1", "0.5", "10"}


def _figures(text: str) -> set[str]:
    """The figures and parameters of a text, however their thousands and decimals are written."""
    plain = re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"(?<=\d)[,.](?=\d{3}(?!\d))", "", text))
    return {_scaled(found) for found in FIGURE.findall(plain)}


def _scaled(figure: str) -> str:
    unit = next((unit for unit in SCALES if figure.endswith(unit)), None)
    return str(int(figure.removesuffix(unit)) * SCALES[unit]) if unit else figure


def _beside(chinese: str, translated: str) -> set[str]:
    """The figures that only one of both texts tells."""
    here, there = _figures(chinese), _figures(translated)
    spelled = {digit for numeral, digit in NUMERALS.items() if numeral in chinese}
    return (here - there - WORDS) | (there - here - spelled)


def test_every_translation_tells_the_figures_of_the_chinese_and_no_others(base: KnowledgeBase) -> None:
    entries = {entry.id: entry for entry in base.entries}
    pairs = [(item.key, entries[item.id].answer, item.answer) for item in base.translations]
    pairs += [
        (f"{item.key} {point}", source, told.text)
        for item in base.translations
        for point, told in item.points.items()
        if (source := point_source(entries[item.id], point))
    ]
    assert {where: wrong for where, *texts in pairs if (wrong := _beside(*texts))} == {}


@pytest.mark.parametrize(
    ("chinese", "translated", "wrong"),
    [
        ("每月 29,500 元", "NT$29,500 a month", set()),
        ("超過 20 萬元", "di atas NT$200 ribu", set()),
        ("做滿 1 年給 0.5 個月", "mỗi năm được 0,5 tháng", set()),
        ("90 日內申請", "apply within 30 days", {"90", "30"}),
        ("90 日內申請", "apply in time", {"90"}),
        ("請撥 1955", "call 1955 or 110", {"110"}),
    ],
)
def test_a_figure_that_stands_in_one_text_alone_is_found(
    chinese: str, translated: str, wrong: set[str]
) -> None:
    assert _beside(chinese, translated) == wrong


def test_every_window_of_a_translated_entry_has_a_name_in_its_language(base: KnowledgeBase) -> None:
    places = {entry.id: entry.window.place for entry in base.entries}
    named = base.translations.place_name
    assert [item.key for item in base.translations if not named(places[item.id], item.language)] == []


@pytest.mark.parametrize("language", Language)
def test_a_language_has_at_least_what_its_workers_ask_most(base: KnowledgeBase, language: Language) -> None:
    translated = {item.id for item in base.translations if item.language is language}
    asked = {
        "migrant-rights-hotline",
        "migrant-transfer-employer",
        "migrant-passport-withheld",
        "wage-payment-late",
        "wage-deduction",
        "overtime-pay",
        "annual-leave",
        "maternity-leave",
        "occupational-accident-insurance",
        "sexual-harassment-complaint",
        "mediation-apply",
    }
    assert len(translated) >= (25 if language is Language.FILIPINO else 80) and asked <= translated


@pytest.mark.parametrize("language", Language)
def test_chinese_in_a_translation_is_a_name_to_show_beside_its_meaning(
    base: KnowledgeBase, language: Language
) -> None:
    bare = []
    for item in base.translations:
        if item.language is language:
            texts = [item.question, item.answer, item.say, *(point.text for point in item.points.values())]
            papers = [paper for group in item.documents for paper in group.items]
            texts += [text for paper in papers for text in (paper.name, paper.missing or "")]
            without_names = re.sub(r"[(（][^()（）]*[)）]|[\"「“][^\"」”]*[\"」”]", "", "\n".join(texts))
            bare += [(item.key, found) for found in re.findall(r"[\u4e00-\u9fff]{2,}", without_names)]
    assert bare == []
