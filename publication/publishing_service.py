"""A publication from the chosen drafts through the gate to a live generation: one at a time.

Its state is in the database, so that any app process can show it; the work runs in a thread.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import structlog
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import local_now, utc_now
from core.database import Database
from core.errors import NotFound, Problem
from core.garbage_collection import loading
from knowledge.records import with_records
from publication import draft_review, drafts, publication_records, questions, releases
from publication import service as knowledge
from publication.drafts import Draft, Person
from publication.errors import PublishedMeanwhile
from publication.examination_memory import ExaminationMemory
from publication.examiner import ANSWERS_FILE, Examiner
from publication.gate import GateReport, inspect
from publication.golden_dialogues import Hold, nobody_talks
from publication.golden_questions import golden_questions
from publication.publication_records import PublicationRecord, Stage
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine, IndexSearch
from retrieval.evaluation.queries import OUT_OF_SCOPE
from retrieval.index.generation import Generation

LISTED = 30
# A run that has not moved for so long has died with its process.
STALE = timedelta(minutes=2)
_WRITE_EVERY = 0.5
_REPORT = TypeAdapter(GateReport)
log = structlog.get_logger()


class NotNow(Problem):
    """Another publication is under way, or this one is not in the state for it."""

    status = HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication; ``drafts`` are (id, version), ``live`` the generation it was compared with."""

    id: str
    stage: Stage
    drafts: tuple[tuple[int, int], ...]
    live: int
    step: str
    done: int
    total: int
    report: GateReport | None
    started_by: Person
    reason: str
    generation: int | None
    created_at: datetime
    updated_at: datetime


def _publication(record: PublicationRecord, now: datetime) -> Publication:
    stage = record.stage
    if stage in (Stage.RUNNING, Stage.PUBLISHING) and now - record.updated_at > STALE:
        stage = Stage.FAILED
    return Publication(
        record.id,
        stage,
        record.drafts,
        record.live,
        record.step,
        record.done,
        record.total,
        _REPORT.validate_python(record.report) if record.report else None,
        record.started_by,
        record.reason,
        record.generation,
        record.created_at,
        record.updated_at,
    )


