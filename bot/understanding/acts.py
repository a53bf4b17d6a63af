"""What a message does: its acts, the most important first."""

import re
from collections.abc import Mapping

from bot.understanding.courtesy import only_courtesy
from bot.understanding.plain import calls_for_a_person, says_thanks, unsaid
from bot.understanding.speaking import asks_for_language, is_answered_so
from bot.understanding.structure import Act, act_of
from knowledge.intents import Kind
from retrieval.analysis.language import is_chinese
from retrieval.engine import SearchResult

# Who may be in danger, who wants something done, who asks: in this order one message is taken.
_ORDER = (
    Act.DANGER,
    Act.ERASE_ME,
    Act.UNSUBSCRIBE,
    Act.CASE_STATUS,
    Act.PERSON,
    Act.COMPLAINT,
    Act.ANGER,
    Act.RESUME,
    Act.SUBSCRIBE,
    Act.CHANGE_LANGUAGE,
    Act.RESTART,
    Act.NONE_OF_THESE,
    Act.BACK,
    Act.CALCULATE,
    Act.QUESTION,
    Act.CORRECTION,
    Act.FACT,
    Act.GRIEF,
    Act.BOT_CHALLENGE,
    Act.NOT_HELPFUL,
    Act.HELPFUL,
    Act.CANCEL,
    Act.DENY,
    Act.AFFIRM,
    Act.CHOICE,
    Act.THANKS,
    Act.GREET,
    Act.GOODBYE,
    Act.OUTSIDE,
)
# Acts whose answer is an entry or a point of one.
ASKING = frozenset({Act.QUESTION, Act.FACT, Act.CORRECTION, Act.BACK, Act.GRIEF, Act.CALCULATE})
# Condolences are for a death that is told in so many words: whose child was born wants none.
_DEATH = re.compile(
    r"死|過世|往生|去世|離世|身亡|走了|不在了|去做仙|喪|遺|died|dead|death|passed away|funeral"
    r"|qua đời|qua doi|mất|chết|chet|meninggal|wafat|tewas|เสีย|ตาย|namatay|pumanaw|yumao",
    re.IGNORECASE,
)
# What only resembles anger is a question; a strong word makes it anger, which safety must know as well.
_TEMPER = re.compile(
    r"死|氣|火大|怒|幹|靠北|靠腰|媽的|爛|廢|扯|誇張|到底|受夠|受不了|不爽|傻眼|離譜|搞什麼|黑心|太慢|騙|[!！]{2}"
    r"|angry|\bmad\b|furious|sick of|fed up|damn|hell|shit|fuck|useless|ridiculous"
    r"|tức|\btuc\b|bực|\bbuc\b|chán|ghét|kesal|marah|muak|sebal|capek|galit|inis|bwisit|nakakainis|โกรธ"
    r"|โมโห|แย่",
    re.IGNORECASE,
)
# Who wants a person says so: 兩個人可以一起請嗎 only counts them.
_PERSON = re.compile(
    r"真人|活人|ㄓㄣ人|真的人|幫我轉|專人|專員|客服|人工|轉接|轉[給到]?(?:你|承|主)|打(?:個)?電話|打(?:給|來|過來|過去)|(?:請|再|都可以|麻煩)打|回電|回撥"
    r"|聯[絡繫]|連絡|[找叫換請跟佮和給](?:你們|一個|個|我|他|懂[^,，。]{1,8}的?|會[^,，。]{1,8}的?)?(?:的)?人|承辦|同仁|同事接|人員|長官"
    r"|[找叫換請跟](?:你們|你|您|一下)?(?:的)?(?:主管|上司|經理|負責人|長官)"
    r"|[課科主局]長|主管打|講電話|講話|視訊|[來可以]接|社工|當面|語音|留言|有沒有人|有人(?:在|可以|嗎|會)|誰(?:可以)?(?:跟|陪|幫)我"
    r"|服務台|總機|人來|[值當]班|[小先][姐生]講|\d[\d\- ]{6,}|[零〇一二三四五六七八九]{8,}"
)
# What a message says when it says nothing else, spaces apart.
_ALONE: Mapping[Act, re.Pattern[str]] = {
    # Whom one wants: 我要找主管, 叫你們長官來.
    Act.PERSON: re.compile(
        r"(?:我要|我想|我想要|請|麻煩|幫我|可以|能不能)?(?:找|叫|換|請|轉)(?:給|到)?(?:一下)?(?:你們|妳們|您們)?(?:的)?"
        r"(?:主管|長官|經理|負責人|課長|科長|局長|組長|承辦(?:人|人員)?|同仁|客服|專員|真人)"
        r"(?:出來|來)?(?:接電話|聽電話|接|聽|講)?(?:嗎|啦|好嗎|好不好)?[?？!！。. ]*"
    ),
    # That we write the matter down: 好 那幫我登記.
    Act.COMPLAINT: re.compile(
        r"(?:好|那|就|請|麻煩|可以|直接|你們?|您)*(?:幫|替)(?:我|我們|忙)?(?:登記|立案|送件|記下來|提出|送出|受理)"
        r"(?:一下|吧|好了|嗎|可以嗎|好嗎)?[?？!！。. ]*"
        r"|那?(?:我|我們)?(?:就|真的)?(?:想|要|想要)去?(?:告|檢舉|申訴)"
        r"(?:他|她|他們|公司|老闆|雇主|主管|仲介)了?[!！。. ]*"
    ),
}
# What is to be erased is ours: 訊息我嚇到全刪了怎麼辦 asks about evidence.
_OURS = r"(?:資料|個資|紀錄|記錄|對話|聊天|帳號|電話|名字|訊息|全部|一切)"
# What somebody else erased is not: 公司把班表刪了.
_THEIRS = re.compile(r"(?:他|她|它|公司|老闆|雇主|主管|對方|仲介)[^,，。我]{0,8}(?:刪|清|撤|銷毀|收回)")
_ERASES = re.compile(
    rf"(?:刪|清除|清掉|清空|移除|抹|忘|留|銷毀|撤).{{0,8}}(?:{_OURS}|我(?!.*怎麼辦))"
    rf"|(?:{_OURS}|把我|講的|說的|寫的|填的).{{0,10}}(?:刪|清|移除|抹|不要留|別留|拿掉|撤|銷毀)(?!.*怎麼辦)|刪除權"
)
# What the person gave us is to be erased, in so many words: 我剛剛打的電話可以刪掉嗎.
_ERASES_GIVEN = re.compile(
    r"我(?:剛剛|剛才|前面|上面|之前)?(?:打|留|講|說|寫|填|傳|輸入)(?:給你們?)?(?:的|過的)"
    r"(?:電話|名字|資料|個資|手機|訊息|內容|那些|東西|話|號碼)?(?:可以|能|能不能|可不可以|請|麻煩|幫我|都|全部)*"
    r"(?:刪|清掉|清除|移除|拿掉|銷毀)(?!.*怎麼辦)"
)
# The person puts right what was typed before; 說錯話 tells of something else.
_MISSPOKE = re.compile(
    r"^(?:不對|不好意思|抱歉|歹勢|啊|喔|等等|等一下|[,，\s])*我?(?:剛剛|剛才|前面)?[講說打寫]錯(?!話)[了啦]?(?=[,，。\s])"
)
# A number called that of a case asks for news of it, whatever is told around it.
_NUMBERED = re.compile(
    r"(?:案號|案件(?:編號|號碼)|收件(?:編號|號碼|號)|受理(?:編號|號碼))[：:是\s]*"
    r"(?:[A-Za-z]{0,3}-?\d[\d-]{5,}|[\d零〇一二三四五六七八九十百]{2,}年?度?[^,，。\s]{0,6}字第)"
)
# 好吧 at the end agrees, whatever is said before it.
_GIVES_IN = re.compile(r"好[吧啦喔]$")
# Who wants to leave no name asks to stay unnamed; nothing is to be erased.
_UNNAMED = re.compile(r"不(?:要|想|用)?留(?:下)?(?:我的?)?(?:姓名|名字|名)")
# 算了 gives up; nothing is worked out.
_GIVES_UP = re.compile(r"(?<![怎麼試計幫我先清])算了(?!嗎|沒|多少|[幾一兩])")
_WORKS_OUT = re.compile(r"試算|計算|算算|算一下|幫.{0,2}算|怎麼算|重算|算看")
_DANGER_AT = 0.2
_SURE = 0.4
_LEAST = 0.3
_THANKED, _THANKED_UNSAID = 0.5, 0.9


