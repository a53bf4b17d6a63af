"""One search over the rooms of the desk, each as far as the role goes."""

from dataclasses import replace

from core.clock import utc_now
from desk.auth.permissions import Role
from desk.counter.referral_service import Story, refer
from tests.cases.conftest import STATEMENT
from tests.desk.world import Person, World

OPEN = replace(STATEMENT, confidential=False)


async def _search(person: Person, text: str) -> str:
    found = await person.send("/desk/find", q=text)
    assert found.status_code == 200 and text not in str(found.url)
    return found.text


async def test_each_room_gives_links(world: World) -> None:
    clerk = await world.person()
    case = await world.case(OPEN)
    talk = await world.waiting()
    code = "K7M-2QP"
    await refer(
        world.database, Story("申請調解", "薪水沒領到", "", "櫃台", "勞資科"), "林志工", code, utc_now()
    )
    assert f'href="/desk/cases/{case}"' in await _search(clerk, "王小明")
    assert f'href="/desk/cases/{case}"' in await _search(clerk, "食品行")
    assert f'href="/desk/inbox/{talk}"' in await _search(clerk, "貓可以保勞保")
    assert 'href="/desk?id=overtime-pay"' in await _search(clerk, "平日加班費怎麼計算？")
    assert f'href="/desk/referrals/{code}"' in await _search(clerk, "薪水沒領到")
    assert f'href="/desk/referrals/{code}"' in await _search(clerk, "k7m2qp")


async def test_who_may_not_see_a_room_finds_nothing_of_it(world: World) -> None:
    curator = await world.person(Role.CURATOR)
    await world.case(OPEN)
    await world.waiting()
    code = "K7M-2QP"
    await refer(
        world.database, Story("申請調解", "薪水沒領到", "", "櫃台", "勞資科"), "林志工", code, utc_now()
    )
    for text in ("王小明", "0912345678", "食品行", "貓可以保勞保", "薪水沒領到"):
        html = await _search(curator, text)
        assert "/desk/cases/" not in html and "/desk/inbox/" not in html and code not in html
    assert code in await _search(curator, code), "the number of a slip in hand"


async def test_a_result_says_nothing_of_the_person(world: World) -> None:
    clerk = await world.person()
    await world.case(OPEN)
    html = (await _search(clerk, "0912345678")).split("<main", 1)[1]
    shown = html.replace('value="0912345678"', "")
    assert "/desk/cases/" in shown and "王小明" not in shown and "0912" not in shown and "某某" not in shown


async def test_what_means_something_to_a_query_language_is_only_words(world: World) -> None:
    clerk = await world.person()
    await world.waiting()
    assert "/desk/inbox/" not in await _search(clerk, "%保%保")
    assert "沒有找到" in await _search(clerk, "__")
