"""The real encoder, which is not asked again for what `make build` has encoded."""

from collections.abc import Sequence

from retrieval.analysis.glossary import searchable
from retrieval.encoder.base import Encoder, Vectors
from retrieval.encoder.caching import remembered
from retrieval.index.generation import Generation


class LendingEncoder:
    """``encoder`` with the vectors of ``generation``: each text is encoded alone, so they are the same."""

    def __init__(self, encoder: Encoder, generation: Generation) -> None:
        assert encoder.fingerprint == generation.fingerprint
        self.fingerprint, self.dimension = encoder.fingerprint, encoder.dimension
        self._encoder = encoder
        known = generation.known_vectors().items()
        self._queries = {searchable(text): v for (role, text), v in known if role.is_question}
        self._passages = {searchable(text): v for (role, text), v in known if not role.is_question}

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`."""
        return remembered(texts, self._queries, self._encoder.queries)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.passages`."""
        return remembered(texts, self._passages, self._encoder.passages)

    def messages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.messages`."""
        return self._encoder.messages(texts)
