"""Referrals: the next window knows the story, and nobody else's ID."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.clock import utc_now
from core.database import Database
from core.errors import NotFound
from desk.auth.permissions import Role
from desk.counter import referral_service, unanswered
from desk.counter.models import ReferralRow
from desk.counter.referral_service import KEPT, BadReferral, Story, new_code, normal_code
from desk.counter.unanswered import NothingAsked
from publication import question_service
from tests.desk.world import World

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
STORY = Story(
    "申請調解", "被資遣，A123456789，0912-345-678", "薪資單", "服務台", "勞資關係科", "mediation-apply"
)


async def test_the_next_window_finds_the_story_by_its_number(database: Database) -> None:
    code = await referral_service.refer(database, STORY, "林志工", "K7M-2QP", NOW)
    for typed in (code, "k7m2qp", " K7M 2QP "):
        found = await referral_service.find(database, typed, NOW)
        assert (found.topic, found.papers, found.made_by) == ("申請調解", "薪資單", "林志工")


async def test_what_was_told_is_kept_without_id_and_phone(database: Database) -> None:
    await referral_service.refer(database, STORY, "林志工", "K7M-2QP", NOW)
    async with database.transaction() as session:
        (row,) = await session.scalars(select(ReferralRow))
    assert row.told == "被資遣，〔證號〕，〔手機〕"


async def test_the_first_window_that_takes_over_is_noted(database: Database) -> None:
    code = await referral_service.refer(database, STORY, "林志工", "K7M-2QP", NOW)
    await referral_service.receive(database, code, "陳承辦", NOW)
    await referral_service.receive(database, code, "別人", NOW + timedelta(minutes=1))
    assert (await referral_service.find(database, code, NOW)).received_by == "陳承辦"


async def test_after_thirty_days_it_cannot_be_read_and_is_deleted(database: Database) -> None:
    await referral_service.refer(database, STORY, "林志工", "K7M-2QP", NOW)
    later = NOW + KEPT + timedelta(seconds=1)
    with pytest.raises(NotFound):
        await referral_service.find(database, "K7M-2QP", later)
    await referral_service.refer(database, STORY, "林志工", "K7M-2QR", later)
    async with database.transaction() as session:
        assert [row.code for row in await session.scalars(select(ReferralRow))] == ["K7M-2QR"]


@pytest.mark.parametrize("code", ["", "ZZZ-999", "' or 1=1 --", "字" * 500])
async def test_an_unknown_number_says_where_to_look(database: Database, code: str) -> None:
    with pytest.raises(NotFound, match="轉介單右上角"):
        await referral_service.find(database, code, NOW)


@pytest.mark.parametrize(
    ("story", "field"),
    [
        (Story(" ", "", "", "", "勞資關係科"), "topic"),
        (Story("申請調解", "", "", "", ""), "to_window"),
        (Story("申請調解", "字" * 1001, "", "", "勞資關係科"), "told"),
    ],
)
async def test_what_is_missing_is_said_at_its_field(database: Database, story: Story, field: str) -> None:
    with pytest.raises(BadReferral) as caught:
        await referral_service.refer(database, story, "林志工", "K7M-2QP", NOW)
    assert list(caught.value.fields) == [field]


def test_codes_are_random_and_hold_nothing_to_misread() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) > 490
    assert not set("".join(codes)) & set("01OIASL")


@given(st.text(max_size=20))
def test_a_code_is_read_the_same_however_often(text: str) -> None:
    assert normal_code(normal_code(text)) == normal_code(text)


async def test_what_the_counter_cannot_find_becomes_work_for_curation(database: Database) -> None:
    await unanswered.file(database, "外送員被撞 0912345678", ["a", "b"], 7, NOW)
    (noted,) = await question_service.listed(database)
    assert (noted.text, noted.source, noted.channel) == ("外送員被撞 〔手機〕", "counter", "desk")
    assert noted.candidates == ("a", "b") and noted.generation == 7


async def test_an_empty_question_is_not_filed(database: Database) -> None:
    with pytest.raises(NothingAsked, match="先在查詢框"):
        await unanswered.file(database, "", [], 7, NOW)


async def test_a_window_sees_what_waits_for_it_until_somebody_takes_over(database: Database) -> None:
    await referral_service.refer(database, STORY, "林志工", "K7M-2QP", NOW)
    await referral_service.refer(
        database, replace(STORY, to_window="職業安全衛生科"), "林志工", "K7M-2QR", NOW
    )
    rows, windows = await referral_service.waiting(database, "勞資關係科", NOW, 10)
    assert [row.code for row in rows] == ["K7M-2QP"]
    assert sorted(windows) == sorted(["勞資關係科", "職業安全衛生科"])
    assert referral_service.own_window("勞資關係科", windows) == "勞資關係科"
    await referral_service.receive(database, "K7M-2QP", "陳承辦", NOW)
    assert (await referral_service.waiting(database, "勞資關係科", NOW, 10))[0] == []


async def test_volunteers_browse_no_stories(world: World) -> None:
    await referral_service.refer(world.database, STORY, "林志工", "K7M-2QR", utc_now())
    clerk = await world.person(unit="勞資關係科")
    page = await clerk.page("/desk/referrals")
    assert "勞資關係科：等接手 1 件" in page and "QR code" in page
    curator = await world.person(Role.CURATOR)
    assert "K7M-2QR" not in await curator.page("/desk/referrals")
