"""What 現況 found rings for those who read it, and leads there."""

from datetime import timedelta

from core.clock import utc_now
from desk.auth.permissions import Role
from desk.watch.checks import Level, Trouble
from desk.watch.service import Standing
from tests.desk.world import World


async def test_what_is_wrong_rings_for_those_who_read_it_alone(world: World) -> None:
    trouble = Trouble("failed_deliveries", Level.URGENT, 2, "2 則送不出去", "看原因")
    world.services.watch.standing["failed_deliveries"] = Standing(trouble, utc_now())
    chief, clerk = await world.person(Role.SUPERVISOR), await world.person()
    shown = await chief.page("/desk/bell")
    assert "馬上處理：2 則送不出去" in shown and 'href="/desk/watch"' in shown
    assert "送不出去" not in await clerk.page("/desk/bell")


async def test_what_is_mended_rings_no_more_and_what_stays_keeps_its_moment(world: World) -> None:
    watch, first = world.services.watch, utc_now()
    stays = Trouble("rasa_away", Level.SOON, 1, "對話引擎沒有回應", "看記錄")
    gone = Trouble("failed_deliveries", Level.URGENT, 2, "2 則送不出去", "看原因")
    watch.keep([gone, stays], first)
    assert [known.trouble for known in watch.urgent()] == [gone]
    watch.keep([stays], first + timedelta(minutes=1))
    assert watch.standing == {"rasa_away": Standing(stays, first)} and not watch.urgent()
