"""What the encoder that was tuned on conversations reads in a message beside its topic.

The search compares a message with what entries say; the reader has learned what people mean who say it amid
a conversation (fine-tuning with a softmax over the entries: Howard & Ruder 2018, Universal Language Model
Fine-tuning for Text Classification). ``labordesk tune`` writes it and its encoder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.context import Context
from bot.understanding.likeness import Floats
from knowledge.catalogue import Catalogue
from retrieval.analysis.glossary import searchable
from retrieval.engine import Engine

FILE = Path(__file__).parent / "data" / "reader.npz"
# Between what is said, what it is said about, and what was asked before.
_BESIDE = " ‖ "
# The label of what no entry answers.
NO_ENTRY = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """How likely each entry is meant (`NO_ENTRY`: none of them), and each point asked; empty where nothing
    reads."""

    entries: Mapping[str, float]
    points: Mapping[str, float]

    def likeliest(self, count: int) -> list[str]:
        """The entries, the likeliest first."""
        known = [entry for entry in self.entries if entry != NO_ENTRY]
        return sorted(known, key=lambda entry: -self.entries[entry])[:count]


NOTHING = Meaning({}, {})


@dataclass(frozen=True, slots=True)
class Layer:
    """One softmax over unit vectors; ``weights`` have shape (labels, width)."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def shares(self, vector: Floats) -> dict[str, float]:
        """The share of each label."""
        scores = self.weights @ vector + self.bias
        exponents = np.exp(scores - scores.max())
        return dict(zip(self.labels, (exponents / exponents.sum()).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Reader:
    """The two softmaxes that the encoder was tuned with."""

    entries: Layer
    points: Layer

    def read(self, vector: Floats) -> Meaning:
        """What a message means by its vector (`Encoder.messages`); `NOTHING` of an encoder without tuning."""
        if not vector.size:
            return NOTHING
        return Meaning(self.entries.shares(vector), self.points.shares(vector))

    def save(self, file: Path = FILE) -> None:
        """Write both."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for name, layer in (("entries", self.entries), ("points", self.points)):
            arrays[name] = np.array(layer.labels)
            arrays[f"{name}_weights"] = layer.weights.astype(np.float16)
            arrays[f"{name}_bias"] = layer.bias
        np.savez_compressed(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, file: Path = FILE) -> "Reader":
        """Meaning both."""
        with np.load(file, allow_pickle=False) as data:
            return cls(
                *(
                    Layer(
                        tuple(map(str, data[name])),
                        data[f"{name}_weights"].astype(np.float32),
                        data[f"{name}_bias"],
                    )
                    for name in ("entries", "points")
                )
            )


@cache
def load_reader() -> Reader:
    """The committed reader."""
    return Reader.load()


def read_beside(engine: Engine, says: str, context: Context) -> Meaning:
    """What the reader reads in ``says`` amid ``context``."""
    return load_reader().read(engine.message_vector(as_read(says, context, engine.catalogue)))


def as_read(says: str, context: Context, catalogue: Catalogue) -> str:
    """What is read of a message: its words, the question of its topic, the words that led there."""
    topic = catalogue.get(context.topic) if context.topic else None
    parts = [searchable(says), topic.question if topic else "", context.asked]
    return _BESIDE.join(part for part in parts if part)
