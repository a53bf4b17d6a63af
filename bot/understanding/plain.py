"""Thanks, leave-taking and wishes in the other languages, by the few words they are said in.

The heads learned mostly from Chinese: mksh infonya is like asking for news, ty po like a yes.
"""

import re
from collections.abc import Iterable, Mapping

from bot.understanding.structure import Act
from retrieval.analysis.language import is_chinese

# Each ends where a word ends; Thai has no spaces between words.
_END = r"(?![^\W\d_])"
_THANKS = (
    rf"(?:thank\s?(?:yo)?u|thanks?|thx|thnx|thnks|tnx|tq|tysm|ty|ta|cheers|much appreciated"
    rf"|appreciate it){_END}"
    rf"|(?:terima\s?kasih|trima\s?kasih|trims|tengkyu|ma?k[ae]?s[ie]?h|mksh|tks"
    rf"|(?:matur )?su?wun|(?:hatur )?nuhun){_END}"
    rf"|(?:maraming |madaming )?(?:salamat|sa?lamt|slmt|slmat){_END}"
    rf"|(?:xin )?(?:cảm|cám|cam|cãm) (?:ơn|on){_END}|(?:đội|doi) (?:ơn|on){_END}"
    r"|(?:ขอบ\s?(?:พระ)?คุณ|ขอบใจ|แต๊ง?กิ้ว)"
)
_LEAVES = (
    rf"(?:good\s?bye|bye(?:\s?bye)?|see (?:you|u|ya)(?: later)?|good\s?night|take care){_END}"
    rf"|(?:sampai jumpa|dadah|dah dulu|pamit|permisi dulu){_END}|(?:udah|sudah|udh"
    rf"|itu) (?:itu )?(?:aja|saja|dulu){_END}"
    rf"|(?:paalam|babay|ingat(?: po)? kayo|yun lang(?: po)?|alis na (?:po )?ako){_END}"
    rf"|(?:(?:xin )?(?:tạm|tam) (?:biệt|biet)|(?:thôi|thoi) (?:em |cháu )?(?:chào|chao)){_END}"
    r"|(?:บ๊าย?\s?บาย|บาย(?:ๆ|ๆ)?|ลาก่อน|ไปก่อน|แค่นี้(?:ก่อน)?|ลาล่ะ)"
)
# What was begun or offered is left alone: ga jadi deh, thôi khỏi, wag na lang po.
_LEAVES_ALONE = (
    rf"(?:never ?mind|nvm|forget (?:about )?it|leave it|not now|maybe later|(?:i'?ll )?"
    rf"(?:ask|do it|come back) later|another time){_END}"
    rf"|(?:ga|gak|gk|nggak|ngga|enggak|tidak|tdk) (?:jd|jadi|usah){_END}|batal(?:in)?{_END}"
    rf"|(?:nanti|nnt|ntar|lain kali|kapan-kapan) (?:aja|saja|deh){_END}"
    rf"|(?:thôi|thoi) (?:khỏi|khoi|không cần|khong can|để sau|de sau|bỏ đi|bo di){_END}"
    rf"|(?:để|de) (?:sau|khi khác|khi khac|lúc khác|luc khac)(?: (?:đi|di|vậy|vay))?{_END}"
    rf"|(?:khỏi|khoi) (?:cần|can){_END}|(?:huwag|wag) na(?: po)?(?: lang)?{_END}|di ?bale na(?: lang)?{_END}"
    rf"|(?:mamaya|saka|next time|sa susunod) na(?: po)?(?: lang)?{_END}"
    r"|(?:ไม่เอาแล้ว|ไว้ก่อน|ไว้(?:วันหลัง|ทีหลัง|คราวหน้า)|ช่างมัน|เดี๋ยวค่อย(?:ถาม|ทำ|ว่ากัน|มา)?(?:ใหม่|ทีหลัง)?)"
)
_AROUND = (
    r"(?:ok(?:ay|e|ey)?|oki|sige|sge|cge|yes|noted|yowis|nggih|got it|i see|alright|very much"
    r"|so much|a lot|again|all|for"
    r"|(?:i |now i )?feel (?:a )?(?:little |bit |much |lot )*better|nakatulong|lega|yên tâm|yen tam"
    r"|oh|ah|clear|very|now|understood|helpful|helps|actually|well"
    r"|gt|gitu|gt ya|begitu|jelas|bgt|banget|membantu|kok|malinaw|linaw|rõ|ro"
    r"|the|your|help|info|information|answer|reply|everything|sir|ma.?am|maam|mam|miss|boss|then|and|na|so"
    r"|ya|yah|kak|min|mbak|mba|mas|bu|pak|bang|deh|dong|banyak|bnyk|sekali|atas|buat|infonya|bantuannya"
    r"|jawabannya"
    r"|udah|sudah|udh|baik|paham|mengerti|ngerti|saya|sy|aku"
    r"|po|opo|ha|talaga|nang|ng|marami|sa|sagot|tulong|lahat|ulit|inyo|nyo|naintindihan|gets|ko"
    r"|anh|chị|chi|em|chào|ạ|a|nhé|nhe|nha|nhiều|nhieu|bạn|ban|ad|admin|dạ|da|vâng|vang|rồi|roi|hiểu|hieu"
    r"|ơi|oi|thôi|thoi|vì|vi|đã|giúp|giup"
    r"|rất|rat|lắm|lam|mọi|moi|người|nguoi)"
    + _END
    + r"|(?:มาก|ๆ|ครับ|ค่ะ|คะ|ค่า|คับ|นะ|จ้า|จ้ะ|เข้าใจแล้ว|โอเค|ก่อน|แล้ว|พี่|สำหรับข้อมูล|ที่ช่วย|ดีมาก"
    r"|ชัดเจน|สบายใจขึ้น|สบายใจ|อ๋อ|ไม่เป็นไร)"
)
_SPACE = r"[\s,.!?~…❤🙏😊👍]*"
_SMALL = re.compile(rf"{_SPACE}(?:(?:{_THANKS}|{_LEAVES}|{_LEAVES_ALONE}|{_AROUND}){_SPACE})+", re.IGNORECASE)
_SAYS_THANKS = re.compile(rf"(?<![^\W\d_])(?:{_THANKS})", re.IGNORECASE)
_SAYS_NO_MORE = re.compile(rf"(?<![^\W\d_])(?:{_LEAVES_ALONE})", re.IGNORECASE)
_BYE_LAST = re.compile(rf"(?:拜拜|掰|再見|晚安|(?<![^\W\d_])(?:{_LEAVES}))(?:囉|喔|啦)?$", re.IGNORECASE)
_SAYS_BYE = re.compile(rf"(?<![^\W\d_])(?:{_LEAVES})", re.IGNORECASE)
_NEXT_TO_A_PERSON = re.compile(
    r"\b(?:talk|speak|chat|connect|transfer)\w*(?: me)? (?:to|with) (?:an? |the "
    r"|your )?(?:real |live |actual )?"
    r"(?:human|person|people|someone|somebody|staff|officer|agent|operator)\b|\b(?:real"
    r"|live) (?:person|human)\b"
    r"|\b(?:bicara|ngomong|ngobrol|bcr|omong)(?:an)? (?:langsung )?(?:sama|dengan|dgn|dg|ke|ama)"
    r" (?:orang|petugas|staf|staff|cs|manusia|admin)\b|\b(?:orang|petugas) asli\b"
    r"|\bma?kausap\b.{0,14}\b(?:tao|staff|agent|operator|empleyado)\b|\btotoong tao\b"
    r"|\b(?:gặp|gap|nói chuyện(?: với)?|noi chuyen(?: voi)?|nói với|noi voi)(?: trực tiếp| truc tiep)?"
    r" (?:người thật|nguoi that|nhân viên|nhan vien|cán bộ|can bo)\b|\b(?:người thật|nguoi that)\b"
    r"|(?:คุย|พูด)(?:สาย)?กับ(?:คน|เจ้าหน้าที่|พนักงาน|แอดมิน)|(?:ขอ|ต่อ)สายเจ้าหน้าที่|คนจริงๆ?",
    re.IGNORECASE,
)
# That we call: can somebody from your side call me; a boss who calls is none of ours.
_CALL_ME = re.compile(
    r"\b(?:can|could|please|pls|want|like|have) (?:you|someone|somebody|anyone|a person|staff|an officer)"
    r"(?: \w+){0,4}? (?:to )?(?:call|phone|ring) me\b|\b(?:please|pls) (?:call|phone) me\b"
    r"|\b(?:nhờ|nho|xin|làm ơn|lam on|có ai|co ai|ai đó|ai do)\b.{0,20}\b(?:gọi|goi)"
    r"(?: điện| dien)?(?: lại| lai)?"
    r"(?: cho)? (?:tôi|toi|em|mình|minh)\b"
    r"|\b(?:tolong|bisa|minta|mohon)\b.{0,16}\b(?:telepon|telpon|telp|hubungi)"
    r" (?:balik |kembali )?(?:saya|sy|aku)\b"
    r"|\b(?:pwede|puwede|pakiusap|paki)\b.{0,14}\b(?:tawagan|tumawag)\b"
    r".{0,10}\b(?:ako|sa akin)\b|\bpakitawagan\b"
    r"|(?:ช่วย|ขอให้|รบกวน).{0,12}โทร(?:กลับ|หา|มาหา)",
    re.IGNORECASE,
)
# In words; Thai is counted in letters.
_LONGEST_CALL, _LONGEST_THAI = 9, 40
# What a wish of these is never without.
_SAID_IN: Mapping[Act, re.Pattern[str]] = {
    act: re.compile(words, re.IGNORECASE)
    for act, words in {
        Act.CASE_STATUS: (
            r"\d{3}|case|status|update|progress|follow|news|result|kasus|laporan|pengaduan"
            r"|sampa?[ie] ?mana|hasil|kabar"
            r"|reklamo|nireport|ni-report|nag-?file|fi-?nile|balita|resulta|hồ sơ|ho so|\bđơn"
            r"|\bdon\b|(?:tới|đến|toi|den) (?:đâu|dau)"
            r"|kết quả|ket qua|trả lời|tra loi|คดี|เรื่อง|เลขที่|ถึงไหน|ผล|คืบหน้า|สถานะ"
        ),
        Act.COMPLAINT: (
            r"complain|report|accus|\bsue\b|lawsuit|petition|charge|file|khiếu nại|khieu nai|tố (?:cáo"
            r"|giác)|to (?:cao|giac)"
            r"|kiện|\bkien\b|báo cáo|bao cao|phản ánh|phan anh|\bbáo\b|trình báo|lapor|\badu|mengadu"
            r"|pengaduan|gugat|tuntut"
            r"|reklamo|sumbong|isumbong|magsumbong|demanda|kasuhan|kaso|i-?report|ร้องเรียน|แจ้ง|ฟ้อง"
            r"|ร้องทุกข์|เอาเรื่อง|申訴|檢舉|陳情"
        ),
        Act.RESTART: (
            r"restart|start (?:over|again)|begin again|reset|from the (?:beginning|start)"
            r"|new (?:chat|conversation)"
            r"|(?:bắt đầu|bat dau|làm|lam) lại|lam lai|bat dau lai|từ đầu|tu dau|ulang|mulai (?:lagi|baru)"
            r"|dari awal|ulit|umpisa|simula|ใหม่|รีเซ็ต|ตั้งแต่ต้น|จากต้น|重新|重來|重头|從頭"
        ),
        Act.NONE_OF_THESE: (
            r"\bnone\b|neither|nothing|\bnot (?:it|that|this|these|those|any|what)|\b(?:other|else|another)\b"
            r"|(?:không|khong|ko) (?:phải|phai|có cái|co cai|cái|cai)|khác|khac"
            r"|bukan (?:itu|ini|semua|yang|yg|dari)|(?:tidak|tdk|gak|ga|nggak) ada|lain(?:nya)?\b"
            r"|semua(?:nya)? (?:bukan|salah)"
            r"|\bwala\b|(?:hindi|di) (?:po )?(?:yan|yun|ito|iyan)|\biba\b|ไม่มี|ไม่ใช่|อย่างอื่น|เรื่องอื่น"
        ),
        Act.ERASE_ME: (
            r"delete|erase|remove|wipe|clear|forget (?:me|my|what|everything|all|about me)|xóa|xoá|\bxoa\b"
            r"|hapus|lupakan|burahin|bura\b|tanggalin|kalimutan|ลบ|ลืม"
        ),
        Act.SUBSCRIBE: (
            r"subscri|notif|alert|remind|langganan|kabari|ingatkan|đăng ký nhận|dang ky nhan"
            r"|thông báo|thong bao|nhắc"
            r"|abiso|paalala|สมัครรับ|แจ้งเตือน|ติดตาม|เตือน"
        ),
    }.items()
}


