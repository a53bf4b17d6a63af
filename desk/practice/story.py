"""The invented citizens: what they filed, asked and were referred with. No name, number or firm is real."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.schemas import Route, Statement
from desk.counter.referral_service import Story
from desk.practice.people import UNIT


@dataclass(frozen=True, slots=True)
class Talk:
    """What an invented citizen writes, message by message, before asking for a person."""

    conversation: str
    texts: Sequence[str]


def statements(now: datetime) -> tuple[Statement, ...]:
    """The cases, as they were read back and confirmed at ``now``."""

    def stated(
        route: Route,
        category: str,
        what: str,
        employer: str,
        wish: str,
        name: str,
        hidden: bool = False,
    ) -> Statement:
        return Statement(
            route=route,
            category=category,
            what=what,
            when="上個月",
            where="前鎮區（假想）",
            employer=employer,
            wish=wish,
            confidential=hidden,
            name=name,
            phone="0900000000",
            email="",
            second_contact="",
            language="zh",
            consented_at=now,
        )

    return (
        stated(Route.VIOLATION, "工資", "老闆三個月沒有給加班費，打卡紀錄我有留。", "練習食品行",
               "請去檢查", "練習民眾甲", hidden=True),
        stated(Route.COMPLAINT, "工時", "每天站十小時，午休只有十五分鐘。", "練習百貨",
               "希望公司照規定排班", "練習民眾乙"),
        stated(Route.QUESTION, "資遣", "公司說下個月要關門，我做了四年可以領多少？", "練習電子",
               "想知道怎麼算", "練習民眾丙"),
        stated(Route.SUGGESTION, "其他", "服務台的叫號聲音太小，坐後面聽不到。", "",
               "請調大聲", "練習民眾丁"),
    )  # fmt: skip


TALKS = (
    Talk("practice-talk-1", ("加班費怎麼算", "老闆說沒有加班費合理嗎")),
    Talk("practice-talk-2", ("失業給付要帶什麼",)),
)
REFERRALS = (
    Story(
        "申請勞資爭議調解", "薪水欠兩個月，公司還在營業，有薪資單。", "身分證、薪資單", "服務台", "勞資關係科"
    ),
    Story("檢舉沒有加班費", "打卡紀錄在手機裡，希望不要讓公司知道是誰。", "打卡紀錄", "服務台", UNIT),
)
