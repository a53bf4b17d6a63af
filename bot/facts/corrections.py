"""A figure that is put right without its name: 改成 45000, 打錯了是三年, change it to 38000 (pure)."""

import re

_OOPS = (
    r"(?:等等|等一下|等下|欸|不對|不是|抱歉|啊|喔|我)*(?:打錯|說錯|寫錯|講錯|記錯|按錯|填錯|算錯)(?:了|惹"
    r"|ㄌ)?"
    r"|等等|等一下|欸|不對|啊不對|sorry|oops|wait|no|xin lỗi|nhầm|maaf|salah|mali|ผิด"
)
_BECOMES = (
    r"(?:我是說|我要|幫我|請|應該|其實|麻煩|再|把它|那)*(?:改成|改為|改作|換成|更正為|更正|改|應該是|要是|是)"
    r"|(?:please )?(?:change|make|set|correct) (?:it |that )?(?:to|into|as)?|i meant?|it(?:'s| is| should be)"
    r"|(?:đổi|sửa|doi|sua)(?: lại| lai)?(?: thành| thanh| là| la)?"
    r"|(?:ganti|ubah|koreksi)(?: jadi| menjadi| ke)?|harusnya|seharusnya"
    r"|(?:palitan|gawin|itama)(?: (?:mo|ng|sa|nang|po))*|dapat|เปลี่ยนเป็น|แก้เป็น|ต้องเป็น"
)
# 是 alone puts nothing right: 是 3 小時 answers.
_CORRECTED = re.compile(
    rf"(?:(?:{_OOPS})[\s,，。、.!！:：]*(?:{_BECOMES})?"
    rf"|(?!是)(?:{_BECOMES}))[\s:：]*(?P<value>[^,，。;；!！?？]{{1,20}}?)"
    r"(?:才對|才是|好了|吧|啦|喔|唷|了|nhé|ya|po|ค่ะ|ครับ)*[。.!！\s]*",
    re.IGNORECASE,
)


def put_right(text: str) -> str | None:
    """The figure that ``text`` says instead of one before, as typed; None where it says none or more."""
    found = _CORRECTED.fullmatch(text.strip())
    return found["value"].strip() if found and any(map(str.isnumeric, found["value"])) else None
