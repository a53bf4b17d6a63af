"""Words that steer a flow whatever is asked: back, change, cancel, go on; and what is a question."""

import re

from bot.turn import Situation
from bot.understanding import ANSWER, ASPECT_PREFIX, CLARIFY, CRISIS
from retrieval.text import clean

BACK = frozenset({"上一步", "回上一步", "上一題", "回上一題", "改上一題", "back"})
CHANGE = frozenset({"修改", "更正", "我要修改", "改一下", "要修改"})
CANCEL = frozenset(
    {"取消", "不填了", "離開", "不要了", "算了", "停止填寫", "停止", "放棄", "重新開始", "cancel", "quit"}
)
SKIP = frozenset({"略過", "跳過", "沒有", "無", "不知道", "不清楚", "不用", "skip"})
AGAIN = frozenset({"再看一次", "重看", "再看一遍"})
YES = frozenset({"是", "好", "對", "要", "確認", "確定", "同意", "ok", "yes", "好的", "可以", "正確", "沒錯"})
BACK_TO_BOT = frozenset(
    {"取消", "回到機器人", "回機器人", "取消排隊", "不等了", "不用了", "cancel", "自動回覆", "回到自動回覆"}
)
# Plain wishes for something else, which no question has as its answer.
WISHES = frozenset(
    {"找真人", "我要找真人", "轉真人", "轉專人", "專人服務", "真人客服", "找真人服務"}
    | {"查進度", "查案件進度", "查件", "刪除我的資料", "忘記我"}
)

_ASKS = re.compile(
    r"[?？]|嗎|呢$|怎麼|如何|什麼|哪裡|哪個|哪一|多少|幾天|幾號|多久|能不能|可不可以|要不要|是否|為何|為什麼"
)
_LONGEST_QUESTION = 60
_SURE = 0.5
_ASIDE = frozenset({ANSWER, CLARIFY, "greet", "thanks", "bot_challenge", "change_language"})
# Intents that begin another flow, and how long a message may be to be a wish and no story.
_BEGINS = frozenset({"talk_to_human", "case_status", "erase_me"})
_LONGEST_WISH = 12


def is_word(text: str, words: frozenset[str]) -> bool:
    """Whether ``text`` is one of ``words``, but for punctuation and case."""
    return clean(text).lower().strip(" 。！!～~.") in words


def is_crisis(at: Situation) -> bool:
    """Whether somebody may be in danger."""
    return at.understanding.intent == CRISIS


def is_aside(at: Situation) -> bool:
    """Whether the message is a question in between that the usual moves can answer."""
    intent = at.understanding.intent
    if at.understanding.confidence < _SURE:
        return False
    if intent.startswith(ASPECT_PREFIX):
        return at.state.topic is not None
    return intent in _ASIDE


def asks(text: str) -> bool:
    """Whether ``text`` reads as a short question rather than as a story."""
    return len(text) <= _LONGEST_QUESTION and bool(_ASKS.search(text))


def begins_other(at: Situation) -> bool:
    """Whether the message plainly wishes for something else that begins a flow of its own."""
    understood = at.understanding
    short = len(understood.text) <= _LONGEST_WISH and understood.confidence >= _SURE
    return short and understood.intent in _BEGINS
