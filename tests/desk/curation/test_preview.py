"""Previews are what the channels' own code makes, measured in each platform's unit."""

from dataclasses import replace
from datetime import datetime

import pytest

from core.clock import TAIPEI
from desk.curation.preview import graphemes, previews
from knowledge.loader import KnowledgeBase
from knowledge.presentation import EntryView, present

URL = "https://labor.example"


@pytest.fixture
def view(base: KnowledgeBase) -> EntryView:
    entry = next(entry for entry in base.entries if entry.id == "overtime-pay")
    return present(entry, base, datetime(2026, 11, 24, 10, 0, tzinfo=TAIPEI), 1)


def test_every_channel_shows_question_and_answer(view: EntryView) -> None:
    for preview in previews(view, URL):
        shown = "\n".join(line for bubble in preview.bubbles for line in (bubble.bold, *bubble.lines))
        assert view.question in shown and view.answer in shown, preview.channel


def test_the_phone_has_the_quick_replies_that_the_pc_has_not(view: EntryView) -> None:
    phone, desktop = (p for p in previews(view, URL) if p.channel.startswith("line"))
    assert phone.replies and desktop.replies == ()
    assert phone.bubbles == desktop.bubbles


def test_shipped_entries_stay_within_every_limit(base: KnowledgeBase) -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=TAIPEI)
    for entry in base.entries:
        for preview in previews(present(entry, base, now, 1), URL):
            assert preview.over == [], (entry.id, preview.channel)


def test_a_flex_bubble_that_is_too_large_is_told_in_bytes(view: EntryView) -> None:
    phone = previews(replace(view, answer="字" * 12_000), URL)[0]
    assert [measure.unit for measure in phone.over] == ["位元組"]


def test_people_count_an_emoji_family_as_one_character() -> None:
    assert graphemes("👨‍👩‍👧‍👦é") == 2
