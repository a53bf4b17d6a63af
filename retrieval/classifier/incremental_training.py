"""Learn a lesson from one before: who edits an entry waits for its texts, not for all of them.

The factor of the last lesson that was learned whole lies beside the generations. What follows from it is
checked against the lesson itself, so that a damaged or foreign file costs time and nothing else.
"""

import hashlib
import json
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

import numpy as np
import structlog

from retrieval.classifier.classifier import Classifier, Learner
from retrieval.classifier.kernel_ridge import Change, Changed, Kept, System
from retrieval.classifier.lesson import Floats, Lesson, Rows, shrinkage
from retrieval.classifier.threads import all_threads

# Beyond so many texts that moved, to learn all again costs about the same.
MOST_CHANGED = 800
# What a score may be off on a text that was learned: it is 1 where the label is its own.
OFF = 1e-3
_CHECKED = 256
_FACTOR, _WEIGHTS, _TEXTS = "factor.bin", "weights.npy", "texts.json"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Learned:
    """A lesson that was learned whole; ``terms`` are what the likeness of all its texts hangs on."""

    names: tuple[tuple[str, str], ...]
    owners: Rows
    usual: float
    terms: str


@dataclass(frozen=True, slots=True)
class _Step:
    """From a lesson to the next; ``order`` are the rows of the next: those kept, then the new ones."""

    change: Change
    order: Rows


class _Ordered:
    """A system in another order of its texts."""

    def __init__(self, system: System, order: Rows) -> None:
        self._system, self._order = system, order

    def solve(self, right: Floats) -> Floats:
        """See `System`."""
        found = np.empty_like(right)
        found[self._order] = self._system.solve(right[self._order])
        return found


class Relearner(Learner):
    """Learns in a fraction of the time what differs little from what ``folder`` keeps; else whole."""

    def __init__(self, folder: Path, encoder: str) -> None:
        """``encoder`` is the fingerprint of what made the vectors."""
        self._folder, self._encoder = folder, encoder
        self._lock = RLock()
        self._last: tuple[Lesson, System] | None = None

    @all_threads()
    def fit(self, lesson: Lesson) -> Classifier:
        """See `Learner.fit`."""
        with self._lock:
            weights = self._quick(lesson)
            return Classifier(self._whole(lesson) if weights is None else weights, lesson.sharpness)

    @all_threads()
    def system(self, lesson: Lesson) -> System:
        """See `Learner.system`."""
        with self._lock:
            if self._last is None or self._last[0].names != lesson.names:
                self._quick(lesson)
            if self._last is None or self._last[0].names != lesson.names:
                self._last = lesson, lesson.factored()
            return self._last[1]

    def _quick(self, lesson: Lesson) -> Floats | None:
        """None where too much has changed, or what is kept does not solve the lesson."""
        try:
            old = self._read()
            step = _step(old, lesson) if old.terms == self._terms(lesson) else None
            if step is None:
                return None
            known = np.load(self._folder / _WEIGHTS)
            system = Changed(Kept(self._folder / _FACTOR, len(old.owners)), len(old.owners), step.change)
        except (OSError, ValueError, KeyError, TypeError, np.linalg.LinAlgError):
            return None
        weights = np.empty((len(lesson.owners), lesson.labels), dtype=np.float32)
        weights[step.order] = system.finish(_columns(known, old, lesson), lesson.target[step.order])
        if not _off(lesson, weights, step.order[-_CHECKED:]) <= OFF:
            log.warning("factor_does_not_fit", folder=self._folder.name)
            return None
        self._last = lesson, _Ordered(system, step.order)
        return weights

    def _whole(self, lesson: Lesson) -> Floats:
        system = lesson.factored()
        weights = system.solve(lesson.target)
        unfinished = self._folder.with_suffix(".unfinished")
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            system.save(unfinished / _FACTOR)
            np.save(unfinished / _WEIGHTS, weights)
            told = {"names": lesson.names, "owners": lesson.owners.tolist(), "usual": lesson.usual}
            told["terms"] = self._terms(lesson)
            (unfinished / _TEXTS).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
            shutil.rmtree(self._folder, ignore_errors=True)
            unfinished.rename(self._folder)
        except OSError as error:  # the next one learns whole as well
            log.warning("factor_not_kept", reason=type(error).__name__)
        return weights

    def _read(self) -> Learned:
        told = json.loads((self._folder / _TEXTS).read_text("utf-8"))
        names = tuple((label, text) for label, text in told["names"])
        return Learned(names, np.array(told["owners"], dtype=np.int64), told["usual"], told["terms"])

    def _terms(self, lesson: Lesson) -> str:
        terms = self._encoder, lesson.sharpness, lesson.usual, lesson.words.rarities
        return hashlib.sha256(repr(terms).encode()).hexdigest()


def _step(old: Learned, lesson: Lesson) -> _Step | None:
    """What has changed since ``old``; None for more than `MOST_CHANGED` texts."""
    free: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in reversed(range(len(old.names))):
        free[old.names[row]].append(row)
    before = [free[name].pop() if free[name] else -1 for name in lesson.names]
    found = np.array(before, dtype=np.int64)
    again, new = np.flatnonzero(found >= 0), np.flatnonzero(found < 0)
    kept = found[again]
    more = lesson.shrinkage[again] - shrinkage(old.owners, old.usual)[kept]
    moved = np.flatnonzero(more)
    gone = np.setdiff1d(np.arange(len(old.names)), kept)
    if len(gone) + len(new) + len(moved) > MOST_CHANGED:
        return None
    among = lesson.likeness(new, new, lesson.sharpness)
    among[np.diag_indices(len(new))] += lesson.shrinkage[new]
    beside = lesson.likeness(again, new, lesson.sharpness)
    change = Change(kept, gone, kept[moved], more[moved], beside, among)
    return _Step(change, np.concatenate([again, new]))


def _columns(weights: Floats, old: Learned, lesson: Lesson) -> Floats:
    """``weights`` of the old texts with the labels of ``lesson``."""
    position = {label: int(owner) for (label, _), owner in zip(old.names, old.owners, strict=True)}
    found = np.zeros((len(weights), lesson.labels), dtype=np.float32)
    for label, owner in {
        name[0]: int(o) for name, o in zip(lesson.names, lesson.owners, strict=True)
    }.items():
        if label in position:
            found[:, owner] = weights[:, position[label]]
    return found


def _off(lesson: Lesson, weights: Floats, rows: Rows) -> float:
    """How far ``weights`` are from solving ``lesson``, at ``rows`` and as many others."""
    some = np.random.default_rng(0).choice(len(lesson.owners), min(_CHECKED, len(lesson.owners)), False)
    checked = np.union1d(rows, some)
    likeness = lesson.likeness(checked, np.arange(len(lesson.owners)), lesson.sharpness)
    found = likeness @ weights + lesson.shrinkage[checked, None] * weights[checked]
    return float(np.abs(found - lesson.target[checked]).max())
