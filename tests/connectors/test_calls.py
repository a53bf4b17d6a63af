"""Numbers to call on the platforms: pressed where the platform can, readable everywhere, in one message."""

from bot.blocks import Link, Text
from connectors.facebook import rendering as facebook
from connectors.line import rendering as line
from connectors.telegram import rendering as telegram

HELP = (Text("請先離開現場。"), Link("110 警察", "tel:110"), Link("119 救護車、消防", "tel:119"))
ADDRESS = "https://labor.example"


def test_line_shows_buttons_that_dial() -> None:
    first, buttons = line.render(HELP, ADDRESS).requests[0]["messages"]
    assert first["text"] == "請先離開現場。"
    actions = [part["action"] for part in buttons["contents"]["body"]["contents"]]
    assert [(action["type"], action["uri"]) for action in actions] == [("uri", "tel:110"), ("uri", "tel:119")]
    assert "110" in buttons["altText"]


def test_messenger_and_telegram_say_help_and_numbers_in_one_message() -> None:
    (message,) = facebook.render(HELP, ADDRESS).requests
    (sent,) = telegram.render(HELP, ADDRESS).requests
    for text in (message["message"]["text"], sent["text"]):
        assert text.splitlines() == ["請先離開現場。", "☎ 110 警察", "☎ 119 救護車、消防"]
