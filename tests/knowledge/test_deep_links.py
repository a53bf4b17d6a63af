"""Forms and online services lead to their own page; where only a home page is known, the way on is told."""

import re

import pytest

from knowledge.loader import KnowledgeBase
from knowledge.wording_checks import is_home_page

# Sites of many services; the others are the service itself.
_OF_MANY = re.compile(r"https://(labor|klsio|poai|kml|kgo|ktec)\.kcg\.gov\.tw|https://www\.")
_WAY_ON = re.compile(r"「[^」]+」|撥[^；。]*[\d-]{4,}|請先問|找不到請問")
# The online services of the bureau's plan, each in the entry that people ask for it in.
PLANNED = {
    "勞資爭議": ("mediation-apply", "https://labor.kcg.gov.tw", "「線上申辦」→「勞資爭議調解申請」"),
    "場地租借": ("venue-rental", "https://kgo.kcg.gov.tw", "「線上預約」→「我要預約」"),
    "資遣通報": ("layoff-report", "https://layoff.ejob.gov.tw/", "「資遣通報」"),
    "工會": ("union-establish", "https://labor.kcg.gov.tw", "「線上申辦」，找工會"),
    "定額進用": ("disability-quota-report", "https://labor.kcg.gov.tw", "「線上申辦」，找身障定額進用"),
    "庇護商品": ("sheltered-employment", "https://labor.kcg.gov.tw", "「線上申辦」，找庇護工場商品"),
}


def test_who_is_sent_to_a_home_page_is_told_the_page_and_the_button(base: KnowledgeBase) -> None:
    silent = []
    for entry in base.entries:
        places = [(form.name, form.url, form.where) for form in entry.forms]
        if entry.online:
            told = f"{entry.online.name} {entry.online.note or ''}"
            places.append((entry.online.name, entry.online.url, told))
        for name, url, told in places:
            if url and is_home_page(url) and _OF_MANY.match(url) and not _WAY_ON.search(told):
                silent.append((entry.id, name))
    assert silent == []


def test_a_system_with_a_documented_page_is_linked_there(base: KnowledgeBase) -> None:
    """高雄市政府勞工局常見問答 20, 267 and 269 name the pages."""
    urls = {form.url for entry in base.entries for form in entry.forms if form.url}
    urls |= {entry.online.url for entry in base.entries if entry.online and entry.online.url}
    for host in ("fwapply.wda.gov.tw", "ezwp.wda.gov.tw", "exam.ktec.gov.tw"):
        assert [url for url in urls if host in url and is_home_page(url)] == []


@pytest.mark.parametrize(("entry_id", "url", "told"), PLANNED.values(), ids=PLANNED)
def test_each_online_service_of_the_plan_is_reached_from_its_entry(
    base: KnowledgeBase, entry_id: str, url: str, told: str
) -> None:
    online = next(entry.online for entry in base.entries if entry.id == entry_id)
    assert online is not None and online.url == url
    assert told in f"{online.name} {online.note}"
