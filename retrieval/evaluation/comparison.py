"""Several ways to find the entry, side by side on the same queries."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from knowledge.intents import Kind
from retrieval.encoder.base import Encoder
from retrieval.engine import IndexSearch
from retrieval.evaluation.queries import LabelledQuery
from retrieval.index.index import Index
from retrieval.index.lexical import ngrams
from retrieval.ranking.ranker import RankerModel

DEPTH = 10
_DOCUMENTS = 400


@dataclass(frozen=True, slots=True)
class Ranked:
    """What one system found for one query: ids, best first, and how sure it is of the first."""

    ids: tuple[str, ...]
    confidence: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One system's line: shares of in-scope queries, refusal AUROC, seconds of one query, of training."""

    name: str
    hit1: float
    hit3: float
    mrr: float
    auroc: float | None
    seconds: float
    training_seconds: float | None

    def cells(self) -> tuple[str, ...]:
        """As text: Hit@1, Hit@3, MRR, AUROC, milliseconds, training."""
        auroc = "無" if self.auroc is None else f"{self.auroc:.3f}"
        training = "無" if self.training_seconds is None else f"{self.training_seconds:.1f} 秒"
        milliseconds = f"{self.seconds * 1e3:.1f} ms"
        shares = (f"{self.hit1:.3f}", f"{self.hit3:.3f}", f"{self.mrr:.3f}")
        return (self.name, *shares, auroc, milliseconds, training)


HEADINGS = ("系統", "Hit@1", "Hit@3", "MRR", "拒答 AUROC", "每題 p50", "建立／訓練")
Find = Callable[[str], tuple[Sequence[str], float]]


def figures(
    name: str, queries: Sequence[LabelledQuery], found: Sequence[Ranked], training_seconds: float | None
) -> Figures:
    """The measures of one system over what it found, one `Ranked` a query."""
    ranks = [_rank(query, ranked) for query, ranked in zip(queries, found, strict=True) if query.right]
    inside = [bool(query.right) for query in queries]
    both = any(inside) and not all(inside)
    confidences = [ranked.confidence for ranked in found]
    return Figures(
        name,
        _mean([rank == 1 for rank in ranks]),
        _mean([1 <= rank <= 3 for rank in ranks]),
        _mean([1 / rank if rank else 0.0 for rank in ranks]),
        float(roc_auc_score(inside, confidences)) if both else None,
        statistics.median(ranked.seconds for ranked in found),
        training_seconds,
    )


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values) if values else 0.0


def _rank(query: LabelledQuery, ranked: Ranked) -> int:
    return next((n for n, entry in enumerate(ranked.ids[:DEPTH], start=1) if entry in query.right), 0)


def _timed(find: Find, queries: Sequence[LabelledQuery]) -> list[Ranked]:
    found = []
    for query in queries:
        start = time.perf_counter()
        ids, confidence = find(query.text)
        found.append(Ranked(tuple(ids), confidence, time.perf_counter() - start))
    return found


def _best_documents(index: Index, scores: NDArray[np.float32]) -> tuple[Sequence[str], float]:
    """The entries of the best documents, each once."""
    order = [row for row in np.argsort(-scores)[:_DOCUMENTS] if index.documents[row].kind is Kind.FAQ]
    labels = dict.fromkeys(index.documents[row].label for row in order)
    return list(labels)[:DEPTH], float(scores[order[0]]) if order else 0.0


def own_systems(
    index: Index,
    encoder: Encoder,
    model: RankerModel,
    queries: Sequence[LabelledQuery],
    build_seconds: float | None = None,
) -> Iterator[Figures]:
    """BM25 alone, the encoder alone, and the whole pipeline."""

    def words(text: str) -> tuple[Sequence[str], float]:
        return _best_documents(index, index.lexical.scores(ngrams(text, index.wording)))

    def meaning(text: str) -> tuple[Sequence[str], float]:
        return _best_documents(
            index, index.vectors.scores(encoder.queries([index.wording.searchable(text)])[0])
        )

    search = IndexSearch(encoder, model)

    def whole(text: str) -> tuple[Sequence[str], float]:
        results = search.search(index, text, DEPTH).results
        return [hit.id for hit in results], results[0].confidence if results else 0.0

    for name, find in (("只有 BM25", words), ("只有編碼器", meaning), ("labordesk", whole)):
        yield figures(name, queries, _timed(find, queries), build_seconds)
