"""The work list of open items: who finds out what, and by when."""

from dataclasses import replace
from datetime import timedelta

from core.clock import local_now, utc_now
from desk.auth.permissions import Role
from desk.curation.worklist import work_list
from desk.watch.links import CheckedLink, LinkReport, LinkState, keep
from knowledge.open_items import SOON, OpenKind, open_items, reviews_due
from knowledge.records import payload_of, with_records
from publication.open_item_service import planned_items
from tests.desk.world import World


async def test_items_without_a_day_get_one_and_somebody_who_does_them(world: World) -> None:
    curator, base = await world.person(Role.CURATOR), world.services.engine.generation.base
    undated = [item for item in open_items(base) if item.due is None][:2]
    due = local_now().date() + timedelta(days=14)
    shown = await curator.send(
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


async def test_reviews_translations_and_dead_addresses_are_on_the_list(world: World) -> None:
    base, today = world.services.engine.generation.base, local_now().date()
    entry = next(entry for entry in base.entries if base.translations.languages(entry))
    dead = CheckedLink(url="https://gone.example/", used_by=(entry.id, "nobody"), state=LinkState.DEAD)
    keep(LinkReport(checked_at=utc_now(), found=(dead,)), world.settings)
    later = entry.review_by - timedelta(days=SOON.days)
    assert not any(item.kind is OpenKind.REVIEW for item in reviews_due(base, today - timedelta(days=3650)))
    listed = await work_list(world.database, base, world.settings, later)
    told = {(item.kind, item.what, item.due) for item in listed if item.where == entry.id}
    assert (OpenKind.REVIEW, "內容還對不對", entry.review_by) in told
    assert (OpenKind.LINK, "網址失效：https://gone.example/", None) in told
    changed = entry.model_copy(update={"answer": "改過的回答。"})
    stale = with_records(base, [("entry", payload_of(changed))])
    (item,) = (i for i in open_items(stale) if (i.kind, i.where) == (OpenKind.TRANSLATION, entry.id))
    assert "過期" in item.what and item.due is None and item.owner == entry.owner


async def test_the_list_leads_to_a_translation_that_is_out_of_date(world: World) -> None:
    engine, live = world.services.engine, world.services.engine.generation
    entry = next(entry for entry in live.base.entries if live.base.translations.languages(entry))
    changed = entry.model_copy(update={"answer": "改過的回答。"})
    curator = await world.person(Role.CURATOR)
    engine.swap(replace(live, base=with_records(live.base, [("entry", payload_of(changed))])))
    shown = await curator.page("/desk/curation/open-items")
    engine.swap(live)
    assert f'href="/desk/curation/translations/{entry.id}" aria-label="譯文 {entry.id}"' in shown
