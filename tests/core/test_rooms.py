"""The rooms of the house: imports go downwards only, tables and their queries stay in their room."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from core.settings import ROOT

# From the ground up; a room imports what stands before it. desk and web share a floor.
ROOMS = (
    "core",
    "knowledge",
    "retrieval",
    "publication",
    "cases",
    "bot",
    "connectors",
    "web",
    "desk",
    "checkup",
    "backup",
)
# Every table of every room is known here: who copies a database copies all of it.
KNOWS_ALL_TABLES = {"backup/tables.py"}
QUERIES = {"repository.py", "statistics.py"}
# Queries that belong to no single table's repository, each with its reason.
QUERIES_OF_THEIR_OWN = {
    "core/database.py": "a lock of the whole database",
    "core/deletion.py": "deletes from whatever table it is given",
    "core/migrations.py": "which migration the database has",
    "core/keys.py": "whether anything sealed is stored",
    "core/key_rotation.py": "every sealed column of every room",
    "bot/retention.py": "erases one conversation from all tables of the room",
    "connectors/retention.py": "forgets what no table of the room needs any more",
}
# Who puts the rooms together reaches into them; core is everybody's, and nobody imports the upper rooms.
WITH_A_FRONT_DOOR = ("knowledge", "retrieval", "publication", "cases", "bot", "connectors", "web")
# What they hold are values and files: people, locks and tables of the knowledge are those of publication.
PURE = ("knowledge", "retrieval")
# Names that mean two things, each with its reason.
SHARED_NAMES = {"Problem": "an error that a client reads (core), a finding in a file of entries (knowledge)"}
SQL = {"select", "insert", "update", "delete", "func", "exists", "text", "or_", "and_"}


def _imports(file: Path) -> Iterator[tuple[str, str]]:
    """(module, name) of everything that ``file`` imports."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def _modules(file: Path) -> Iterator[str]:
    """The modules that ``file`` imports from: ``from cases import states`` is ``cases.states``."""
    for module, name in _imports(file):
        part = f"{module}.{name}" if name else module
        path = ROOT.joinpath(*part.split("."))
        yield part if path.with_suffix(".py").is_file() or path.is_dir() else module


def _public(room: str) -> tuple[str, ...]:
    public: tuple[str, ...] = import_module(room).PUBLIC
    return public


def _files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_nothing_from_above(room: str) -> None:
    above = ROOMS[ROOMS.index(room) + 1 :]
    roots = ("app", "cli", "composition", "knowledge_cli", "practice", "supervisor")
    upwards = [
        (_name(file), module)
        for file in _files(room)
        for module, _ in _imports(file)
        if module.partition(".")[0] in (*above, *roots)
    ]
    assert upwards == []


@pytest.mark.parametrize("room", WITH_A_FRONT_DOOR)
def test_a_room_is_entered_by_its_front_door(room: str) -> None:
    """``PUBLIC`` of a room names the modules that other rooms import: all of them, and no other."""
    entered = {
        module.removeprefix(f"{room}.")
        for other in ROOMS
        if other not in (room, "backup")  # a backup copies the tables of all
        for file in _files(other)
        for module in _modules(file)
        if module.startswith(f"{room}.")
    }
    assert entered == {*_public(room)}


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_takes_the_tables_or_queries_of_another(room: str) -> None:
    taken = [
        (_name(file), module, name)
        for file in _files(room)
        if _name(file) not in KNOWS_ALL_TABLES
        for module, name in _imports(file)
        if module.partition(".")[0] in {*ROOMS} - {room}
        if "repository" in (*module.split("."), name) or name.endswith("Row")
    ]
    assert taken == []


@pytest.mark.parametrize("room", PURE)
def test_content_and_search_know_no_database(room: str) -> None:
    reached = [
        (_name(file), module)
        for file in _files(room)
        for module, _ in _imports(file)
        if module.partition(".")[0] == "sqlalchemy" or module in ("core.database", "core.repository")
    ]
    assert reached == []


def test_sql_is_written_in_the_repositories() -> None:
    elsewhere = {
        _name(file)
        for room in ROOMS
        if room != "backup"
        for file in _files(room)
        if file.name not in QUERIES | {"models.py"} and file.parent.name != "repository"
        for module, name in _imports(file)
        if module == "sqlalchemy" and name in SQL
    }
    assert elsewhere == {*QUERIES_OF_THEIR_OWN}


def test_one_class_name_means_one_thing() -> None:
    defined = Counter(
        node.name
        for room in ROOMS
        for file in _files(room)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name for name, times in defined.items() if times > 1} == {*SHARED_NAMES}


def test_the_list_of_where_is_what_names_files_that_are_there() -> None:
    said = (ROOT / "docs" / "architecture.en.md").read_text("utf-8").split("## Where is what")[1]
    # A path with a folder in a row of the table; the text above names wrong guesses.
    files = re.findall(r"`([a-z_/]+\.py)`", "\n".join(said.splitlines()[6:]))
    assert len(files) >= 23 and [file for file in files if not (ROOT / file).is_file()] == []
