"""Drafts go live together or not at all, one publication at a time; entries begin and expire by day."""

import asyncio
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.calendar import Calendar
from core.clock import local_now, utc_now
from core.database import Database
from knowledge.loader import KnowledgeBase
from knowledge.records import payload_of, with_records
from publication import draft_service, release_service, revision_service
from publication import service as knowledge
from publication.errors import Conflict, NotAllowed, NotNow, PublishedMeanwhile
from publication.golden_dialogues import HeldTurn
from publication.publication_records import Publication, Stage
from publication.publishing_service import Publisher
from publication.schemas import Draft, DraftState, Person
from retrieval.encoder import Encoder
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine
from retrieval.index import generation as generations
from retrieval.index.generation import Generation
from retrieval.ranking.ranker import RankerModel
from tests.publication.following import following

MEI, LIN = Person("staff-1", "陳小梅"), Person("staff-2", "林大同")
KEY = "overtime-pay"


@pytest.fixture(scope="module")
def remembering(encoder: Encoder) -> CachingEncoder:
    """Questions are encoded once for all tests."""
    return CachingEncoder(encoder)


@pytest.fixture(scope="module")
def small(base: KnowledgeBase) -> KnowledgeBase:
    """Six entries and the intents."""
    chosen = (KEY, "annual-leave", "mediation-apply", "severance-pay", "service-counter", "unpaid-wages")
    kept = tuple(item for item in base.located if item.entry.id in chosen)
    return KnowledgeBase(kept, base.parameters, base.directory, base.intents)


@pytest.fixture
async def publisher(
    database: Database, small: KnowledgeBase, remembering: CachingEncoder, tmp_path: Path
) -> Publisher:
    await knowledge.store(database, small, "system", "first", utc_now())
    live = await release_service.publish(database, remembering, tmp_path, "first", local_now())
    return Publisher(database, Engine(remembering, RankerModel.load(), live), tmp_path, remembering)


async def _in_review(database: Database, **changes: object) -> Draft:
    payload = await revision_service.current(database, "entry", KEY) | changes
    draft = await draft_service.begin(database, "entry", payload, MEI, "改寫", utc_now(), key=KEY)
    return await draft_service.submit(database, draft.id, draft.version, utc_now())


async def _checked(publisher: Publisher, draft: Draft, name: str = "p1") -> Publication:
    await publisher.start([draft.id], LIN, name)
    begun = time.monotonic()
    while (found := await publisher.get(name)).stage is Stage.RUNNING:
        assert time.monotonic() - begun < 900
        await asyncio.sleep(0.1)
    assert found.stage is Stage.READY, found.step
    return found


async def test_what_the_gate_showed_goes_live_in_every_process(
    publisher: Publisher, database: Database, encoder: Encoder, tmp_path: Path
) -> None:
    other = Engine(encoder, RankerModel.load(), generations.load(tmp_path, 1))
    tasks = following(other, database, tmp_path)
    draft = await _in_review(database, answer="新的回答。")
    checked = await _checked(publisher, draft)
    assert checked.report is not None and [e.id for e in checked.report.entries] == [KEY]
    published = await publisher.confirm("p1", LIN, "看過")
    assert (published.stage, published.generation) == (Stage.PUBLISHED, 2)
    confirmed = time.monotonic()
    while other.generation.number < 2:
        assert time.monotonic() - confirmed < 30
        await asyncio.sleep(0.05)
    await tasks.stop()
    assert other.catalogue[KEY].answer == "新的回答。"
    assert (await draft_service.get(database, draft.id)).state is DraftState.PUBLISHED
    assert (await revision_service.history(database, "entry", KEY))[0].reviewer == "林大同"


async def test_live_and_draft_are_asked_on_the_days_that_staff_entered(
    publisher: Publisher, database: Database, remembering: CachingEncoder, tmp_path: Path
) -> None:
    asked: list[Calendar] = []

    def hold(engine: Engine) -> tuple[HeldTurn, ...]:
        asked.append(engine.catalogue.calendar)
        return ()

    typhoon = Calendar({local_now().date(): "颱風"})
    engine = Engine(remembering, RankerModel.load(), generations.load(tmp_path, 1), typhoon)
    await _checked(
        Publisher(database, engine, tmp_path, remembering, hold), await _in_review(database, answer="新的。")
    )
    assert asked == [typhoon, typhoon]


async def test_a_publication_that_makes_something_worse_needs_a_reason(
    publisher: Publisher, database: Database
) -> None:
    draft = await _in_review(database, answer="可以領 98765 元。")
    assert (await _checked(publisher, draft)).report.got_worse  # type: ignore[union-attr]
    with pytest.raises(NotNow, match="為什麼"):
        await publisher.confirm("p1", LIN, " ")
    assert (await publisher.confirm("p1", LIN, "先上線再補來源")).reason == "先上線再補來源"


