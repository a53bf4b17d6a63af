"""An encoder that encodes no text twice: golden questions and open questions come back again and again."""

from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder.base import Encoder, Vectors

_TEXTS, _VECTORS = "texts", "vectors"
Encode = Callable[[Sequence[str]], Vectors]


def remembered(texts: Sequence[str], known: MutableMapping[str, Vectors], encode: Encode) -> Vectors:
    """Vectors of ``texts``; only those that ``known`` lacks are encoded, and added to it."""
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        known.update(zip(missing, encode(missing), strict=True))
    return np.stack([known[text] for text in texts])


class CachingEncoder:
    """Passes to ``encoder`` only the queries it has not seen; ``file`` keeps them between processes."""

    def __init__(self, encoder: Encoder, file: Path | None = None) -> None:
        self._encoder = encoder
        self.fingerprint, self.dimension = encoder.fingerprint, encoder.dimension
        self._file = file
        self._lock = Lock()
        self._known: dict[str, NDArray[np.float32]] = self._read()

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`."""
        with self._lock:
            return remembered(texts, self._known, self._encoder.queries)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.passages`."""
        return self._encoder.passages(texts)

    def messages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.messages`."""
        return self._encoder.messages(texts)

    def keep(self) -> None:
        """Write what is known beside the index; another encoder's vectors are never read back."""
        if self._file is None:
            return
        with self._lock:
            texts = np.array(list(self._known), dtype=np.str_)
            vectors = np.array(list(self._known.values()), dtype=np.float32)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._file.with_suffix(".unfinished.npz")
        np.savez(unfinished, texts=texts, vectors=vectors, fingerprint=np.array(self.fingerprint))
        unfinished.replace(self._file)

    def _read(self) -> dict[str, NDArray[np.float32]]:
        if self._file is None or not self._file.exists():
            return {}
        try:
            with np.load(self._file, allow_pickle=False) as data:
                if str(data["fingerprint"]) != self.fingerprint:
                    return {}
                return dict(zip(map(str, data[_TEXTS]), data[_VECTORS], strict=True))
        except (OSError, ValueError, KeyError):  # broken files are only slower
            return {}
