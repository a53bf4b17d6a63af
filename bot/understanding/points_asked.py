"""Which point of an entry one thought asks for, by the head of the points and by the reader."""

from collections.abc import Mapping

from bot.understanding.asked import settled
from bot.understanding.heads import Name, Scorer
from bot.understanding.reader import Meaning
from bot.understanding.structure import WHOLE
from knowledge.catalogue import Catalogue

# Who opens a matter asks for the whole of it; in conversations that nothing learned from, the point is right
# in 0.96 at first, and in 0.88 later (docs/dialogue.md).
_WHOLE_AT_FIRST, _WHOLE_IN_TOPIC = 0.2, 0.0
# How much the reader counts beside the head (docs/dialogue.md).
_AS_READ = 0.2


def scores(scorer: Scorer, read: Meaning, entry: str) -> dict[Name, dict[str, float]]:
    """How likely each act is, and each point of ``entry``, "" where none is meant."""
    points = scorer.of(Name.POINTS, entry)
    if read.points:
        points = {
            name: (1 - _AS_READ) * score + _AS_READ * read.points.get(name, 0.0)
            for name, score in points.items()
        }
    return {Name.ACTS: scorer.of(Name.ACTS), Name.POINTS: points}


def likeliest(scores: Mapping[str, float], continues: bool) -> str | None:
    """The point that is asked; None for the entry as a whole."""
    point = ranked(scores, continues)[0][0]
    return None if point == WHOLE else point


def ranked(scores: Mapping[str, float], continues: bool) -> list[tuple[str, float]]:
    """What may be asked with its score, the likeliest first."""
    handicap = {WHOLE: _WHOLE_IN_TOPIC if continues else _WHOLE_AT_FIRST}
    told = [(name, score + handicap.get(name, 0.0)) for name, score in scores.items()]
    return sorted(told, key=lambda one: -one[1])


def of_entry(
    catalogue: Catalogue, text: str, entries: list[tuple[str, float]], point: str | None
) -> str | None:
    """The point as the likeliest entry understands it; what only tells of oneself asks for none."""
    entry = catalogue.get(entries[0][0]) if entries else None
    return point if entry is None else settled(point, text, entry)