def acts_of(
    text: str,
    scores: Mapping[str, float],
    thresholds: Mapping[str, float],
    found: SearchResult,
    outside: bool,
    offered: bool = False,
    spoken: str | None = None,
    of_a_matter: bool = False,
) -> tuple[Act, ...]:
    """The acts of ``text`` whose score is enough, in the order in which they are dealt with; at least one.

    What the search found among the phrases that staff keep for the dialogue itself counts as well;
    ``outside`` says that no entry is meant, ``offered`` that several entries were offered last: a few words
    after that choose among them, 身障的 is not angry; ``spoken`` is the language of the conversation;
    ``of_a_matter`` that what is said beside the courtesies names an entry: who says thanks and that they want
    to apply asks how.
    """
    told = {Act(name) for name, score in scores.items() if score >= thresholds.get(name, _LEAST)}
    told.discard(Act.DANGER)
    dialogue = [other for other in found.intents if other.kind is Kind.DIALOGUE]
    if any(other.id == "crisis" and other.score >= _DANGER_AT for other in dialogue):
        told.add(Act.DANGER)
    best_entry = found.results[0].score if found.results else 0.0
    top = found.intents[0] if found.intents else None
    if top and top.kind is Kind.DIALOGUE and top.score >= _SURE and top.score > best_entry:
        told.add(act_of(top.id))
    thanked = max(
        scores.get(Act.THANKS, 0.0), *(other.score for other in dialogue if other.id == Act.THANKS), 0.0
    )
    is_said = is_chinese(text) or says_thanks(text)
    if thanked < (_THANKED if is_said else _THANKED_UNSAID):  # nhiều lắm is how much, not thanks
        told.discard(Act.THANKS)
    if outside and told <= {Act.QUESTION, Act.FACT, Act.OUTSIDE}:
        told = {Act.OUTSIDE}
    elif not outside:
        told.discard(Act.OUTSIDE)
    asks, angry = scores.get(Act.QUESTION, 0.0), scores.get(Act.ANGER, 0.0)
    if Act.THANKS in told and not _TEMPER.search(text):
        told.discard(Act.ANGER)  # 歹勢問這麼多
    if Act.ANGER in told and angry < (_SURE if offered else min(_SURE, asks)) and not _TEMPER.search(text):
        told = told - {Act.ANGER} | {Act.QUESTION}
    if _GIVES_UP.search(text) and not _WORKS_OUT.search(text):
        told.discard(Act.CALCULATE)
    if Act.ERASE_ME in told and is_chinese(text) and not _erases(text):
        told.discard(Act.ERASE_ME)
    if _ERASES_GIVEN.search(text):
        told = told - {Act.QUESTION, Act.OUTSIDE} | {Act.ERASE_ME}
    if _NUMBERED.search(text):
        told = told - {Act.OUTSIDE} | {Act.CASE_STATUS}
    if misspoke(text):
        told = told - {Act.OUTSIDE} | {Act.CORRECTION}
    if told == {Act.GREET} and _GIVES_IN.search(text):
        told = {Act.AFFIRM}
    if Act.PERSON in told and is_chinese(text) and not _PERSON.search(text):
        told.discard(Act.PERSON)
    told -= unsaid(text, told)
    if courtesy := only_courtesy(text, told):
        told = told | {Act.QUESTION} if of_a_matter else {courtesy}
    if alone := _alone(text):
        told = {alone}
    if not _DEATH.search(text):
        told.discard(Act.GRIEF)
    if Act.CHANGE_LANGUAGE in told and is_answered_so(text, spoken):
        told.discard(Act.CHANGE_LANGUAGE)
    if not told:
        told = {Act.QUESTION}
    return tuple(act for act in _ORDER if act in told)


def _erases(text: str) -> bool:
    return bool(_ERASES.search(text)) and not (_UNNAMED.search(text) or _THEIRS.search(text))


def misspoke(text: str) -> bool:
    """Whether the person puts right what was typed before, which rejects no answer: 不對我講錯 是屏東."""
    return bool(_MISSPOKE.search(text))


def _alone(text: str) -> Act | None:
    """The act that is all there is to ``text``."""
    if calls_for_a_person(text):
        return Act.PERSON
    if asks_for_language(text):
        return Act.CHANGE_LANGUAGE
    words = "".join(text.split())
    return next((act for act, pattern in _ALONE.items() if pattern.fullmatch(words)), None)
