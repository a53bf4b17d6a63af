"""A wish with its story begins the intake with what was told, shown to be confirmed or corrected."""

from datetime import date

import pytest

from bot.flows.extraction.days import when_told
from bot.flows.extraction.employers import employer_told
from bot.flows.extraction.places import place_told
from bot.flows.prefill import proposed
from cases.schemas import Filters, Route
from tests.bot.flows.conftest import Talk, World

TODAY = date(2026, 11, 26)
STORY = (
    "我要檢舉，我在小港的宏昇鋼鐵廠上班，從上個月開始老闆每天叫我們加班到晚上十點都沒有加班費，希望派人去查"
)
WHAT, WHEN, WHERE, EMPLOYER = (
    "發生了什麼事？",
    "什麼時候發生的？",
    "在哪裡發生的？",
    "公司（雇主）的名稱",
)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("115年3月2日被打", "2026-03-02"),
        ("民國一百一十五年三月二日那天", "2026-03-02"),
        ("昨天主管罵我", "2026-11-25"),
        ("上禮拜三沒給我休息", "2026-11-18"),
        ("上個月都沒發薪", "上個月（2026 年 10 月）"),
        ("上個月5號扣我錢", "2026-10-05"),
        ("從2月到5月都沒投保", "2月到5月"),
        ("從三月起沒給加班費", "3月起"),
        ("我112年3月1日到職，115年10月5日叫我走", "2026-10-05"),
        ("2030-01-01 要資遣我", None),
        ("老闆三個月沒給薪水", None),
        ("I was not paid last month", "last month（2026 年 10 月）"),
        ("hôm qua chủ đuổi tôi", "2026-11-25"),
        ("Kemarin majikan memukul saya", "2026-11-25"),
        ("เมื่อวานนายจ้างไล่ออก", "2026-11-25"),
    ],
)
def test_a_day_is_read_out_of_a_sentence(text: str, when: str | None) -> None:
    assert when_told(text, TODAY) == when


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("在高雄市前鎮區中山二路2號的店", "高雄市前鎮區中山二路2號"),
        ("公司在三民區建國一路100號5樓", "高雄市三民區建國一路100號5樓"),
        ("我在小港的鋼鐵廠上班", "高雄市小港區"),
        ("我住鳳山，在楠梓加工區做", "高雄市楠梓區"),
        ("我住在鳳山區", None),
        ("爬到大樹上摔下來", None),
        ("my factory is in Qianzhen District", "高雄市前鎮區"),
        ("nhà máy ở Xiaogang", "高雄市小港區"),
    ],
)
def test_a_place_of_work_is_read_and_a_home_is_not(text: str, place: str | None) -> None:
    assert place_told(text) == place


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我在麥當勞打工", "麥當勞"),
        ("在楠梓加工區的日月光公司上班", "日月光公司"),
        ("公司是宏達精密股份有限公司", "宏達精密股份有限公司"),
        ("公司叫三商巧福", "三商巧福"),
        ("公司叫我走", None),
        ("兩年前進公司", None),
        ("我們公司欠薪", None),
        ("我在工地上班", None),
        ("我晚上在便利商店上班", None),
        ("檢舉一家便當店", None),
        ("I work at Sunrise Food Factory, they do not pay", "Sunrise Food Factory"),
        ("cong ty Hoa Sen no luong toi", "cong ty Hoa Sen"),
        ("Saya bekerja di PT Maju Jaya sejak lama", "PT Maju Jaya"),
        ("ฉันทำงานที่โรงงาน ABC", "โรงงาน ABC"),
    ],
)
def test_a_name_of_a_company_is_read_and_a_mere_word_for_one_is_not(text: str, name: str | None) -> None:
    assert employer_told(text) == name


