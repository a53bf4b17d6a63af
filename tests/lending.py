"""The real encoder, which is not asked again for what `make build` has encoded."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from retrieval.documents import Role
from retrieval.encoder.base import Encoder, Vectors
from retrieval.generation import Generation
from retrieval.glossary import searchable

Side = Callable[[Sequence[str]], Vectors]


class LendingEncoder:
    """``encoder`` with the vectors of ``generation``: each text is encoded alone, so they are the same."""

    def __init__(self, encoder: Encoder, generation: Generation) -> None:
        assert encoder.fingerprint == generation.fingerprint
        self.fingerprint, self.dimension = encoder.fingerprint, encoder.dimension
        self._encoder = encoder
        known = generation.known_vectors().items()
        self._queries = {searchable(text): v for (role, text), v in known if role is not Role.PASSAGE}
        self._passages = {searchable(text): v for (role, text), v in known if role is Role.PASSAGE}

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`."""
        return _lent(texts, self._queries, self._encoder.queries)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.passages`."""
        return _lent(texts, self._passages, self._encoder.passages)


def _lent(texts: Sequence[str], known: Mapping[str, Vectors], side: Side) -> Vectors:
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    made = dict(zip(missing, side(missing), strict=True)) if missing else {}
    return np.stack([made[text] if text in made else known[text] for text in texts])
