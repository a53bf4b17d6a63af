"""Bare words about the topics of the conversation: 回上一個, the first thing, is that legal, what else."""

import re

from bot.understanding.context import Context

_BEFORE = r"(?:剛剛|剛才|前面|上面|之前|上|前)"
_ONE = r"(?:的)?(?:那|這)?一?(?:個|題|則|件)?(?:的)?(?:問題|話題|題目|主題|事情|答案)?"
_BARE = re.compile(
    rf"^(?:請|我要|我想|想|幫我|可以|先)*(?:跳|退|返|拉)?回(?:去|到)?{_BEFORE}{_ONE}(?:好了|吧|啦|嗎)?$"
    rf"|^(?:剛剛|剛才|上|前|之前)(?:那|這)?一?(?:個|題)(?:問題|話題|題目|主題)?$"
    r"|^(?:go |get )?back(?: to)?(?: the)? (?:previous|last|first|earlier)(?: one| question| topic)?$"
    r"|^(?:the )?previous (?:one|question|topic)$|^go back(?: please)?$"
    r"|^(?:cho (?:tôi|toi|em) )?(?:quay|trở|tro) (?:lại|lai)(?: (?:câu|cau|vấn đề|van de))?"
    r"(?: (?:trước|truoc|lúc nãy|luc nay))?$"
    r"|^(?:tolong )?kembali(?: ke)?(?: pertanyaan| topik)?(?: yang)?(?: tadi| sebelumnya)$"
    r"|^(?:bumalik|balik)(?: po)?(?: tayo)?(?: sa)? (?:nauna|kanina)(?:ng tanong)?$"
    r"|^กลับไป(?:ที่)?(?:เรื่อง|ข้อ|คำถาม)?(?:เมื่อกี้|ก่อนหน้า|ที่แล้ว)(?:นี้)?$",
    re.IGNORECASE,
)


_FIRST = re.compile(
    r"^(?:不是|不是這個|不是啦|不對)?[,，\s]*(?:請|我要|我想|我說|我是說|我是問|我問的是|想|幫我|先)*"
    r"(?:回(?:去|到)?)?(?:一開始|最前面|最開始|最早|第一次|最先)(?:的|問的|講的|說的)*(?:那|這)?一?(?:個"
    r"|題|件|則)?"
    r"(?:的)?(?:問題|話題|題目|主題|事情|事)?(?:好了|吧|啦|嗎)?$"
    r"|^(?:no |not (?:that|this)(?: one)?[,.]? ?)?(?:but )?(?:i (?:mean|meant|want) |go |get "
    r"|let'?s )?(?:go )?(?:back )?(?:to )?"
    r"(?:the |my )?(?:very )?first (?:thing|one|question|topic)(?: i (?:said|asked))?$"
    r"|^(?:quay (?:lại|lai) )?(?:câu|cau|vấn đề|van de) (?:đầu tiên|dau tien)$"
    r"|^(?:kembali ke )?(?:pertanyaan|topik|yang) pertama(?: tadi)?$"
    r"|^(?:balik (?:tayo )?(?:sa|tayo sa) )?(?:yung |ang )?una(?:ng)? (?:tanong|kong tinanong|kong tanong)$"
    r"|^(?:กลับไป)?(?:เรื่อง|คำถาม|ข้อ)(?:แรก)(?:สุด)?$",
    re.IGNORECASE,
)
# Whether what was told is allowed stands in the answer as a whole.
_ALLOWED = re.compile(
    r"^(?:那|所以|請問|阿|啊|欸|老闆|公司|雇主|他們?|她)*(?:這樣|這|這種|這樣做|那樣)?(?:到底|真的|算"
    r"|是不是|是|會|有)*(?:合法|違法|犯法|不合法|可以這樣)"
    r"(?:的)?(?:嗎|吧|ㄇ|喔|呢|啊|不|嘛)*$"
    r"|^(?:so |but |and )?(?:is|isn'?t|was) (?:it|this|that)(?: even| really| not)? (?:legal|illegal"
    r"|allowed|against the law|ok|okay|right)$"
    r"|^(?:legal|illegal|allowed)(?: ba| po| ba po| kah| nggak| ga| gak| tidak)?$"
    r"|^(?:như (?:vậy|thế)|nhu (?:vay|the)|vậy|vay|thế|cái này|cai nay|làm vậy|lam vay)? ?(?:có|co|là"
    r"|la)? ?(?:hợp pháp|hop phap|phạm luật|pham luat"
    r"|trái luật|trai luat|vi phạm|vi pham|đúng luật|dung luat)(?: (?:không|khong|ko|k|ạ|a))*$"
    r"|^(?:apakah |apa )?(?:itu|ini|begitu)? ?(?:legal|ilegal|boleh|melanggar(?: hukum)?|sah"
    r"|diperbolehkan)(?:kah| kah)?"
    r"(?: (?:nggak|enggak|gak|ga|tidak|ya|itu|ini|begitu))*$"
    r"|^(?:bawal|legal|illegal|labag sa batas|pwede|puwede|tama)(?: po)? ba(?: po)?(?: (?:yun|yon|iyon"
    r"|ito|to|yan|iyan))?(?: po)?$"
    r"|^(?:แบบนี้|อย่างนี้|มัน|นี่|อันนี้)?(?:ผิดกฎหมาย|ถูกกฎหมาย|ผิด)(?:ไหม|มั้ย|หรือเปล่า"
    r"|รึเปล่า)?(?:คะ|ครับ|ค่ะ)?$",
    re.IGNORECASE,
)
# What else there is to know, once a point was told.
_ELSE = re.compile(
    r"^(?:那)?還有(?:呢|嗎|別的嗎|什麼(?:要|需要|該)?(?:注意|知道|留意)(?:的)?(?:嗎|事)?|其他(?:的)?(?:嗎"
    r"|要注意的嗎))?$|^(?:還要|要)注意什麼$"
    r"|^(?:and |so )?(?:what|anything) else(?: should i know| do i need to know| is there)?$"
    r"|^(?:còn gì nữa|con gi nua)(?: (?:không|khong))?$|^(?:ada|apa) (?:lagi|yang lain)$"
    r"|^ano pa(?: po)?(?: ba)?$|^มีอะไรอีก(?:ไหม)?$",
    re.IGNORECASE,
)
# Words that point at something said before, with what it was: 剛剛那個通報, 前面講的資遣費.
_POINTS_BACK = re.compile(
    r"(?:剛剛|剛才|方才|前面|上面|稍早|一開始|最前面)(?:有)?(?:那個|那件|那一?[題項]|問的|問過的|講的|講到的|說的|說到的|提到的|提的)"
    r"|(?:回到|回去)(?:剛剛|剛才|前面|一開始|最前面)"
    r"|\bback to (?:the|my) .{2,30}|(?:the|that) .{2,30} (?:you mentioned|from before|earlier)",
    re.IGNORECASE,
)
# What to do now stands there as well; it is answered with the steps (`bot.moves.answers`).
_WHAT_NOW = re.compile(
    r"^(?:那|所以|請問)*我?(?:現在|到底|是|應該|該|要|需要|得|可以|能)*怎麼(?:辦|做|處理)(?:才好|比較好|好)?[呢啊呀]?$"
    r"|^(?:(?:不要|別|不用)再?(?:講|說)(?:那麼|這麼)?(?:多|一堆)了?[，,。\s]*)?(?:那|所以|請|就|直接|快|麻煩)*(?:告訴我|跟我[說講])?我?的?"
    r"(?:下一步|接下來|再來|第一步)(?:我|是|到底|應該|該|要|需要|得|先)*(?:做[什甚]麼|做啥|怎麼[做走辦]|是[什甚]麼)[呢啊呀]?$"
    r"|^(?:so |and |then |now )*(?:what (?:should|can|do|must) (?:i|we) do|what now|what'?s next)(?: now|"
    r" then| next)?$"
    r"|^(?:vậy |vay |giờ |gio |bây giờ |bay gio )*(?:(?:tôi|toi|em|mình|minh|anh|chị) )?(?:phải |phai "
    r"|nên |nen |cần |can )*"
    r"(?:làm gì|lam gi|làm sao|lam sao|làm thế nào|lam the nao)(?: (?:bây giờ|bay gio|đây|day|ạ|a|giờ))*$"
    r"|^(?:terus |jadi |lalu )*(?:(?:saya|sy|aku) )?(?:harus|mesti|sebaiknya)? ?(?:gimana|bagaimana"
    r"|ngapain|apa yang harus"
    r" (?:saya|aku)? ?lakukan|harus apa)(?: dong| ya| sekarang| kak)*$"
    r"|^(?:ano|paano)(?: na)?(?: po)?(?: ang)? (?:gagawin|dapat (?:kong )?gawin)(?: ko)?(?: po)?(?: ngayon)?$"
    r"|^(?:แล้ว)?(?:ต้อง|ควร|จะ)?ทำ(?:ยังไง|อย่างไร|ไง)(?:ดี|ต่อ)?(?:คะ|ครับ|ค่ะ)?$",
    re.IGNORECASE,
)
_AROUND = " 。.！!～~?？"


