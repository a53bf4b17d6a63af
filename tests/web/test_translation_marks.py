"""A page marks the part of a translation whose Chinese has changed since, where it stands, and no other."""

import re
from dataclasses import asdict, replace

import pytest

from bot.entry_card import faq_card
from core.clock import local_now
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.presentation import EntryView
from web.templating import make_templates

MARK = "譯文過期（part）"
BEFORE = {"question": r"</h2>\s*(?:<p[^>]*>譯文待審[^<]*</p>\s*)?", "answer": r"answer\">[^<]*</p>\s*"}


@pytest.fixture
def view(base: KnowledgeBase) -> EntryView:
    found = Catalogue(base, 1).view("migrant-passport-withheld", local_now(), "vi")
    assert found is not None and found.translation is not None
    return found


def _marked(view: EntryView, *parts: str) -> EntryView:
    assert view.translation is not None
    return replace(view, translation=replace(view.translation, marks=dict.fromkeys(parts, MARK)))


def _page(template: str, **shown: object) -> str:
    return make_templates("web").env.get_template(f"partials/{template}").render(**shown)


@pytest.mark.parametrize("part", ["question", "answer", "documents"])
def test_the_mark_stands_at_its_part_alone(view: EntryView, part: str) -> None:
    html = _page("translation.html", entry=_marked(view, part))
    before = BEFORE.get(part, r"</h3>\s*")
    assert html.count(MARK) == 1 and re.search(rf"{before}<p [^>]*>{re.escape(MARK)}", html)


def test_a_translation_that_fits_has_no_mark(view: EntryView) -> None:
    assert "譯文過期" not in _page("translation.html", entry=view)


def test_a_card_marks_the_papers_and_one_kept_from_before_is_still_shown(view: EntryView) -> None:
    card = asdict(faq_card(_marked(view, "documents"), "vi"))
    assert _page("faq_card.html", card=card).count(MARK) == 1
    del card["entry"]["translation"]["marks"]
    assert MARK not in _page("faq_card.html", card=card)
