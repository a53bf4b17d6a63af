"""The red button: off at once and everywhere, a second person decides, nothing of others is lost."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import local_now, utc_now
from core.database import Database
from core.errors import NotFound
from knowledge.loader import KnowledgeBase
from knowledge.records import payload_of, with_records
from publication import release_service, revision_service, withdrawal_records
from publication import service as knowledge
from publication.errors import NotAllowed
from publication.schemas import Person
from publication.withdrawal_records import Withdrawal, WithdrawalState
from publication.withdrawal_service import Withdrawals
from retrieval.encoder import Encoder
from retrieval.engine import Engine
from retrieval.index import generation as generations
from retrieval.index.generation import Generation
from retrieval.ranking.ranker import RankerModel

MEI, LIN = Person("staff-1", "陳小梅"), Person("staff-2", "林大同")
KEY = "overtime-pay"


class Office:
    """An installation with three entries."""

    def __init__(self, database: Database, engine: Engine, root: Path) -> None:
        self.database, self.engine, self.root = database, engine, root
        self.button = Withdrawals(database, engine, root)

    @property
    def is_found(self) -> bool:
        """Whether a search in this process finds the entry."""
        return KEY in [hit.id for hit in self.engine.search("加班費怎麼算", 150).results]

    async def state(self, taken: Withdrawal) -> WithdrawalState:
        return (await withdrawal_records.get(self.database, taken.id)).state


@pytest.fixture(scope="module")
def small(base: KnowledgeBase) -> KnowledgeBase:
    """Three entries, and no intents: learning is quick."""
    chosen = (KEY, "annual-leave", "mediation-apply")
    kept = tuple(item for item in base.located if item.entry.id in chosen)
    return KnowledgeBase(kept, base.parameters, base.directory, ())


@pytest.fixture(scope="module")
def first(small: KnowledgeBase, encoder: Encoder, generation: Generation) -> Generation:
    """The generation that each office begins with; its vectors are those of ``generation``."""
    return generations.build(small, encoder, 1, local_now().date(), generation)


@pytest.fixture
async def office(
    database: Database, small: KnowledgeBase, first: Generation, encoder: Encoder, tmp_path: Path
) -> Office:
    await knowledge.store(database, small, "system", "first", utc_now())
    await release_service.release(database, first, tmp_path, "first", utc_now())
    return Office(database, Engine(encoder, RankerModel.load(), first), tmp_path)


async def test_an_entry_is_off_at_once_in_this_process_and_for_the_others(office: Office) -> None:
    assert office.is_found
    taken = await office.button.take_off(KEY, MEI, "金額算錯")
    assert not office.is_found and KEY not in office.engine.catalogue
    live = await knowledge.live_generation(office.database)
    assert KEY not in generations.load(office.root, live).catalogue
    assert (taken.state, taken.question) == (WithdrawalState.WAITING, "平日加班費怎麼計算？")
    assert taken.due_at - taken.asked_at == timedelta(days=1)
    (newest, *_) = await revision_service.history(office.database, "entry", KEY)
    assert (newest.author, newest.reviewer, newest.note) == ("陳小梅", "", "緊急下架：金額算錯")


def test_the_quick_index_holds_what_a_whole_one_would(
    small: KnowledgeBase, first: Generation, encoder: Encoder
) -> None:
    gone = payload_of(first.catalogue[KEY]) | {"status": "withdrawn"}
    base = with_records(small, [("entry", gone)])
    quick, whole = (
        generations.without(first, base, 2, KEY),
        generations.build(base, encoder, 2, first.day, first),
    )
    assert quick is not None and quick.documents == whole.documents
    assert quick.layout.labels == whole.layout.labels and KEY not in quick.layout.labels
    assert quick.classifier is not None and whole.classifier is not None
    assert quick.classifier.weights.shape == whole.classifier.weights.shape
    found = [Engine(encoder, RankerModel.load(), one).search("特休怎麼算", 5) for one in (quick, whole)]
    assert [hit.id for hit in found[0].results] == [hit.id for hit in found[1].results]


async def test_a_second_person_confirms_it_and_is_named_in_the_history(office: Office) -> None:
    taken = await office.button.take_off(KEY, MEI, "金額算錯")
    with pytest.raises(NotAllowed, match="另一位同仁"):
        await office.button.confirm(taken.id, MEI)
    with pytest.raises(NotAllowed, match="另一位同仁"):
        await office.button.put_back(taken.id, MEI)
    await office.button.confirm(taken.id, LIN)
    assert await office.state(taken) is WithdrawalState.CONFIRMED and not office.is_found
    assert (await revision_service.history(office.database, "entry", KEY))[0].reviewer == "林大同"
    with pytest.raises(NotAllowed, match="林大同已經決定過"):
        await office.button.put_back(taken.id, LIN)


async def test_a_second_person_puts_it_back_as_it_was(office: Office) -> None:
    before = await revision_service.current(office.database, "entry", KEY)
    taken = await office.button.take_off(KEY, MEI, "看錯了")
    await office.button.put_back(taken.id, LIN)
    assert await office.state(taken) is WithdrawalState.RETURNED and office.is_found
    assert await revision_service.current(office.database, "entry", KEY) == before


async def test_undecided_it_stays_off_and_is_overdue_after_a_day(office: Office) -> None:
    taken = await office.button.take_off(KEY, MEI, "金額算錯")
    on_time, late = taken.due_at, taken.due_at + timedelta(seconds=1)
    async with office.database.transaction() as session:
        assert await withdrawal_records.overdue(session, on_time) == 0
        assert await withdrawal_records.overdue(session, late) == 1
    assert not office.is_found


async def test_what_another_published_meanwhile_is_kept(office: Office, encoder: Encoder) -> None:
    """The process has not heard of it yet: its text is not lost by the withdrawal."""
    other = await revision_service.current(office.database, "entry", "annual-leave") | {
        "answer": "新的回答。"
    }
    base = with_records(await knowledge.read(office.database), [("entry", other)])
    await knowledge.store(office.database, base, "other", "改寫", utc_now())
    await release_service.publish(office.database, encoder, office.root, "other", local_now())
    await office.button.take_off(KEY, MEI, "金額算錯")
    assert office.engine.catalogue["annual-leave"].answer == "新的回答。" and not office.is_found


async def test_an_entry_that_was_edited_since_is_not_put_back_over_the_edit(office: Office) -> None:
    taken = await office.button.take_off(KEY, MEI, "金額算錯")
    base = await knowledge.read(office.database)
    entry = next(entry for entry in base.entries if entry.id == KEY)
    edited = with_records(base, [("entry", payload_of(entry) | {"answer": "改好了。"})])
    await knowledge.store(office.database, edited, "other", "改好", utc_now())
    with pytest.raises(NotAllowed, match="已經改過"):
        await office.button.put_back(taken.id, LIN)


async def test_it_takes_an_entry_that_citizens_see_and_a_reason(office: Office) -> None:
    with pytest.raises(NotAllowed, match="為什麼"):
        await office.button.take_off(KEY, MEI, " ")
    with pytest.raises(NotFound):
        await office.button.take_off("no-such-entry", MEI, "試試")
    await office.button.take_off(KEY, MEI, "金額算錯")
    with pytest.raises(NotAllowed, match="沒有上架"):
        await office.button.take_off(KEY, LIN, "我也看到了")
