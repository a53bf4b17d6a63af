"""Letters that come back: delivery status notifications (RFC 3464), as a mail server hands them on (pure)."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.parser import HeaderParser

# The left side of our Message-ID is the key of the delivery (see `core.mail`).
_OURS = re.compile(r"<([0-9a-f-]{36})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that did not arrive: the key of its delivery and the status (RFC 3463), "" when not told."""

    key: str
    status: str


def bounced(mail: bytes) -> Bounce | None:
    """The letter of ours that ``mail`` says has failed for good; None of any other mail."""
    message = message_from_bytes(mail, policy=policy.default)
    if message.get_content_type() != "multipart/report" or not isinstance(message, EmailMessage):
        return None
    failed = next((part for part in _recipients(message) if _text(part, "Action").lower() == "failed"), None)
    found = _OURS.search(_original_id(message))
    if failed is None or found is None:
        return None
    status = _STATUS.search(_text(failed, "Status"))
    return Bounce(found[1], status[0] if status else "")


def _recipients(report: EmailMessage) -> list[Message]:
    """The groups of fields of the report: the first is of the message, the others of its recipients."""
    parts = (part for part in report.walk() if part.get_content_type() == "message/delivery-status")
    return [group for part in parts for group in _inside(part)]


def _original_id(report: EmailMessage) -> str:
    """The Message-ID of the letter that is reported: it comes back whole, or its headers alone."""
    for part in report.walk():
        match part.get_content_type():
            case "message/rfc822":
                return next((_text(letter, "Message-ID") for letter in _inside(part)), "")
            case "text/rfc822-headers":
                headers = part.get_payload(decode=True)
                if isinstance(headers, bytes):
                    return _text(HeaderParser().parsestr(headers.decode("utf-8", "replace")), "Message-ID")
    return ""


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _text(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()