async def test_only_one_publication_is_under_way(publisher: Publisher, database: Database) -> None:
    draft = await _in_review(database, answer="新的回答。")
    await publisher.start([draft.id], LIN, "p1")
    with pytest.raises(NotNow, match="林大同正在檢查"):
        await publisher.start([draft.id], LIN, "p2")
    await publisher.close()


async def test_a_gate_result_does_not_outlive_another_publish(
    publisher: Publisher, database: Database, encoder: Encoder, tmp_path: Path
) -> None:
    draft = await _in_review(database, answer="新的回答。")
    await _checked(publisher, draft)
    await release_service.publish(database, encoder, tmp_path, "by hand", local_now())
    with pytest.raises(NotNow, match="重新檢查"):
        await publisher.confirm("p1", LIN, "看過")
    assert (await draft_service.get(database, draft.id)).state is DraftState.IN_REVIEW


async def test_a_draft_that_was_changed_after_the_gate_is_not_published(
    publisher: Publisher, database: Database
) -> None:
    draft = await _in_review(database, answer="新的回答。")
    await _checked(publisher, draft)
    changed = draft.payload | {"answer": "又改了。"}
    saved = await draft_service.save(database, draft.id, draft.version, changed, MEI, "再改", utc_now())
    await draft_service.submit(database, saved.id, saved.version, utc_now())
    with pytest.raises((Conflict, NotAllowed)):
        await publisher.confirm("p1", LIN, "看過")
    assert await knowledge.live_generation(database) == 1
    assert (await revision_service.current(database, "entry", KEY))["answer"] not in (
        "新的回答。",
        "又改了。",
    )


async def test_of_two_publishes_at_once_one_counts_and_the_other_changes_nothing(
    publisher: Publisher, database: Database, small: KnowledgeBase, encoder: Encoder, tmp_path: Path
) -> None:
    live = generations.load(tmp_path, 1)
    answers = ("第一個。", "第二個。")
    built = []
    for answer in answers:
        payload = payload_of(small.entries[0]) | {"answer": answer}
        base = with_records(small, [("entry", payload)])
        built.append(await release_service.draft(database, base, encoder, tmp_path, local_now(), live))
    await release_service.release(database, built[0], tmp_path, "one", local_now())
    with pytest.raises(PublishedMeanwhile):
        await release_service.release(database, built[1], tmp_path, "two", local_now())
    stored = generations.load(tmp_path, built[0].number)
    assert stored.catalogue[small.entries[0].id].answer == answers[0]


def _with_dates(generation: Generation, encoder: Encoder, **dates: date) -> Generation:
    entry = generation.catalogue[KEY].model_copy(update=dates)
    base = with_records(generation.base, [("entry", payload_of(entry))])
    return generations.build(base, encoder, generation.number, generation.day, generation)


def _serves(engine: Engine) -> bool:
    found = [hit.id for hit in engine.search("加班費怎麼算", 150).results]
    view = engine.catalogue.view(KEY, local_now())
    assert (KEY in found) == (view is not None)
    return KEY in found


@pytest.mark.parametrize("field", ["effective_to", "effective_from"])
async def test_an_entry_begins_and_expires_with_the_day_in_a_running_process(
    database: Database, few_built: Generation, encoder: Encoder, tmp_path: Path, field: str
) -> None:
    today = local_now().date()
    yesterday = replace(few_built, day=today - timedelta(days=1))
    last_day = today - timedelta(days=1) if field == "effective_to" else today
    engine = Engine(encoder, RankerModel.load(), _with_dates(yesterday, encoder, **{field: last_day}))
    assert engine.generation.day == today - timedelta(days=1)
    tasks = following(engine, database, tmp_path)
    begun = time.monotonic()
    while engine.generation.day < today:
        assert time.monotonic() - begun < 60
        await asyncio.sleep(0.05)
    await tasks.stop()
    assert _serves(engine) == (field == "effective_from")


def test_remembered_vectors_are_read_back_and_another_encoders_are_not(
    encoder: Encoder, tmp_path: Path
) -> None:
    file = tmp_path / "golden.npz"
    first = CachingEncoder(encoder, file)
    vector = first.queries(["加班費"])
    first.keep()
    again = CachingEncoder(_Refusing(encoder), file)
    assert (again.queries(["加班費"]) == vector).all()
    other = CachingEncoder(_Refusing(encoder, "another"), file)
    with pytest.raises(AssertionError):
        other.queries(["加班費"])


class _Refusing:
    """An encoder that must not be asked."""

    def __init__(self, encoder: Encoder, fingerprint: str | None = None) -> None:
        self.fingerprint, self.dimension = fingerprint or encoder.fingerprint, encoder.dimension

    def queries(self, texts: object) -> object:
        raise AssertionError("encoded again")

    passages = queries
