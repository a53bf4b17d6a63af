"""Which point of an entry is asked, where its words alone may mean another one or the whole of it."""

import re

from knowledge.point_coverage import treats
from knowledge.points import Point
from knowledge.schemas import Entry

_WHO_PAYS = re.compile(
    r"誰(?:來|要|該|在)*(?:出|付|給|負擔|繳|買單)|(?:出|付|繳|負擔)(?:的)?是誰|啥人出"
    r"|\bwho (?:will |should |has to |must |is going to |gonna )?(?:pay|pays|paying)\b"
    r"|\bai (?:sẽ |se |phải |phai )?(?:trả|tra|chịu|chiu)\b|\bsiapa yang (?:bayar|menanggung|membayar)"
    r"|\bsino (?:ang |po ang |po )?(?:magbabayad|magbayad|nagbabayad)|ใคร(?:เป็นคน)?จ่าย",
    re.IGNORECASE,
)
_BORNE = re.compile(r"負擔|雇主|公司|自付|自費|自行")
# What only a charge is called; 有錢嗎, may bayad ba ask of a leave whether it is paid.
_CHARGE = re.compile(
    r"費用|手續費|規費|收費|免費|要花|\bfee|\bcost|\bcharge|\bfree\b|phí\b|\bphi\b|biaya|gratis|tarif"
    r"|libre|singil"
    r"|ค่าธรรมเนียม|ค่าใช้จ่าย|ฟรี",
    re.IGNORECASE,
)
# Whether one still has to work asks for no office hours; how much must be paid for work for no fee of ours.
_GOES_TO_WORK = re.compile(
    r"^(?!.*(?:你們|您們|勞工局|窗口|櫃|禮拜|星期|週|周|假日|颱風)).*(?:我|還|要|用|該|能|繼續|不|可以)去?(?:上班|工作)(?!時間|到?幾點)(?:嗎|ㄇ|呢|吧"
    r"|[?？]|$)"
)
_OF_PAY = frozenset({"工資", "工時休假", "資遣解僱"})
_MUST_PAY = re.compile(
    r"(?:公司|老闆|雇主|他|應該|要|該).{0,3}(?:付|給|賠)(?:我)?多少|how much"
    r" (?:must|should|do|does|will) (?:they|he|she"
    r"|my boss"
    r"|my employer|the company|i get)|ต้องจ่าย(?:เงิน)?เท่าไ|(?:phải|phai) (?:trả|tra) (?:bao nhiêu|bao"
    r" nhieu)"
    r"|harus (?:di)?bayar berapa|magkano (?:po )?(?:ba )?(?:ang )?(?:dapat|babayaran nila|ibabayad nila)",
    re.IGNORECASE,
)
_LEAVE = re.compile(r"假|休|留職停薪")
_LENGTH = re.compile(r"幾天|多久|幾個月|幾小時|幾日|幾年")
_DAYS = re.compile(
    r"幾(?:天|日)|多少(?:天|日)|how many days|(?:mấy|may|bao nhiêu|bao nhieu) (?:ngày|ngay)|berapa hari"
    r"|ilang araw|กี่วัน",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"請|休|放假|領多久|\brest\b|\boff\b|\bleave\b|\bnghỉ|\bnghi\b|istirahat|cuti|libur|pahinga|bakasyon"
    r"|พัก|ลา|หยุด",
    re.IGNORECASE,
)
_PROCESS = re.compile(
    r"審|辦|下來|結果|回覆|回我|處理|查|撥|批|核|准|通知|收到|開會|會開|申訴|申請[要多]|等"
    r"|process|result|approv|answer|reply|wait|take\b|xử lý|xu ly|kết quả|ket qua|duyệt|duyet|chờ|proses"
    r"|hasil|tunggu"
    r"|resulta|aprob|hintay|ผล|ดำเนินการ|อนุมัติ|รอ",
    re.IGNORECASE,
)
# Entries that are about a point of any matter: the whole of them answers it.
_OWN_MATTER = {
    Point.FORMS: re.compile(r"書表|表格|範本"),
    Point.ONLINE: re.compile(r"可以線上"),
    Point.PROXY: re.compile(r"委託(?:他人|別人)"),
    Point.DURATION: re.compile(r"多久(?:才)?會"),
    Point.HOURS: re.compile(r"上班時間是"),
    Point.WINDOW: re.compile(r"在哪裡.怎麼去"),
    Point.CONFIDENTIALITY: re.compile(r"個人資料"),
}
_FEARS_REVENGE = re.compile(
    r"(?:會不會|會|怕|擔心)[^,，。]{0,6}(?:報復|秋後算帳|穿小鞋|找我麻煩)(?!.*(?:怎麼辦|了))"
)
# Of two places one is asked for: 要跟醫院申訴還是直接找你們.
_WHICH_PLACE = re.compile(
    r"(?:[去到跟向找]|打給)[^,，。]{1,10}還是(?:要|該|可以|直接|先)*(?:(?:[去到跟向找]|打給)[^,，。]{1,8}|(?:勞工局|勞保局|移民署|法院|警察局))"
)
# Paying less is a matter of the fee, where there is one: 低收有減免嗎.
_LESS = re.compile(r"減免|優惠|打折|折扣|半價")
_CONDITIONS = (Point.EXCLUSION, Point.ELIGIBILITY, Point.REFUSAL)
# To leave no name asks who will know.
_UNNAMED = re.compile(
    r"(?:不(?:用|想|要|必)?|可以不|能不能不)(?:報|留|寫|給|說|具)(?:出|下)?(?:我的|真|我)?(?:姓名|名字|名(?!額|單|次))|匿名|不具名|不記名"
)


def settled(point: str | None, text: str, entry: Entry) -> str | None:
    """What ``point`` is where ``entry`` is asked about; None for the whole of it.

    Who pays is told by the fee only where the fee says so; a leave is paid for by nobody, but may be paid;
    how long it is stands in its answer, and is not how long it takes to be dealt with. Where to get forms is
    the whole of the entry about forms.
    """
    is_of_names = _FEARS_REVENGE.search(text) or _UNNAMED.search(text)
    if is_of_names and treats(entry, Point.CONFIDENTIALITY):
        return Point.CONFIDENTIALITY.value
    if point is not None and _WHICH_PLACE.search(text):
        return Point.WINDOW.value
    if point in _CONDITIONS and _LESS.search(text) and "費" not in entry.question:
        return Point.FEE.value
    own = _OWN_MATTER.get(Point(point)) if point else None
    if own and own.search(entry.question):
        return None
    if point == Point.HOURS and _GOES_TO_WORK.search(text):
        return None
    if (
        point == Point.FEE
        and entry.category in _OF_PAY
        and _MUST_PAY.search(text)
        and not _CHARGE.search(text)
    ):
        return Point.AMOUNT.value if treats(entry, Point.AMOUNT) else None
    is_leave = bool(_LEAVE.search(entry.question))
    if point == Point.FEE and _WHO_PAYS.search(text) and not _BORNE.search(entry.fee):
        return None
    if point == Point.FEE and is_leave and not _CHARGE.search(text):
        return Point.WAGE.value if treats(entry, Point.WAGE) else None
    if point == Point.AMOUNT and is_leave and _DAYS.search(text):
        return None
    if point == Point.DURATION and not _PROCESS.search(text):
        is_of_length = bool(_LENGTH.search(entry.question)) or (is_leave and bool(_OFF.search(text)))
        return None if is_of_length else point
    return point
