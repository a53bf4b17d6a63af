"""Labelled queries for fitting and evaluation: ``query,id[,alt_ids]``, id OOS = out of scope."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import BadQueryFile
from retrieval.evaluation.records import read_records

OUT_OF_SCOPE = "OOS"
DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """A query with the id of its right entry; ``alternatives`` would be right as well.

    ``treated`` are entries that treat the topic of a query that none answers; ``group`` is counted by itself.
    ``grades`` tell how right each of `right` is, where judges said so; all the same otherwise.
    """

    text: str
    id: str
    alternatives: tuple[str, ...] = ()
    treated: tuple[str, ...] = ()
    group: str = ""
    grades: tuple[float, ...] = ()

    @property
    def right(self) -> tuple[str, ...]:
        """All right ids, none for an out-of-scope query."""
        return () if self.id == OUT_OF_SCOPE else (self.id, *self.alternatives)

    @property
    def gains(self) -> dict[str, float]:
        """How right each right id is."""
        return dict(zip(self.right, self.grades or (1.0,) * len(self.right), strict=True))


def letters_of(text: str) -> str:
    """The text without spaces and punctuation, by which two queries are one; of nothing else, as it is."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LMN") or text


def read_queries(file: Path, known: Collection[str] | None = None) -> list[LabelledQuery]:
    """Read an evaluation file; ``known`` are the ids that may appear.

    Raises:
        BadQueryFile: a missing column, an empty query or an unknown id, with the line.
    """
    queries = []
    for number, row in read_records(file):
        missing = {"query", "id"} - set(row)
        if missing:
            raise BadQueryFile(f"{file}: the header lacks {', '.join(sorted(missing))}")
        text, label = (str(row[name] if row[name] is not None else "").strip() for name in ("query", "id"))
        others = tuple(i.strip() for i in str(row.get("alt_ids") or "").split("|") if i.strip())
        unknown = {label, *others} - {OUT_OF_SCOPE} - set(known or {label, *others})
        if not text or not label or unknown:
            reason = f"unknown id {', '.join(sorted(unknown))}" if unknown else "empty query or id"
            raise BadQueryFile(f"{file}:{number}: {reason}")
        queries.append(LabelledQuery(text, label, others))
    if not queries:
        raise BadQueryFile(f"{file}: no query")
    return queries
