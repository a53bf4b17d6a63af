"""Encoders that serve: ONNX int8 for the bundled model, sentence-transformers for any other."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime

from core.settings import DEFAULT_ENCODER, Settings
from retrieval.encoder.base import Encoder, Vectors, none_tuned
from retrieval.encoder.file_rows import FileRows
from retrieval.encoder.joint import JointEncoder
from retrieval.encoder.served_files import (
    MESSAGES_FILE,
    ONNX_FILE,
    PIECES_FILE,
    WORDS,
    WORDS_FILE,
    is_built,
    is_whole,
    sealed,
)
from retrieval.encoder.universal import UniversalEncoder
from retrieval.encoder.word_pieces import Pieces
from retrieval.errors import NoGeneration

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
MAX_TOKENS = 512
BATCH = 16
# Part of the fingerprint: an index of vectors that were made otherwise is built anew.
_SCHEME = b"each text alone"
# Measured (docs/retrieval.md): with this share neither encoder drowns the other.
E5_SHARE = 10 / 11


class OnnxEncoder:
    """The exported model on ONNX Runtime; needs neither torch nor transformers."""

    def __init__(self, folder: Path, threads: int, tuned: Path = MESSAGES_FILE) -> None:
        self._session = _session(folder / ONNX_FILE, threads)
        self._tuned = _session(tuned, threads) if tuned.exists() else None
        self._pieces = Pieces(folder / PIECES_FILE, MAX_TOKENS)
        self.dimension = int(self._session.get_outputs()[0].shape[-1])
        self._words = FileRows((folder / WORDS_FILE).open("rb"), 0, self.dimension)
        self.fingerprint = hashlib.sha256(_SCHEME + sealed(folder)).hexdigest()[:16]

    def _encode_one(self, session: onnxruntime.InferenceSession, text: str) -> Vectors:
        words = self._words[np.array(self._pieces.ids(text))]
        vector: Vectors = session.run(None, {WORDS: words[np.newaxis]})[0][0]
        return vector

    def _encode(self, texts: Sequence[str], session: onnxruntime.InferenceSession) -> Vectors:
        # Each text alone: int8 scales depend on all that is in a batch, and a text would get another
        # vector in the index than as a query.
        if len(texts) == 1:
            return self._encode_one(session, texts[0])[np.newaxis]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            vectors = list(pool.map(partial(self._encode_one, session), texts))
        return np.stack(vectors) if vectors else np.empty((0, self.dimension), dtype=np.float32)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`."""
        return self._encode([QUERY_PREFIX + text for text in texts], self._session)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.passages`."""
        return self._encode([PASSAGE_PREFIX + text for text in texts], self._session)

    def messages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.messages`."""
        if self._tuned is None:
            return none_tuned(texts)
        return self._encode([QUERY_PREFIX + text for text in texts], self._tuned)


def _session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # The graph is as it should be (`lean`); what is fused besides is slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by name or path, with its own prompts."""

    def __init__(self, name: str, threads: int) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        self._model = SentenceTransformer(name, device="cpu")
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = hashlib.sha256(name.encode()).hexdigest()[:16]
        uses_e5_prefixes = "e5" in Path(name).name.lower()
        self._query_prefix = QUERY_PREFIX if uses_e5_prefixes else ""
        self._passage_prefix = PASSAGE_PREFIX if uses_e5_prefixes else ""

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        vectors = self._model.encode(
            [prefix + text for text in texts], batch_size=BATCH, normalize_embeddings=True
        )
        return np.asarray(vectors, dtype=np.float32)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`."""
        return self._encode(texts, self._query_prefix)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.passages`."""
        return self._encode(texts, self._passage_prefix)

    def messages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.messages`."""
        return none_tuned(texts)


def encoder_folder(settings: Settings) -> Path:
    """Where the build puts the bundled model: sentence-transformers files and the ONNX export."""
    return settings.data_dir / "encoder"


def load_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name; the bundled one is two that vote together.

    Raises:
        NoGeneration: the bundled model has not been built yet, or its files are damaged.
    """
    if settings.encoder_model != DEFAULT_ENCODER:
        return SentenceTransformerEncoder(settings.encoder_model, settings.encoder_threads)
    folder = encoder_folder(settings)
    if not is_built(folder):
        raise NoGeneration("the encoder is not built yet: run `labordesk build`")
    if not is_whole(folder):
        raise NoGeneration(f"{folder} is damaged: run `labordesk build`, which builds it anew")
    threads = settings.encoder_threads
    return JointEncoder(OnnxEncoder(folder, threads), UniversalEncoder(folder), E5_SHARE)
