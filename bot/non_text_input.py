"""What comes in and is no message to understand: a start, a command, a sticker. No answer."""

import re
from dataclasses import dataclass

FILE = "〔附件〕"
# What a platform says for somebody who has just opened the chat.
START = "/start"
_COMMAND = re.compile(r"/[a-z0-9_]{1,32}(?:@\w+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Aside:
    """What is said to it: ``alone``, or ``in_form`` before the form asks its question again.

    Both name a response; ``said`` is what the record holds of the citizen's side.
    """

    alone: str
    in_form: str
    said: str = FILE
    intent: str = ""


OPENED = Aside("utter_greet", "utter_flow_welcome_back", "〔開始對話〕", "greet")
COMMANDS = Aside("utter_commands", "utter_commands", "〔指令〕")
# Where a form takes files: stickers, voices, positions and contacts are none.
NO_DOCUMENT = Aside("utter_attachment", "utter_flow_no_document")
WORDS_ONLY = Aside("utter_attachment", "utter_flow_words_only")


def of_command(text: str) -> Aside | None:
    """What is said to a command of a chat program; None for any other text."""
    if not _COMMAND.fullmatch(text.strip()):
        return None
    return OPENED if text.strip().lower().partition("@")[0] == START else COMMANDS
