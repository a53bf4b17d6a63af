"""Unread counts, the fitting situation, transfer, talks that are over, files that citizens sent."""

from datetime import timedelta

import pytest

from bot import repository as conversations
from bot.facts import FactKind, Facts
from bot.handover.archive.files import keep_file
from bot.handover.schemas import PastWanted
from cases.schemas import Upload
from core.clock import local_now, utc_now
from desk.auth.permissions import Role
from desk.inbox.suggested_entries import for_person
from retrieval.engine import Engine
from tests.cases.conftest import PHOTO
from tests.desk.world import Person, World

VISITOR = "/desk/inbox/visitor"


async def said(world: World, text: str, *uploads: Upload) -> None:
    """The visitor writes, with files."""
    now = utc_now()
    reply = {"messages": [], "state": {"owner": "human", "intent": "", "faq_id": None}}
    async with world.database.transaction() as session:
        turn = conversations.add_turn(session, "visitor", None, text, reply, "human", now)
        await session.flush()
        for upload in uploads:
            keep_file(session, world.vault, "visitor", turn.id, upload, now)


@pytest.fixture
async def clerk(world: World) -> Person:
    """A clerk who has taken the visitor's conversation."""
    person = await world.person()
    await world.waiting()
    await person.send(f"{VISITOR}/take")
    return person


async def test_what_was_not_read_is_counted_until_the_conversation_is_opened(
    world: World, clerk: Person
) -> None:
    await said(world, "還有一件事")
    assert "1 則未讀" in await clerk.page("/desk/inbox")
    await clerk.page(VISITOR)
    assert "則未讀" not in await clerk.page("/desk/inbox")


async def test_a_transfer_names_the_colleague_to_the_citizen_and_the_reason_to_the_colleague(
    world: World, clerk: Person
) -> None:
    other = await world.person(name="林同仁")
    await clerk.send(f"{VISITOR}/transfer", to=other.id, why="他問的是勞保")
    page = await other.page(VISITOR)
    assert "回覆民眾" in page and "他問的是勞保" in page and "林同仁已經接手" in page
    assert "回覆民眾" not in await clerk.page(VISITOR)


async def test_a_conversation_goes_to_nobody_who_cannot_answer(world: World, clerk: Person) -> None:
    curator = await world.person(Role.CURATOR, name="李題庫")
    answer = await clerk.send(f"{VISITOR}/transfer", to=curator.id, why="請看")
    assert answer.status_code == 400 and "請看</textarea>" in answer.text
    assert "回覆民眾" in await clerk.page(VISITOR)


async def test_a_talk_that_is_over_is_found_by_its_words_and_others_reading_it_is_noted(
    world: World, clerk: Person
) -> None:
    await said(world, "老闆扣我的獎金")
    await clerk.send(f"{VISITOR}/back", word="祝您順利")
    other = await world.person(name="林同仁")
    (talk,) = await world.handover.past(PastWanted(words="獎金"), 5)
    found = await other.send("/desk/inbox/past", q="獎金")
    assert f"/desk/inbox/past/{talk.id}" in found.text
    assert "沒有。" in (await other.send("/desk/inbox/past", q="加班")).text
    page = await other.page(f"/desk/inbox/past/{talk.id}")
    assert "老闆扣我的獎金" in page and "祝您順利" in page
    chief = await world.person(Role.SUPERVISOR)
    assert "看別人服務的對話" in await chief.page("/desk/audit?event=talk_read")


async def test_what_was_told_the_bot_before_a_person_was_asked_for_is_not_shown(world: World) -> None:
    clerk = await world.person()
    async with world.database.transaction() as session:
        earlier = utc_now() - timedelta(hours=1)
        await conversations.conversation(session, "visitor", "webchat", earlier)
        body = {"messages": [], "state": {"owner": "bot", "intent": "", "faq_id": None}}
        conversations.add_turn(session, "visitor", None, "我只跟機器人說", body, "direct", earlier)
    await world.waiting()
    await clerk.send(f"{VISITOR}/take")
    await clerk.send(f"{VISITOR}/back")
    (talk,) = await world.handover.past(PastWanted(), 5)
    assert "我只跟機器人說" not in await clerk.page(f"/desk/inbox/past/{talk.id}")


async def test_a_picture_is_shown_in_the_page_and_nothing_in_it_runs(world: World, clerk: Person) -> None:
    await said(world, "〔附件〕", Upload("薪資單.jpg", PHOTO))
    page = await clerk.page(VISITOR)
    address = page.split('<img src="')[1].split('"')[0]
    shown = await clerk.client.get(address)
    assert shown.content == PHOTO and "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["content-disposition"].startswith("inline")
    kept = await clerk.client.get(address.partition("?")[0])
    assert kept.headers["content-disposition"].startswith("attachment")


async def test_files_go_with_the_person(world: World, clerk: Person) -> None:
    await said(world, "〔附件〕", Upload("薪資單.jpg", PHOTO))
    async with world.database.transaction() as session:
        await world.handover.forget(session, "visitor")
    assert "<img" not in await clerk.page(f"{VISITOR}/lines")


async def test_slash_offers_own_phrases_first_with_their_fields_filled_in(
    world: World, clerk: Person
) -> None:
    await clerk.send("/desk/phrases", name="問候", text="您好，我是{同仁}。")
    offered = (await clerk.send(f"{VISITOR}/insert", q="問候")).text
    assert 'data-text="您好，我是陳承辦。"' in offered and offered.index("問候") < len(offered)
    entries = (await clerk.send(f"{VISITOR}/insert", q="資遣費")).text
    assert "題庫 severance" in entries


async def test_phrases_of_everybody_are_looked_after_by_supervisors(world: World, clerk: Person) -> None:
    refused = await clerk.send("/desk/phrases", name="抱歉", text="很抱歉。", shared="true")
    assert refused.status_code == 403 and "很抱歉。" in refused.text
    chief = await world.person(Role.SUPERVISOR)
    await chief.send("/desk/phrases", name="抱歉", text="很抱歉。", shared="true")
    other = await world.person(name="林同仁")
    assert "很抱歉。" in await other.page("/desk/phrases")


def test_the_answer_is_the_one_for_the_role_that_was_told(engine: Engine) -> None:
    view = next(
        found
        for entry in engine.catalogue
        if (found := engine.catalogue.view(entry.id, local_now()))
        and {group.situation[:2] for group in found.documents} >= {"勞工", "雇主"}
    )
    mine = for_person(view, Facts({FactKind.ROLE: "employer"}))
    assert mine.choices and all(choice.situation.startswith("雇主") for choice in mine.choices)
    assert len(for_person(view, Facts()).choices) == len(view.documents)
