"""Who somebody is and where: role, nationality, age, pregnancy, town, size of the company (pure)."""

import re
from collections.abc import Iterator

from bot.facts.model import FactKind, LaborRole
from core.questions.numbers import NUMERAL, number_of
from knowledge.districts import load_districts

_N = rf"(?:\d{{1,6}}|[{NUMERAL}]{{1,6}})"
# Who speaks of himself; 我不是 is none of these.
_SELF = (
    r"(?:我是|我們是|本人是|我本身是|身為|我在當|我做(?=看護|家庭)|\bi am|\bi'm|\bi work as"
    r"|\bas an?\b|tôi là|em là|mình là"
    r"|\b(?:saya|aku) (?:adalah|ini|seorang|bekerja sebagai|kerja sebagai|kerja jadi)|(?:ผม|ดิฉัน|ฉัน|หนู)เป็น"
    r"|\bako(?: po)? ay|\bisa akong)"
)
# A pronoun that is also 我的: what is said must come right after it; saya mau ganti majikan tells no role.
_SELF_ALONE = r"(?:\bsaya|\baku|ผม|ฉัน|ดิฉัน|หนู)"
# In Filipino who it is comes before: Pilipino po ako. Elsewhere ako is the one something is done to.
_BEFORE_SELF, _SELF_AFTER = r"(?:^|[,.;!?]\s?)(?:isang )?", r"(?: po)? ako\b"
_FEW = r"[^,.;!?\n，。；！？]{0,16}?"
_ROLES = (
    (LaborRole.CAREGIVER, r"家庭看護|看護工|看護移工|看護|家庭幫傭|幫傭|caregiver|caretaker"
     r"|domestic (?:helper|worker)"
     r"|giúp việc|chăm sóc|khán hộ|perawat|pengasuh|pembantu|ผู้ดูแล|ผู้อนุบาล|แม่บ้าน|tagapag-?alaga|kasambahay"),
    (LaborRole.MIGRANT, r"移工|外勞|外籍勞工|migrant|foreign worker|lao động (?:nước ngoài|di trú|di cư)"
     r"|pekerja migran|\bpmi\b|\btki\b|\btkw\b"
     r"|แรงงานต่างชาติ|แรงงานข้ามชาติ|\bofw\b"),
    (LaborRole.EMPLOYER, r"雇主|僱主|老闆|老板|資方|負責人|人資|人事|業者|employer|\bhr\b|business owner"
     r"|chủ (?:thuê|sử dụng|doanh nghiệp)"
     r"|majikan|นายจ้าง|เจ้าของ"),
    (LaborRole.STUDENT, r"學生|大學生|高中生|建教生|實習生|student|sinh viên|học sinh|mahasiswa|pelajar"
     r"|นักศึกษา|นักเรียน|estudyante"),
    (LaborRole.PART_TIME, r"部分工時|兼職|兼差|打工|工讀|計時人員|時薪人員|part.?tim|bán thời gian"
     r"|làm thêm|paruh waktu|พาร์ทไทม์"),
    (LaborRole.WORKER, r"勞工|員工|上班族|正職|全職|受僱|上班的|employee|worker|công nhân|nhân viên"
     r"|karyawan|buruh|พนักงาน|ลูกจ้าง|empleyado"),
)  # fmt: skip
_AS_EMPLOYER = re.compile(
    r"我(?:們|家)?(?:公司)?(?:想|要|有)?(?:聘|請|僱用|雇用|僱|雇)了?(?:一|兩|幾)?(?:位|個|名)?(?:員工"
    r"|移工|外勞|看護|工讀生)"
    r"|我(?:們)?(?:公司)?(?:請|聘)?的(?:員工|移工|外勞|工讀生)|我家(?:的)?(?:看護|移工|外勞|幫傭)"
    r"|我(?:們)?(?:就是|是|身為|當)(?:一個|一位|家庭)?(?:雇主|僱主|老闆|資方|公司負責人|人資)(?!的)"
    r"|\bmy (?:employee|worker|caregiver)s?\b|\bi(?: am|'m) (?:an? |the )?(?:employer|business owner|hr)\b"
    r"|\btôi là chủ|\bsaya (?:adalah )?majikan(?!nya)|(?:ผม|ฉัน|ดิฉัน)เป็นนายจ้าง",
    re.IGNORECASE,
)
_AS_PART_TIME = re.compile(r"我(?:現在|目前|在|平常|只)*(?:打工|兼職|兼差)")
_NATIONS = {
    "越南": r"越南|vietnam\w*|việt nam|người việt|เวียดนาม",
    "印尼": r"印尼|印度尼西亞|indonesia\w*|อินโดนีเซีย",
    "泰國": r"泰國|泰籍|thailand|thai\b|คนไทย|ไทย",
    "菲律賓": r"菲律賓|菲籍|philippines?|filipin[oa]|pilipin[oa]s?|ฟิลิปปินส์",
    "本國": r"台灣人|臺灣人|本國人|本國籍|taiwanese",
}
_FROM = (
    r"(?:我(?:是)?(?:來自|從)|\bi(?: am|'m| come)? from|\btôi đến từ|\bsaya dari|\bsaya orang"
    r"|\btôi là người|มาจาก|ผมคน|ฉันคน)"
)
# Where who says what he is comes from: caregiver galing Indonesia; of things it may be said as well.
_COMING = r"(?:\bfrom|\bđến từ|\bdari|\bgaling(?: sa)?|จาก)"
_PREGNANT = re.compile(
    r"(?:我|本人|自己)(?:現在|已經|目前|是|剛|也|有|發現|才|正在|在)*懷孕(?!的?(?:員工|同事|太太))"
    r"|\b(?:i am|i'm|i got) (?:\w+ ){0,3}pregnant"
    r"|(?:tôi|em|mình) (?:đang |có )*(?:mang thai|có thai|có bầu)|\bsaya (?:sedang )?hamil|(?:ฉัน|ดิฉัน"
    r"|หนู)(?:กำลัง)?(?:ตั้งครรภ์|ท้อง)"
    r"|\bbuntis (?:po )?ako"
)
_AGES = re.compile(
    rf"(?:我|本人|年齡|今年)(?:今年|現在|已經|是|改成|改為|滿|了|[:：\s])*(?P<zh>{_N})\s?歲|\bi(?: am"
    r"|'m) (?P<en>\d{1,6})(?: years? old|\b(?=[,.]|$))"
    r"|\b(?:tôi|em|mình)(?: năm nay)? (?P<vi>\d{1,6}) tuổi|\b(?:umur|usia) saya (?P<id>\d{1,6})"
    r"|อายุ\s?(?P<th>\d{1,6})\s?(?:ปี)?"
)
_SIZES = re.compile(
    r"(?:公司|工廠|店裡?|我們店|員工|全公司)(?:人數|規模|裡面|裡|總共|大概|大約|約|只|就|有|的|是|共"
    r"|員工|改成|改為|[:：\s])*"
    rf"(?P<zh>{_N})\s?(?:個|位|名)?(?:員工|人)(?!以上|以下)|(?P<of>{_N})\s?人(?:的)?(?:小)?(?:公司|工廠|店)"
    r"|(?:company|factory|shop|employer) (?:has|with|of) (?:only |about )?(?P<en>\d{1,6}) (?:employees"
    r"|workers|people|staff)"
    r"|công ty (?:có |chỉ có )?(?P<vi>\d{1,6}) (?:người|nhân viên|công nhân)|perusahaan (?:punya |ada "
    r"|dengan )?(?P<id>\d{1,6}) (?:karyawan|orang|pekerja)"
    r"|บริษัท(?:มี|พนักงาน|\s)*(?P<th>\d{1,6})\s?คน"
)
_STANDS = r"(?:住在?|家在|人在|公司在|工廠在|店在|上班在|在|於|地區|改成|改為)(?:高雄市?)?(?:的)?"
_ROUND = r"(?:附近|這邊|那邊|上班|工作|這裡)"


