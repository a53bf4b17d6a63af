"""What an import made goes to review together; the figures have names and amounts; topics are chosen."""

import re

from core.clock import utc_now
from desk.auth.permissions import Role
from publication import draft_service, import_export
from publication import service as knowledge
from publication.schemas import DraftState
from tests.desk.curation.page_form import form_of
from tests.desk.world import Person, World
from tests.staff import csrf_of


async def _import(curator: Person, content: bytes) -> str:
    token = csrf_of(await curator.page("/desk/curation/exchange"))
    answer = await curator.client.post(
        "/desk/curation/exchange/import",
        data={"csrf": token, "kind": "entry", "note": "115 年更新"},
        files={"file": ("題庫.csv", content)},
        follow_redirects=True,
    )
    return answer.text


async def _seed(world: World) -> None:
    base = world.services.engine.generation.base
    await knowledge.store(world.database, base, "system", "最初", utc_now())


async def test_a_file_with_dates_of_the_republic_and_more_columns_becomes_drafts_for_review(
    world: World,
) -> None:
    await _seed(world)
    curator = await world.person(Role.CURATOR)
    rows = "\n".join(
        [
            "115 年題庫更新,,,",
            "代號,生效日,狀態,分機",
            "overtime-pay,115/1/2,上架,123",
            "annual-leave,1150102,上架,",
        ]
    )
    listed = await _import(curator, rows.encode())
    assert "匯入了 2 份草稿" in listed and "沒有讀的欄位：分機" in listed
    listed_now = await draft_service.listed(world.database)
    made = [await draft_service.get(world.database, one.id) for one in listed_now]
    assert {draft.payload["effective_from"] for draft in made} == {"2026-01-02"}
    numbers = re.findall(r'name="draft" value="(\d+)" checked', listed)
    sent = await curator.send("/desk/curation/drafts/submit", draft=numbers)
    assert "2 份已送審" in sent.text
    assert len(await draft_service.listed(world.database, [DraftState.IN_REVIEW])) == 2


async def test_a_draft_that_the_checks_refuse_stays_and_says_why(world: World) -> None:
    await _seed(world)
    curator = await world.person(Role.CURATOR)
    await _import(curator, "代號,直接回答\novertime-pay,老闆要給 12345 元。\n".encode())
    (made,) = await draft_service.listed(world.database)
    answer = await curator.send("/desk/curation/drafts/submit", draft=str(made.id))
    assert answer.status_code == 422 and "1 份還不能送審" in answer.text and "12345" in answer.text
    assert (await draft_service.get(world.database, made.id)).state is DraftState.DRAFT


async def test_only_what_came_out_of_the_file_is_chosen_to_go_to_review(world: World) -> None:
    await _seed(world)
    curator = await world.person(Role.CURATOR)
    await curator.send("/desk/curation/drafts", kind="entry", key="payslip")  # half written
    listed = await _import(curator, "代號,生效日\novertime-pay,115/1/2\n".encode())
    chosen = re.findall(r'name="draft" value="(\d+)" checked', listed)
    made = {draft.id: draft.key for draft in await draft_service.listed(world.database)}
    assert [made[int(number)] for number in chosen] == ["overtime-pay"]


async def test_a_translation_that_lost_a_figure_is_not_sent(world: World) -> None:
    await _seed(world)
    curator = await world.person(Role.CURATOR)
    base = world.services.engine.generation.base
    found = next(one for one in base.translations if "{{" in one.answer)
    page = await curator.send(f"/desk/curation/translations/{found.id}/{found.language}")
    number = page.url.path.rpartition("/")[2]
    typed = form_of(page.text, page.url.path) | {"answer": "About a month.", "draft-note": "短一點"}
    refused = await curator.send(page.url.path, **(typed | {"do": "submit"}))
    assert refused.status_code == 422 and "少了 {{" in refused.text
    both = await curator.send("/desk/curation/drafts/submit", draft=number)
    assert both.status_code == 422 and "少了 {{" in both.text


async def test_topics_units_and_laws_are_chosen(world: World) -> None:
    await _seed(world)
    curator = await world.person(Role.CURATOR)
    shown = (await curator.send("/desk/curation/drafts", kind="entry", key="overtime-pay")).text
    for name in ("category", "unit", "owner", "legal_basis.0.law"):
        assert f'name="{name}"' in shown and re.search(rf'<select[^>]*name="{re.escape(name)}"', shown), name


async def test_a_figure_is_listed_by_name_and_amount(world: World) -> None:
    await _seed(world)
    curator = await world.person(Role.CURATOR)
    shown = await curator.page("/desk/curation/records/parameter")
    assert "每月基本工資" in shown and re.search(r"29,500 元/月|30,900[^<]*元/月", shown)


def test_a_wrong_cell_is_told_with_its_record_and_what_stands_there() -> None:
    found = import_export.read("entry", "代號,生效日\novertime-pay,明年\n".encode(), "a.csv", {}).problems
    (wrong,) = [problem for problem in found if problem.column == "生效日"]
    assert (wrong.row, wrong.key, wrong.value) == (2, "overtime-pay", "明年")


async def test_the_page_of_an_entry_counts_its_use(world: World) -> None:
    await _seed(world)
    curator = await world.person(Role.CURATOR)
    await curator.page("/desk?id=overtime-pay")
    await curator.send("/desk/not-found", q="平日加班費怎麼計算")
    shown = await curator.page("/desk/curation/history/entry/overtime-pay")
    counts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+) 次", shown))
    assert counts["服務台打開"] == "1" and counts["該答而沒有答到"] == "1" and counts["對話回答"] == "0"
