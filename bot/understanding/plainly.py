"""Matters with names of their own, which open them whatever the topic is: a broker's fee, a kept passport.

Foreign sentences with few words are like any question; the search does not know that they begin a new matter.
"""

import re
from collections.abc import Mapping

from knowledge.schemas import Entry
from retrieval.analysis.language import length_limit

_FEES = (
    r"仲介(?:服務)?費|仲介.{0,6}(?:收|扣|要|拿).{0,3}(?:錢|費)|買工(?:費|錢|的錢)"
    r"|(?:broker|agency|agent|placement|recruitment)(?:'?s)? (?:fees?|charges?|money)"
    r"|(?:broker|agency) .{0,20}(?:charg|ask(?:s|ed|ing)? .{0,6}money|fee)"
    r"|pay(?:ing|s)? (?:the |my |a )?(?:broker|agency)"
    r"|(?:phí|phi|tiền|tien) (?:cho )?(?:dịch vụ )?(?:môi giới|moi gioi)"
    r"|(?:môi giới|moi gioi) .{0,16}(?:thu|đòi|doi|lấy|lay) .{0,8}(?:phí|phi|tiền|tien)"
    r"|(?:biaya|uang|potongan|fee) (?:jasa )?(?:agen(?:si|cy)?|penempatan|pjtki)"
    r"|(?:agen(?:si|cy)?) .{0,10}(?:minta|potong|tagih|narik|tarik) .{0,8}(?:uang|biaya|duit|fee)"
    r"|placement fee|(?:bayad|singil|kaltas) (?:sa|ng) (?:broker|agency)"
    r"|(?:singil|sinisingil|naniningil|siningil|kinakaltasan).{0,10}\b(?:broker|agency)"
    r"|(?:broker|agency) .{0,8}(?:singil|naniningil|kumakaltas|bayad)"
    r"|ค่า(?:บริการ)?(?:นายหน้า|หัวคิว|เอเจนซี|บริษัทจัดหางาน)|(?:นายหน้า|เอเจนซี่?).{0,10}(?:เก็บ|หัก"
    r"|เรียก)(?:เงิน|ค่า)"
)
_KEPT = (
    r"(?:扣|沒收|收走|拿走)(?:住|了|走|我的?|他的?)*(?:護照|居留證)|(?:護照|居留證)(?:被)?(?:老闆|雇主|仲介)?(?:扣|收走|拿走|沒收)"
    r"|(?:keep|kept|took|tak(?:en|ing)|hold(?:s|ing)?|withh[eo]ld\w*|confiscat\w+) .{0,12}(?:passport"
    r"|\barc\b)"
    r"|(?:passport|\barc\b) .{0,14}(?:kept|taken|held|withheld|confiscated)"
    r"|(?:giữ|giu|thu|lấy|lay) .{0,14}(?:hộ chiếu|ho chieu|passport)"
    r"|(?:tahan|pegang|sita|ambil)(?:in)? .{0,10}(?:paspor|passport)"
    r"|(?:paspor|passport) .{0,14}(?:ditahan|disita|dipegang|diambil|hawak|kinuha|tinago)"
    r"|(?:hawak|kinuha|tinago|kinukuha|itinago)\w* .{0,18}passport"
    r"|(?:扣|沒收|收走|拿走)(?:住|了|走|我的?)*(?:手機|存摺|提款卡|健保卡)"
    r"|(?:kept|took|takes?|holds?|confiscated) .{0,6}(?:phone|bank ?book|atm card|bank card)"
    r"|(?:giữ|giu|thu|lấy|lay) .{0,6}(?:điện thoại|dien thoai|sổ ngân hàng|thẻ atm|the atm)"
    r"|(?:tahan|pegang|sita|ambil)(?:in)? .{0,6}(?:\bhp\b|buku tabungan|kartu atm)"
    r"|(?:kinuha|hawak|tinago|kinukuha)\w* .{0,10}(?:\bcp\b|cellphone|\batm\b|passbook)"
    r"|(?:\bcp\b|cellphone|\batm\b|passbook) .{0,16}(?:kinuha|hawak|tinago)"
    r"|(?:ยึด|เก็บ|เอา).{0,8}(?:พาสปอร์ต|หนังสือเดินทาง)"
)
# What is in the building: staff know it at the window, no matter has it as a point.
_PLACE = (
    r"停車|車子?停|(?:機車|汽車|腳踏車|摩托車)停|wi-?fi|無線網路|飲水機|影印機|提款機|atm\b|帶(?:小孩|孩子|嬰兒|狗|寵物)(?:一起)?(?:去|來|過去|進去)"
    r"|\bparking\b|\bpark (?:my|the|a)\b|where (?:can|do) i park|chỗ đậu xe|cho dau xe|đậu xe|dau xe|gửi"
    r" xe|gui xe"
    r"|parkir|paradahan|mag-?park|ที่จอดรถ|จอดรถ"
)
_ROOMS = (
    r"廁所|洗手間|化妝室|電梯|輪椅|坡道|尿布台|\btoilet|restroom|bathroom|elevator|\blift\b|wheelchair"
    r"|nhà vệ sinh|nha ve sinh|thang máy|thang may|xe lăn|xe lan|kamar mandi|kursi roda|\bwc\b"
    r"|\bcr\b|palikuran|silya de gulong|ห้องน้ำ|ลิฟต์|รถเข็น"
)
_WORK = (
    r"公司|老闆|雇主|主管|工廠|加班|下班|上班|薪|錢|受傷|跌|摔|撞|boss|employer|company|work|hurt|fell"
    r"|công ty|cong ty|chủ|chu\b|majikan|kerja|pabrik|amo|trabaho|นายจ้าง|ทำงาน|บริษัท"
)
_HUSBAND = (
    r"(?:老婆|太太|妻子|牽手|阮某)[^,，。]{0,6}(?:懷孕|大肚|有身|生產|臨盆|要生|快生|生小孩|生寶寶|產檢|剖腹|待產)[^,，。]{0,8}(?:假|休|陪)"
    r"|\bwife\b.{0,16}(?:pregnant|birth|deliver|baby|labou?r).{0,24}(?:leave|day off|days off)"
    r"|(?:vợ|\bvo\b).{0,14}(?:sinh|đẻ|bầu|mang thai).{0,20}(?:nghỉ|\bnghi\b|phép)"
    r"|\bistri.{0,14}(?:hamil|lahir|melahirkan).{0,20}(?:cuti|libur)"
    r"|(?:asawa|misis).{0,14}(?:buntis|manganganak|nanganak).{0,24}(?:leave|bakasyon|day off)"
    r"|(?:ภรรยา|เมีย).{0,10}(?:คลอด|ท้อง|ตั้งครรภ์).{0,16}(?:ลา|หยุด)"
)
_TOO_LITTLE = (
    r"(?:時薪|月薪|底薪|日薪)(?:是|只有|才|只給|給)?\s?[\d一二三四五六七八九十百千萬]+(?:元|塊)?[^,，。]{0,8}"
    r"(?:合法|違法|犯法|太低|太少|低於|可以嗎|正常|夠嗎)"
    r"|\b\d{3,6}(?: nt| ntd| twd)? (?:an hour|per hour|a month|per month).{0,10}(?:legal|too low|allowed)"
)
_OTHER_EMPLOYER = (
    r"(?:轉換|更換|換)(?:別的|其他|新|另一個)?(?:雇主|老闆|頭家)|找(?:別的|其他|新的?|另外的?|下一個)(?:雇主|老闆|頭家)"
    r"|(?:change|switch|transfer)(?: to| a| an| another| my| new| of)*"
    r" (?:employers?|boss)\b"
    r"|(?:đổi|doi|chuyển|chuyen) (?:chủ|chu)\b|(?:ganti|pindah|tukar) majikan|(?:เปลี่ยน|ย้าย)นายจ้าง"
    r"|(?:magpalit|palit|lumipat|lipat|magpapalit|lilipat)(?: na)?(?: po)?(?: ba)?(?: ng| sa)?(?: ibang)?"
    r" (?:amo|employer)"
    r"|(?:work(?:ing)? (?:for|with)|find|look(?:ing)? for|get) (?:a |an )?(?:new|another|different)"
    r" (?:employer|boss)\b"
    r"|(?:làm|lam|tìm|tim|sang)(?: (?:cho|với|voi))? (?:chủ|chu) (?:mới|moi|khác|khac)\b"
    r"|(?:kerja|cari|ikut|sama)(?: (?:di|sama|dengan))? majikan (?:baru|lain)\b"
    r"|(?:hanap|maghanap|humanap|trabaho|magtrabaho)(?: na)?(?: po)?(?: ng| sa)? (?:ibang|bagong) (?:amo"
    r"|employer)"
    r"|(?:ทำ(?:งาน)?(?:ต่อ)?กับ|หา|ไปอยู่กับ|ไปทำกับ)นายจ้าง(?:ใหม่|คนใหม่|อื่น)"
)
_UNNAMED = (
    r"(?:report|complain|tip).{0,24}(?:anonymous|without (?:my|giving my|leaving my) name)|anonymous(?:ly)?"
    r" (?:report|complain|tip)|(?:tố cáo|to cao|báo cáo|bao cao|khiếu nại|khieu nai).{0,24}(?:giấu tên"
    r"|giau ten"
    r"|ẩn danh|an danh|nặc danh|nac danh)|(?:giấu tên|giau ten|ẩn danh|an danh).{0,16}(?:tố cáo|to cao)"
    r"|(?:lapor|melapor|adu|mengadu).{0,20}(?:anonim|tanpa nama)|(?:sumbong|report|reklamo).{0,24}(?:walang"
    r" pangalan|hindi (?:nagpapakilala|sinasabi ang pangalan)|anonymous)"
    r"|(?:แจ้ง|ร้องเรียน).{0,16}(?:ไม่(?:ระบุ|บอก|เปิดเผย)ชื่อ)"
)
_WHERE_WE_ARE = (
    r"勞工局(?:到底)?(?:在|位[於在]?)(?:哪|什麼地方)|勞工局的?地址"
    r"|where(?:'s| is) (?:the )?(?:kaohsiung )?labou?r (?:affairs )?bureau"
)
_ARTICLE_84_1 = r"84\s?(?:條)?\s?[-－之]\s?1(?!\d)|八十四條?之一"
_AS_IF_WILLING = r"離職(?:單|證明書?|原因|書)(?!.*(?:失業|領))[^,，。]{0,8}[寫填勾改]成?是?自願"
_DAYS_LEFT = r"(?<!補休)(?:沒|未)(?:有)?(?:休|請|放|用)完的(?:年|特)?(?:假|特休|休假)"
_NAMES: Mapping[str, str] = {
    "service-location": _WHERE_WE_ARE,
    "annual-leave-unused": _DAYS_LEFT,
    "responsibility-system": _ARTICLE_84_1,
    "forced-resignation": _AS_IF_WILLING,
    "migrant-rights-hotline": _FEES,
    "migrant-passport-withheld": _KEPT,
    "prenatal-paternity-leave": _HUSBAND,
    "minimum-wage": _TOO_LITTLE,
    "migrant-transfer-employer": _OTHER_EMPLOYER,
    "report-violation": _UNNAMED,
}
_IN_THE_BUILDING: Mapping[str, str] = {"service-location": _PLACE, "service-accessibility": _ROOMS}
_OWN = {entry: re.compile(words, re.IGNORECASE) for entry, words in _NAMES.items()}
_BUILDING = {entry: re.compile(words, re.IGNORECASE) for entry, words in _IN_THE_BUILDING.items()}
_AT_WORK = re.compile(_WORK, re.IGNORECASE)
# Topics that speak of a broker's fee or of papers themselves.
_SPOKEN_OF = ("migrant-hire", "migrant-rights", "migrant-passport", "migrant-transfer", "wage-deduction")
_SPEAK_OF: Mapping[str, tuple[str, ...]] = {
    "migrant-transfer-employer": ("migrant-transfer", "migrant-rights", "migrant-contract"),
    "annual-leave-unused": ("annual-leave", "compensatory-leave"),
}
# Characters of Chinese, see `length_limit`. A longer text tells a story.
_SENTENCE, _SHORT = 24, 14

