"""The words by which staff know the fields: forms, differences and spreadsheets use the same."""

from enum import StrEnum

from knowledge.points import Point
from knowledge.safety import DangerKind, HelpLanguage
from knowledge.schemas import DocumentForm, Register, Status

FIELDS = {
    "id": "代號",
    "category": "類別",
    "unit": "承辦單位",
    "question": "題目",
    "variants": "民眾的說法",
    "answer": "直接回答",
    "details": "補充說明",
    "steps": "步驟",
    "documents": "要帶的文件",
    "situation": "身分或情形",
    "items": "文件",
    "name": "名稱",
    "form": "正本或影本",
    "required": "一定要帶",
    "missing": "沒有時怎麼辦",
    "forms": "表單",
    "where": "在哪裡拿",
    "url": "網址",
    "online": "線上申辦",
    "note": "備註",
    "window": "窗口",
    "place": "窗口代號",
    "say": "到窗口可以這樣說",
    "other_windows": "其他窗口",
    "when": "什麼時候去這裡",
    "fee": "費用",
    "time_limit": "期限",
    "limit": "期限內容",
    "counts_from": "從什麼時候算",
    "duration": "辦理時間",
    "points": "要點",
    "translations": "譯文",
    "of": "依據的中文",
    "approved_by": "核可的人",
    "point": "要點",
    "label": "名稱",
    "missing_points": "題庫沒有的要點",
    "text": "內容",
    "basis": "依據",
    "legal_basis": "法令依據",
    "law": "法規全名",
    "articles": "條號",
    "figures": "這裡載明的數字",
    "related": "民眾接著常問",
    "owner": "維護單位",
    "effective_from": "生效日",
    "review_by": "下次檢視日",
    "sources": "查證來源",
    "title": "標題",
    "confidence": "可信程度",
    "unconfirmed": "還沒查證的事",
    "what": "什麼事",
    "ask": "請民眾問哪個窗口",
    "status": "狀態",
    "unit_of_value": "單位",
    "values": "數值",
    "value": "值",
    "effective_to": "最後有效日",
    "source": "來源",
    "key": "代號",
    "address": "地址",
    "phone": "電話",
    "extension": "分機",
    "website": "網站",
    "hours": "服務時間",
    "periods": "時段",
    "days": "星期",
    "open": "開始",
    "close": "結束",
    "always": "全天候",
    "accessibility": "無障礙設施",
    "kind": "種類",
    "examples": "例句",
    "languages": "有譯文的語言",
    "calculators": "試算",
    "phrases": "表示有危險的說法",
    "harmless": "聽起來像、其實沒有危險的說法",
    "hotlines": "求助電話（先打的在前）",
    "help": "給民眾看的話",
    "language": "語言",
    "first": "第一次說",
    "again": "再次說",
}
VALUES: dict[str, str] = {
    **{
        f"register.{register}": label
        for register, label in zip(
            Register, ("關鍵字", "遭遇情形", "雇主角度", "口語、台語", "講錯名稱", "錯字"), strict=True
        )
    },
    **{f"point.{point}": point.label for point in Point},
    **{
        f"form.{form}": label
        for form, label in zip(DocumentForm, ("正本", "影本", "正本及影本", "都可以"), strict=True)
    },
    **{f"status.{status}": label for status, label in zip(Status, ("草稿", "上架", "下架"), strict=True)},
    "confidence.high": "高",
    "confidence.medium": "中",
    "confidence.low": "低（不對外顯示）",
    "confidence.pending": "待公告確認",
    "kind.faq": "常見問答",
    "kind.dialogue": "對話意圖",
    "kind.aspect": "追問",
    "kind.out_of_scope": "不在服務範圍",
    **{
        f"id.{kind}": label
        for kind, label in zip(
            DangerKind,
            ("自傷、輕生", "暴力、威脅", "被關、行動受限", "性侵害", "意外、受傷", "火災、瓦斯"),
            strict=True,
        )
    },
    **{
        f"language.{language}": label
        for language, label in zip(
            HelpLanguage, ("中文", "英文", "越南文", "印尼文", "泰文", "菲律賓文"), strict=True
        )
    },
    "days.mon": "週一",
    "days.tue": "週二",
    "days.wed": "週三",
    "days.thu": "週四",
    "days.fri": "週五",
    "days.sat": "週六",
    "days.sun": "週日",
}
KINDS = {
    "entry": "問答",
    "parameter": "數字",
    "place": "窗口",
    "intent": "意圖例句",
    "danger": "危險的說法與求助",
    "translation": "譯文",
}
YES, NO = "是", "否"


def field_label(name: str) -> str:
    """What staff call a field; its own name where no other is known."""
    return FIELDS.get(name, name)


def key_label(key: StrEnum) -> str:
    """What staff call a key of a dictionary, e.g. 關鍵字 for a register."""
    return VALUES[f"{type(key).__name__.lower()}.{key}"]


def value_label(field: str, value: object) -> str:
    """A value as staff read it, e.g. 正本 for ``original``."""
    if isinstance(value, bool):
        return YES if value else NO
    return VALUES.get(f"{field}.{value}", str(value))
