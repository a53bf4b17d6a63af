"""A legal basis reads as people write it, and names its article."""

import pytest

from knowledge.laws import law_text
from knowledge.loader import KnowledgeBase
from knowledge.schemas import LegalBasis


@pytest.mark.parametrize(
    ("law", "articles", "text"),
    [
        ("勞動基準法", ("24", "32-1"), "勞動基準法第 24 條、第 32 條之 1"),
        (
            "勞動部辦理失業勞工子女就學補助實施要點",
            ("4",),
            "勞動部辦理失業勞工子女就學補助實施要點第 4 點",
        ),
    ],
)
def test_laws_have_articles_and_directions_have_points(
    law: str, articles: tuple[str, ...], text: str
) -> None:
    assert law_text(LegalBasis(law=law, articles=articles)) == text


def test_every_law_of_the_entries_is_named_down_to_its_article(base: KnowledgeBase) -> None:
    bare = {b.law for e in base.entries for b in e.legal_basis if not b.articles}
    assert {law for law in bare if not law.endswith(("要點", "注意事項", "待確認）"))} == set()
