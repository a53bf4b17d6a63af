"""A variant that belongs elsewhere is found; the entries that are shipped have none."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.clock import local_now
from knowledge.loader import KnowledgeBase, Located
from knowledge.schemas import Entry
from retrieval.encoder.base import Encoder
from retrieval.evaluation.confusability import index_problems, misplaced_variants, suspects, twin_entries
from retrieval.index.generation import Generation, build
from retrieval.ranking.ranker import RankerModel

PLANTED = (
    ("overtime-pay", "產假可以請幾個星期"),
    ("annual-leave", "資遣費一年算幾個月"),
    ("mediation-apply", "移工逃跑要通報誰"),
)
TWINS = ("annual-leave", "labor-museum")


def _changed(base: KnowledgeBase, entry_id: str, change: Callable[[Entry], Entry]) -> KnowledgeBase:
    located = [
        Located(change(item.entry), item.file, item.line) if item.entry.id == entry_id else item
        for item in base.located
    ]
    return replace(base, located=tuple(located))


def _with_variant(base: KnowledgeBase, entry_id: str, text: str) -> KnowledgeBase:
    def changed(entry: Entry) -> Entry:
        register, texts = next(iter(entry.variants.items()))
        return entry.model_copy(update={"variants": {**entry.variants, register: (*texts, text)}})

    return _changed(base, entry_id, changed)


def _with_variants_of(base: KnowledgeBase, entry_id: str, other_id: str) -> KnowledgeBase:
    other = next(entry for entry in base.entries if entry.id == other_id)
    return _changed(base, entry_id, lambda entry: entry.model_copy(update={"variants": other.variants}))


@pytest.fixture(scope="module")
def planted(few: KnowledgeBase, encoder: Encoder, generation: Generation) -> Generation:
    """Some entries with three variants at the wrong one, and one entry that asks what another does."""
    base = _with_variants_of(few, TWINS[1], TWINS[0])
    for entry_id, text in PLANTED:
        base = _with_variant(base, entry_id, text)
    return build(base, encoder, 99, local_now().date(), generation)


@pytest.fixture(scope="module")
def misplaced(planted: Generation) -> set[tuple[str, str]]:
    return {
        (variant.entry, variant.text)
        for variant in misplaced_variants(planted, RankerModel.load(), suspects(planted))
    }


@pytest.mark.parametrize(("entry_id", "text"), PLANTED)
def test_a_variant_that_belongs_to_another_entry_is_found(
    misplaced: set[tuple[str, str]], entry_id: str, text: str
) -> None:
    assert (entry_id, text) in misplaced


def test_two_entries_that_ask_the_same_are_found(planted: Generation) -> None:
    found = {frozenset((twins.entry, twins.other)) for twins in twin_entries(planted)}
    assert frozenset(TWINS) in found
    messages = [problem.message for problem in index_problems(planted, RankerModel.load())]
    assert any("問同一件事" in message for message in messages)


def test_the_shipped_entries_have_no_misplaced_variant_and_no_twins(
    base: KnowledgeBase, encoder: Encoder, generation: Generation
) -> None:
    current = build(base, encoder, 99, local_now().date(), generation)
    assert [str(problem) for problem in index_problems(current, RankerModel.load())] == []
