"""Which route fits the words a citizen has already said; a proposal only, the citizen chooses."""

import re
from collections.abc import Mapping, Sequence

from cases.schemas import Route
from retrieval.analysis.glossary import plain_letters
from retrieval.analysis.text import clean

# Chinese and Thai, which are written without spaces.
_SIGNS: Mapping[Route, re.Pattern[str]] = {
    Route.EMERGENCY: re.compile(
        r"救命|火災|爆炸|倒塌|墜落|觸電|中毒|昏倒|流血|受困|被關|軟禁|被打|正在打|持刀|扣(?:留|住)?護照"
        r"|ช่วยด้วย|ไฟไหม้|ระเบิด|ถูกขัง|ขังไว้|โดนตี|ถูกตี|ทำร้าย(?:ร่างกาย)?|หมดสติ|เลือดออก|ยึด(?:หนังสือเดินทาง|พาสปอร์ต)"
    ),
    Route.DISPUTE: re.compile(
        r"欠薪|積欠|沒(?:有)?(?:發|給|拿到|領到)|不(?:發|給|付)|討|要回|拿回|追回|資遣費|加班費|薪水|工資|獎金"
        r"|解僱|開除|炒|和解|協調|談判|爭議|逼(?:我)?離職|調解|賠償|補償|恢復工作"
        r"|ไม่จ่าย|ค้างจ่าย|ค่าจ้าง|ค่าแรง|เงินเดือน|ล่วงเวลา|โอที|ค่าชดเชย|เงินทดแทน|ไล่ออก|เลิกจ้าง|ไกล่เกลี่ย"
    ),
    Route.VIOLATION: re.compile(
        r"檢舉|舉發|違法|違反|沒(?:有)?(?:投|加|保)(?:保)?勞保|高薪低報|超時|不給(?:特)?休|童工|非法|罰(?:他|公司|老闆)|被罰|處罰|稽查|勞檢|派人(?:去|來)?查|抓"
        r"|ผิดกฎหมาย|แจ้งเบาะแส|ฝ่าฝืน|ละเมิดกฎหมาย|ไม่(?:ทำ|มี)ประกัน"
    ),
    Route.COMPLAINT: re.compile(
        r"承辦|態度|服務台|窗口人員|公務員|你們(?:局|的)|勞工局(?:的|不|都|太|一直)|沒人(?:接|回|理)|拖"
        r"|เจ้าหน้าที่|เคาน์เตอร์|พูดจาไม่ดี|ไม่มีคนรับสาย"
    ),
    Route.SUGGESTION: re.compile(
        r"建議|希望(?:可以|能)?(?:增加|延長|改|多)|應該要|改善"
        r"|ข้อเสนอแนะ|เสนอแนะ|อยากให้เพิ่ม"
    ),
}
# The same in English, Vietnamese, Indonesian and Filipino: whole words, without accents, as typed on a phone.
_LATIN: Mapping[Route, re.Pattern[str]] = {
    route: re.compile(rf"\b(?:{signs})\b")
    for route, signs in {
        Route.EMERGENCY: (
            r"on fire|explosion|unconscious|bleeding|trapped|locked (?:me |us )?(?:in|up)"
            r"|beat(?:s|en|ing)? (?:me|us)|hits? me|(?:took|takes|keeps?|kept|confiscated) my passport"
            r"|cuu (?:toi|voi)|chay nha|bi (?:nhot|danh(?! gia))|giam giu|chay mau|bat tinh"
            r"|(?:giu|lay) ho chieu"
            r"|kebakaran|pingsan|berdarah|disekap|dikurung|dipukul\w*"
            r"|paspor \w* ?(?:ditahan|diambil)|menahan paspor"
            r"|nasusunog|sumabog|walang malay|dumudugo|nakakulong|ikinulong|binubugbog|sinasaktan|sinaktan"
            r"|(?:kinuha|hawak)(?: \w+){1,3} ang (?:passport|pasaporte)"
        ),
        Route.DISPUTE: (
            r"unpaid|(?:not|never|didn.?t|doesn.?t|won.?t) (?:been )?pa(?:y|id)|owes?|wages?|salary|overtime"
            r"|severance|fired|dismissed|laid off|compensation|mediation"
            r"|no luong|tien luong|khong tra|chua tra|tang ca|sa thai|duoi viec|boi thuong|tro cap|hoa giai"
            r"|gaji\w*|upah|lembur|pesangon|dipecat|phk"
            r"|(?:tidak|belum|gak|nggak) (?:di)?bayar|ganti rugi|mediasi"
            r"|sahod|sweldo|suweldo|hindi (?:\w+ )?(?:nag)?(?:bayad|binayaran|binabayaran)"
            r"|tinanggal|sinesante|kabayaran"
        ),
        Route.VIOLATION: (
            r"report (?:my|the|a|him|her)|illegal(?:ly)?|against the law|violat\w+"
            r"|to cao|to giac|vi pham|trai luat|trai phep|bat hop phap"
            r"|ilegal|melanggar\w*|pelanggaran"
            r"|isumbong|labag sa batas|lumalabag|lumabag"
        ),
        Route.COMPLAINT: (
            r"rude|your (?:office|staff|counter)|nobody (?:answers?|picks? up)"
            r"|thai do|nhan vien (?:cua )?(?:cuc|quay)|khong ai nghe may"
            r"|petugas|tidak sopan|loket"
            r"|bastos|tauhan (?:ninyo|nyo)|walang sumasagot"
        ),
        Route.SUGGESTION: r"suggest\w*|de xuat|gop y|kien nghi|saran|usul|mungkahi|imumungkahi",
    }.items()
}
# A plain wish names its route, whatever else is said.
_NAMED = (("檢舉", Route.VIOLATION), ("調解", Route.DISPUTE), ("建議", Route.SUGGESTION))


def proposed_route(words: Sequence[str]) -> Route | None:
    """The route whose signs are found most often in ``words``; None without any sign.

    An emergency goes before everything; the latest words may name a route plainly.
    """
    said = clean("\n".join(words)).lower()
    latin = plain_letters(said)
    counts = {
        route: len({*sign.findall(said), *_LATIN[route].findall(latin)}) for route, sign in _SIGNS.items()
    }
    if counts[Route.EMERGENCY]:
        return Route.EMERGENCY
    for name, route in _NAMED:
        if words and name in words[-1]:
            return route
    best = max(counts, key=lambda route: counts[route])
    return best if counts[best] else None
