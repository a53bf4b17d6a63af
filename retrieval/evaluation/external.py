"""Any FAQ and any judged queries: what ``labordesk eval --kb`` reads besides our own.

FAQ: CSV (``id,question,answer,variants``, variants separated by ``|``) or YAML (a list of records
with the same names, variants as a list), or BEIR's corpus (``_id,title,text``). A record without a
question is asked by its answer. Queries: our own CSV, or with relevance judgements in
TREC's format (https://trec.nist.gov/data/qrels_eng/: ``query 0 document relevance``) or BEIR's
(``query-id corpus-id score``, Thakur et al. 2021) a file of ids and texts.
"""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.intents import Kind
from retrieval.errors import BadQueryFile
from retrieval.evaluation.queries import OUT_OF_SCOPE, LabelledQuery
from retrieval.evaluation.records import read_records, read_text
from retrieval.index.documents import Document, TextRole

_SEPARATOR = "|"
_ID = ("id", "_id")
_QUESTION = ("question", "title")
_ANSWER = ("answer", "text")
_QUERY_ID = ("id", "qid", "query_id", "query-id", "_id")
_QUERY_TEXT = ("query", "text")


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a foreign FAQ, with what the engine asks of an entry."""

    id: str
    question: str
    answer: str
    all_variants: tuple[str, ...] = ()
    category: str = ""
    unit: str = ""

    @property
    def documents(self) -> list[Document]:
        """What is indexed of it."""
        asked = [Document(self.id, Kind.FAQ, TextRole.QUESTION, self.question)]
        asked += [Document(self.id, Kind.FAQ, TextRole.VARIANT, text) for text in self.all_variants]
        return asked + ([Document(self.id, Kind.FAQ, TextRole.PASSAGE, self.answer)] if self.answer else [])


def _first(record: dict[str, Any], names: Sequence[str]) -> str:
    return next((str(record[name]).strip() for name in names if record.get(name) is not None), "")


def _variants(value: Any) -> tuple[str, ...]:
    texts = value.split(_SEPARATOR) if isinstance(value, str) else value or ()
    return tuple(text for text in (str(text).strip() for text in texts) if text)


def read_faq(file: Path) -> list[Item]:
    """Read a FAQ.

    Raises:
        BadQueryFile: unreadable, a record without id or any text, an id that comes twice, no record.
    """
    items: dict[str, Item] = {}
    for number, record in read_records(file):
        answer = _first(record, _ANSWER)
        item = Item(
            _first(record, _ID),
            _first(record, _QUESTION) or answer,
            answer,
            _variants(record.get("variants")),
            _first(record, ("category",)),
        )
        if not item.id or not item.question:
            raise BadQueryFile(f"{file}:{number}: id and question are needed, or id and answer")
        if item.id in items:
            raise BadQueryFile(f"{file}:{number}: id {item.id} comes twice")
        items[item.id] = item
    if not items:
        raise BadQueryFile(f"{file}: no record")
    return list(items.values())


def _fields(line: str) -> list[str]:
    """The parts of a line of judgements: by tabs, by commas (quoted where an id has one), else by spaces."""
    separator = next((sign for sign in "\t," if sign in line), None)
    if separator is None:
        return line.split()
    return [part.strip() for part in next(csv.reader([line.strip()], delimiter=separator))]


def _judgements(file: Path) -> dict[str, dict[str, float]]:
    """Relevance of each judged id, by query id."""
    found: dict[str, dict[str, float]] = {}
    for number, line in enumerate(read_text(file).splitlines(), start=1):
        parts = _fields(line)
        if not parts or (number == 1 and not _is_number(parts[-1])):
            continue
        if len(parts) not in (3, 4) or not _is_number(parts[-1]):
            raise BadQueryFile(f"{file}:{number}: `query 0 document relevance` was expected")
        found.setdefault(parts[0], {})[parts[-2]] = float(parts[-1])
    return found


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Judgements:
    """Queries with what is right for them; ``unknown`` are judged ids that the FAQ does not have."""

    queries: tuple[LabelledQuery, ...]
    unknown: tuple[str, ...]


def read_judged(queries: Path, qrels: Path, known: Collection[str]) -> Judgements:
    """Queries with the entries that are right for them, the most relevant first; ``OOS`` is out of scope.

    A query that nobody judged, or for which nothing that the FAQ has is relevant, tells nothing and is left
    out, as in TREC's own evaluation.

    Raises:
        BadQueryFile: unreadable, no judged id is known, a query without text, no query judged.
    """
    judged = _judgements(qrels)
    ids = dict.fromkeys(document for row in judged.values() for document in row)
    unknown = tuple(i for i in ids if i not in known and i != OUT_OF_SCOPE)
    if ids and len(unknown) == len(ids):
        raise BadQueryFile(f"{qrels}: unknown id {unknown[0]}, and so are all others")
    found = []
    for number, record in read_records(queries):
        query, text = _first(record, _QUERY_ID), _first(record, _QUERY_TEXT)
        if not query or not text:
            raise BadQueryFile(f"{queries}:{number}: id and query are needed")
        right = {i: grade for i, grade in judged.get(query, {}).items() if grade > 0 and i not in unknown}
        if right:
            found.append(_judged_query(text, right))
    if not found:
        raise BadQueryFile(f"{qrels}: no line is about a query of {queries.name}")
    return Judgements(tuple(found), unknown)


def _judged_query(text: str, right: dict[str, float]) -> LabelledQuery:
    inside = sorted((i for i in right if i != OUT_OF_SCOPE), key=lambda i: -right[i])
    if not inside:
        return LabelledQuery(text, OUT_OF_SCOPE)
    first, *others = inside
    return LabelledQuery(text, first, tuple(others), grades=tuple(right[i] for i in inside))
