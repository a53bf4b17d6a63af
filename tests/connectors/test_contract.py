"""The page that shows how a channel is added says what the code wants."""

import re

import pytest

from connectors.contract import Connector
from connectors.registry import CHANNELS
from core.settings import ROOT, Settings

PAGE = (ROOT / "docs" / "channels.md").read_text("utf-8")
DIFF = PAGE.split("```diff")[1].split("```")[0]
MEMBERS = {name for name in vars(Connector) if not name.startswith("_")} | set(Connector.__annotations__)


@pytest.mark.parametrize("member", sorted(MEMBERS))
def test_every_member_of_the_contract_stands_in_the_example(member: str) -> None:
    assert re.search(rf"^\+    .*\b{member}\b", DIFF, re.MULTILINE)


def test_the_example_defines_nothing_that_the_contract_does_not_know() -> None:
    made = set(re.findall(r"^\+    (?:async )?def (\w+)", DIFF, re.MULTILINE))
    assert made - {"__init__"} <= MEMBERS


@pytest.mark.parametrize("line", [line[1:].strip() for line in DIFF.splitlines() if line.startswith(" ")])
def test_what_the_example_leaves_as_it_is_is_there(line: str) -> None:
    assert line in (ROOT / "connectors" / "registry.py").read_text("utf-8")


def test_the_example_is_not_built_yet() -> None:
    assert "whatsapp" not in CHANNELS
    assert not [name for name in Settings.model_fields if name.startswith("whatsapp")]
