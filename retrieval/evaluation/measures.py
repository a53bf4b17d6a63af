"""Measures of retrieval on labelled queries.

Hit@k, recall@k and MRR over in-scope queries (Manning et al. 2008, ch. 8), nDCG@10 with the grades of the
judges (Järvelin & Kekäläinen 2002); AUROC of the calibrated
confidence between in-scope and out-of-scope queries (Fawcett 2006); expected calibration error over
ten equal bins (Guo et al. 2017).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log2

from retrieval.engine import SearchResult
from retrieval.evaluation.queries import OUT_OF_SCOPE, LabelledQuery
from retrieval.ranking.decision import Decision

DEPTH = 10
Search = Callable[[str, int], SearchResult]
CHOICES = 4
BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One query with what was found; ``rank`` is that of the first right entry, 0 for none."""

    query: LabelledQuery
    result: SearchResult
    rank: int

    @property
    def outside(self) -> bool:
        """Whether the query is out of scope."""
        return self.query.id == OUT_OF_SCOPE

    @property
    def confidence(self) -> float:
        """Calibrated confidence of the best entry, 0 when nothing was found."""
        return self.result.results[0].confidence if self.result.results else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Queries of like confidence: how many, the mean confidence, the share whose best entry is right."""

    count: int
    confidence: float
    right: float


def reliability(judged: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Confidences and whether they were right, in bins of a tenth; empty bins are left out."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in judged:
        groups.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    return [
        Bin(
            len(items),
            sum(confidence for confidence, _ in items) / len(items),
            _share(right for _, right in items),
        )
        for _, items in sorted(groups.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: mean distance of confidence and truth, weighted by count."""
    return sum(b.count * abs(b.confidence - b.right) for b in bins) / max(sum(b.count for b in bins), 1)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All judged queries and the measures over them; shares are of in-scope queries in 0..1."""

    judged: tuple[Judged, ...]

    @property
    def inside(self) -> list[Judged]:
        """The in-scope queries."""
        return [item for item in self.judged if not item.outside]

    @property
    def outside(self) -> list[Judged]:
        """The out-of-scope queries."""
        return [item for item in self.judged if item.outside]

    def hit_at(self, k: int) -> float:
        """Share of in-scope queries with a right entry among the first ``k``."""
        return _share(1 <= item.rank <= k for item in self.inside)

    @property
    def mrr(self) -> float:
        """Mean reciprocal rank."""
        return _mean(1 / item.rank if item.rank else 0.0 for item in self.inside)

    def recall_at(self, k: int) -> float:
        """Mean share of the right entries that are among the first ``k``."""
        return _mean(
            sum(hit.id in item.query.right for hit in item.result.results[:k]) / len(item.query.right)
            for item in self.inside
        )

    @property
    def ndcg(self) -> float:
        """Mean normalized discounted cumulative gain of the first `DEPTH` entries."""
        return _mean(_ndcg(item) for item in self.inside)

    @property
    def auroc(self) -> float | None:
        """AUROC of refusal; None without both kinds of queries."""
        if not self.inside or not self.outside:
            return None
        # 65 MB, for evaluation only: the check before a publication judges as well.
        from sklearn.metrics import roc_auc_score

        labels = [not item.outside for item in self.judged]
        return float(roc_auc_score(labels, [item.confidence for item in self.judged]))

    @property
    def reliability(self) -> list[Bin]:
        """All queries by confidence, in bins of a tenth; empty bins are left out."""
        return reliability((item.confidence, item.rank == 1) for item in self.judged)

    @property
    def calibration_error(self) -> float:
        """Expected calibration error: mean distance of confidence and truth, weighted by count."""
        return calibration_error(self.reliability)

    def decided(self, decision: Decision) -> float:
        """Share of in-scope queries that got ``decision``."""
        return _share(item.result.decision is decision for item in self.inside)

    @property
    def answered_wrong(self) -> float:
        """Share of in-scope queries answered with a wrong entry."""
        return _share(item.result.decision is Decision.ANSWER and item.rank != 1 for item in self.inside)

    @property
    def clarified_right(self) -> float:
        """Share of clarified in-scope queries whose choices hold a right entry."""
        return _share(
            1 <= item.rank <= CHOICES for item in self.inside if item.result.decision is Decision.CLARIFY
        )

    @property
    def outside_answered(self) -> float:
        """Share of out-of-scope queries that were answered."""
        return _share(item.result.decision is Decision.ANSWER for item in self.outside)

    @property
    def outside_related(self) -> float:
        """Share of out-of-scope queries that were shown an entry as related, not as the answer."""
        return _share(item.result.decision is Decision.RELATED for item in self.outside)

    @property
    def outside_refused(self) -> float:
        """Share of out-of-scope queries that were refused outright."""
        return _share(item.result.decision is Decision.ABSTAIN for item in self.outside)

    @property
    def decision_accuracy(self) -> float:
        """Share of all queries whose decision was acceptable: right answer, useful choice, refusal."""
        return _share(
            (not item.outside and item.result.decision is Decision.ANSWER and item.rank == 1)
            or (not item.outside and item.result.decision is Decision.CLARIFY and 1 <= item.rank <= CHOICES)
            or (item.outside and item.result.decision is not Decision.ANSWER)
            for item in self.judged
        )

    def by_group(self) -> dict[str, tuple[int, float, float]]:
        """Number of queries, share answered and share shown as related, by the group of the query."""
        groups: dict[str, list[Decision]] = {}
        for item in self.judged:
            if item.query.group:
                groups.setdefault(item.query.group, []).append(item.result.decision)
        return {
            name: (
                len(found),
                _share(decision is Decision.ANSWER for decision in found),
                _share(decision is Decision.RELATED for decision in found),
            )
            for name, found in sorted(groups.items())
        }

    def by_category(self) -> dict[str, tuple[int, float]]:
        """Number of queries and Hit@1 by the category of the right entry."""
        groups: dict[str, list[bool]] = {}
        for item in self.inside:
            groups.setdefault(_category(item), []).append(item.rank == 1)
        return {name: (len(hits), _share(hits)) for name, hits in sorted(groups.items())}

    def confusions(self, count: int = 10) -> list[tuple[tuple[str, str], int]]:
        """The most frequent (right id, id found first) pairs among the misses."""
        pairs = Counter(
            (item.query.id, item.result.results[0].id)
            for item in self.inside
            if item.rank != 1 and item.result.results
        )
        return pairs.most_common(count)


def _ndcg(item: Judged) -> float:
    gains = item.query.gains
    found = _discounted([gains.get(hit.id, 0.0) for hit in item.result.results[:DEPTH]])
    return found / _discounted(sorted(gains.values(), reverse=True)[:DEPTH])


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, start=1))


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


def _share(values: Iterable[bool]) -> float:
    return _mean(map(bool, values))


def _category(item: Judged) -> str:
    for hit in item.result.results:
        if hit.id in item.query.right:
            return hit.category
    return "（前十名沒有）"


def judge(search: Search, query: LabelledQuery) -> Judged:
    """Search one query and find the rank of its first right entry."""
    result = search(query.text, DEPTH)
    ranks = (n for n, hit in enumerate(result.results, start=1) if hit.id in query.right)
    return Judged(query, result, next(ranks, 0))


def evaluate(search: Search, queries: Sequence[LabelledQuery]) -> Evaluation:
    """Judge all queries; ``search`` takes a text and how many entries to find."""
    return Evaluation(tuple(judge(search, query) for query in queries))
