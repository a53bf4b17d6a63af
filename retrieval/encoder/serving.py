"""Encoders that serve: ONNX int8 for the bundled model, sentence-transformers for any other."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from core.settings import DEFAULT_ENCODER, Settings
from retrieval.encoder.base import Encoder, Vectors
from retrieval.errors import NoGeneration

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
MAX_TOKENS = 512
BATCH = 16
ONNX_FILE = "model.int8.onnx"


class OnnxEncoder:
    """The exported model on ONNX Runtime; needs neither torch nor transformers."""

    def __init__(self, folder: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        model = folder / ONNX_FILE
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self.dimension = int(self._session.get_outputs()[0].shape[-1] or 384)
        self.fingerprint = hashlib.sha256(model.read_bytes()).hexdigest()[:16]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        # Similar lengths share a batch, so that little is spent on padding.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        result = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            encodings = [self._tokenizer.encode(texts[row]) for row in rows]
            width = max(len(encoding.ids) for encoding in encodings)
            ids = np.ones((len(rows), width), dtype=np.int64)
            mask = np.zeros((len(rows), width), dtype=np.int64)
            for line, encoding in enumerate(encodings):
                ids[line, : len(encoding.ids)] = encoding.ids
                mask[line, : len(encoding.ids)] = 1
            result[rows] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return result

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`."""
        return self._encode([QUERY_PREFIX + text for text in texts])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.passages`."""
        return self._encode([PASSAGE_PREFIX + text for text in texts])


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


def encoder_folder(settings: Settings) -> Path:
    """Where the build puts the bundled model: sentence-transformers files and the ONNX export."""
    return settings.data_dir / "encoder"


def load_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name.

    Raises:
        NoGeneration: the bundled model has not been built yet.
    """
    if settings.encoder_model != DEFAULT_ENCODER:
        return SentenceTransformerEncoder(settings.encoder_model, settings.encoder_threads)
    folder = encoder_folder(settings)
    if not (folder / ONNX_FILE).exists():
        raise NoGeneration("the encoder is not built yet: run `labordesk build`")
    return OnnxEncoder(folder, settings.encoder_threads)