# Whoever was let go and wants the place back has had no parental leave.
_OF_PARENTS = frozenset({"parental-leave-reinstatement"})
_LET_GO = re.compile(r"開除|解[僱雇]|資遣|炒魷魚|被[fF]ire")
_PARENTAL = re.compile(r"育嬰|留停|留職停薪|產假|懷孕")
# Entries that only an employer asks for, and how somebody speaks who works in a household.
_OF_EMPLOYERS = frozenset({"migrant-hire-caregiver"})
_CARER = re.compile(
    r"\bi(?:'?m| am| work as) (?:a |an |the )?(?:\w+ )?(?:caregiver|caretaker|carer|helper|maid|nanny)"
    r"|\b(?:my|our) (?:employer|madam|sir|boss)\b|\bi (?:take care of|look after)"
    r"|(?:caregiver|kasambahay|katulong)(?: po)? ako|\bamo (?:ko|namin)\b|nag-?aalaga(?: po)? ako"
    r"|\bmajikan(?: saya|ku)?\b|saya (?:kerja )?(?:jaga|rawat)|(?:em|tôi|toi) (?:chăm|cham|trông|trong)"
    r"|(?:chủ|chu|bà chủ|ba chu) (?:bắt|bat|em|tôi|toi|kêu|keu)|นายจ้าง|(?:หนู|ผม|ฉัน)(?:มา)?ดูแล"
    r"|(?:我|媽|姊|姐|妹|太太|老婆|阿姨)(?:現在|以前|一直)?(?:是|在|去|有在)?(?:做|當|擔任)(?:居家|家庭|醫院|全職)?看護(?!工)",
    re.IGNORECASE,
)
_HIRES = re.compile(
    r"請[^假問]{0,4}看護|聘|[僱雇](?!主)|申請|\bhire|\bhiring|employ a|apply for a|thuê|\bthue\b|sewa"
    r"|mempekerjakan|rekrut|kukuha|kumuha|mag-?hire"
    r"|อยากจ้าง|จะจ้าง|ขอจ้าง",
    re.IGNORECASE,
)


