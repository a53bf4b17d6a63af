"""The learned part of understanding: ``labordesk train-understanding`` writes it, and it is read once."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from bot.understanding.candidates import FEATURES
from bot.understanding.heads import APART, Head, Heads, Name
from bot.understanding.likeness import BUCKETS, Floats

FILE = Path(__file__).parent / "data" / "model.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """The heads, the weights of the choice of an entry amid a topic and at the ``opening`` of a matter, and
    from where on an act is told."""

    heads: Heads
    choice: Floats
    opening: Floats
    thresholds: dict[str, float]

    def save(self, file: Path = FILE) -> None:
        """Write the model."""
        arrays = {
            "vectors": self.heads.rounded,
            "scale": np.array(self.heads.step),
            "columns": self.heads.grams.indices.astype(np.uint16),
            "starts": self.heads.grams.indptr.astype(np.int32),
            "choice": self.choice,
            "opening": self.opening,
            "meta": np.array(
                json.dumps(
                    {
                        "features": FEATURES,
                        "apart": APART,
                        "thresholds": self.thresholds,
                        "labels": {name: head.labels for name, head in self.heads.heads.items()},
                    }
                )
            ),
        }
        for name, head in self.heads.heads.items():
            arrays[f"{name}_rows"] = head.rows.astype(np.int16)
            arrays[f"{name}_weights"] = head.weights.astype(np.float16)
            arrays[f"{name}_mean"] = head.mean
            arrays[f"{name}_matters"] = head.matters
        np.savez_compressed(file, **arrays)

    @classmethod
    def load(cls, file: Path = FILE) -> "Model":
        """Read a model.

        Raises:
            ValueError: it was fitted for other features; run ``labordesk train-understanding``.
        """
        with np.load(file, allow_pickle=False) as data:
            meta = json.loads(str(data["meta"]))
            if meta["features"] != list(FEATURES) or meta["apart"] != APART:
                raise ValueError(f"{file.name} is for other features: run `labordesk train-understanding`")
            starts = data["starts"].astype(np.int64)
            values = np.repeat(np.maximum(np.diff(starts), 1) ** -0.5, np.diff(starts)).astype(np.float32)
            shape = (len(starts) - 1, BUCKETS)
            grams = csr_array((values, data["columns"].astype(np.int64), starts), shape=shape)
            heads = {
                name: Head(
                    tuple(meta["labels"][name]),
                    data[f"{name}_rows"].astype(np.int64),
                    data[f"{name}_weights"].astype(np.float32),
                    data[f"{name}_mean"],
                    data[f"{name}_matters"],
                    APART[name],
                )
                for name in Name
            }
            step = np.float32(data["scale"])
            return cls(
                Heads(data["vectors"], step, grams, heads),
                data["choice"],
                data["opening"],
                meta["thresholds"],
            )


@cache
def load_model() -> Model:
    """The committed model."""
    return Model.load()