def returns_to(text: str, context: Context) -> str | None:
    """The entry that bare words mean: the topic before, the first one, or the whole of the running one."""
    said = text.strip(_AROUND)
    if _BARE.match(said):
        return context.earlier[0] if context.earlier else context.topic
    if _FIRST.match(said):
        return context.earlier[-1] if context.earlier else context.topic
    if _ALLOWED.match(said) or _WHAT_NOW.match(said) or (context.point and _ELSE.match(said)):
        return context.topic
    return None


def points_back(text: str) -> bool:
    """Whether ``text`` names something that was talked about before: 剛剛那個資遣費是哪一條法."""
    return bool(_POINTS_BACK.search(text))


# A matter called by what it was about, in front of what is asked of it: 護理長那件，要填什麼.
_THAT_OF = re.compile(
    r"^(?:先|再|還是|我想|我要)*(?:回到|回去|問|講|說)?(?P<name>[\u4e00-\u9fffA-Za-z]{2,8}?)(?:的)?那(?:件|題|個)(?:事|案子|問題)?(?=[,，、。：:\s])"
)
_ANYBODYS = re.compile(r"一下|剛剛|剛才|前面|上面|我|你|他|她|如果|所以|還有|公司|老闆|可以|請問")


def named_before(text: str) -> str | None:
    """What a message calls an earlier matter that it returns to: 護理長 in 護理長那件，要填什麼單子嗎."""
    found = _THAT_OF.match(text)
    return found["name"] if found and not _ANYBODYS.search(found["name"]) else None


_NAMED = re.compile(
    r"(?:那個|那件|問的|講的|說的|提到的|講到的|說到的)([\u4e00-\u9fff]{2,4}?)(?=可以|是|要|有|能|會|在|去|怎|多|的|可|$|\W)"
)


def named_back(text: str) -> str | None:
    """What `points_back` names: 通報 in 剛剛那個通報可以線上弄嗎; None where it is not plain."""
    found = _NAMED.search(text)
    return found[1] if found else None
