"""What staff say reaches an open page once, whatever the order in which things happen."""

import pytest

from bot.message import News
from bot.state import Owner
from connectors.webchat.staff_replies import Following

SESSION = "token"


class Conversation:
    """A conversation with what was said in it by others, by turn."""

    def __init__(self) -> None:
        self.said: dict[int, str] = {}
        self.last = 0
        self.owner = Owner.HUMAN

    async def news(self, session: str, after: int) -> News:
        turns = [{"role": "staff", "messages": [text]} for turn, text in self.said.items() if turn > after]
        return News(turns, self.last, self.owner)

    def say(self, text: str) -> None:
        self.last += 1
        self.said[self.last] = text

    def hand_back(self) -> None:
        self.say("自動回覆繼續")
        self.owner = Owner.BOT


@pytest.fixture
def talk() -> Conversation:
    return Conversation()


@pytest.fixture
def following(talk: Conversation) -> Following:
    """Of an open page, whose last message went to a person."""
    found = Following(talk)  # type: ignore[arg-type]
    found.answered(SESSION, talk.last)
    return found


async def _told(following: Following) -> list[str]:
    frame = await following.frame()
    return [text for turn in frame["turns"] for text in turn["messages"]] if frame else []


async def test_what_is_said_is_told_once(talk: Conversation, following: Following) -> None:
    talk.say("您好")
    assert await _told(following) == ["您好"]
    assert await _told(following) == []


async def test_the_last_word_is_told_before_the_bots_answer(talk: Conversation, following: Following) -> None:
    talk.hand_back()
    talk.last += 1  # the message that the bot has answered meanwhile
    following.answered(SESSION, None)
    assert await _told(following) == ["自動回覆繼續"]
    assert following.seconds is None


async def test_a_hand_back_after_a_silent_turn_is_told_once(talk: Conversation, following: Following) -> None:
    talk.last += 1
    silent = talk.last
    talk.hand_back()
    following.answered(SESSION, silent)
    assert await _told(following) == ["自動回覆繼續"]
    assert await _told(following) == []


async def test_a_page_that_has_the_history_is_told_only_what_comes_after(
    talk: Conversation, following: Following
) -> None:
    talk.say("您好")
    following.begin(SESSION, talk.last)
    talk.say("請說")
    assert await _told(following) == ["請說"]
