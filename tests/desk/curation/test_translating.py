"""A translation beside the Chinese: what comes back from the form, and when it is out of date."""

from typing import Any

import pytest

from desk.curation.translating import SEEN, blank, sentences, stale_parts, typed
from knowledge.loader import KnowledgeBase
from knowledge.points import Point
from knowledge.records import payload_of, read
from knowledge.schemas import Entry
from knowledge.translation import Language, TranslatedPart, Translation, point_source


def _entry(base: KnowledgeBase, entry_id: str) -> Entry:
    return next(entry for entry in base.entries if entry.id == entry_id)


def _values(entry: Entry, payload: dict[str, Any]) -> dict[str, str]:
    """What the form sends when nothing in it is changed."""
    return {one.path: one.text for one in sentences(entry, payload)} | {"approved_by": ""}


@pytest.fixture(scope="module")
def translated(base: KnowledgeBase) -> tuple[Entry, dict[str, Any]]:
    """An entry with points and papers, and its English."""
    for found in base.translations:
        if found.language is Language.ENGLISH and found.points and found.documents:
            return _entry(base, found.id), payload_of(found)
    raise AssertionError("no entry with points and papers is translated")


def _changed(entry: Entry, **changes: Any) -> Entry:
    return entry.model_copy(update=changes)


def test_every_translation_comes_back_from_its_form(base: KnowledgeBase) -> None:
    for found in base.translations:
        entry, payload = _entry(base, found.id), payload_of(found)
        assert payload_of(read("translation", typed(entry, payload, _values(entry, payload)))) == payload


def test_figures_are_the_same_in_both_languages(base: KnowledgeBase) -> None:
    lost = {
        f"{found.key} {one.path}": one.lost
        for found in base.translations
        for one in sentences(_entry(base, found.id), payload_of(found))
        if one.lost
    }
    assert lost == {}


def test_a_point_that_is_written_anew_is_made_from_the_chinese_of_now(
    translated: tuple[Entry, dict[str, Any]],
) -> None:
    entry, payload = translated
    point = next(iter(payload["points"]))
    stale = payload | {"points": payload["points"] | {point: {"of": "0" * 12, "text": "old"}}}
    (shown,) = (one for one in sentences(entry, stale) if one.path == f"points.{point}")
    assert shown.is_stale
    left = typed(entry, stale, _values(entry, stale))
    seen = typed(entry, stale, _values(entry, stale) | {shown.seen: "true"})
    anew = typed(entry, stale, _values(entry, stale) | {f"points.{point}": "new"})
    source = point_source(entry, Point(point)) or ""
    fits = [Translation.model_validate(one).points[Point(point)].fits(source) for one in (left, seen, anew)]
    assert fits == [False, True, True]


def test_the_words_around_stay_out_of_date_until_somebody_says_that_they_fit(
    translated: tuple[Entry, dict[str, Any]],
) -> None:
    entry, payload = translated
    changed = _changed(entry, answer="改過的回答。")
    assert stale_parts(changed, payload) == {TranslatedPart.ANSWER} and not stale_parts(entry, payload)
    values = _values(changed, payload) | {"answer": "The new answer."}
    assert stale_parts(changed, typed(changed, payload, values)) == {TranslatedPart.ANSWER}
    another = values | {f"{SEEN}.{TranslatedPart.QUESTION}": "true"}
    assert stale_parts(changed, typed(changed, payload, another)) == {TranslatedPart.ANSWER}
    assert not stale_parts(
        changed, typed(changed, payload, values | {f"{SEEN}.{TranslatedPart.ANSWER}": "true"})
    )


def test_a_translation_with_one_digest_of_all_gets_one_of_each_part_when_it_is_read(
    translated: tuple[Entry, dict[str, Any]],
) -> None:
    entry, payload = translated
    old, values = payload | {"of": "0" * 12}, _values(entry, payload)
    assert stale_parts(entry, old) == set(TranslatedPart)
    read = values | {f"{SEEN}.{part}": "true" for part in (TranslatedPart.QUESTION, TranslatedPart.DOCUMENTS)}
    assert stale_parts(entry, typed(entry, old, read)) == {TranslatedPart.ANSWER}


def test_papers_that_came_or_went_leave_the_others_beside_theirs(
    translated: tuple[Entry, dict[str, Any]],
) -> None:
    entry, payload = translated
    changed = _changed(entry, documents=entry.documents[:1])
    back = typed(changed, payload, _values(changed, payload))
    assert back["documents"] == payload["documents"][:1]


def test_a_language_that_there_is_not_yet_begins_with_every_text_to_write(
    translated: tuple[Entry, dict[str, Any]],
) -> None:
    entry, _ = translated
    shown = sentences(entry, blank(entry.id, Language.FILIPINO))
    assert all(not one.text and not one.is_stale for one in shown)
    assert {"question", "answer", "say"} <= {one.path for one in shown if one.required}
