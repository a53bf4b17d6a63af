"""Search: one encoder call, all labels ranked, one calibrated decision."""

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np

from core.calendar import PUBLIC, Calendar
from knowledge.catalogue import Catalogue
from knowledge.intents import Kind
from retrieval.encoder.base import Encoder, Vectors
from retrieval.errors import EncoderMismatch
from retrieval.features import Floats, LabelFeatures
from retrieval.generation import Generation
from retrieval.glossary import searchable
from retrieval.index import Index, Listing
from retrieval.language import language_of
from retrieval.ranker import (
    ONE_WORD,
    SHORT,
    Decision,
    RankerModel,
    evidence,
    probabilities,
)
from retrieval.text import has_letters, normalize

_CACHED_QUERIES = 2048
_VERBATIM = 0.99


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer; ``score`` is its share of the fusion, ``confidence`` is calibrated."""

    id: str
    question: str
    category: str
    unit: str
    score: float
    confidence: float


@dataclass(frozen=True, slots=True)
class IntentScore:
    """A dialogue intent, aspect or outside topic with its share of the fusion."""

    id: str
    kind: Kind
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The decision on a query, the entries found and the dialogue intents that compete."""

    decision: Decision
    generation: int
    language: str
    results: tuple[Candidate, ...]
    intents: tuple[IntentScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """All numbers about one query: features per label and the fused distribution."""

    found: LabelFeatures
    distribution: Floats


class IndexSearch:
    """Search in any index; remembers the vectors of the last queries."""

    def __init__(self, encoder: Encoder, model: RankerModel) -> None:
        self.encoder = encoder
        self.model = model
        self._encode_lock = Lock()
        self._vector = lru_cache(_CACHED_QUERIES)(self._encode)

    def _encode(self, text: str) -> Vectors:
        with self._encode_lock:
            vector: Vectors = self.encoder.queries([text])[0]
        return vector

    def score(self, index: Index, query: str) -> Scored:
        """Features and distribution over the labels of ``index`` for ``query``."""
        found = index.features(query, self._vector(searchable(query)))
        return Scored(found, probabilities(np.array(self.model.fusion), found.matrix))

    def search(self, index: Index, query: str, limit: int) -> SearchResult:
        """Rank all entries for ``query`` and decide; a query without letters abstains."""
        language = language_of(query)
        if not has_letters(query):
            return SearchResult(Decision.ABSTAIN, index.number, language, ())
        scored = self.score(index, query)
        text = normalize(query)
        layout = index.layout
        shares = _with_verbatim(scored.distribution, index.verbatim.get(text))
        values = evidence(layout, scored.found, shares, query)
        probability = self.model.calibration(query).probability(values)
        order = np.argsort(-shares)
        faq = [int(i) for i in order if layout.kinds[i] is Kind.FAQ][:limit]
        others = [int(i) for i in order[:limit] if layout.kinds[i] is not Kind.FAQ]
        scale = probability / max(float(shares[faq[0]]), 1e-6)
        decision = self.model.decide(query, probability)
        if len(text) <= SHORT and decision is not Decision.CLARIFY:
            # 調解 or 請假 may mean several entries: asking back costs a tap, a guess a wrong answer.
            named = [i for i in faq if text in index.catalogue[layout.labels[i]].question]
            is_curated = text in index.catalogue[layout.labels[faq[0]]].all_variants
            is_one_word = len(text) <= ONE_WORD
            if len(named) > 1 or (decision is Decision.ANSWER and is_one_word and not is_curated):
                decision = Decision.CLARIFY
                faq.sort(key=lambda i: i not in named)
        return SearchResult(
            decision,
            index.number,
            language,
            tuple(_candidate(index.catalogue, layout.labels[i], float(shares[i]), scale) for i in faq),
            tuple(IntentScore(layout.labels[i], layout.kinds[i], float(shares[i])) for i in others),
        )


class Engine:
    """Holds the current generation; `swap` replaces it whole while searches go on.

    Raises:
        EncoderMismatch: the generation was built with another encoder.
    """

    def __init__(self, encoder: Encoder, model: RankerModel, generation: Generation) -> None:
        self._search = IndexSearch(encoder, model)
        self.encoder = encoder
        self._calendar = PUBLIC
        self.swap(generation)

    @property
    def generation(self) -> Generation:
        """The generation that new searches use."""
        return self._generation

    @property
    def catalogue(self) -> Catalogue:
        """The published entries of the current generation."""
        return self._generation.catalogue

    def swap(self, generation: Generation) -> None:
        """Use ``generation`` from the next search on.

        Raises:
            EncoderMismatch: it was built with another encoder.
        """
        if self.encoder.fingerprint != generation.fingerprint:
            raise EncoderMismatch("the index was built with another encoder: run `labordesk build`")
        generation.catalogue.calendar = self._calendar
        self._generation = generation

    def use_calendar(self, calendar: Calendar) -> None:
        """Windows are open or closed, and deadlines move, by ``calendar`` from now on."""
        self._calendar = calendar
        self._generation.catalogue.calendar = calendar

    def search(self, query: str, limit: int = 5) -> SearchResult:
        """Rank all entries for ``query`` and decide; a query without letters abstains."""
        return self._search.search(self._generation, query, limit)


def _with_verbatim(shares: Floats, position: int | None) -> Floats:
    """Word for word what staff wrote for one label is what they meant, whatever else resembles it."""
    if position is None:
        return shares
    certain = np.zeros_like(shares)
    certain[position] = 1.0
    return _VERBATIM * certain + (1.0 - _VERBATIM) * shares


def _candidate(catalogue: Listing, label: str, share: float, scale: float) -> Candidate:
    entry = catalogue[label]
    return Candidate(
        entry.id,
        entry.question,
        entry.category,
        entry.unit,
        score=round(share, 4),
        confidence=round(min(1.0, share * scale), 4),
    )
