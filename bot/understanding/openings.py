"""What people open a matter with in the conversations to learn from: the search learns from it as well.

``labordesk openings`` writes them where the search finds its training queries.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.understanding.dialogues import Dialogue
from bot.understanding.examples import in_context
from bot.understanding.structure import Act
from knowledge.loader import KnowledgeBase
from retrieval.analysis.language import length_limit
from retrieval.evaluation.queries import DATA, letters_of, read_queries
from retrieval.evaluation.real import LABELS
from retrieval.index.documents import CONVERSATIONS

FILE = DATA / f"{CONVERSATIONS}.csv"
_COLUMNS = ("query", "id", "alt_ids")
# Characters of Chinese, see `length_limit`.
_FEWEST = 10


def openings(
    conversations: Sequence[Dialogue], elsewhere: Iterable[str] = ()
) -> Iterator[tuple[str, str, str]]:
    """Rows of a query file: each question, once, that begins a matter or leaves the running one, with its
    entries. Who goes on with a matter says too little of it, and so do few words that leave it (那要多久);
    two matters at once say too much. What stands ``elsewhere`` is left out: no judge
    is learned from, and nothing counts twice."""
    seen = set(map(letters_of, elsewhere))
    for one in in_context(conversations):
        says, entries = one.turn.says, one.turn.asked.entries
        begins = bool(entries) and one.context.topic not in entries and Act.QUESTION in one.turn.acts
        leans = one.context.topic is not None and len(says) < length_limit(says, _FEWEST)
        if begins and not leans and one.turn.second is None and letters_of(says) not in seen:
            seen.add(letters_of(says))
            yield says, entries[0], "|".join(entries[1:])


def known_texts(base: KnowledgeBase) -> Iterator[str]:
    """The questions of the entries and all other labelled queries: to learn from, to judge by."""
    yield from (entry.question for entry in base.entries)
    for file in (*DATA.glob("*.csv"), *(DATA / "cross_lingual").glob("*.csv")):
        if file not in (FILE, LABELS):
            yield from (query.text for query in read_queries(file))


def write(rows: Iterator[tuple[str, str, str]], file: Path = FILE) -> None:
    """Write ``rows`` as a query file."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(rows)
