"""Whether a sentence in another language only tells how it is: she is 6 months in, nasa clinic na ako.

Likeness of letters hears a point in figures and names of such sentences; who asks for one says so with a
question word, a particle, or a wish. Chinese has rules of its own (`bot.understanding.acts`).
"""

import re

from bot.understanding.question_words import ANYWHERE, ENGLISH
from retrieval.analysis.glossary import plain_letters
from retrieval.analysis.language import is_chinese

# Without accents, as they are looked for.
_ASKS = re.compile(
    rf"{ANYWHERE}|\b(?:{ENGLISH}|whom|if|whether|can|could|may i|should|do i|does|did|is it|is there"
    rf"|are there|need"
    r"|want|wants|know|tell|ask|asking|wonder|please|about)\b"
    r"|\b(?:ba|ano|anong|sino|sinong|alin|ilan|ilang|kanino|kung|paano|pwede|puwede|dapat|kailangan"
    r"|gusto|san|bakit"
    r"|pano|ngayon na)\b"
    r"|\b(?:apa|siapa|mana|kalau|kalo|bisa|boleh|harus|mau|minta|tolong|brp|gmn|dmn|perlu|ingin|kah)\b"
    r"|\b(?:gi|ai|dau|nao|sao|may|bao|neu|muon|can|hoi|phai|duoc|the nao|khong a|chua a|nhieu|nhi|bnhieu)\b"
    r"|\b(?:ko|khong|k|hong|hok|chua|ga|gak|nggak|ngga|tidak|enggak)\W*$"
    r"|ไหม|มั้ย|มัย|อะไร|ยังไง|อย่างไร|เท่า|กี่|ไหน|ใคร|เมื่อ|ทำไม|หรือ|ถ้า|ได้|ต้อง|อยาก|ขอ|รึ|ล่ะ|ละ",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"^(?:(?:no|yes|yeah|yep|nope|well|actually|sorry|but|and|because|also|oh|ah|ok|okay)[\s,.]+)*"
    r"(?:i|he|she|they|we|it|my \w+|our \w+|the (?:boss|employer|company|agency|broker|doctor)"
    r"|there(?:'s| is| are)?)"
    r"(?:\s|'(?:s|m|re|ve|ll|d)\b)"
    r"|^(?:(?:oo|opo|po|kasi|pero|at|saka|tapos|eh|ah|actually)[\s,.]+)*"
    r"(?:ako|siya|sya|sila|kami|hindi|di|nasa|wala|walang|meron|mayroon|naka\w+|nag\w+|pina\w+|sabi"
    r"|ang \w+)\s"
    r"|^(?:(?:iya|bukan|tapi|karena|soalnya|udah|sudah|oh|terus)[\s,.]+)*"
    r"(?:saya|aku|dia|mereka|kami|majikan|bos|agen\w*|katanya|maksud\w*|kata \w+|bukan \w+)[\s,]"
    r"|^(?:(?:da|vang|a|oh|nhung|vi|tai)[\s,.]+)*"
    r"(?:(?:y )?(?:em|e|toi|minh|chau|con)|anh|chi|ong chu|ba chu|ong|chu|cty|cong ty|sep|ho)\s"
    r"|^(?:หนู|ผม|ฉัน|ดิฉัน|เขา|เค้า|นายจ้าง|นายหน้า|เถ้าแก่|บริษัท|หัวหน้า|แต่|คือ|ไม่ใช่)",
    re.IGNORECASE,
)
# Fewer words than this are no sentence.
_FEWEST = 3
_THAI_LETTER = re.compile(r"[\u0e00-\u0e7f]")


def only_tells(text: str) -> bool:
    """Whether ``text`` begins with who or what it tells of, and holds no word that asks or wishes."""
    if is_chinese(text):
        return False
    plain = plain_letters(text).strip()
    if len(plain.split()) < _FEWEST and not _THAI_LETTER.search(plain):
        return False
    # Thai loses vowels with its marks: it is looked at as it stands.
    ways = (plain, text.strip())
    return any(map(_TELLS.search, ways)) and not any(map(_ASKS.search, ways))
