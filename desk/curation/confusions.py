"""What a generation confuses: texts that pull to the wrong entry, and entries that say the same."""

import asyncio
from dataclasses import dataclass

from retrieval.engine import Engine
from retrieval.evaluation.confusability import Misplaced, Twins, misplaced_variants, suspects, twin_entries
from retrieval.index.generation import Generation
from retrieval.ranking.ranker import RankerModel


@dataclass(frozen=True, slots=True)
class Confusions:
    """What one generation confuses."""

    generation: int
    misplaced: tuple[Misplaced, ...]
    twins: tuple[Twins, ...]


def examine(generation: Generation, model: RankerModel) -> Confusions:
    """Look through every text of ``generation``; takes seconds."""
    found = misplaced_variants(generation, model, suspects(generation))
    return Confusions(generation.number, tuple(found), tuple(twin_entries(generation)))


class ConfusionReports:
    """The report of the live generation, made once in the background."""

    def __init__(self) -> None:
        self._number = -1
        self._task: asyncio.Task[Confusions] | None = None

    def of(self, engine: Engine) -> Confusions | None:
        """The report, None while it is being made."""
        generation = engine.generation
        if self._task is None or self._number != generation.number or _failed(self._task):
            self._number = generation.number
            self._task = asyncio.create_task(asyncio.to_thread(examine, generation, engine.model))
        return self._task.result() if self._task.done() else None


def _failed(task: asyncio.Task[Confusions]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
