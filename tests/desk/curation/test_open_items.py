"""The work list of open items: who finds out what, and by when."""

from datetime import timedelta

from core.clock import local_now
from desk.auth.permissions import Role
from knowledge.openitems import OpenKind, open_items
from publication.planning import planned_items
from tests.desk.world import World


async def test_items_without_a_day_get_one_and_somebody_who_does_them(world: World) -> None:
    curator, base = await world.person(Role.CURATOR), world.services.engine.generation.base
    undated = [item for item in open_items(base) if item.due is None][:2]
    due = local_now().date() + timedelta(days=14)
    shown = await curator.send_many(
        "/desk/curation/open-items", item=[item.code for item in undated], due=due.isoformat(), owner="服務台"
    )
    assert "2 項定好了期限" in shown.text
    planned = {item.code: item for item in await planned_items(world.database, base)}
    assert {(planned[item.code].owner, planned[item.code].due) for item in undated} == {("服務台", due)}


async def test_a_day_that_is_over_is_refused(world: World) -> None:
    curator = await world.person(Role.CURATOR)
    shown = await curator.send("/desk/curation/open-items", item="x", due="2020-01-01")
    assert shown.status_code >= 400 and "期限" in shown.text


async def test_a_day_for_nothing_is_told(world: World) -> None:
    curator = await world.person(Role.CURATOR)
    due = local_now().date() + timedelta(days=14)
    shown = await curator.send("/desk/curation/open-items", due=due.isoformat(), owner="服務台")
    assert shown.status_code >= 400 and "先勾選" in shown.text


def test_a_window_keeps_its_plan_while_one_fact_after_the_other_is_found(world: World) -> None:
    base = world.services.engine.generation.base
    window = next(item for item in open_items(base) if item.kind is OpenKind.WINDOW)
    other = type(window)(window.kind, window.where, "別的說明", window.owner, window.due)
    assert other.code == window.code
