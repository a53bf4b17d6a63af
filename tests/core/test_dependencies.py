"""Routes take the parts of the app by their types, and every part that a route names is there."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from composition import Services
from core.dependencies import Part, SettingsDep, provide
from core.settings import ROOT, Settings

ROOMS = ("core", "connectors", "web", "desk")


@dataclass(frozen=True)
class _Few:
    settings: Settings


def _dependencies() -> Iterator[tuple[str, Any]]:
    for room in ROOMS:
        module = importlib.import_module(f"{room}.dependencies")
        for name, value in vars(module).items():
            if name.endswith("Dep") and get_origin(value) is Annotated:
                yield f"{room}.{name}", value


@pytest.mark.parametrize(("name", "dependency"), list(_dependencies()))
def test_a_dependency_gives_the_part_that_it_promises(name: str, dependency: Any) -> None:
    promised, depends = get_args(dependency)
    assert isinstance(depends.dependency, Part)
    assert depends.dependency.kind == promised
    assert promised in get_type_hints(Services).values()


def test_no_two_parts_have_the_same_type() -> None:
    kinds = list(get_type_hints(Services).values())
    assert [kind for kind in kinds if kinds.count(kind) > 1] == []


def test_a_route_gets_its_part_and_is_told_of_one_that_is_not_there() -> None:
    app = FastAPI()

    @app.get("/")
    async def port(settings: SettingsDep) -> int:
        return settings.port

    provide(app, _Few(Settings(_env_file=None, port=8123)))
    assert TestClient(app).get("/").json() == 8123
    provide(app, object())
    with pytest.raises(LookupError, match=r"no part of the type .*Settings"):
        TestClient(app).get("/")


def _sources() -> Iterator[Path]:
    yield from ROOT.glob("*.py")
    for room in ROOT.iterdir():
        if (room / "__init__.py").is_file():
            yield from room.rglob("*.py")


def test_the_state_of_the_app_is_read_in_one_place() -> None:
    own = Path(__file__)
    found = {str(file.relative_to(ROOT)) for file in _sources() if "app.state" in file.read_text("utf-8")}
    assert found == {"core/dependencies.py", str(own.relative_to(ROOT))}
