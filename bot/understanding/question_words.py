"""The words that ask, in the languages of the house: one list for the dialogue and for its forms."""

import re

# Chinese has them anywhere in a sentence.
_CHINESE = r"什麼|啥|怎麼|怎樣|如何|哪|多少|多久|幾[天個號點月時歲次]|嗎"
_VIETNAMESE = (
    r"bao nhi[eê]u|bao l[aâ]u|th[eế] n[aà]o|l[aà]m sao|[oở] [đd][aâ]u|khi n[aà]o|tại sao|vì sao|mấy ngày"
    r"|được không|phải không"
)
_INDONESIAN = r"berapa|bagaimana|gimana|apakah|kapan|kenapa|mengapa|di ?mana|ke ?mana|bolehkah"
_FILIPINO = r"saan|paano|pano|magkano|kailan|kelan|gaano"
_THAI = r"ไหม|มั้ย|อะไร|อย่างไร|ยังไง|เท่าไ|กี่วัน|ที่ไหน|เมื่อไ|ทำไม|หรือเปล่า|หรือไม่"
# In the middle of an English sentence they may join two: the company where I work.
ENGLISH = r"what|how|when|where|why|who|which"
# Anywhere in a text, whatever stands around them.
ANYWHERE = rf"[?？]|{_CHINESE}|\b(?:{_VIETNAMESE}|{_INDONESIAN}|{_FILIPINO})\b|{_THAI}"
_ASKS = re.compile(rf"{ANYWHERE}|\b(?:{ENGLISH})\b", re.IGNORECASE)


def has_question_word(text: str) -> bool:
    """Whether ``text`` asks something in so many words."""
    return _ASKS.search(text) is not None
