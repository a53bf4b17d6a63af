"""The committed knowledge base keeps its own rules."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from core.clock import TAIPEI
from knowledge import checks
from knowledge.catalogue import Catalogue
from knowledge.directory import OpenState
from knowledge.errors import InvalidKnowledge
from knowledge.loader import KnowledgeBase, load_entries
from knowledge.snapshot import dump, parse

CATALOGUE = Path(__file__).parent.parent / "fixtures" / "faq_catalogue.csv"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=TAIPEI)


def test_the_checks_find_nothing(base: KnowledgeBase) -> None:
    problems = checks.check(base, date(2026, 11, 23))
    assert [str(problem) for problem in problems if not problem.warning] == []


def test_ids_and_questions_are_those_of_the_public_catalogue(base: KnowledgeBase) -> None:
    with CATALOGUE.open(encoding="utf-8") as file:
        public = {row["id"]: (row["question"], row["category"], row["unit"]) for row in csv.DictReader(file)}
    ours = {entry.id: (entry.question, entry.category, entry.unit) for entry in base.entries}
    assert ours == public


def test_a_snapshot_gives_the_same_knowledge_back(base: KnowledgeBase) -> None:
    again = parse(dump(base))
    assert again.entries == base.entries
    assert again.intents == base.intents


def test_an_unverified_fact_is_never_shown(base: KnowledgeBase) -> None:
    catalogue = Catalogue(base, 1)
    assert catalogue.window("bureau", NOON).hours == "待確認"
    assert catalogue.window("bureau", NOON).open == OpenState.UNKNOWN


def test_the_museum_is_open_on_saturday_and_closed_on_sunday(base: KnowledgeBase) -> None:
    hours = base.directory["labor-museum"].hours
    assert hours.state(datetime(2026, 11, 21, 10, 0, tzinfo=TAIPEI)) is OpenState.OPEN
    assert hours.state(datetime(2026, 11, 22, 10, 0, tzinfo=TAIPEI)) is OpenState.CLOSED


def test_every_published_entry_can_be_shown(base: KnowledgeBase) -> None:
    catalogue = Catalogue(base, 1)
    for entry in catalogue:
        view = catalogue.view(entry.id, NOON)
        assert view is not None
        assert "{{" not in view.answer


def test_an_invalid_file_is_told_with_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "broken.yml"
    file.write_text("- id: some-entry\n  category: 工資\n  quesiton: 打錯欄位\n", encoding="utf-8")
    with pytest.raises(InvalidKnowledge) as error:
        load_entries([file])
    text = str(error.value)
    assert f"{file}:3: error: some-entry.quesiton" in text
    assert "some-entry.question: Field required" in text


def test_unreadable_yaml_is_told_with_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.yml"
    file.write_text("- id: a\n  question: [未關閉\n", encoding="utf-8")
    with pytest.raises(InvalidKnowledge, match=r"broken\.yml:\d+: error: yaml"):
        load_entries([file])