def not_for(text: str) -> frozenset[str]:
    """Entries that are not meant because of who speaks: a caregiver does not ask how to hire one."""
    return _OF_EMPLOYERS if _CARER.search(text) and not _HIRES.search(text) else frozenset()


def not_of_parents(told: str) -> frozenset[str]:
    """Entries about coming back after parental leave, where what was ``told`` is that one was let go."""
    return _OF_PARENTS if _LET_GO.search(told) and not _PARENTAL.search(told) else frozenset()


# Other offices' matters that sound like ours: another insurance, tomorrow's weather.
_NOT_OURS = re.compile(
    r"^(?!.*(?:勞保|勞退|職保|薪|工資)).*(?:國民年金|國保)"
    r"|^(?:那|請問|所以)?(?:今天|明天|後天|明後天|這週|下週|晚上)[^,，。]{0,6}會?(?:不會)?(?:放|停)(?:颱風)?(?:假|班|課)(?:停課)?(?:嗎|吧|ㄇ|呢)?[?？]?$"
    r"|^(?:那|請問|所以)?(?:今天|明天|後天|這週|下週|晚上)(?:高雄|這裡|你們那邊)?會?(?:不會)?(?:下雨|出太陽|變冷|很熱)(?:嗎|吧|ㄇ|呢)?[?？]?$"
    r"|^(?:那|請問|所以)?(?:今天|明天|後天|這週|下週|晚上)(?:到底)?會?(?:不會)?(?:有|來|做|登陸)?颱風(?:會來|來)?(?:嗎|吧|ㄇ|呢)[?？]?$"
)


def not_ours(text: str) -> bool:
    """Whether a short text plainly asks about the matter of another office."""
    return len(text) <= _SENTENCE and bool(_NOT_OURS.search(text))


def plainly_named(text: str, topic: Entry | None) -> str | None:
    """The entry that ``text`` names in so many words, where the ``topic`` does not treat that itself."""
    if len(text) > length_limit(text, _SENTENCE):
        return None
    own = next((entry for entry, words in _OWN.items() if words.search(text)), None)
    speaks_of_it = topic is not None and topic.id.startswith(_SPEAK_OF.get(own or "", _SPOKEN_OF))
    if own and not speaks_of_it:
        return None if topic and topic.id == own else own
    is_of_building = topic is None or topic.id.startswith("service-")
    if not is_of_building or len(text) > length_limit(text, _SHORT) or _AT_WORK.search(text):
        return None
    return next((entry for entry, words in _BUILDING.items() if words.search(text)), None)
