"""A wrong answer that the person puts right: 不是啦我是問…, no, I mean ..., in all languages.

What is rejected is not chosen again; the new words are understood together with the earlier ones.
"""

import re
from dataclasses import dataclass

from knowledge.schemas import Entry

_SEP = r"[\s，,。.；;：:!！~～…]"
_SOUNDS = r"(?:啦|喔|哦|耶|欸|唷|呀|啊|吧|餒|咧|勒|拉)"
_THIS = (
    r"(?:這個|那個|這題|這件事?|那件事?|這些|這樣|這意思|那意思|這方面|上面(?:的|那個)?"
    r"|我要的(?:答案)?|我問的|我要問的)"
)
_YOU = r"(?:你們?|您們?|妳|機器人|系統)"
_AGAIN = r"(?:還是|根本|完全|明明|一直|又|都|就)*"
# The answer is said to be wrong; after some of them a sign must stand, as 不是我離職 tells something else.
_WRONG = (
    r"(?:這|那|你|您)?(?:個|些|題)?(?:都|也|根本|完全|又|並)?(?:不是|毋是|ㄅ是|不事|不是在|我不是(?:在|要|想)?(?:問|說|講|指)?|我沒有?(?:要)?(?:問|說)"
    r"|不是(?:要|在|想)?(?:問|說|講|指))"
    rf"(?:的是)?{_THIS}(?:的)?{_SOUNDS}*"
    rf"|(?:不是|毋是|ㄅ是|不事)(?:不是)*{_SOUNDS}+"
    rf"|(?:不是|毋是|ㄅ是|不對|不對啦|錯了?|不)(?:不是)*(?={_SEP}|$|我(?:是|的意思|意思|要|想)?(?:問|說"
    r"|講|指|是說|是問))"
    rf"|(?:不對|錯了?|弄錯了?|搞錯了?){_SOUNDS}+"
    r"|(?:你|您|妳)?(?:好像)?(?:完全)?(?:誤會|搞錯|弄錯|聽錯|看錯|理解錯|會錯意|沒聽懂|沒看懂|聽不懂"
    rf"|搞混|答錯)(?:我的意思|我的問題|我|意思)?(?:了)?{_SOUNDS}*"
    rf"|(?:你|您|妳)?(?:這樣)?(?:答非所問|牛頭不對馬嘴|雞同鴨講|文不對題)(?:了)?{_SOUNDS}*"
    # These are said of the answer only where nothing of a matter follows at once: 說錯話被開除.
    rf"|(?:{_YOU}?{_AGAIN}沒有?在?(?:回答|答)(?:到|對|我)*的?(?:問題|問的|重點)?"
    rf"|{_YOU}{_AGAIN}(?:沒有?|有沒有|有)在?(?:認真|好好)?(?:聽|看)我?(?:說|講|打|問)?的?(?:話|字|什麼|問題)?嗎?"
    rf"|{_YOU}?{_AGAIN}(?:回答|答|回)得?(?:錯|偏|歪|不對)(?:方向|題|重點)?了?"
    rf"|{_YOU}?{_AGAIN}(?:在)?(?:亂[回答講]|鬼打牆|跳針|離題)了?"
    rf"|(?:這|那)?個?(?:回答|答案|回覆|說明|內容){_AGAIN}(?:錯|不對|不符|無關|幫不上忙|沒有?用)了?"
    rf"|這?個?[跟和與]我(?:要|想)?(?:的|問的?|說的?|講的?)(?:問題|情況|狀況|事情?)?的?{_AGAIN}(?:不一樣|不同|無關|沒關係|不相干|不符)"
    rf"|我(?:要|想)?(?:問|說|講|要|找)的{_AGAIN}不是{_THIS}){_SOUNDS}*(?={_SEP}|$|我)"
)
_MEAN = (
    r"(?:我|我們|偶)?(?:其實|現在|真正|主要)*(?:是要|是想|要|想|是)?(?:問|說|講|指)(?:的)?(?:是說"
    r"|是)?(?:的是)?"
    r"|(?:我|我們)?(?:的)?意思(?:是)?(?:說)?|重點是|應該(?:是)?說"
)
_ZH = re.compile(
    rf"^(?:(?:{_WRONG}){_SEP}*)+(?:(?:{_MEAN})(?:{_SEP}|{_SOUNDS})*|(?:而是"
    rf"|是說?)(?={_SEP}*\S))?(?P<rest>.*)$",
    re.DOTALL,
)
# Only said in other words: what was answered may be right as well.
_ZH_SOFT = re.compile(
    r"^(?:我|我們)(?:的)?(?:意思(?:是)?(?:說)?|是(?:要|想)?(?:問|說|講|指)(?:的是)?|(?:要|想)?(?:問"
    rf"|說|講|指)的(?:明明|其實)?是)(?:{_SEP}|{_SOUNDS})*(?P<rest>.+)$",
    re.DOTALL,
)
_STOP = r"(?:[\s,;.:!-]+|$)"
_FOREIGN = re.compile(
    # English
    r"^(?:(?:no+|nope|sorry|wait|actually)[\s,.;!]+)*(?:(?:that(?:'s| is|s)?|this(?:'s| is)?|it(?:'s"
    r"| is)?)? ?not"
    r" (?:it|that|this|(?:quite )?what i (?:mean|meant|asked?|want(?:ed)?|need|am asking|'m asking"
    r"|was asking)(?:"
    r" about| for)?)(?: one)?|(?:that(?:'s| is|s)? )?(?:the )?wrong(?: (?:answer|one|topic|thing)"
    r"|(?=\s*[,;.:!]|\s*$))"
    r"|(?:i think )?you (?:misunderst(?:ood|and)(?: me)?|(?:did ?n.t|don.t) (?:understand|get)(?: me"
    r"| it| my question)?"
    r"|(?:still |really )*(?:did ?n[o']?t|don'?t|have ?n[o']?t|never|(?:are |'re )?not) ?(?:answer(?:ed|ing)?"
    r"|listen(?:ed|ing)?|read(?:ing)?)(?: to)?(?: me| my question| the question| it| that"
    r"| what i (?:asked|said|wrote))?"
    r"|answered (?:something else|the wrong (?:thing|question))"
    r"|got (?:it|me) wrong)|you're not (?:answering|listening)(?: to me)?|(?:this|that|it)(?:'s| is| does"
    r"| has)? ?"
    r"(?:n[o']?t|nothing) (?:answer(?:ing)? (?:me|my question|it)|to do with (?:what i asked|my question|it)"
    r"|help(?:ing|ful)?(?: me)?|related)|no(?=[\s,]+(?:i(?:'m| am)? (?:mean|meant|asking|said|want)|what i))"
    r"|no(?=\s*[,;.]))"
    rf"{_STOP}"
    # Vietnamese
    r"|^(?:dạ |da )?(?:(?:không|khong|ko|k) (?:phải|phai)(?: (?:vậy|vay|thế|the|cái (?:đó|này)"
    r"|cai (?:do|nay)|ý (?:tôi|em|mình)"
    r"|y (?:toi|em|minh)|cái tôi hỏi))?(?=\s*[,;.!]|\s*$|\s+(?:tôi|toi|em|mình|minh|ý|y) (?:hỏi|hoi|là"
    r"|la|muốn|muon|tôi|toi|em))"
    r"|(?:câu trả lời|cau tra loi|trả lời|tra loi)(?: (?:này|nay))?(?: (?:sai|nhầm|nham|lạc đề|lac de"
    r"|không đúng"
    r"|khong dung|ko đúng|ko dung|không liên quan|khong lien quan))(?: (?:rồi|roi|câu hỏi|cau hoi))?"
    r"|(?:bạn|ban|anh|chị|ad|em)?\s*(?:vẫn |van )?(?:chưa|chua|không|khong|ko|đâu có|dau co)(?: có| co)?"
    r" (?:trả lời|tra loi)(?: (?:đúng|dung))?(?: (?:câu|cau)(?: (?:hỏi|hoi))?)?(?: (?:của |cua )?(?:tôi"
    r"|toi|em|mình|minh))?"
    r"|(?:bạn|ban|anh|chị|ad) (?:trả lời|tra loi) (?:sai|nhầm|nham|lạc đề|lac de|không đúng|khong dung)"
    r"(?: (?:rồi|roi))?|(?:lạc đề|lac de)(?: (?:rồi|roi))?"
    r"|(?:không|khong|ko) (?:phải|phai) (?:câu|cau|cái|cai|điều|dieu)(?: (?:tôi|toi|em|mình|minh) (?:hỏi"
    r"|hoi|cần|can))"
    r"|(?:sai|nhầm|nham)(?: (?:rồi|roi)|(?=\s*[,;.!]|\s*$))|(?:bạn|ban|anh|chị) (?:hiểu|hieu) (?:nhầm|nham"
    r"|sai)(?: (?:rồi|roi|ý tôi))?)"
    rf"{_STOP}"
    # Indonesian
    r"|^(?:(?:bukan(?:nya)?|bkn)(?: (?:itu|begitu|yang itu|yg itu|gitu|maksud saya))?(?=\s*[,;.!]|\s*$"
    r"|\s+(?:saya|sy|maksud|aku|yang)\b)"
    r"|(?:jawaban(?:nya|mu)?|jawabnya)(?: (?:itu|ini|kamu|anda))? (?:salah|beda|(?:ga|gak|nggak|tidak|tdk)"
    r" (?:nyambung|sesuai|cocok|benar|bener|ada))"
    r"|(?:kamu |anda |kok )?(?:masih )?(?:tidak|tdk|nggak|enggak|gak|ga|belum|blm) (?:men)?jawab(?:"
    r" pertanyaan)?"
    r"(?: (?:saya|sy|aku))?"
    r"|bukan (?:itu )?(?:yang|yg) (?:saya|sy|aku) (?:tanya(?:kan)?|maksud|cari)"
    r"|salah(?=\s*[,;.!]|\s*$|\s+(?:saya|sy|aku|kak|pak|bu|min)\b)|(?:belum|blm|tidak|ga|gak|nggak)"
    r" dijawab(?: pertanyaan(?: (?:saya|sy))?)?|(?:kamu |anda )?salah (?:paham|mengerti|jawab)|nggak"
    r" nyambung|ga nyambung|gak nyambung)"
    rf"(?:,? (?:kak|pak|bu|min))?{_STOP}"
    # Filipino
    r"|^(?:(?:hindi|hnd)(?: po| naman)*(?: (?:yan|yun|yon|iyan|iyon|ito|ganun|ganon|ganyan)(?: po| ang"
    r"| yung)*(?: (?:tanong ko|ibig kong sabihin))?)"
    r"|(?:hindi|hnd|di)(?: po)?(?=\s*[,;.!])|mali(?: po| naman)*(?: (?:yan|yun|(?:ang |yung )?sagot(?: mo"
    r"| nyo)?)"
    r"|(?=\s*[,;.!]|\s*$))(?: po)?|(?:di|hindi)(?: pa)? (?:mo|nyo|niyo) (?:po )?(?:pa )?(?:naintindihan"
    r"|nakuha|nasagot"
    r"|sinagot|sinasagot|binasa)(?: po)?(?: ang| yung)?(?: (?:tanong|ako))?(?: ko)?"
    r"|(?:di|hindi)(?: pa)?(?: po)? (?:nasagot|tugma)(?: po)?(?: ang| yung)?(?: tanong ko)?"
    r"|(?:iba|malayo)(?: po| naman)* (?:ang|yung) (?:sagot|tanong)(?: mo| nyo| ko)?)"
    rf"{_STOP}"
    # Thai
    r"|^(?:ไม่ใช่(?:อันนี้|เรื่องนี้|อันนั้น|แบบนี้|แบบนั้น|ที่ถาม)?(?:ค่ะ|ครับ|คะ|นะ|เลย)*(?=\s|$"
    r"|หมายถึง|ถาม"
    r"|ที่|คือ|หมายความ)|ผิด(?:แล้ว|เรื่อง)(?:ค่ะ|ครับ)?|เข้าใจผิด(?:แล้ว)?(?:ค่ะ|ครับ)?"
    r"|(?:คุณ)?(?:ยัง)?(?:ตอบ(?:ไม่ตรง|ผิด|ไม่ถูก)|ไม่ได้ตอบ|ไม่ตรง|ไม่ได้ถาม(?:เรื่อง)?นี้|คนละเรื่อง"
    r"|ไม่เกี่ยว(?:กับที่ถาม|กัน)?)"
    r"(?:คำถาม|ที่ถาม|เรื่อง)?(?:เลย|แล้ว|นะ|ค่ะ|ครับ|คะ)*)\s*",
    re.IGNORECASE,
)
_FOREIGN_MEAN = re.compile(
    r"^(?:i (?:mean|meant|said|asked|want(?:ed)? to (?:ask|know))(?: about| was| is)?"
    r"|(?:what )?i(?:'m| am| was) asking(?: about| if| for| is)?"
    r"|my question (?:is|was)(?: about)?|what i (?:mean|asked) (?:is|was)"
    r"|(?:ý|y) (?:tôi|toi|em|mình|minh|anh|chị|chi)(?: (?:là|la|hỏi|hoi|muốn|muon|về|ve))+"
    r"|(?:tôi|toi|em|mình|minh) (?:muốn |muon )?(?:hỏi"
    r"|hoi)(?: (?:về|ve|là|la))?"
    r"|maksud(?:nya| ?ku| saya| sy| aku)|(?:saya|sy|aku)(?: mau| ingin)? (?:tanya|nanya|bertanya)(?: soal"
    r"| tentang| yang)?|(?:yang|yg) (?:saya|sy|aku) tanya"
    r"(?:kan)?(?: itu| soal)?"
    r"|ang (?:tanong|tinatanong|ibig ko(?:ng)? sabihin)(?: ko)?(?: po)?(?: ay)?|ibig ko(?:ng)? sabihin"
    r"|tinatanong ko(?: po)?(?: ay| yung)?|yung"
    r"|(?:หนู|ผม|ฉัน|ดิฉัน|เรา)?(?:หมายถึง|หมายความว่า|ที่ถามคือ|(?:จะ|อยาก)?ถาม(?:ถึง|เรื่อง"
    r"|ว่า)?))[\s,:.]*",
    re.IGNORECASE,
)
# Filipino and Indonesian say it after the words as well: yung sweldo ko ang tinatanong ko.
_MEANT_AFTER = re.compile(
    r"\s+(?:(?:po )?ang (?:tinatanong|ibig sabihin) ko"
    r"|(?:yg|yang) (?:saya|sy|aku) (?:maksud|tanya))(?: po)?$",
    re.IGNORECASE,
)
# 不是霸凌 主管一直摸我: the name of what was answered, and what it is instead.
_NAMED = re.compile(
    rf"^(?:這|那)?(?:不是|毋是|ㄅ是|沒有|不算)(?:要|在)?(?P<name>[\u4e00-\u9fff]{{1,6}}?)(?:啦|喔|耶|欸"
    rf"|的問題)?(?:{_SEP}+(?:而)?(?:是|我是)?|(?:而)?是)(?P<rest>.{{3,}})$",
    re.DOTALL,
)
_OF_ANY = re.compile(r"公司|老闆|雇主|勞工|移工|員工|這個|那個|我的?|我們|是")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Rejection:
    """What a person says beside that the answer was wrong: ``rest``, "" for nothing.

    ``is_certain`` says that the entry itself is named as not meant, ``is_soft`` that it was only said in
    other words.
    """

    rest: str
    is_certain: bool = False
    is_soft: bool = False


def rejection(text: str, topic: Entry) -> Rejection | None:
    """Whether ``text`` says that the answer about ``topic`` is not what was meant; None where it does not."""
    said = text.strip()
    if found := _ZH.match(said):
        return Rejection(_rest(found["rest"]))
    if (found := _NAMED.match(said)) and names(found["name"], topic):
        return Rejection(_rest(found["rest"]), is_certain=True)
    if found := _ZH_SOFT.match(said):
        return Rejection(_rest(found["rest"]), is_soft=True)
    if found := _FOREIGN.match(said):
        meant = _FOREIGN_MEAN.sub("", said[found.end() :].strip(" ,;.:!"))
        return Rejection(_rest(_MEANT_AFTER.sub("", meant)))
    return None


def names(name: str, topic: Entry) -> bool:
    """Whether ``name`` is what ``topic`` is called, and not a word for anybody."""
    return len(name) >= _FEWEST and not _OF_ANY.search(name) and name in topic.question


def _rest(words: str) -> str:
    said = words.strip(" ，,。.；;：:!！?？~～…")
    return said if len(said) >= _FEWEST else ""
