"""Who tells of a death is met with condolence; who is alive and in danger, or only lost something, is not."""

import pytest

from bot.safety.bereavement import tells_of_a_death, tells_of_mourning


@pytest.mark.parametrize(
    "said",
    [
        "我叔叔上星期在船廠被鋼板砸到 送醫後人走了",
        "我岳父去年在工地過世，現在還能申請什麼",
        "One of our workers died last month after a forklift hit him",
        "Bố tôi mất tuần trước, lúc đó ông đang lái xe cho công ty",
        "sepupu saya meninggal di kapal bulan lalu",
        "ลุงที่ทำงานด้วยกันเสียชีวิตแล้วเมื่อวาน",
        "namatay po ang pinsan namin sa construction noong isang linggo",
    ],
)
def test_a_death_is_over_whoever_it_was(said: str) -> None:
    assert tells_of_a_death(said)
    assert tells_of_mourning(said)


@pytest.mark.parametrize(
    "said",
    [
        "主管唸完人就走了，丟我一個顧店",
        "em bị mất tháng lương cuối",
        "tôi mất hôm qua cái điện thoại ở xưởng",
        "同事從梯子摔下來，一直流血",
        "A man fell off the roof and does not move",
    ],
)
def test_who_left_lost_something_or_is_hurt_has_not_died(said: str) -> None:
    assert not tells_of_a_death(said)
