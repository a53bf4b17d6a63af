"""What is asked is never answered by something else: money by what it costs, parking by an online service."""

from dataclasses import replace

import pytest

from bot.blocks import Link
from bot.state import DialogueState
from tests.bot.conftest import Chat, texts_of


def _after(chat: Chat, entry_id: str, text: str) -> tuple[str, list[str]]:
    """What is said to ``text`` once ``entry_id`` was answered, and the names of the links."""
    chat.state = replace(DialogueState(), topic=entry_id)
    turn = chat.say(text)
    return texts_of(turn), [block.url for block in turn.blocks if isinstance(block, Link)]


@pytest.mark.parametrize("asked", ["可以領多少錢", "會拿到多少錢？"])
def test_how_much_one_gets_is_never_answered_by_what_it_costs(chat: Chat, asked: str) -> None:
    wrong = [entry.id for entry in chat.engine.catalogue if "費用：" in _after(chat, entry.id, asked)[0]]
    assert wrong == []


@pytest.mark.parametrize("asked", ["可以停車嗎", "那邊好停車嗎"])
def test_where_to_park_is_never_answered_by_an_online_service(chat: Chat, asked: str) -> None:
    wrong = []
    for entry in chat.engine.catalogue:
        said, links = _after(chat, entry.id, asked)
        online = entry.online
        if "線上辦理" in said or (online and online.url and online.url in links):
            wrong.append((entry.id, said))
    assert wrong == []
