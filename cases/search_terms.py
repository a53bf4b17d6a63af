"""What a case is found by, as keyed hashes: nobody reads a name, phone or company out of them (pure).

A person is found by the whole phone, e-mail address or name; a company by any part of its name, for
which each pair of neighbouring characters is hashed.
"""

import re
import unicodedata
from dataclasses import dataclass

from cases.schemas import Statement
from core.masking import pseudonym
from retrieval.analysis.text import traditional

_FEWEST_DIGITS = 7
_EXTENSION = re.compile(r"轉|分機|ext|#", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SearchHashes:
    """The hashes of a query: any of ``person`` finds the person, all of ``company`` together a company."""

    person: frozenset[str]
    company: frozenset[str]


def _folded(text: str) -> str:
    """``text`` however it was typed: of one width, in traditional characters, without gaps."""
    wide = traditional(unicodedata.normalize("NFKC", text)).casefold()
    return "".join(char for char in wide if char.isalnum())


def _phone(text: str) -> str:
    """The digits of a phone number as within the country, "" when it is none."""
    plain = unicodedata.normalize("NFKC", _EXTENSION.split(text)[0])
    if re.search(r"[^\d\s()+\-.]", plain):
        return ""
    digits = re.sub(r"\D", "", plain)
    if digits.startswith("886"):
        digits = f"0{digits.removeprefix('886').removeprefix('0')}"
    return digits if len(digits) >= _FEWEST_DIGITS else ""


def _pairs(text: str) -> set[str]:
    folded = _folded(text)
    return {folded[start : start + 2] for start in range(len(folded) - 1)}


def _contact(text: str, secret: str) -> set[str]:
    if "@" in text:
        return {pseudonym(secret, "case_email", unicodedata.normalize("NFKC", text).strip().casefold())}
    phone = _phone(text)
    return {pseudonym(secret, "case_phone", phone)} if phone else set()


def _name(text: str, secret: str) -> set[str]:
    folded = _folded(text)
    return {pseudonym(secret, "case_name", folded)} if len(folded) > 1 else set()


def _company(text: str, secret: str) -> set[str]:
    return {pseudonym(secret, "case_company", pair) for pair in _pairs(text)}


def terms_of(statement: Statement, secret: str) -> frozenset[str]:
    """All hashes (64 hex digits) that a case of ``statement`` is found by."""
    contacts = (statement.phone, statement.email, statement.second_contact)
    found = _name(statement.name, secret) | _company(statement.employer, secret)
    return frozenset(found.union(*(_contact(text, secret) for text in contacts)))


def contacts_of(statement: Statement, secret: str) -> frozenset[str]:
    """The hashes of the person's own phone and e-mail address: cases that share one are of one person."""
    return frozenset(_contact(statement.phone, secret) | _contact(statement.email, secret))


def asked(text: str, secret: str) -> SearchHashes:
    """The hashes that a query stands for."""
    contact = _contact(text, secret)
    if contact:
        return SearchHashes(frozenset(contact), frozenset())
    return SearchHashes(frozenset(_name(text, secret)), frozenset(_company(text, secret)))
