"""Phones and e-mail addresses as citizens type them, checked so that the bureau can reach them."""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from core.questions.question import Unreadable

PHONE_LIMIT = 40
EMAIL_LIMIT = 254  # RFC 5321, 4.5.3.1.3
_LOCAL_LIMIT = 64
_REACHABLE = frozenset(
    {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.PERSONAL_NUMBER,
    }
)
_EXTENSION = re.compile(r"\s*(?:(?:轉|分機|內線|#|ext\.?|x)\s*[:：]?\s*)+(\d{1,6})\s*$", re.IGNORECASE)
# What phones and keyboards put for a hyphen and a full stop.
_TYPED = str.maketrans({**dict.fromkeys("‐‑‒–—―−ー─", "-"), "。": "."})
_ABROAD = re.compile(r"^00(?=886)")
_PHONE_CHARACTERS = re.compile(r"[+\d\s()./\-]+")
# The address syntax of HTML's <input type=email> (WHATWG), with a dot in the domain.
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
)
_EXAMPLES = "例如 0912-345-678，或 07-812-4613 轉 424"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_TYPED).strip()


def read_phone(text: str) -> str:
    """A Taiwanese phone number in national form: 0912-345-678, 07-812-4613 轉 424.

    Raises:
        Unreadable: no phone number, a foreign one, or one that cannot be called back.
    """
    plain = _plain(text)[: PHONE_LIMIT + 1]
    extension = _EXTENSION.search(plain)
    main = plain[: extension.start()] if extension else plain
    # Phones on paper carry a letter or two, a name or another number: those are asked for again.
    if len(plain) > PHONE_LIMIT or not _PHONE_CHARACTERS.fullmatch(main):
        raise Unreadable(f"看不懂這個電話，請只打一支電話號碼，{_EXAMPLES}")
    try:
        number = phonenumbers.parse(_ABROAD.sub("+", main), "TW")
    except NumberParseException:
        raise Unreadable(f"看不懂這個電話，請打完整的號碼，{_EXAMPLES}") from None
    if number.country_code != 886:
        raise Unreadable("這是國外的電話，同仁無法撥打。請留臺灣的手機或市話，或改留電子郵件")
    if not phonenumbers.is_valid_number(number):
        raise Unreadable(f"這個電話的位數或開頭不對，市話請加區碼，{_EXAMPLES}")
    if phonenumbers.number_type(number) not in _REACHABLE:
        raise Unreadable("這是免付費或付費專線，不能回撥。請留您自己的手機或市話")
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL).replace(" ", "-")
    return f"{national} 轉 {extension[1]}" if extension else national


def read_email(text: str) -> str:
    """An e-mail address, its domain in lower case; whether it exists is not checked.

    Raises:
        Unreadable: not of the form name@domain.
    """
    plain = _plain(text)
    local, _, domain = plain.rpartition("@")
    dots_misplaced = local.startswith(".") or local.endswith(".") or ".." in local
    if len(plain) > EMAIL_LIMIT or len(local) > _LOCAL_LIMIT or dots_misplaced or not _EMAIL.fullmatch(plain):
        raise Unreadable("看不懂這個電子郵件，請檢查有沒有打錯，例如 name@example.com")
    return f"{local}@{domain.lower()}"


def read_contact(text: str) -> str:
    """A phone number or an e-mail address, whichever it is.

    Raises:
        Unreadable: neither.
    """
    return read_email(text) if "@" in _plain(text) else read_phone(text)
