"""A form of the chat that is laid aside is found again by a private link."""

from bot.flows.models import FlowDraftRow
from cases.saved_forms.service import SavedForms
from core.encryption import Vault
from tests.bot.flows.conftest import Talk, World
from tests.bot.flows.test_complaint import STORY, TO_THE_STORY

REST = ("取消", "先保留，下次再填")


def _token(talk: Talk) -> str:
    (link,) = [block["url"] for block in talk.body["messages"] if block["type"] == "link"]
    return str(link.partition("token=")[2])


async def test_the_link_holds_what_was_answered(talk: Talk, world: World, vault: Vault) -> None:
    await talk.say_all(*TO_THE_STORY, STORY, *REST)
    async with world.database.transaction() as session:
        found = await SavedForms(vault).open(session, _token(talk), world.clock.now)
    assert found and (found.answers["what"], found.answers["category"]) == (STORY, "工資")


async def test_the_link_is_shown_once_and_not_in_the_record(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY, *REST)
    token = _token(talk)
    await talk.say("謝謝")
    assert token not in await world.everything_stored()


async def test_once_the_form_is_deleted_or_sent_in_the_chat_the_link_finds_nothing(
    talk: Talk, world: World, vault: Vault
) -> None:
    await talk.say_all(*TO_THE_STORY, STORY, *REST)
    token = _token(talk)
    await talk.say_all("繼續填寫", "刪除草稿")
    async with world.database.transaction() as session:
        assert await SavedForms(vault).open(session, token, world.clock.now) is None


async def test_who_is_forgotten_has_no_link_any_more(talk: Talk, world: World, vault: Vault) -> None:
    await talk.say_all(*TO_THE_STORY, STORY, *REST)
    token = _token(talk)
    await talk.say_all("刪除我的資料", "確定刪除")
    async with world.database.transaction() as session:
        assert await SavedForms(vault).open(session, token, world.clock.now) is None


async def test_a_form_that_was_sent_on_the_page_is_not_offered_in_the_chat(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY, *REST)
    async with world.database.transaction() as session:
        await world.conversation.forget_draft(session, "c1", "complaint")
    assert "沒有填到一半的表單" in await talk.say("繼續填寫")
    async with world.database.transaction() as session:
        assert await session.get(FlowDraftRow, ("c1", "complaint")) is None


async def test_before_a_route_is_chosen_there_is_nothing_to_link_to(talk: Talk) -> None:
    await talk.say_all("我要陳情", *REST)
    assert not [block for block in talk.body["messages"] if block["type"] == "link"]
