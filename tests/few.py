"""A knowledge base of a few entries, whole in all else: with all of them the classifier learns for 20 s."""

from dataclasses import replace

import pytest

from core.clock import local_now
from knowledge.loader import KnowledgeBase
from knowledge.schemas import Status
from retrieval.encoder import Encoder
from retrieval.index.generation import Generation, build

_NEEDED = (
    "overtime-pay",
    "annual-leave",
    "mediation-apply",
    "labor-museum",
    "severance-pay",
    "maternity-leave",
    "migrant-missing",
)
_ENTRIES = 20


@pytest.fixture(scope="session")
def few(base: KnowledgeBase) -> KnowledgeBase:
    """The entries that the tests name and some more, and the intents."""
    needed = [item for item in base.located if item.entry.id in _NEEDED]
    assert len(needed) == len(_NEEDED)
    others = [item for item in base.located if item.entry.id not in _NEEDED]
    return replace(base, located=tuple(needed + others[: _ENTRIES - len(needed)]))


@pytest.fixture(scope="session")
def few_built(few: KnowledgeBase, encoder: Encoder, generation: Generation) -> Generation:
    """Their generation; its vectors are those of ``generation``."""
    return build(few, encoder, 1, local_now().date(), generation)


def without(base: KnowledgeBase, entry_id: str) -> KnowledgeBase:
    """``base`` with one entry withdrawn."""
    located = tuple(
        replace(item, entry=item.entry.model_copy(update={"status": Status.WITHDRAWN}))
        if item.entry.id == entry_id
        else item
        for item in base.located
    )
    return replace(base, located=located)
