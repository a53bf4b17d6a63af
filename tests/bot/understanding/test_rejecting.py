"""How people say that an answer was not what they meant, in six languages, and what they say instead."""

import pytest

from bot.understanding.rejecting import rejection
from retrieval.engine import Engine


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("不是啦 我是問資遣費", "資遣費"),
        ("不是這個，我家的看護跑掉了", "我家的看護跑掉了"),
        ("你誤會了 是老闆不來", "老闆不來"),
        ("答非所問 我是說公司叫我換補休", "公司叫我換補休"),
        ("no that's not what I mean, I mean the days I did not use", "the days I did not use"),
        ("khong phai, chu giu ho chieu cua toi", "chu giu ho chieu cua toi"),
        ("bukan itu, saya tanya lembur hari libur", "lembur hari libur"),
        ("hindi po yan, ang tanong ko kung kinuha ang passport", "kung kinuha ang passport"),
        ("ไม่ใช่ค่ะ หมายถึงลาคลอด", "ลาคลอด"),
        ("no, i mean my last month salary", "my last month salary"),
        ("hindi po yun, yung last na sweldo ko ang tinatanong ko", "last na sweldo ko"),
        ("không phải, ý em hỏi lương tháng cuối", "lương tháng cuối"),
        ("bkn itu, aku mau tanya cuti", "cuti"),
        ("ไม่ใช่ ผมถามเงินเดือนเดือนสุดท้าย", "เงินเดือนเดือนสุดท้าย"),
        ("不是這個", ""),
        ("這不是我問的", ""),
        ("你還是沒有回答到重點", ""),
        ("你根本沒有在看我打的字", ""),
        ("又答錯了，我要問的是補休", "補休"),
        ("這個回答不對", ""),
        ("跟我說的情況不一樣", ""),
        ("you still didn't answer my question", ""),
        ("this is nothing to do with my question, I need my last salary", "I need my last salary"),
        ("tra loi lac de roi", ""),
        ("câu trả lời không đúng", ""),
        ("jawabanmu ga sesuai", ""),
        ("iba po ang sagot mo", ""),
        ("ยังไม่ได้ตอบเลย", ""),
        ("ตอบไม่ตรงคำถาม", ""),
        ("that's not what I asked", ""),
    ],
)
def test_a_rejection_is_heard_with_what_is_meant_instead(engine: Engine, text: str, rest: str) -> None:
    found = rejection(text, engine.catalogue["workplace-bullying"])
    assert found is not None and found.rest == rest


@pytest.mark.parametrize(
    "text",
    [
        "不是都要給加班費嗎",
        "不是說好要給的嗎",
        "說錯話被開除",
        "不符資格怎麼辦",
        "跟我一起上班的同事沒有",
        "mali ang kuwenta ng sahod ko",
        "salah potong gaji",
        "sai lương thì sao",
        "the wrong amount was paid",
        "不給薪水怎麼辦",
        "不想做了",
        "錯過期限怎麼辦",
        "不是移工也可以嗎",
        "no one pays me",
        "I don't have a contract",
        "hindi po ako binayaran",
        "không phải đóng tiền à",
        "bukan warga taiwan bisa?",
    ],
)
def test_a_not_inside_a_question_or_a_story_rejects_nothing(engine: Engine, text: str) -> None:
    assert rejection(text, engine.catalogue["workplace-bullying"]) is None


def test_who_names_what_was_answered_rejects_that_entry_for_certain(engine: Engine) -> None:
    bullying, pay = engine.catalogue["workplace-bullying"], engine.catalogue["severance-pay"]
    found = rejection("不是霸凌 主管一直摸我", bullying)
    assert found is not None and found.is_certain and found.rest == "主管一直摸我"
    assert rejection("不是霸凌 主管一直摸我", pay) is None
