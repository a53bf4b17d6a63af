"""Words that steer a flow whatever is asked: back, change, cancel, go on; and what is a question.

The Chinese ones stand here, those of the other languages in ``bot/typed``. Only whole messages
count: what merely sounds like a yes is none.
"""

import re

from bot.responses import load_responses
from bot.translations import key
from bot.turn import Situation
from bot.understanding import ANSWER, ASPECT_PREFIX, CLARIFY, CRISIS
from bot.understanding.question_words import ANYWHERE, ENGLISH
from retrieval.analysis.language import is_chinese


def _words(*names: str, chinese: set[str]) -> frozenset[str]:
    others = (load_responses().words(name) for name in names)
    return frozenset(map(key, chinese)).union(*others)


BACK = _words("back", chinese={"上一步", "回上一步", "上一題", "回上一題", "改上一題"})
CHANGE = _words("change", chinese={"修改", "更正", "我要修改", "改一下", "要修改"})
CANCEL = _words(
    "cancel",
    chinese={"取消", "不填了", "離開", "不要了", "算了", "停止填寫", "停止", "放棄", "重新開始"}
    | {
        "先取消",
        "取消好了",
        "先不要",
        "先不要好了",
        "先不用",
        "先不用了",
        "先不填",
        "先不填了",
        "我不填了",
        "不想填了",
    }
    | {
        "不要填了",
        "不用填了",
        "下次再填",
        "改天再填",
        "下次再說",
        "改天再說",
        "先算了",
        "還是算了",
        "算了不填了",
    },
)
SKIP = _words("skip", chinese={"略過", "跳過", "沒有", "無", "不知道", "不清楚", "不用"})
AGAIN = _words("again", chinese={"再看一次", "重看", "再看一遍"})
YES = _words(
    "affirm", chinese={"是", "好", "對", "要", "確認", "確定", "同意", "好的", "可以", "正確", "沒錯"}
)
NO = _words(
    "deny", chinese={"否", "不", "不是", "不要", "不用", "不用了", "不好", "不行", "不可以", "不同意"}
)
# A consent is said in so many words (個資法 §7).
AGREE = _words("agree", chinese={"是", "同意", "我同意"})
BACK_TO_BOT = _words(
    "cancel",
    "to_bot",
    chinese={"取消", "回到機器人", "回機器人", "取消排隊", "不等了", "不用了", "自動回覆", "回到自動回覆"},
)
# Plain wishes for something else, which no question has as its answer.
WISHES = _words(
    "talk_to_human",
    "case_status",
    "erase_me",
    chinese={"找真人", "我要找真人", "轉真人", "轉專人", "專人服務", "真人客服", "找真人服務"}
    | {"查進度", "查案件進度", "查件", "刪除我的資料", "忘記我"},
)

_ASKS = re.compile(
    rf"{ANYWHERE}|呢$|(?P<verb>[\u4e00-\u9fff])不(?P=verb)|有沒有|是否|為何|為什麼|誰"
    r"|^(?:我?(?:還)?想問|請問|想請教|我想知道|想知道|問一下)"
    rf"|^(?:{ENGLISH}|can|could|may|should|do|does|is|are|will)\b",
    re.IGNORECASE,
)
_MATTER = re.compile(r"(?:我|是)?(?:還|就是)?(?:想|要)(?:再)?(?:問|請教|了解|諮詢)|關於|有關")
# What is a question whether or not it is one that the bot can answer.
_PLAINLY = re.compile(
    rf"[?？]$|[嗎呢]$|^請問|(?P<verb>[\u4e00-\u9fff])不(?P=verb)|怎麼辦$|^(?:{ENGLISH})\b",
    re.IGNORECASE,
)
# A worry about being known is answered, whatever is asked: 我不想具名, 怕被公司知道.
_WORRIES = re.compile(
    r"不(?:想|要|用|敢|能|願意)?(?:具名|記名|留名|留(?:下)?(?:我的?)?(?:姓名|名字|名)|實名|露面|曝光"
    r"|給(?:你們)?(?:名字|姓名)|說名字|被[^,，。]{0,4}(?:知道|發現|認出))"
    r"|匿名|怕(?:被|公司|老闆|主管|他們?|同事)[^,，。]{0,6}(?:知道|發現|報復|找麻煩|認出|針對|開除"
    r"|秋後)|保密"
    r"|anonymous|(?:don.?t|do not) want (?:to (?:give|tell|leave) (?:you )?my name|(?:my boss|them"
    r"|anyone) to know)"
    r"|ẩn danh|an danh|không muốn (?:nêu|để|cho).{0,12}(?:tên|biết)|khong muon (?:neu|de"
    r"|cho).{0,12}(?:ten|biet)"
    r"|anonim|takut ketahuan|(?:tidak|gak|nggak) mau (?:sebut|kasih|pakai) nama"
    r"|ayaw ko(?:ng| pong)? (?:magpakilala|malaman|sabihin ang pangalan)|takot (?:po )?akong? malaman"
    r"|ไม่(?:อยาก|ต้องการ)?(?:ระบุ|บอก|เปิดเผย)ชื่อ|กลัว.{0,10}รู้",
    re.IGNORECASE,
)
_LONGEST_WORRY = 20
# In letters; other scripts need about twice as many for the same.
_LONGEST_QUESTION = 60
_SURE = 0.5
_ASIDE = frozenset({ANSWER, CLARIFY, "greet", "thanks", "bot_challenge", "change_language"})
# Intents that begin another flow, and how long a message may be to be a wish and no story.
_BEGINS = frozenset({"talk_to_human", "case_status", "erase_me"})
_LONGEST_WISH = 12


def is_word(text: str, words: frozenset[str]) -> bool:
    """Whether ``text`` is one of ``words``, but for punctuation and case."""
    return key(text) in words


def is_crisis(at: Situation) -> bool:
    """Whether somebody may be in danger."""
    return at.understanding.danger is not None or at.understanding.intent == CRISIS


def is_aside(at: Situation) -> bool:
    """Whether the message is a question in between that the usual moves can answer."""
    intent = at.understanding.intent
    if at.understanding.confidence < _SURE:
        return False
    if intent.startswith(ASPECT_PREFIX):
        return at.state.topic is not None or (at.understanding.continues and asks(at.understanding.text))
    return intent in _ASIDE


def asks(text: str) -> bool:
    """Whether ``text`` reads as a short question rather than as a story."""
    return (_is_short(text, _LONGEST_QUESTION) and bool(_ASKS.search(text))) or worries(text)


def worries(text: str) -> bool:
    """Whether ``text`` is only about who will know of it."""
    return _is_short(text, _LONGEST_WORRY) and bool(_WORRIES.search(text))


def names_a_matter(text: str) -> bool:
    """Whether ``text`` says what somebody wants to ask about: 想問資遣費的事."""
    return bool(_MATTER.match(text))


def asks_plainly(text: str) -> bool:
    """Whether ``text`` is a short question by its very form."""
    return asks(text) and bool(_PLAINLY.search(text.strip()))


def begins_other(at: Situation) -> bool:
    """Whether the message plainly wishes for something else that begins a flow of its own."""
    understood = at.understanding
    short = _is_short(understood.text, _LONGEST_WISH) and understood.confidence >= _SURE
    return short and understood.intent in _BEGINS


def _is_short(text: str, longest: int) -> bool:
    return len(text) <= longest * (1 if is_chinese(text) else 2)
