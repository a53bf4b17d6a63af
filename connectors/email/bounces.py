"""Letters that come back, as a mail server hands them on (pure).

Delivery status notifications (RFC 3464; of international mail RFC 6533), and the plain texts of Exim
(``X-Failed-Recipients``) and of qmail and its like (https://cr.yp.to/proto/qsbmf.txt).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.parser import HeaderParser

from core.mail import OWN_ID

# The left side of our Message-ID is the key of the delivery (see `core.mail`).
_OURS = re.compile(r"<([0-9a-f-]{36})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_BETWEEN_GROUPS = re.compile(r"\r?\n\r?\n")
# What a plain text of qmail begins with, and the head of the letter that it and others copy.
_QMAIL = "Hi. This is the"
_COPIED = re.compile(rf"^(?:Message-ID|{OWN_ID}):\s*<([0-9a-f-]{{36}})@", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that did not arrive: the key of its delivery and the status (RFC 3463), "" when not told."""

    key: str
    status: str


def bounced(mail: bytes) -> Bounce | None:
    """The letter of ours that ``mail`` says has failed for good; None of any other mail."""
    message = message_from_bytes(mail, policy=policy.default)
    if not isinstance(message, EmailMessage):
        return None
    if message.get_content_type() == "text/plain":
        return _told_in_words(message)
    if message.get_content_type() != "multipart/report":
        return None
    groups = _recipients(message)
    failed = next((part for part in groups if _text(part, "Action").lower() == "failed"), None)
    found = _OURS.search(" ".join(_ids(message, groups)))
    if failed is None or found is None:
        return None
    status = _STATUS.search(_text(failed, "Status"))
    return Bounce(found[1], status[0] if status else "")


def _told_in_words(message: EmailMessage) -> Bounce | None:
    """What a server tells without a report, only of letters that have failed for good."""
    content = message.get_payload(decode=True)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    if "X-Failed-Recipients" not in message and not text.startswith(_QMAIL):
        return None
    found = _COPIED.search(text)
    return Bounce(found[1], "") if found else None


def _recipients(report: EmailMessage) -> list[Message]:
    """The groups of fields of the report: the first is of the message, the others of its recipients."""
    parts = (part for part in report.walk() if part.get_content_type() in _STATUSES)
    return [group for part in parts for group in _groups(part)]


def _groups(part: Message) -> list[Message]:
    inside = _inside(part)
    if part.get_content_type() == "message/delivery-status":
        return inside
    # `email` reads the other kind as a letter, whose body are the groups after the first.
    texts = [text for letter in inside for text in _BETWEEN_GROUPS.split(str(letter.get_payload()))]
    return [*inside, *(HeaderParser().parsestr(text.lstrip()) for text in texts)]


def _ids(report: EmailMessage, groups: Sequence[Message]) -> Iterator[str]:
    """Whatever may name the letter that is reported: what came back of it, else what the report says.

    A host may have put its own id in the place of the Message-ID, or send nothing back.
    """
    if (letter := _returned(report)) is not None:
        yield from (_text(letter, name) for name in ("Message-ID", OWN_ID))
    yield from (_text(group, "X-Original-Message-ID") for group in groups)
    yield from (_text(report, name) for name in ("In-Reply-To", "References"))


def _returned(report: EmailMessage) -> Message | None:
    """The letter that is reported: it comes back whole, or its headers alone."""
    for part in report.walk():
        match part.get_content_type():
            case "message/rfc822" | "message/global" | "message/global-headers":
                return next(iter(_inside(part)), None)
            case "text/rfc822-headers":
                headers = part.get_payload(decode=True)
                if isinstance(headers, bytes):
                    return HeaderParser().parsestr(headers.decode("utf-8", "replace"))
    return None


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _text(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()
