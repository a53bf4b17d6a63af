"""What a person says is not meant: 不是問資遣費，是問預告工資; not A but B; in all languages."""

import re
from dataclasses import dataclass

_ASK = r"(?:要|想|在|想要)?(?:問|說|講|指|談|查|申請|找|知道|了解)?(?:的)?"
_GAP = r"[，,。；;\s]*"
# 是 alone turns to the other side; after a comma 要問, 想問 do as well.
_TO_YES = (
    rf"(?:{_GAP}(?:而|我|我們|應該|反而|其實)*是(?:要|想|在)*(?:問|說|講|指|知道|了解)?(?:的是)?"
    r"|[，,。；; ]+(?:我|我們)*(?:要|想)*(?:問|知道|了解)(?:的是)?)"
)
# Each with the groups ``no`` and ``yes``; the first that fits is taken.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 我問的是B，不是A
        rf"(?:我|我們)?(?:要|想)?(?:問|講|說|指)的?是(?P<yes>.{{2,40}}?){_GAP}(?:而)?(?:並)?不是(?:要"
        rf"|在|想)?(?:問|講|說|指)?(?P<no>.{{2,40}}?)[。！!]?$",
        # 不是(要問)A，(而)是/我是/要問(的是)B
        rf"(?:我|並|又|也)*(?:不是|毋是|ㄅ是|不事){_ASK}(?P<no>.{{2,40}}?)(?:啦|喔|耶|欸|的意思|這個"
        rf"|那個)?{_TO_YES}(?P<yes>.{{2,120}})$",
        # 是B，不是A
        rf"(?:^|[，,。 ])(?:應該|其實|明明|我|我們)*是(?:要|在|想)?(?:問|講|說)?"
        rf"(?P<yes>.{{2,40}}?){_GAP}(?:而|並|又)*不是(?:要|在|想)?(?:問|講|說)?"
        rf"(?P<no>.{{2,30}}?)[。！!]?$",
        # B那個，不是A那個
        r"^(?P<yes>.{2,30}?)[，,。 ]+(?:而|並)?不是(?:要|在|想)?(?:問|講|說)?(?P<no>.{2,12}?)(?:那個"
        r"|那種|的)[。！!]?$",
        # 我不是要A，我問/我說B
        rf"(?:不是|毋是|沒有?要){_ASK}(?P<no>.{{2,40}}?)(?:啦|喔|耶|欸)?{_GAP}(?:我|我們|只|現在)+(?:要"
        rf"|想|現在|只)*(?:問|說|講|指|知道)(?:的是)?(?P<yes>.{{2,120}})$",
        # 不(要)問A，問B
        rf"(?:不|不要|先不|不用|不想|沒有要)(?:問|講|談|說)(?P<no>.{{2,40}}?){_GAP}(?:我|是|改|想|要"
        rf"|只)*(?:問|講|談|說)(?P<yes>.{{2,120}})$",
        # A我知道了/A已經懂了，我問B
        rf"^(?P<no>.{{2,30}}?)(?:的部分)?(?:我|這個|那個|已經)*(?:知道|懂|了解|清楚|看過"
        rf"|會[^，,。是不]{{0,3}}|問過|沒問題)(?:了|啦)?{_GAP}(?:但|但是|現在|我|只)*(?:(?:是)?(?:要"
        rf"|想)(?:要|再|請)*(?:問|知道|了解)(?:的是)?|問的是)(?P<yes>.{{2,120}})$",
        # English
        r"(?:\bi(?:'m| am) )?\bnot (?:asking |talking )?(?:about )?(?P<no>.{2,60}?)[,;.]? "
        r"(?:but(?: rather)?|i(?:'m| am) asking|i mean|i meant|i want|it's|it is)(?: (?:about"
        r"|to know|to ask))*\s+(?P<yes>.{2,200})$",
        r"\bdon'?t (?:mean|want|need) (?P<no>.{2,60}?)[,;.] ?(?:but )?(?:i (?:mean|want|need"
        r"|meant)|it's)\s+(?P<yes>.{2,200})$",
        r"\bi (?:mean|meant|am asking about|'m asking about) (?P<yes>.{2,80}?),? not (?:about"
        r" )?(?P<no>.{2,60}?)[.!]?$",
        # Vietnamese, with and without marks
        r"\b(?:không|khong|ko|k) (?:phải|phai|hỏi|hoi)(?: (?:là|la|hỏi|hoi|về|ve|muốn"
        r"|muon))*\s+(?P<no>.{2,60}?)[,;.]? (?:mà|ma|tôi hỏi|toi hoi|em hỏi|em hoi|tôi muốn"
        r" hỏi|toi muon hoi)(?: (?:là|la|hỏi|hoi|về|ve))*\s+(?P<yes>.{2,200})$",
        # Indonesian
        r"\bbukan(?:nya)?(?: (?:tanya|mau tanya|soal|tentang|maksud saya))*\s+"
        r"(?P<no>.{2,60}?)[,;.]? (?:tapi|melainkan|maksud(?:nya|ku| saya| sy| aku)|(?:saya|sy"
        r"|aku) (?:mau )?tanya|yang"
        r" saya tanya)(?: (?:soal|tentang|itu))*\s+(?P<yes>.{2,200})$",
        # Filipino
        r"\bhindi(?: po| naman| ko)*(?: (?:tinatanong|tungkol sa|ang))*\s+"
        r"(?P<no>.{2,60}?)[,;.]? (?:kundi|kung hindi|kungdi|tinatanong ko|ang tinatanong ko"
        r"|yung|ang ibig kong sabihin)(?: (?:po|ay|ang|yung))*\s+(?P<yes>.{2,200})$",
        # B, not A: only where what follows can be no verb, for who was not paid excludes nothing
        r"^(?P<yes>.{4,160}?),? (?:and )?(?:not (?:about|talking about)|i(?:'?m| am) not (?:a|an))"
        r" (?P<no>[^,.;?]{2,40})[.!]?$",
        r"^(?P<yes>.{4,160}?),? (?:chứ|chu) (?:không|khong|ko|k) (?:phải|phai)(?: (?:là|la))?"
        r" (?P<no>[^,.;?]{2,40})[.!]?$",
        r"^(?!.*\bpadahal\b)(?!.*\b(\w{4,})\b.*\bbukan \1\b)"
        r"(?P<yes>\S+ .{4,160}?)[,;.]? (?:tapi |dan |jadi )?(?:bukan(?:nya)?|bkn) (?:mau |karena |soal )?"
        r"(?!(?:ya|kah|kak|pak|bu|min|sih|dong)\b)(?P<no>[^\W\d]{3,20}(?: [^\W\d]{2,20}){0,3}?)"
        r"(?: (?:ya|kok|loh?|lho|kak|pak|bu|min))*[.!]?$",
        r"^(?P<yes>.{4,160}?), hindi(?: po| naman)* (?:sa|ang|yung|para sa|tungkol sa|dahil sa)"
        r" (?P<no>[^,.;?]{2,40})[.!]?$",
        r"^(?P<yes>.{4,160}?)\s*(?:แต่|และ)?ไม่ใช่(?:เรื่อง)?(?!เหรอ|หรอ|ไหม|มั้ย|หรือ|มะ|นะ|ค่ะ|ครับ)"
        r"(?P<no>[^\s]{2,30}?)(?:นะ|ค่ะ|ครับ|คะ|เลย)*$",
        # Thai
        r"ไม่(?:ได้|ใช่)(?:ถาม|จะถาม|หมายถึง)?(?:เรื่อง)?\s*(?P<no>.{2,60}?)\s*(?:แต่(?:ถาม|เป็น|หมายถึง)?"
        r"|ถาม|อยากถาม)(?:เรื่อง)?\s*(?P<yes>.{2,200})$",
    )
)
# 是不是…, 是…還是… ask; they exclude nothing.
_ASKS = re.compile(
    r"是不是|是否|可不可以|能不能|還是(?!要)|不是說|不是應該|不是有|不是都|不是要[^，,。]{1,20}嗎"
    r"|嗎\s*[？?]?$"
)
_FIGURES = re.compile(r"[\d０-９一二三四五六七八九十百千萬半兩]")
_NO_FIGURE_WORDS = re.compile(r"一(?:般|定|下|些|樣|起|直)|特休|十分|半夜|萬一")


@dataclass(frozen=True, slots=True)
class Contrast:
    """``meant`` is what is asked, ``excluded`` what is not; ``corrects`` says that only figures differ."""

    meant: str
    excluded: str
    corrects: bool = False


def contrast(text: str) -> Contrast | None:
    """The two sides of a contrast, None where the message makes none."""
    for pattern in _PATTERNS:
        found = pattern.search(text)
        if found is None:
            continue
        no, yes = found["no"].strip(" ，,。.；;"), found["yes"].strip(" ，,。.；;")
        # With the sign before: the 不是 of 是不是 asks.
        if not no or not yes or _ASKS.search(text[max(found.start() - 1, 0) : found.end("no")]):
            continue
        before = text[: found.start()].strip(" ，,。.；;")
        meant = yes if len(before) < 2 else f"{before} {yes}"
        return Contrast(meant, no, _is_figure(no) and _is_figure(yes))
    return None


def _is_figure(side: str) -> bool:
    return len(side) <= 14 and bool(_FIGURES.search(_NO_FIGURE_WORDS.sub("", side)))
