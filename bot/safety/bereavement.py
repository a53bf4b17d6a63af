"""Who tells that somebody else has died: that is met with condolence; it is no wish to die (pure)."""

import re

# Said of who is dead for good: nobody calls an ambulance any more.
_MOURNED = re.compile(
    r"過世|去世|往生|離世|走了(?=[，。！!？?\s]|$)|人沒了|不在了"
    r"|\b(?:passed away|died)\b|qua đời|đã mất"
    r"|mất (?:rồi|hôm (?:qua|kia)|(?:tháng|tuần|năm|ngày) (?:trước|rồi|ngoái|kia)|cách đây)"
    r"|meninggal|wafat|เสียชีวิต|จากไป|\b(?:namatay|pumanaw|yumao)\b"
    r"|(?:上個?月|上禮拜|上週|上星期|去年|前年|昨天|前天|前幾天|之前|[年月天週]前|那天)[^，。！!？?]{0,14}(?:死|身亡|罹難)",
    re.IGNORECASE,
)
_DIED = re.compile(
    r"(?:先生|太太|老公|老婆|丈夫|妻子|爸爸?|媽媽?|父親|母親|爺爺|奶奶|外公|外婆|阿公|阿嬤|兒子|女兒"
    r"|哥哥?|弟弟?|姊姊?|姐姐?|妹妹?|家人|親人|同事"
    r"|朋友|員工|工人|師傅|學徒|看護|移工"
    r"|叔叔?|伯伯?|舅舅?|姑姑?|阿姨|岳父|岳母|公公|婆婆|孩子|小孩|鄰居|室友|雇主|長輩)[^，。！!？?我\s]{0,12}?(?:過世|去世|往生|離世|身亡|死亡|罹難"
    r"|走了(?=[，。！!？?]|$)|不在了|死了|被?壓死|摔死|觸電死)"
    # 從鷹架摔下來 人走了: nobody who is alive is spoken of so.
    r"|(?:摔|跌|掉|撞|壓|電到|觸電|昏倒|中風|急救|送醫|沒救|意外)[^。！!？?]{0,24}人(?:就|已經|當場|後來)*"
    r"(?:走了|沒了|死了|過世|往生)(?=[，。！!？?\s了]|$)"
    r"|\b(?:man|woman|guy|workers?|employees?|crew|uncle|aunt|cousin|boss|roommate|neighbou?r|child|baby)\b"
    r"[^.!?]{0,40}\b(?:died|passed away|was killed)\b"
    r"|\b(?:husband|wife|father|mother|dad|mom|son|daughter|brother|sister|grand(?:pa|ma|father|mother)"
    r"|patient|friend|coworker|colleague)\b[^.!?]{0,40}"
    r"\b(?:died|passed away|was killed)\b"
    r"|(?:chồng|vợ|bố|ba|mẹ|cha|con trai|con gái|anh|chị|em|ông|bà|cụ)[^.!?]{0,20}(?:qua đời|đã mất|tử vong"
    r"|mất rồi|mới mất|vừa mất)"
    r"|(?:chồng|vợ|bố|mẹ|cha|chú|bác|ông|bà|anh ấy|chị ấy)[^.,!?]{0,16}\bmất"
    r" (?:hôm (?:qua|kia)|(?:tháng|tuần|năm|ngày) (?:trước|rồi|ngoái|kia)|cách đây)"
    r"|(?:chồng|vợ|bố|mẹ|cha|con|anh|chị|em|bạn|chú|bác)[^.!?]{0,30}(?:rơi|ngã|té|tai nạn|chìm|đuối|điện giật"
    r"|bệnh|đột quỵ)[^.!?]{0,30}(?:qua đời|đã mất|tử vong|mất rồi|mới mất|vừa mất)"
    r"|\b(?:chong|vo|bo|me|cha|ong|ba)\b[^.!?]{0,20}(?:qua doi|da mat|tu vong|moi mat|vua mat)"
    r"|(?:suami|istri|paman|bibi|sepupu|pekerja|rekan|orang|ayah|ibu"
    r"|bapak|anak|kakak|adik|teman|kakek|nenek|pasien"
    r"|mertua)[^.!?]{0,40}(?:meninggal|tewas|wafat)"
    r"|(?:สามี|ภรรยา|คนงาน|ลุง|ป้า|พ่อ|แม่|ลูก|พี่|น้อง|เพื่อน|อากง|อาม่า|ตา|ยาย)"
    r"[^.!?]{0,40}(?:เสียชีวิต|ตายแล้ว|จากไป)"
    r"|\b(?:namatay|pumanaw|yumao)\b[^.!?]{0,20}\b(?:asawa|nanay|tatay|anak|kapatid|ate|kuya|lolo|lola"
    r"|tito|tita|pinsan|katrabaho|alaga|kasama)"
    r"|\b(?:asawa|nanay|tatay|anak|kapatid|lolo|lola|tito|tita|pinsan|katrabaho|alaga|kasama(?:han)?)\b"
    r"[^.!?]{0,20}\b(?:namatay|pumanaw|yumao)",
    re.IGNORECASE,
)
# What tells that the writer means themselves, or that it happened by their own hand.
_OWN = re.compile(
    r"我(?:也|真的|好|都|快|已經|就|可以)*(?:想|要|不想|不要|活|撐|沒|安心)|一起(?:走|死|去)|跟著"
    r"|陪(?:他|她|著)|自殺|輕生|自盡|跳樓|燒炭|上吊|割腕|吃藥|痛苦|絕望"
    r"|活不下|沒有?意義|\b(?:suicide|kill(?:ed)? (?:my|him|her)sel\w+|want to die|join (?:him|her)"
    r"|can.?t go on)\b"
    r"|tự tử|muốn chết|đi theo|nyusul|ikut mati|bunuh diri|ingin mati|mau mati|ฆ่าตัวตาย|อยากตาย|ตามไป"
    r"|tu tu|muon chet|di theo|magpakamatay|sumunod|susunod|gusto ko nang? mamatay",
    re.IGNORECASE,
)

_AT_WORK = re.compile(
    r"工地|工廠|廠[裡內區]|職災|過勞|上班|工作|加班|下班|摔死|壓死|觸電|機器|鷹架|出海|漁船|雇主家|公司"
    r"|\bat work\b|factory|site|overwork|lúc làm|luc lam|công ty|cong ty|tai nạn lao động|tempat kerja|pabrik"
    r"|kerja|trabaho|pabrika|ที่ทำงาน|โรงงาน|ทำงาน",
    re.IGNORECASE,
)


def tells_of_a_death(text: str) -> bool:
    """Whether ``text`` tells of the death of another, and of nothing that the writer might do."""
    return _DIED.search(text) is not None and _OWN.search(text) is None


def tells_of_mourning(text: str) -> bool:
    """Whether ``text`` tells of the death of another as of something that is over."""
    return tells_of_a_death(text) and _MOURNED.search(text) is not None


def tells_of_work(text: str) -> bool:
    """Whether ``text`` tells of a death that came of work."""
    return _AT_WORK.search(text) is not None
