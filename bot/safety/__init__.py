"""Safety before everything: whether somebody may be in danger, and the help that is said first."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bot.safety.detector import Besides, DetectedDanger, Detector
from bot.safety.head import SafetyHead
from bot.safety.phrases import Phrases
from knowledge.loader import load_dangers
from knowledge.safety import Danger as DangerRecord
from retrieval.encoder.base import Vectors
from retrieval.engine import Engine

__all__ = ["Besides", "DetectedDanger", "detect", "records"]


@lru_cache(1)
def _shipped() -> tuple[DangerRecord, ...]:
    return load_dangers()


@lru_cache(1)
def _head() -> SafetyHead:
    return SafetyHead.load()


@lru_cache(4)
def _detector(dangers: tuple[DangerRecord, ...]) -> Detector:
    return Detector(Phrases(dangers), _head())


def records(dangers: tuple[DangerRecord, ...]) -> tuple[DangerRecord, ...]:
    """``dangers`` as staff keep them, and those that come with the program for kinds they do not keep."""
    kept = {danger.id for danger in dangers}
    return (*dangers, *(danger for danger in _shipped() if danger.id not in kept))


def detect(engine: Engine, text: str, besides: Besides = Besides.NOTHING) -> DetectedDanger | None:
    """The danger that ``text`` tells of, by the phrases of the current generation; None where there is none.

    ``besides``: what search says of it, so that less or more is needed.
    """

    def encode(texts: Sequence[str]) -> Vectors:
        return np.stack([engine.vector(one) for one in texts])

    return _detector(records(engine.generation.base.dangers)).detect(text, encode, besides)
