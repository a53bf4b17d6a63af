"""What was asked without an answer, by what is meant: the groups are those of the learning queue."""

from collections.abc import Sequence

from retrieval.analysis.text import normalize
from retrieval.clustering import cluster
from retrieval.encoder.base import Encoder

SHOWN = 15


def grouped(asked: Sequence[tuple[str, int]], encoder: Encoder) -> list[tuple[str, int]]:
    """The groups of ``asked`` (masked texts in order of arrival, with how often), the most frequent first.

    A group is named by its most frequent wording. Takes some time for words that are new to ``encoder``.
    """
    if not asked:
        return []
    texts = [text for text, _ in asked]
    vectors = encoder.queries([normalize(text) for text in texts])
    groups = [[asked[position] for position in group.members] for group in cluster(texts, vectors)]
    counted = [(max(group, key=_times)[0], sum(map(_times, group))) for group in groups]
    return sorted(counted, key=_times, reverse=True)[:SHOWN]


def _times(asked: tuple[str, int]) -> int:
    return asked[1]
