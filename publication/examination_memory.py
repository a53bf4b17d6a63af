"""What generations said to the golden questions and dialogues, kept beside the index between processes.

The keys tell of everything that an answer depends on; what lies under another key is never read.
"""

import hashlib
import json
from collections.abc import MutableMapping
from datetime import date
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from platform import machine, python_version
from typing import TypeVar

import structlog
from pydantic import TypeAdapter

from core import durable_files
from core.settings import ROOT
from knowledge.snapshot import dump
from publication.golden_dialogues import HeldTurn
from publication.golden_questions import GoldenQuestion, SearchOutcome
from retrieval.engine import IndexSearch
from retrieval.index.generation import Generation

# The live generation and the draft beside it.
_REMEMBERED = 2
# The rooms whose code and data decide what is answered, the golden material among them.
_ANSWERING = ("core", "knowledge", "retrieval", "publication", "cases", "bot")
_OUTCOMES = TypeAdapter(dict[str, dict[str, SearchOutcome]])
_TURNS = TypeAdapter(dict[str, tuple[HeldTurn, ...]])

log = structlog.get_logger()
Kept = TypeVar("Kept")


@cache
def _program() -> str:
    """Digest of the rooms that answer, of every installed package's version, and of the kind of machine."""
    versions = sorted(f"{package.name} {package.version}" for package in distributions())
    digest = hashlib.sha256(repr([python_version(), machine(), *versions]).encode())
    for file in sorted(file for room in _ANSWERING for file in (ROOT / room).rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{file.relative_to(ROOT)} {content}\n".encode())
    return digest.hexdigest()


def searched(generation: Generation, search: IndexSearch) -> str:
    """Key of what ``search`` finds in ``generation``; its vectors follow from the texts and the encoder."""
    texts = [(found.label, found.role, found.text) for found in generation.documents]
    served = [entry.id for entry in generation.catalogue]
    encoders = (search.encoder.fingerprint, generation.fingerprint)
    parts = (_program(), encoders, search.model, generation.number, texts, served)
    digest = hashlib.sha256(repr(parts).encode())
    digest.update(dump(generation.base).encode())
    if generation.classifier is not None:
        digest.update(generation.classifier.weights.tobytes())
    return digest.hexdigest()


def held(key: str, generation: Generation, day: date) -> str:
    """Key of the dialogues with what is `searched` under ``key``: offices open and figures move by day."""
    calendar = generation.catalogue.calendar
    days = (sorted(calendar.closures.items()), sorted(calendar.openings.items()))
    return hashlib.sha256(repr((key, generation.day, day, days)).encode()).hexdigest()


def asked(question: GoldenQuestion) -> str:
    """Key of a question: its words are not kept, some are those of citizens."""
    return hashlib.sha256(repr(question).encode()).hexdigest()


class ExaminationMemory:
    """Outcomes by what is `searched`, then by what is `asked`; turns by what is `held`."""

    def __init__(self, file: Path | None = None) -> None:
        """``file`` keeps them between processes; without it they end with this one."""
        self._file = file
        self._outcomes: dict[str, dict[str, SearchOutcome]] = {}
        self._turns: dict[str, tuple[HeldTurn, ...]] = {}

    def outcomes(self, key: str) -> dict[str, SearchOutcome]:
        """What is known of one generation; who learns more adds it."""
        if key not in self._outcomes:
            self._outcomes[key] = self._read()[0].get(key, {})
        return _used(self._outcomes, key)

    def turns(self, key: str) -> tuple[HeldTurn, ...] | None:
        """The dialogues that were held under ``key``."""
        if key not in self._turns:
            kept = self._read()[1].get(key)
            if kept is None:
                return None
            self._turns[key] = kept
        return _used(self._turns, key)

    def add_turns(self, key: str, turns: tuple[HeldTurn, ...]) -> None:
        """Remember the dialogues held under ``key``."""
        self._turns[key] = turns
        _used(self._turns, key)

    def keep(self) -> None:
        """Write what is known, whole, with a checksum."""
        if self._file is None:
            return
        known = json.dumps(
            {
                "outcomes": _OUTCOMES.dump_python(self._outcomes, mode="json"),
                "turns": _TURNS.dump_python(self._turns, mode="json"),
            }
        )
        durable_files.replace(self._file, json.dumps({"known": known, "seal": _seal(known)}).encode())

    def _read(self) -> tuple[dict[str, dict[str, SearchOutcome]], dict[str, tuple[HeldTurn, ...]]]:
        """What the file holds; a damaged one holds nothing, and everything is asked again."""
        if self._file is None or not self._file.exists():
            return {}, {}
        try:
            written = json.loads(self._file.read_bytes())
            if written["seal"] != _seal(written["known"]):
                raise ValueError("the checksum is another")
            known = json.loads(written["known"])
            return _OUTCOMES.validate_python(known["outcomes"]), _TURNS.validate_python(known["turns"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("golden_answers_unread", file=self._file.name, reason=type(error).__name__)
            return {}, {}


def _seal(known: str) -> str:
    return hashlib.sha256(known.encode()).hexdigest()


def _used(known: MutableMapping[str, Kept], key: str) -> Kept:
    """What ``known`` holds under ``key``, as the latest of the few that stay."""
    known[key] = known.pop(key)
    for oldest in [*known][:-_REMEMBERED]:
        del known[oldest]
    return known[key]
