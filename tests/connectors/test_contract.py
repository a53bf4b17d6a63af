"""The page that shows how a channel is added says what the code wants."""

import re
from pathlib import Path

import pytest

from connectors.channel_labels import channel_label
from connectors.contract import ChatConnector, Inbound, Outbound, chats_of
from connectors.registry import CHANNELS, build
from core.encryption import first_key
from core.settings import ROOT, Settings

PAGE = (ROOT / "docs" / "channels.md").read_text("utf-8")
DIFF = PAGE.split("```diff")[1].split("```")[0]
MEMBERS = {
    name
    for part in (Inbound, Outbound, ChatConnector)
    for name in (*vars(part), *part.__annotations__)
    if not name.startswith("_")
}


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


@pytest.mark.parametrize("channel", [*CHANNELS, "webchat"])
def test_every_channel_has_a_name_for_staff(channel: str) -> None:
    assert channel_label(channel) != channel


def test_email_sends_and_hears_what_came_back_but_carries_no_conversation(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None, data_dir=tmp_path, smtp_url="smtp://127.0.0.1:9", mail_from="noreply@labor.example"
    )
    first_key(settings)
    connectors = build(settings)
    assert set(connectors) == {"email"} and chats_of(connectors) == {}
    surplus = {name for name in vars(ChatConnector) if not name.startswith("_")} - set(vars(Outbound))
    assert [name for name in surplus if hasattr(connectors["email"], name)] == []
