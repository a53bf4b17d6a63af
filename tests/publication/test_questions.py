"""Open questions become drafts with one click, and stay known afterwards."""

import pytest

from core.clock import utc_now
from core.database import Database
from core.errors import Problem
from knowledge.loader import KnowledgeBase
from publication import draft_service, question_service
from publication import service as knowledge
from publication.errors import NothingChosen
from publication.schemas import Person, QuestionSource, QuestionState

NOW = utc_now()
MEI = Person("staff-1", "陳小梅")
KEY = "overtime-pay"


@pytest.fixture
async def queue(database: Database, base: KnowledgeBase) -> Database:
    """A small knowledge base and two questions that nobody answered."""
    kept = tuple(item for item in base.located if item.entry.id == KEY)
    small = KnowledgeBase(kept, base.parameters, base.directory, base.intents)
    await knowledge.store(database, small, "system", "最初的知識庫", NOW)
    async with database.transaction() as session:
        for text in ("加班沒給錢", "加班 沒給錢 電話0912-345-678"):
            question_service.note(session, text, QuestionSource.REFUSAL, [KEY], 3, "line", NOW, "origin")
    return database


async def _ids(database: Database) -> list[int]:
    return [question.id for question in await question_service.listed(database)]


async def test_what_is_noted_is_masked_and_keeps_its_evidence(queue: Database) -> None:
    first, second = await question_service.listed(queue)
    assert (first.candidates, first.generation, first.channel) == ((KEY,), 3, "line")
    assert second.text == "加班 沒給錢 電話〔手機〕"


async def test_an_empty_question_is_not_noted(queue: Database) -> None:
    async with queue.transaction() as session:
        question_service.note(session, "  \n ", QuestionSource.COUNTER, [], 3, "desk", NOW)
    assert len(await _ids(queue)) == 2


async def test_a_variant_is_a_draft_and_the_questions_are_known_to_the_gate(queue: Database) -> None:
    draft = await question_service.make_variant(queue, await _ids(queue), KEY, "加班沒給錢", MEI, NOW)
    assert draft.payload["variants"]["colloquial"][-1] == "加班沒給錢"
    assert await _ids(queue) == []
    async with queue.transaction() as session:
        assert ("加班沒給錢", KEY) in await question_service.accepted(session)


async def test_a_new_entry_begins_with_the_words_of_the_citizens(queue: Database) -> None:
    ids = await _ids(queue)
    draft = await question_service.make_entry(
        queue, ids, "unpaid-overtime", {"question": "加班沒給錢？"}, MEI, NOW
    )
    assert draft.payload["variants"] == {"colloquial": ["加班沒給錢", "加班 沒給錢 電話〔手機〕"]}
    assert (draft.key, draft.base_revision) == ("unpaid-overtime", 0)


async def test_an_id_in_use_is_refused_and_the_questions_stay(queue: Database) -> None:
    with pytest.raises(Problem, match="已經有人用了"):
        await question_service.make_entry(queue, await _ids(queue), KEY, {}, MEI, NOW)
    assert len(await _ids(queue)) == 2


async def test_out_of_scope_is_a_draft_of_an_outside_topic(queue: Database, base: KnowledgeBase) -> None:
    outside = next(intent.id for intent in base.intents if intent.kind == "out_of_scope")
    draft = await question_service.make_out_of_scope(queue, await _ids(queue), outside, "火星天氣", MEI, NOW)
    assert (draft.kind, draft.payload["examples"][-1]) == ("intent", "火星天氣")
    async with queue.transaction() as session:
        assert {label for _, label in await question_service.accepted(session)} == {
            question_service.OUT_OF_SCOPE
        }


async def test_an_answered_topic_is_no_outside_topic(queue: Database, base: KnowledgeBase) -> None:
    dialogue = next(intent.id for intent in base.intents if intent.kind == "dialogue")
    with pytest.raises(Problem, match="不在服務範圍"):
        await question_service.make_out_of_scope(queue, await _ids(queue), dialogue, "你好", MEI, NOW)


async def test_an_assigned_question_still_waits_and_a_dismissed_one_does_not(queue: Database) -> None:
    first, second = await _ids(queue)
    await question_service.assign(queue, [first], MEI)
    await question_service.dismiss(queue, [second], NOW)
    (waiting,) = await question_service.listed(queue)
    assert (waiting.standing, waiting.assignee) == (QuestionState.ASSIGNED, "陳小梅")


async def test_the_second_click_finds_nothing_left(queue: Database) -> None:
    ids = await _ids(queue)
    await question_service.dismiss(queue, ids, NOW)
    with pytest.raises(NothingChosen):
        await question_service.make_variant(queue, ids, KEY, "加班沒給錢", MEI, NOW)
    assert await draft_service.listed(queue) == []


async def test_what_is_taken_back_is_forgotten(queue: Database) -> None:
    async with queue.transaction() as session:
        await question_service.forget(session, "origin")
    assert await _ids(queue) == []
