"""Statistics for other systems: finished periods, small numbers suppressed, no citizen's words."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from cases.enums import Route
from core.clock import TAIPEI
from desk.integrations.key_service import Scope
from tests.cases.conftest import STATEMENT
from tests.desk.integrations.test_keys import TODAY, ask, key_of
from tests.desk.world import World

LAST = TODAY.replace(day=1) - timedelta(days=1)


async def _filed(world: World, count: int, **changes: object) -> None:
    noon = datetime.combine(LAST, time(12), TAIPEI)
    for number in range(count):
        statement = replace(STATEMENT, what=f"第 {number} 件", **changes)
        await world.case(statement, key=f"{changes}{number}", now=noon)


async def test_small_numbers_are_suppressed_and_words_of_citizens_left_out(linked: World) -> None:
    await _filed(linked, 9)
    await _filed(linked, 2, route=Route.SUGGESTION)
    key = await key_of(linked, Scope.STATISTICS)
    answer = (await ask(linked, "/api/v1/statistics", key)).json()
    tables = {table["key"]: table for table in answer["tables"]}
    filed = {row["label"]: row["now"] for row in tables["filed"]["rows"]}
    assert answer["period"]["last"] == LAST.isoformat()
    assert filed["給勞工局的建議"] == "少於 5" and filed["檢舉公司違反勞動法令"] in (9, "不列出")
    assert "unanswered" not in tables


async def test_a_period_that_is_not_over_is_refused(linked: World) -> None:
    key = await key_of(linked, Scope.STATISTICS)
    for period in (f"{TODAY:%Y-%m}", f"{TODAY.year + 1}-Q1", "2026-13", "now"):
        refused = await ask(linked, f"/api/v1/statistics?period={period}", key)
        assert refused.status_code == 422 and refused.json()["detail"]
