"""What staff export and print for review."""

from datetime import datetime
from pathlib import Path

from core.clock import TAIPEI
from knowledge import loader
from knowledge.export import export
from knowledge.loader import KnowledgeBase
from knowledge.review import coverage, review_page

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=TAIPEI)


def test_exported_files_load_as_the_same_knowledge(base: KnowledgeBase, tmp_path: Path) -> None:
    export(base, tmp_path)
    again = loader.load(tmp_path)
    assert {e.id: e for e in again.entries} == {e.id: e for e in base.entries}
    assert set(again.intents) == set(base.intents)
    assert list(again.parameters) == list(base.parameters)
    assert list(again.directory) == list(base.directory)
    assert list(again.translations) == list(base.translations)


def test_the_review_page_holds_every_entry_with_its_sources(base: KnowledgeBase) -> None:
    page = review_page(base, NOW)
    for entry in base.entries:
        assert f'id="{entry.id}"' in page
    assert page.count("□ 內容正確") == len(base.entries)
    assert "可信度 high" in page


def test_the_coverage_table_adds_up(base: KnowledgeBase) -> None:
    *rows, total = coverage(base, NOW)
    assert total.entries == sum(row.entries for row in rows) == len(base.entries)
    assert total.variants == sum(row.variants for row in rows)
    assert all(row.documents == row.entries for row in rows)