def test_name_and_number_become_answers_of_their_own_and_leave_the_story() -> None:
    told = proposed("我要申訴，我叫王小明，在全聯上班，昨天薪水少給3千，電話0912345678", (), TODAY)
    assert (told["name"], told["phone"], told["employer"]) == ("王小明", "0912-345-678", "全聯")
    assert "薪水少給3千" in told["what"]
    assert "王小明" not in told["what"] and "0912" not in told["what"]


@pytest.mark.parametrize("earlier", [(), ("資遣費怎麼算",), ("謝謝",), ("〔回答：發生了什麼事？〕",)])
def test_without_a_story_nothing_is_proposed(earlier: tuple[str, ...]) -> None:
    assert proposed("我要陳情", earlier, TODAY) == {}


async def test_a_wish_with_its_story_is_shown_before_it_is_used(talk: Talk) -> None:
    told = await talk.say_all(STORY, "檢舉公司違反勞動法令", "同意")
    assert "您剛才說過的" in told
    for part in (STORY, "上個月", "2026 年 10 月", "高雄市小港區", "宏昇鋼鐵廠", "派人去查"):
        assert part in told
    assert talk.options[0] == "都對，接著填"
    assert {WHAT, WHEN, WHERE, EMPLOYER} <= set(talk.options)


async def test_once_confirmed_only_the_rest_is_asked(talk: Talk) -> None:
    told = await talk.say_all(STORY, "2", "同意", "都對，接著填")
    asked = [told]
    for answer in ("要保密", "王小明", "0912-345-678", "略過"):
        asked.append(await talk.say(answer))
    text = "\n".join(asked)
    assert not any(question in text.split("請看一次")[0] for question in (WHAT, WHEN, WHERE, EMPLOYER))


async def test_one_of_them_can_be_corrected_and_the_others_stay(talk: Talk) -> None:
    await talk.say_all(STORY, "2", "同意", EMPLOYER)
    told = await talk.say("宏盛鋼鐵股份有限公司")
    assert "您剛才說過的" in told and "宏昇鋼鐵廠" not in told.replace(STORY, "")
    assert "高雄市小港區" in told


async def test_none_of_it_is_used_after_a_no(talk: Talk) -> None:
    await talk.say_all(STORY, "2", "同意", "不是")
    await talk.say_all("工資")
    assert WHAT in talk.told


async def test_a_number_beside_the_story_is_no_wish_to_be_called(talk: Talk) -> None:
    told = await talk.say("我要檢舉，我在三民區的阿明火鍋店上班，老闆從三月起都沒有給加班費，0912345678")
    assert "可能是「檢舉公司違反勞動法令」" in told and "要找真人" not in told
    assert "阿明火鍋店" in await talk.say_all("檢舉公司違反勞動法令", "同意")


async def test_a_step_back_from_what_was_told_is_the_consent(talk: Talk) -> None:
    assert "您同意我們" in await talk.say_all(STORY, "2", "同意", "上一步")


async def test_what_was_told_is_sealed_and_not_in_the_record(talk: Talk, world: World) -> None:
    await talk.say_all(STORY, "2", "同意", "都對，接著填")
    stored = await world.everything_stored()
    assert "宏昇鋼鐵廠" not in stored and "小港" not in stored


async def test_the_wrong_that_was_told_before_is_proposed_when_the_offer_is_pressed(talk: Talk) -> None:
    await talk.say("我在麥當勞打工，上禮拜三老闆沒給我加班費，可以檢舉嗎？")
    told = await talk.say_all("我要陳情", "檢舉公司違反勞動法令", "同意")
    assert "麥當勞" in told and "2026-11-18" in told


async def test_what_was_told_becomes_the_case(talk: Talk, world: World) -> None:
    await talk.say_all(STORY, "2", "同意", "都對，接著填", "要保密", "王小明", "0912-345-678", "略過")
    if "都不是，繼續陳情" in talk.options:
        await talk.say("都不是，繼續陳情")
    assert "宏昇鋼鐵廠" in await talk.say("確認送出")
    (case,) = await world.cases.list(Filters())
    assert case.route is Route.VIOLATION
