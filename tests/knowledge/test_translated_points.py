"""Points are translated sentence by sentence: each fits its Chinese, or says that it is out of date."""

import re
from dataclasses import replace
from datetime import date

import pytest

from core.clock import local_now
from knowledge.catalogue import Catalogue
from knowledge.checks import check
from knowledge.figures_in_text import figures_in
from knowledge.loader import KnowledgeBase
from knowledge.points import Point
from knowledge.schemas import Entry
from knowledge.translation import (
    Language,
    TranslatedPoint,
    Translation,
    Translations,
    digest,
    point_source,
)

PARAMETERS = re.compile(r"{{\w+}}")
# What migrant workers, foreign spouses and their employers ask most, in every language.
MOST_ASKED = (
    "overtime-pay",
    "restday-overtime",
    "holiday-work-pay",
    "minimum-wage",
    "wage-payment-late",
    "wage-deduction",
    "payslip",
    "annual-leave",
    "sick-leave",
    "maternity-leave",
    "sexual-harassment-complaint",
    "occupational-accident-compensation",
    "occupational-accident-insurance",
    "labor-insurance-enroll",
    "mediation-apply",
    "report-violation",
    "migrant-transfer-employer",
    "migrant-missing",
    "migrant-contract-termination",
    "migrant-rights-hotline",
    "migrant-passport-withheld",
    "migrant-illegal-employment",
    "migrant-arrival-report",
    "foreign-spouse-work",
    "service-interpreter",
)
ASKED_POINTS = (
    Point.ELIGIBILITY,
    Point.EXCLUSION,
    Point.AMOUNT,
    Point.WAGE,
    Point.PENALTY,
    Point.DEADLINE,
    Point.DURATION,
    Point.EVIDENCE,
    Point.ONLINE,
    Point.POST,
    Point.PROXY,
    Point.BOOKING,
    Point.CONFIDENTIALITY,
    Point.REFUSAL,
)


def _each(base: KnowledgeBase) -> list[tuple[str, Entry, Point, TranslatedPoint]]:
    entries = {entry.id: entry for entry in base.entries}
    return [
        (f"{item.key}:{point}", entries[item.id], point, translated)
        for item in base.translations
        for point, translated in item.points.items()
    ]


def _base_with(base: KnowledgeBase, entry: Entry, item: Translation, point: TranslatedPoint) -> KnowledgeBase:
    translations = Translations(
        [item.model_copy(update={"points": {Point.AMOUNT: point}})],
        base.translations.places,
        base.translations.labels,
    )
    located = tuple(one for one in base.located if one.entry.id == entry.id)
    return replace(base, located=located, translations=translations)


def test_every_translated_point_fits_the_chinese_as_it_is_now(base: KnowledgeBase) -> None:
    stale = []
    for key, entry, point, translated in _each(base):
        source = point_source(entry, point)
        if source is None or not translated.fits(source):
            stale.append(key)
    assert stale == []


def test_a_translated_point_has_the_parameters_of_the_chinese_and_no_typed_amount(
    base: KnowledgeBase,
) -> None:
    wrong = []
    for key, entry, point, translated in _each(base):
        source = point_source(entry, point) or ""
        typed = figures_in(translated.text) - figures_in(source)
        if set(PARAMETERS.findall(source)) != set(PARAMETERS.findall(translated.text)) or any(
            float(figure.replace(",", "")) >= 1000 for figure in typed if figure != "1955"
        ):
            wrong.append(key)
    assert wrong == []


@pytest.mark.parametrize("language", Language)
def test_the_points_of_what_is_asked_most_are_in_every_language(
    base: KnowledgeBase, language: Language
) -> None:
    entries = {entry.id: entry for entry in base.entries}
    missing = []
    for entry_id in MOST_ASKED:
        found = base.translations.of(entries[entry_id], language)
        held = found.points if found else {}
        missing += [
            (entry_id, point.value)
            for point in ASKED_POINTS
            if point_source(entries[entry_id], point) and point not in held
        ]
    assert missing == []


@pytest.mark.parametrize("language", [Language.VIETNAMESE, Language.INDONESIAN])
@pytest.mark.parametrize("point", [Point.ELIGIBILITY, Point.EXCLUSION, Point.DEADLINE, Point.REFUSAL])
def test_who_may_who_may_not_until_when_and_what_if_refused_is_told_of_every_translated_entry(
    base: KnowledgeBase, language: Language, point: Point
) -> None:
    entries = {entry.id: entry for entry in base.entries}
    silent = [
        item.id
        for item in base.translations
        if item.language is language and point_source(entries[item.id], point) and point not in item.points
    ]
    assert silent == []


@pytest.mark.parametrize("language", Language)
def test_every_point_has_a_name_in_every_language(base: KnowledgeBase, language: Language) -> None:
    assert set(base.translations.labels_in(language).points) == set(Point)


def test_only_the_sentence_whose_chinese_has_changed_is_marked_and_the_language_stays(
    base: KnowledgeBase,
) -> None:
    entry = next(entry for entry in base.entries if entry.id == "overtime-pay")
    item = base.translations.of(entry, "vi")
    assert item is not None
    text = "Câu trả lời."
    for made_from, is_stale in ((point_source(entry, Point.AMOUNT), False), ("以前的算法。", True)):
        assert made_from is not None
        one = _base_with(base, entry, item, TranslatedPoint(of=digest(made_from), text=text))
        view = Catalogue(one, 1).view(entry.id, local_now(), "vi")
        assert view is not None and view.translation is not None
        shown = view.translation.point(Point.AMOUNT)
        assert shown is not None and shown.text == text
        assert (shown.notice or "").startswith("譯文過期：") is is_stale


def test_a_translated_point_that_the_chinese_no_longer_answers_is_not_shown(base: KnowledgeBase) -> None:
    located = next(one for one in base.located if one.entry.id == "overtime-pay")
    item = base.translations.of(located.entry, "vi")
    assert item is not None and Point.BOOKING in item.points
    points = {point: text for point, text in located.entry.points.items() if point is not Point.BOOKING}
    silent = replace(located, entry=located.entry.model_copy(update={"points": points}))
    view = Catalogue(replace(base, located=(silent,)), 1).view("overtime-pay", local_now(), "vi")
    assert view is not None and view.translation is not None
    assert view.translation.point(Point.BOOKING) is None
    assert view.translation.point(Point.AMOUNT) is not None


def _told(base: KnowledgeBase, **changes: object) -> list[str]:
    """What staff are told of the translations of the entry on overtime pay, changed so."""
    located = tuple(
        replace(one, entry=one.entry.model_copy(update=changes)) if one.entry.id == "overtime-pay" else one
        for one in base.located
    )
    found = check(replace(base, located=located), date(2026, 11, 30))
    return [problem.message for problem in found if problem.field == "overtime-pay.translations"]


def test_staff_are_told_which_translations_are_behind_the_chinese(base: KnowledgeBase) -> None:
    entry = next(entry for entry in base.entries if entry.id == "overtime-pay")
    amount = entry.points[Point.AMOUNT].model_copy(update={"text": "改過的算法。"})
    assert _told(base) == []
    assert _told(base, points=entry.points | {Point.AMOUNT: amount}) == [
        f"{language.own_name}的要點譯文過期：{Point.AMOUNT.label}" for language in Language
    ]
    told = _told(base, answer="改過的回答。")
    assert len(told) == len(Language) and all("的譯文過期（直接回答）" in message for message in told)
