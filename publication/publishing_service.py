"""A publication from the chosen drafts through the gate to a live generation: one at a time.

Its state is in the database, so that any app process can show it; the work runs in a thread.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.database import Database
from core.errors import NotFound
from core.garbage_collection import loading
from publication import draft_service, publication_records
from publication import service as knowledge
from publication.draft_review_service import for_review, put_in_force
from publication.errors import NotNow, PublishedMeanwhile
from publication.examination_service import CheckProgress, Examinations
from publication.golden_dialogues import Hold, nobody_talks
from publication.publication_records import Publication, PublicationRecord, Stage, shown
from publication.question_service import accepted
from publication.release_service import draft_with, learner_of, release
from publication.schemas import Draft, Person
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine
from retrieval.index.generation import Generation

LISTED = 30
log = structlog.get_logger()


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
        self._learner = learner_of(root, engine.encoder)
        self._examinations = Examinations(engine, root, remembering, hold, self._learner)
        self._built: tuple[str, Generation] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, ids: Sequence[int], who: Person, publication_id: str) -> Publication:
        """Begin the gate for some drafts in review; it goes on in the background.

        Raises:
            NotNow: another publication is under way.
            NotAllowed, Conflict: see `publication.draft_review_service.for_review`.
        """
        chosen = await for_review(self._database, ids, who)
        now, live = utc_now(), self._engine.generation.number
        async with self._lock:
            await self._require_alone(now)
            versions = tuple((draft.id, draft.version) for draft in chosen)
            record = PublicationRecord(
                publication_id, Stage.RUNNING, versions, live, who, now, now, step="準備"
            )
            async with self._database.transaction() as session:
                await publication_records.put(session, record)
            started = shown(record, now)
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
        return shown(record, utc_now())

    async def listed(self) -> list[Publication]:
        """The last publications, newest first."""
        async with self._database.transaction() as session:
            records = await publication_records.latest(session, LISTED)
        return [shown(record, utc_now()) for record in records]

    async def confirm(self, publication_id: str, who: Person, reason: str) -> Publication:
        """Publish what the gate has shown; citizens see it in this process at once.

        Raises:
            NotNow: the gate is not ready, is about an older generation, or needs a reason.
            NotAllowed, Conflict: see `publication.draft_review_service.put_in_force`.
        """
        async with self._lock:
            publication = await self._claim(publication_id, who, reason)
            try:
                built = await self._draft_generation(publication_id, publication.drafts)
                await self._release(publication, built, who, reason)
            except PublishedMeanwhile as error:
                await self._change(publication_id, stage=Stage.FAILED, step=str(error))
                raise NotNow(str(error)) from None
            except Exception:
                await self._change(publication_id, stage=Stage.READY, step="發布沒有完成")
                raise
            if built.number > self._engine.generation.number:
                self._engine.swap(built)
        return await self.get(publication_id)

    async def prepare(self, now: datetime) -> None:
        """Examine what is live before anybody waits for it: a new day, or published elsewhere."""
        await self._examinations.prepare()

    async def close(self) -> None:
        """End what runs in the background."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _require_alone(self, now: datetime) -> None:
        async with self._database.transaction() as session:
            records = await publication_records.latest(session, LISTED)
        busy = next((r for r in records if shown(r, now).stage in (Stage.RUNNING, Stage.PUBLISHING)), None)
        if busy:
            raise NotNow(f"{busy.started_by.name}正在檢查或發布另一批，請等它完成再開始。")

    async def _claim(self, publication_id: str, who: Person, reason: str) -> Publication:
        now = utc_now()
        live = await knowledge.live_generation(self._database)
        async with self._database.transaction() as session:
            record = await publication_records.find(session, publication_id)
            if record is None or record.stage is not Stage.READY:
                raise NotNow("這次檢查還沒有完成，或已經發布過；請回發布頁查看。")
            publication = shown(record, now)
            if record.live != live:
                raise NotNow("檢查之後已經有別的發布上線，請重新檢查。")
            if publication.started_by.id != who.id:
                raise NotNow("這次檢查是另一位同仁開始的；請由同一位確認，或自己重新檢查一次。")
            if publication.report and publication.report.got_worse and not reason.strip():
                raise NotNow("有考題或對話變差、或新的混淆，請寫明為什麼仍要發布。")
            await publication_records.change(
                session, publication_id, now, stage=Stage.PUBLISHING, reason=reason
            )
        return publication

    async def _release(self, publication: Publication, built: Generation, who: Person, reason: str) -> None:
        now = utc_now()

        async def apply(session: AsyncSession) -> None:
            await put_in_force(session, publication.drafts, who, reason, now)
            await publication_records.change(
                session, publication.id, now, stage=Stage.PUBLISHED, generation=built.number
            )

        note = f"{who.name}發布 {len(publication.drafts)} 筆"
        await release(self._database, built, self._root, note, now, apply)

    async def _draft_generation(self, publication_id: str, chosen: Sequence[tuple[int, int]]) -> Generation:
        if self._built and self._built[0] == publication_id:
            return self._built[1]
        payloads = [await draft_service.get(self._database, draft_id) for draft_id, _ in chosen]
        return await self._build(payloads)

    async def _build(self, chosen: Sequence[Draft]) -> Generation:
        changes = [(draft.kind, draft.payload) for draft in chosen]
        with loading():
            return await draft_with(self._database, changes, self._engine, self._root, self._learner)

    async def _run(self, publication_id: str, chosen: Sequence[Draft]) -> None:
        """The gate itself; whatever goes wrong is told on the page, never only in a log."""
        reached = CheckProgress("建立草稿版索引")
        writing = asyncio.create_task(reached.written(self._database, publication_id))
        try:
            live = self._engine.generation
            built = await self._build(chosen)
            async with self._database.transaction() as session:
                settled = await accepted(session)
            report = await self._examinations.compare(live, built, settled, reached)
            self._built = (publication_id, built)
            await self._change(
                publication_id, stage=Stage.READY, step="完成", report=publication_records.as_json(report)
            )
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.error("gate_failed", publication=publication_id, reason=type(error).__name__)
            await self._change(publication_id, stage=Stage.FAILED, step=f"檢查失敗（{type(error).__name__}）")
        finally:
            writing.cancel()

    async def _change(self, publication_id: str, **changes: Any) -> None:
        async with self._database.transaction() as session:
            await publication_records.change(session, publication_id, utc_now(), **changes)
