"""A long text in pieces, so that one sentence of danger is not lost among others (pure)."""

import re

from retrieval.analysis.language import is_chinese
from retrieval.analysis.text import clean

# In letters; scripts with spaces between words take about twice as many for the same.
SHORT, LONGEST, MOST = 12, 40, 40
# What is said without a stop is looked at through a window of so many.
WINDOW = 24
_END = re.compile(r"(?<=[，。！？；,!?;…~])|(?<=\.)\s|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def clauses(text: str) -> tuple[str, ...]:
    """``text`` in one line, cut after each sign that ends a clause; joined, it is the text but for spaces."""
    return tuple(filter(None, map(str.strip, _END.split(clean(text)))))


def pieces(text: str) -> tuple[str, ...]:
    """``text`` in one line, then its parts of at most `LONGEST` letters where it is longer than that.

    At most `MOST` parts; what is said without a stop overlaps by half.
    """
    whole = clean(text)
    scale = 1 if is_chinese(whole) else 2
    if len(whole) <= LONGEST * scale:
        return (whole,)
    parts: list[str] = []
    for clause in clauses(whole):
        if parts and len(parts[-1]) < SHORT * scale and len(parts[-1]) + len(clause) <= LONGEST * scale:
            parts[-1] += clause if scale == 1 else f" {clause}"
        else:
            parts += [clause] if len(clause) <= LONGEST * scale else _windows(clause, WINDOW * scale)
    return (whole[: LONGEST * scale * 5], *dict.fromkeys(parts[:MOST]))


def _windows(clause: str, longest: int) -> list[str]:
    return [clause[start : start + longest] for start in range(0, len(clause) - longest // 2, longest // 2)]
