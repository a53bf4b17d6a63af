"""Labelled queries for fitting and evaluation: ``query,id[,alt_ids]``, id OOS = out of scope."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import BadQueryFile

OUT_OF_SCOPE = "OOS"
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """A query with the id of its right entry; ``alternatives`` would be right as well."""

    text: str
    id: str
    alternatives: tuple[str, ...] = ()

    @property
    def right(self) -> tuple[str, ...]:
        """All right ids, none for an out-of-scope query."""
        return () if self.id == OUT_OF_SCOPE else (self.id, *self.alternatives)


def read_queries(file: Path, known: Collection[str] | None = None) -> list[LabelledQuery]:
    """Read an evaluation file; ``known`` are the ids that may appear.

    Raises:
        BadQueryFile: a missing column, an empty query or an unknown id, with the line.
    """
    with file.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = {"query", "id"} - set(reader.fieldnames or ())
        if missing:
            raise BadQueryFile(f"{file}: the header lacks {', '.join(sorted(missing))}")
        queries = []
        for row in reader:
            text, label = (row["query"] or "").strip(), (row["id"] or "").strip()
            others = tuple(i for i in (row.get("alt_ids") or "").split("|") if i.strip())
            unknown = {label, *others} - {OUT_OF_SCOPE} - set(known or {label, *others})
            if not text or unknown:
                reason = f"unknown id {', '.join(sorted(unknown))}" if unknown else "empty query"
                raise BadQueryFile(f"{file}:{reader.line_num}: {reason}")
            queries.append(LabelledQuery(text, label, tuple(map(str.strip, others))))
    return queries
