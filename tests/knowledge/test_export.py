"""What staff export and print for review."""

from datetime import datetime
from pathlib import Path

from markupsafe import escape

from core.clock import TAIPEI
from knowledge import loader
from knowledge.export import export
from knowledge.loader import KnowledgeBase
from publication.sign_off_page import coverage, review_page

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
        assert all(escape(source.title) in page for source in entry.sources)
    assert page.count("□ 內容正確") == page.count("審閱人（") == len(base.entries)
    assert "可信度高" in page


def test_the_review_page_names_every_figure_with_its_value_and_source(base: KnowledgeBase) -> None:
    page = review_page(base, NOW)
    assert "<td>minimum_wage_monthly</td><td>29,500</td><td>TWD/月</td>" in page
    used = {name for entry in base.entries for name in entry.parameters}
    assert [name for name in used if f"<td>{name}</td>" not in page] == []


def test_the_coverage_table_adds_up(base: KnowledgeBase) -> None:
    *rows, total = coverage(base, NOW)
    assert total.entries == sum(row.entries for row in rows) == len(base.entries)
    assert total.variants == sum(row.variants for row in rows)
    assert all(row.documents == row.entries for row in rows)