def says_goodbye(text: str) -> bool:
    """Whether ``text`` ends with leave-taking: 我先去睡 晚安."""
    return bool(_BYE_LAST.search(text.rstrip(" 。.!！~～…")))


def says_thanks(text: str) -> bool:
    """Whether a word of thanks stands in ``text``."""
    return bool(_SAYS_THANKS.search(text))


def said_alone(text: str) -> Act | None:
    """Thanks, goodbye, or that something is left alone, where ``text`` is nothing else."""
    if is_chinese(text) or not _SMALL.fullmatch(text):
        return None
    if _SAYS_BYE.search(text):
        return Act.GOODBYE
    if _SAYS_NO_MORE.search(text):
        return Act.CANCEL
    return Act.THANKS if _SAYS_THANKS.search(text) else None


def calls_for_a_person(text: str) -> bool:
    """Whether a message wants to talk with somebody rather than with the bot, or to be called."""
    is_short = (
        len(text.split()) <= _LONGEST_CALL and len(max(text.split(), key=len, default="")) <= _LONGEST_THAI
    )
    found = (is_short and _NEXT_TO_A_PERSON.search(text)) or _CALL_ME.search(text)
    return not is_chinese(text) and bool(found)


def unsaid(text: str, acts: Iterable[Act]) -> set[Act]:
    """Those of ``acts`` that ``text``, which is no Chinese, has no word for."""
    if is_chinese(text):
        return set()
    return {act for act in acts if act in _SAID_IN and not _SAID_IN[act].search(text)}
