"""Search: one encoder call, all labels ranked, one calibrated decision.

不是問資遣費，是問預告工資 is searched by what is meant, without the entry that is not.
"""

from copy import copy
from dataclasses import dataclass

import numpy as np

from core.calendar import PUBLIC, Calendar
from knowledge.catalogue import Catalogue
from knowledge.intents import Kind
from retrieval.analysis.contrast import contrast
from retrieval.analysis.language import language_of
from retrieval.analysis.text import has_letters
from retrieval.analysis.wording import OURS, EntryWording
from retrieval.encoder.base import Encoder, Vectors
from retrieval.errors import EncoderMismatch
from retrieval.index.generation import Generation
from retrieval.index.index import Index, Listing
from retrieval.ranking.decision import Decision, decide, is_topic_of_several
from retrieval.ranking.features import Floats, LabelFeatures
from retrieval.ranking.ranker import RankerModel, evidence, probabilities

_VERBATIM = 0.99
_EXCLUDED_AT = 0.4


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
    """Search in any index; nothing of a query is kept."""

    def __init__(self, encoder: Encoder, model: RankerModel) -> None:
        self.encoder = encoder
        self.model = model

    def vector(self, text: str, wording: EntryWording = OURS) -> Vectors:
        """The vector of a question, shape (dimension,), L2 norm 1."""
        return self._encoded(wording.searchable(text))

    def _encoded(self, searched: str) -> Vectors:
        vector: Vectors = self.encoder.queries([searched])[0]
        return vector

    def message_vector(self, text: str) -> Vectors:
        """The vector of a message amid a conversation; see `Encoder.messages`."""
        vector: Vectors = self.encoder.messages([text])[0]
        return vector

    def _cosines(self, index: Index, query: str) -> Floats:
        """The cosine of a question with each document of ``index``."""
        return index.vectors.scores(self.vector(query, index.wording))

    def _cosines_of_both(self, index: Index, query: str, beside: str) -> Floats:
        """The same for the mean of the vectors of two texts.

        For one that staff wrote, both are compared already: products with a sum are the sum of the products.
        """
        known = index.vector_of(beside)
        both = self.vector(query, index.wording)
        both = both + (self.vector(beside, index.wording) if known is None else known)
        length = np.linalg.norm(both)
        if known is None:
            return index.vectors.scores(both / length)
        return (self._cosines(index, query) + index.cosines_of(beside)) / length

    def score(self, index: Index, query: str, beside: str = "") -> Scored:
        """Features and distribution over the labels of ``index`` for ``query``.

        With words ``beside`` it, what both together would find: the mean of their vectors, all their words.
        """
        query = index.wording.asked(index.spelling.corrected(query))
        if beside:
            cosines, query = self._cosines_of_both(index, query, beside), f"{beside} {query}"
        else:
            cosines = self._cosines(index, query)
        found = index.compared(query, cosines)
        return Scored(found, probabilities(self.model.weights(index.layout), found.matrix))

    def search(self, index: Index, query: str, limit: int) -> SearchResult:
        """Rank all entries for ``query`` and decide; a query without letters abstains."""
        language = language_of(query)
        if not has_letters(query):
            return SearchResult(Decision.ABSTAIN, index.number, language, ())
        query = index.spelling.corrected(query)
        layout, text = index.layout, index.wording.normalize(query)
        verbatim = index.verbatim.get(text)
        excluded = None
        if verbatim is None:
            query, excluded = self._meant(index, query)
            text = index.wording.normalize(query)
        scored = self.score(index, query)
        shares = _without(_with_verbatim(scored.distribution, verbatim), excluded)
        values = evidence(layout, scored.found, shares, query)
        decision, probability = decide(self.model, query, values, layout.is_bare)
        order = np.argsort(-shares)
        faq = [int(i) for i in order if layout.kinds[i] is Kind.FAQ][:limit]
        others = [int(i) for i in order[:limit] if layout.kinds[i] is not Kind.FAQ]
        scale = probability / max(float(shares[faq[0]]), 1e-6)
        naming = [i for i in faq if text in index.catalogue[layout.labels[i]].question]
        is_curated = text in index.catalogue[layout.labels[faq[0]]].all_variants
        if is_topic_of_several(decision, text, naming, is_curated):
            decision = Decision.CLARIFY
            faq.sort(key=lambda i: i not in naming)
        return SearchResult(
            decision,
            index.number,
            language,
            tuple(_candidate(index.catalogue, layout.labels[i], float(shares[i]), scale) for i in faq),
            tuple(IntentScore(layout.labels[i], layout.kinds[i], float(shares[i])) for i in others),
        )

    def _meant(self, index: Index, query: str) -> tuple[str, int | None]:
        """What of ``query`` is meant, and the position of the entry that it says is not.

        A story has a not in it as well: all of it is meant unless that names an entry, and another one.
        """
        sides = contrast(query)
        if sides is None or sides.corrects or not has_letters(sides.meant):
            return query, None
        is_faq = index.layout.of_kind[Kind.FAQ]
        named, meant = (
            np.where(is_faq, self.score(index, side).distribution, 0)
            for side in (sides.excluded, sides.meant)
        )
        excluded = int(np.argmax(named))
        if named[excluded] < _EXCLUDED_AT or excluded == int(np.argmax(meant)):
            return query, None
        return sides.meant, excluded


