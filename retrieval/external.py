"""Any FAQ and any judged queries: what ``labordesk eval --kb`` reads besides our own.

FAQ: CSV (``id,question,answer,variants``, variants separated by ``|``) or YAML (a list of records
with the same names, variants as a list). Queries: our own CSV, or with relevance judgements in
TREC's format (https://trec.nist.gov/data/qrels_eng/: ``query 0 document relevance``) or BEIR's
(``query-id corpus-id score``, Thakur et al. 2021) a file of ids and texts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.intents import Kind
from retrieval.documents import Document, Role
from retrieval.errors import BadQueryFile
from retrieval.queries import OUT_OF_SCOPE, LabelledQuery
from retrieval.records import read_records, read_text

_SEPARATOR = "|"
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
        asked = [Document(self.id, Kind.FAQ, Role.QUESTION, self.question)]
        asked += [Document(self.id, Kind.FAQ, Role.VARIANT, text) for text in self.all_variants]
        return asked + ([Document(self.id, Kind.FAQ, Role.PASSAGE, self.answer)] if self.answer else [])


def _first(record: dict[str, Any], names: Sequence[str]) -> str:
    return next((str(record[name]).strip() for name in names if record.get(name) is not None), "")


def _variants(value: Any) -> tuple[str, ...]:
    texts = value.split(_SEPARATOR) if isinstance(value, str) else value or ()
    return tuple(text for text in (str(text).strip() for text in texts) if text)


def read_faq(file: Path) -> list[Item]:
    """Read a FAQ.

    Raises:
        BadQueryFile: unreadable, a record without id or question, an id that comes twice, no record.
    """
    items: dict[str, Item] = {}
    for number, record in read_records(file):
        item = Item(
            _first(record, ("id",)),
            _first(record, ("question",)),
            _first(record, ("answer",)),
            _variants(record.get("variants")),
            _first(record, ("category",)),
        )
        if not item.id or not item.question:
            raise BadQueryFile(f"{file}:{number}: id and question are needed")
        if item.id in items:
            raise BadQueryFile(f"{file}:{number}: id {item.id} comes twice")
        items[item.id] = item
    if not items:
        raise BadQueryFile(f"{file}: no record")
    return list(items.values())


def _judgements(file: Path, known: Collection[str]) -> dict[str, list[str]]:
    """Relevant ids by query id, the most relevant first."""
    found: dict[str, list[tuple[float, str]]] = {}
    for number, line in enumerate(read_text(file).splitlines(), start=1):
        separator = next((sign for sign in "\t," if sign in line), None)
        parts = [part.strip().strip('"') for part in line.strip().split(separator)]
        if not line.strip() or (number == 1 and not _is_number(parts[-1])):
            continue
        if len(parts) not in (3, 4) or not _is_number(parts[-1]):
            raise BadQueryFile(f"{file}:{number}: `query 0 document relevance` was expected")
        query, document, relevance = parts[0], parts[-2], float(parts[-1])
        if document not in known and document != OUT_OF_SCOPE:
            raise BadQueryFile(f"{file}:{number}: unknown id {document}")
        found.setdefault(query, [])
        if relevance > 0 and document != OUT_OF_SCOPE:
            found[query].append((-relevance, document))
    return {query: [document for _, document in sorted(ids)] for query, ids in found.items()}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def read_judged(queries: Path, qrels: Path, known: Collection[str]) -> list[LabelledQuery]:
    """Queries with the entries that are right for them; a query with none is out of scope.

    A query that nobody judged tells nothing and is left out, as in TREC's own evaluation.

    Raises:
        BadQueryFile: unreadable, an unknown id, a query without text, no query judged.
    """
    right = _judgements(qrels, known)
    found = []
    for number, record in read_records(queries):
        query, text = _first(record, _QUERY_ID), _first(record, _QUERY_TEXT)
        if not query or not text:
            raise BadQueryFile(f"{queries}:{number}: id and query are needed")
        if query not in right:
            continue
        first, *others = right[query] or [OUT_OF_SCOPE]
        found.append(LabelledQuery(text, first, tuple(others)))
    if not found:
        raise BadQueryFile(f"{qrels}: no line is about a query of {queries.name}")
    return found