class Publisher:
    """Runs the gate and publishes; ``root`` is where generations lie."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        root: Path,
        remembering: CachingEncoder,
        hold: Hold = nobody_talks,
    ) -> None:
        """``hold`` holds the golden dialogues for the gate."""
        self._database = database
        self._engine = engine
        self._root = root
        self._lock = asyncio.Lock()
        self._remembering = remembering
        known = ExaminationMemory(root / ANSWERS_FILE)
        self._examiner = Examiner(IndexSearch(remembering, engine.model), hold, known)
        self._learner = releases.learner_of(root, engine.encoder)
        self._built: tuple[str, Generation] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._examining = asyncio.Lock()
        self._prepared: tuple[object, ...] = ()

    async def start(self, ids: Sequence[int], who: Person, publication_id: str) -> Publication:
        """Begin the gate for some drafts in review; it goes on in the background.

        Raises:
            NotNow: another publication is under way.
            NotAllowed, Conflict: see `publication.draft_review.for_review`.
        """
        chosen = await draft_review.for_review(self._database, ids, who)
        now, live = utc_now(), self._engine.generation.number
        async with self._lock:
            await self._require_alone(now)
            versions = tuple((draft.id, draft.version) for draft in chosen)
            record = PublicationRecord(
                publication_id, Stage.RUNNING, versions, live, who, now, now, step="準備"
            )
            async with self._database.transaction() as session:
                await publication_records.put(session, record)
            started = _publication(record, now)
        task = asyncio.create_task(self._run(publication_id, chosen))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return started

    async def get(self, publication_id: str) -> Publication:
        """A publication.

        Raises:
            NotFound: there is none of this id.
        """
        async with self._database.transaction() as session:
            record = await publication_records.find(session, publication_id)
        if record is None:
            raise NotFound("沒有這次發布；請回發布頁重新開始。")
        return _publication(record, utc_now())

    async def listed(self) -> list[Publication]:
        """The last publications, newest first."""
        async with self._database.transaction() as session:
            records = await publication_records.latest(session, LISTED)
        return [_publication(record, utc_now()) for record in records]

    async def confirm(self, publication_id: str, who: Person, reason: str) -> Publication:
        """Publish what the gate has shown; citizens see it in this process at once.

        Raises:
            NotNow: the gate is not ready, is about an older generation, or needs a reason.
            NotAllowed, Conflict: see `publication.draft_review.put_in_force`.
        """
        async with self._lock:
            publication = await self._claim(publication_id, who, reason)
            try:
                built = await self._draft_generation(publication_id, publication.drafts)
                await self._release(publication, built, who, reason)
            except PublishedMeanwhile as error:
                await self._note(publication_id, Stage.FAILED, str(error))
                raise NotNow(str(error)) from None
            except Exception:
                await self._note(publication_id, Stage.READY, "發布沒有完成")
                raise
            if built.number > self._engine.generation.number:
                self._engine.swap(built)
        return await self.get(publication_id)

    async def prepare(self, now: datetime) -> None:
        """Examine what is live before anybody waits for it: a new day, or published elsewhere."""
        async with self._examining:
            await asyncio.to_thread(self._prepare)

    async def close(self) -> None:
        """End what runs in the background."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _require_alone(self, now: datetime) -> None:
        async with self._database.transaction() as session:
            records = await publication_records.latest(session, LISTED)
        busy = next(
            (r for r in records if _publication(r, now).stage in (Stage.RUNNING, Stage.PUBLISHING)), None
        )
        if busy:
            raise NotNow(f"{busy.started_by.name}正在檢查或發布另一批，請等它完成再開始。")

    async def _claim(self, publication_id: str, who: Person, reason: str) -> Publication:
        now = utc_now()
        live = await knowledge.live_generation(self._database)
        async with self._database.transaction() as session:
            record = await publication_records.find(session, publication_id)
            if record is None or record.stage is not Stage.READY:
                raise NotNow("這次檢查還沒有完成，或已經發布過；請回發布頁查看。")
            publication = _publication(record, now)
            if record.live != live:
                raise NotNow("檢查之後已經有別的發布上線，請重新檢查。")
            if publication.started_by.id != who.id:
                raise NotNow("這次檢查是另一位同仁開始的；請由同一位確認，或自己重新檢查一次。")
            if publication.report and publication.report.got_worse and not reason.strip():
                raise NotNow("有考題或對話變差、或新的混淆，請寫明為什麼仍要發布。")
            claimed = replace(record, stage=Stage.PUBLISHING, reason=reason, updated_at=now)
            await publication_records.put(session, claimed)
        return publication

    async def _release(self, publication: Publication, built: Generation, who: Person, reason: str) -> None:
        now = utc_now()

        async def apply(session: AsyncSession) -> None:
            await draft_review.put_in_force(session, publication.drafts, who, reason, now)
            record = await publication_records.find(session, publication.id)
            assert record is not None
            published = replace(record, stage=Stage.PUBLISHED, generation=built.number, updated_at=now)
            await publication_records.put(session, published)

        note = f"{who.name}發布 {len(publication.drafts)} 筆"
        await releases.release(self._database, built, self._root, note, now, apply)

    async def _draft_generation(self, publication_id: str, chosen: Sequence[tuple[int, int]]) -> Generation:
        if self._built and self._built[0] == publication_id:
            return self._built[1]
        payloads = [await drafts.get(self._database, draft_id) for draft_id, _ in chosen]
        return await self._build(payloads)

    async def _build(self, chosen: Sequence[Draft]) -> Generation:
        encoder, live = self._engine.encoder, self._engine.generation
        with loading():
            base = await knowledge.read(self._database)
            changes = [(draft.kind, draft.payload) for draft in chosen]
            proposed = await asyncio.to_thread(with_records, base, changes)
            return await releases.draft(
                self._database, proposed, encoder, self._root, local_now(), live, learner=self._learner
            )

    async def _run(self, publication_id: str, chosen: Sequence[Draft]) -> None:
        """The gate itself; whatever goes wrong is told on the page, never only in a log."""
        seen: list[tuple[str, int, int]] = [("建立草稿版索引", 0, 0)]
        writing = asyncio.create_task(self._write_progress(publication_id, seen))
        try:
            live = self._engine.generation
            built = await self._build(chosen)
            async with self._database.transaction() as session:
                settled = await questions.accepted(session)
            known = {OUT_OF_SCOPE, *(e.id for e in live.catalogue), *(e.id for e in built.catalogue)}
            learned = [(text, label) for text, label in settled if label in known]
            async with self._examining:
                report = await asyncio.to_thread(self._inspect, live, built, learned, seen)
            self._built = (publication_id, built)
            await self._ready(publication_id, report)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.error("gate_failed", publication=publication_id, reason=type(error).__name__)
            await self._note(publication_id, Stage.FAILED, f"檢查失敗（{type(error).__name__}）")
        finally:
            writing.cancel()

    def _inspect(
        self,
        live: Generation,
        built: Generation,
        learned: Sequence[tuple[str, str]],
        seen: list[tuple[str, int, int]],
    ) -> GateReport:
        def progress(step: str, done: int, total: int) -> None:
            seen[0] = (step, done, total)

        questions = golden_questions(learned)
        # Whatever days staff entered, both are asked on the same ones.
        built.catalogue.calendar = live.catalogue.calendar
        report = inspect(live, built, questions, self._examiner, local_now(), progress, self._learner)
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

    async def _write_progress(self, publication_id: str, seen: list[tuple[str, int, int]]) -> None:
        while True:
            await asyncio.sleep(_WRITE_EVERY)
            async with self._database.transaction() as session:
                record = await publication_records.find(session, publication_id)
                if record is not None and record.stage is Stage.RUNNING:
                    step, done, total = seen[0]
                    moved = replace(record, step=step, done=done, total=total, updated_at=utc_now())
                    await publication_records.put(session, moved)

    async def _ready(self, publication_id: str, report: GateReport) -> None:
        async with self._database.transaction() as session:
            record = await publication_records.find(session, publication_id)
            assert record is not None
            found = _REPORT.dump_python(report, mode="json")
            ready = replace(record, stage=Stage.READY, step="完成", report=found, updated_at=utc_now())
            await publication_records.put(session, ready)

    async def _note(self, publication_id: str, stage: Stage, step: str) -> None:
        async with self._database.transaction() as session:
            record = await publication_records.find(session, publication_id)
            if record is not None:
                noted = replace(record, stage=stage, step=step, updated_at=utc_now())
                await publication_records.put(session, noted)