def roles(text: str) -> Iterator[tuple[FactKind, str]]:
    """The role in which somebody speaks: the most special one that is said."""
    found = [role for role, words in _ROLES if re.search(_said_of_self(words), text)]
    if _AS_EMPLOYER.search(text):
        found.insert(0, LaborRole.EMPLOYER)
    if _AS_PART_TIME.search(text):
        found.append(LaborRole.PART_TIME)
    if found:
        yield FactKind.ROLE, found[0]


def _said_of_self(words: str) -> str:
    """The pattern of ``words`` that somebody says to be."""
    return rf"{_SELF}{_FEW}(?:{words})|{_SELF_ALONE} ?(?:{words})|{_BEFORE_SELF}(?:{words}){_SELF_AFTER}"


def role_of(text: str) -> str | None:
    """The role that ``text`` names."""
    return next((role for role, words in _ROLES if re.search(words, text)), None)


def nations(text: str) -> Iterator[tuple[FactKind, str]]:
    """Where somebody says to come from."""
    coming = rf"{_FROM}|{_COMING}" if any(roles(text)) else _FROM
    for nation, words in _NATIONS.items():
        if re.search(rf"(?:{coming})\s?(?:{words})|{_said_of_self(words)}", text):
            yield FactKind.NATIONALITY, nation


def nation_of(text: str) -> str | None:
    """The nation that ``text`` names."""
    return next((nation for nation, words in _NATIONS.items() if re.search(words, text)), None)


def persons(text: str) -> Iterator[tuple[FactKind, str]]:
    """Age, pregnancy and the size of the company."""
    if _PREGNANT.search(text):
        yield FactKind.PREGNANT, "yes"
    for kind, pattern, limit in (
        (FactKind.AGE, _AGES, range(15, 101)),
        (FactKind.COMPANY_SIZE, _SIZES, range(1, 1_000_000)),
    ):
        for found in pattern.finditer(text):
            number = number_of(next(filter(None, found.groupdict().values()), ""))
            if number is not None and number in limit:
                yield kind, str(int(number))


def towns(text: str) -> Iterator[tuple[FactKind, str]]:
    """The district that somebody names: in full, or where the words say that it is a place."""
    for name, district in load_districts().items():
        bare, latin = name.removesuffix("區"), "|".join(district.latin).lower()
        if re.search(rf"{name}|{_STANDS}{bare}|{bare}{_ROUND}|\b(?:{latin})\b", text):
            yield FactKind.TOWN, name


def town_of(text: str) -> str | None:
    """The district that ``text`` names."""
    for name, district in load_districts().items():
        if text in (name, name.removesuffix("區"), *map(str.lower, district.latin)) or name in text:
            return name
    return None
