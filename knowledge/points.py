"""The points people ask about a matter: what one entry can be asked, by one name everywhere."""

from enum import StrEnum


class Point(StrEnum):
    """One thing that may be asked about an entry; the values are the names in files and intents."""

    ELIGIBILITY = "eligibility"
    EXCLUSION = "exclusion"
    AMOUNT = "amount"
    WAGE = "wage"
    PENALTY = "penalty"
    DEADLINE = "deadline"
    DURATION = "duration"
    DOCUMENTS = "documents"
    EVIDENCE = "evidence"
    FORMS = "forms"
    FEE = "fee"
    WINDOW = "window"
    PHONE = "phone"
    HOURS = "hours"
    ONLINE = "online"
    POST = "post"
    PROXY = "proxy"
    BOOKING = "booking"
    CONFIDENTIALITY = "confidentiality"
    REFUSAL = "refusal"
    APPEAL = "appeal"
    LAW = "law"

    @property
    def label(self) -> str:
        """What people call the point; short enough for a chip."""
        return _LABELS[self]


_LABELS: dict[Point, str] = {
    Point.ELIGIBILITY: "誰可以辦",
    Point.EXCLUSION: "誰不適用",
    Point.AMOUNT: "金額怎麼算",
    Point.WAGE: "這段時間的薪水",
    Point.PENALTY: "雇主的罰則",
    Point.DEADLINE: "期限",
    Point.DURATION: "要辦多久",
    Point.DOCUMENTS: "帶什麼",
    Point.EVIDENCE: "要什麼證據",
    Point.FORMS: "表格",
    Point.FEE: "費用",
    Point.WINDOW: "去哪裡",
    Point.PHONE: "電話",
    Point.HOURS: "服務時間",
    Point.ONLINE: "線上辦理",
    Point.POST: "郵寄",
    Point.PROXY: "請人代辦",
    Point.BOOKING: "要不要預約",
    Point.CONFIDENTIALITY: "保密和報復",
    Point.REFUSAL: "雇主不肯時",
    Point.APPEAL: "不服結果時",
    Point.LAW: "法令依據",
}
