"""The examinations of this process: what is live beforehand, a draft when it is to be published."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from core.clock import local_now, utc_now
from core.database import Database
from publication import publication_records
from publication.examination_memory import ExaminationMemory
from publication.examiner import ANSWERS_FILE, Examiner
from publication.gate import GateReport, inspect
from publication.golden_dialogues import Hold
from publication.golden_questions import golden_questions
from publication.publication_records import Stage
from retrieval.classifier.classifier import Learner
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine, IndexSearch
from retrieval.evaluation.queries import OUT_OF_SCOPE
from retrieval.index.generation import Generation

_WRITE_EVERY = 0.5  # seconds


@dataclass(slots=True)
class CheckProgress:
    """How far a check is: ``done`` of ``total`` parts of ``step``; read by others while it runs."""

    step: str
    done: int = 0
    total: int = 0

    def reach(self, step: str, done: int, total: int) -> None:
        """Note how far it is now."""
        self.step, self.done, self.total = step, done, total

    async def written(self, database: Database, publication_id: str) -> None:
        """Write it into the record of a publication that runs, until this is cancelled."""
        while True:
            await asyncio.sleep(_WRITE_EVERY)
            async with database.transaction() as session:
                record = await publication_records.find(session, publication_id)
                if record is not None and record.stage is Stage.RUNNING:
                    now, reached = utc_now(), asdict(self)
                    await publication_records.change(session, publication_id, now, **reached)


class Examinations:
    """One at a time, in a thread; what was found is kept under ``root``, where generations lie."""

    def __init__(
        self, engine: Engine, root: Path, remembering: CachingEncoder, hold: Hold, learner: Learner
    ) -> None:
        self._engine, self._remembering, self._learner = engine, remembering, learner
        known = ExaminationMemory(root / ANSWERS_FILE)
        self._examiner = Examiner(IndexSearch(remembering, engine.model), hold, known)
        self._lock = asyncio.Lock()
        self._prepared: tuple[object, ...] = ()

    async def prepare(self) -> None:
        """Examine what is live, unless that was done for this generation, day and calendar."""
        async with self._lock:
            await asyncio.to_thread(self._prepare)

    async def compare(
        self,
        live: Generation,
        draft: Generation,
        settled: Sequence[tuple[str, str]],
        reached: CheckProgress,
    ) -> GateReport:
        """What changes from ``live`` to ``draft``; ``settled`` are (question, entry) of staff."""
        known = {OUT_OF_SCOPE, *(e.id for e in live.catalogue), *(e.id for e in draft.catalogue)}
        learned = [(text, label) for text, label in settled if label in known]
        async with self._lock:
            return await asyncio.to_thread(self._compare, live, draft, learned, reached)

    def _compare(
        self,
        live: Generation,
        draft: Generation,
        learned: Sequence[tuple[str, str]],
        reached: CheckProgress,
    ) -> GateReport:
        asked = golden_questions(learned)
        # Whatever days staff entered, both are asked on the same ones.
        draft.catalogue.calendar = live.catalogue.calendar
        report = inspect(live, draft, asked, self._examiner, local_now(), reached.reach, self._learner)
        self._keep()
        return report

    def _prepare(self) -> None:
        live, day = self._engine.generation, local_now().date()
        prepared = (live.number, live.day, day, live.catalogue.calendar)
        if prepared == self._prepared:
            return
        if self._examiner.examination(live, day).complete():
            self._keep()
        self._prepared = prepared

    def _keep(self) -> None:
        self._remembering.keep()
        self._examiner.keep()