class _OneMessage(IndexSearch):
    """`IndexSearch` for what is asked about one message: no text is encoded or compared twice."""

    def __init__(self, encoder: Encoder, model: RankerModel) -> None:
        super().__init__(encoder, model)
        self._vectors: dict[str, Vectors] = {}
        self._messages: dict[str, Vectors] = {}
        self._products: dict[tuple[int, str], Floats] = {}
        self._scores: dict[tuple[int, str, str], Scored] = {}

    def _encoded(self, searched: str) -> Vectors:
        if searched not in self._vectors:
            self._vectors[searched] = super()._encoded(searched)
        return self._vectors[searched]

    def message_vector(self, text: str) -> Vectors:
        """See `IndexSearch.message_vector`."""
        if text not in self._messages:
            self._messages[text] = super().message_vector(text)
        return self._messages[text]

    def _cosines(self, index: Index, query: str) -> Floats:
        asked = index.number, query
        if asked not in self._products:
            self._products[asked] = super()._cosines(index, query)
        return self._products[asked]

    def score(self, index: Index, query: str, beside: str = "") -> Scored:
        """See `IndexSearch.score`."""
        asked = index.number, query, beside
        if asked not in self._scores:
            self._scores[asked] = super().score(index, query, beside)
        return self._scores[asked]


class Engine:
    """Holds the current generation; `swap` replaces it whole while searches go on.

    Raises:
        EncoderMismatch: the generation was built with another encoder.
    """

    def __init__(
        self,
        encoder: Encoder,
        model: RankerModel,
        generation: Generation,
        calendar: Calendar = PUBLIC,
    ) -> None:
        self._search = IndexSearch(encoder, model)
        self.encoder = encoder
        self._calendar = calendar
        self.swap(generation)

    @property
    def model(self) -> RankerModel:
        """The ranker that every search of this process uses."""
        return self._search.model

    @property
    def generation(self) -> Generation:
        """The generation that new searches use."""
        return self._generation

    def for_one_message(self) -> "Engine":
        """The same, as it is now, for the work on one message.

        It goes on with this generation, and remembers what it was asked until it is dropped with the
        message: what citizens say stays in no other memory. Who is at work on one already goes on with it.
        """
        if isinstance(self._search, _OneMessage):
            return self
        found = copy(self)
        found._search = _OneMessage(self.encoder, self._search.model)
        return found

    @property
    def catalogue(self) -> Catalogue:
        """The published entries of the current generation."""
        return self.generation.catalogue

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
        self.generation.catalogue.calendar = calendar

    def vector(self, query: str) -> Vectors:
        """The vector of ``query``, shape (dimension,)."""
        return self._search.vector(query)

    def message_vector(self, text: str) -> Vectors:
        """The vector of ``text`` as a conversation reads it, shape (width,); see `Encoder.messages`."""
        return self._search.message_vector(text)

    def search(self, query: str, limit: int = 5) -> SearchResult:
        """Rank all entries for ``query`` and decide; a query without letters abstains."""
        return self._search.search(self._generation, query, limit)

    def score(self, query: str, beside: str = "") -> Scored:
        """All numbers about ``query`` in the current generation; see `IndexSearch.score`."""
        return self._search.score(self._generation, query, beside)


def _with_verbatim(shares: Floats, position: int | None) -> Floats:
    """Word for word what staff wrote for one label is what they meant, whatever else resembles it."""
    if position is None:
        return shares
    certain = np.zeros_like(shares)
    certain[position] = 1.0
    return _VERBATIM * certain + (1.0 - _VERBATIM) * shares


def _without(shares: Floats, position: int | None) -> Floats:
    """The shares of all other labels, as large together as before."""
    if position is None:
        return shares
    left = shares.copy()
    left[position] = 0.0
    return np.asarray(left / max(float(left.sum()), 1e-6), dtype=np.float32)


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
