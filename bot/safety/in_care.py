"""Whether who was hurt is with doctors already: nobody need call an ambulance any more (pure)."""

import re

from retrieval.analysis.glossary import plain_letters

_WARD = r"(?:醫院|病院|加護病房|病房|急診室?|icu|手術室|開刀房)"
# 在醫院 may be where somebody works; 要送醫院嗎 and 不送醫院 have not got there.
_WITH_DOCTORS = re.compile(
    rf"(?:人|現在|目前|還|都|就|仍|躺|住|跌倒|摔傷|受傷)(?:還)?(?:在|佇)(?:了)?{_WARD}"
    r"(?!上班|工作|當|做|打掃|的?(?:同事|員工|老闆))"
    rf"|(?:已經?|剛剛?|被)(?:送|抬|推|轉)(?:到|去|進|往)?(?:了)?{_WARD}"
    rf"|佇(?:咧)?{_WARD}|(?:送|抬|推|轉|住)(?:到|去|進|往)(?:了)?{_WARD}(?:了|急救|治療|觀察)"
    r"|住院(?!醫師|部)|入院|蹛院|出院|(?:已經?|剛剛?|被|都)送醫|送醫(?:了|後|急救|治療)"
    r"|開(?:完|了)?刀|動(?:了|完)?手術|手術(?:完|後)|縫了?[\d一二三四五六七八九十幾]+針"
    r"|(?<!work )(?<!works )(?<!working )\b(?:in|at) (?:the |a )?(?:hospital|icu|emergency room|er)\b"
    r"(?! (?:where|i work|kitchen))"
    r"|\bhospitali[sz]ed\b|\b(?:discharged|admitted)\b|\bhad (?:an? |the )?(?:surgery|operation|stitches)\b"
    r"|\b(?:was|were|been|got|already|have|has|they|ambulance) (?:\w+ )?(?:taken|brought|rushed|sent|took)"
    r"(?: \w+)? to (?:the |a )?(?:hospital|icu|er|emergency room)\b"
    r"|\b(?:nam|nhap|xuat) vien\b|\b(?:dang )?o (?:trong )?benh vien\b|\bvao vien(?: roi)?\b|\bphau thuat\b"
    r"|\b(?:da|duoc|moi|bi) (?:dua|cho|di)(?: di| vao| den)* (?:benh vien|vien|cap cuu)\b"
    r"|(?<!kerja )\bdi (?:rumah sakit|rs|rsud|icu|igd|ugd)\b|\b(?:dirawat|opname|rawat inap|dioperasi)\b"
    r"|\b(?:sudah|udah|sdh|udh) (?:dibawa |masuk |di)?(?:ke )?(?:rumah sakit|rs)\b"
    r"|\bmasuk (?:rumah sakit|rs|icu)\b"
    r"|\bnasa (?:ospital|hospital|icu|er)\b|\bna-?(?:ospital|hospital|confined?|operahan|admit)\b"
    r"|\bnaka-?confined?\b"
    r"|\bdinala (?:na )?(?:po )?(?:siya |sya |ako |namin )?sa (?:ospital|hospital)\b"
    r"|(?:อยู่|นอน|รักษาตัว)(?:ที่|ใน)?(?:โรงพยาบาล|รพ|ไอซียู)|เข้าโรงพยาบาล|ผ่าตัด|แอดมิท|ส่ง(?:ตัว)?(?:ไป|เข้า)?โรงพยาบาลแล้ว",
    re.IGNORECASE,
)
# Help is still kept from them, or they are no better than before it came.
_NOT_YET = re.compile(
    r"(?:不|沒|未|別|拒絕|無法|趕快|快點|要不要|該不該|需不需要)"
    r"(?:有|肯|讓|給|准|願意|想|敢|要|能|叫|幫|帶|把|他|她|我|你|人|先)*(?:送|去|到|住|進|看)?"
    r"(?:醫院|醫(?!藥)|住院(?!費)|就醫|治療|急診)"
    r"|還在流血|血(?:還)?(?:一直)?流|止不住|叫不醒|沒(?:有)?呼吸|救命|怎麼救|沒人(?:管|理|送|叫)"
    r"|\b(?:won.?t|not|never|refus\w+|no one|nobody|doesn.?t|don.?t|should i|can.?t)\b[^.,!?]{0,16}"
    r"\b(?:take|taking|bring|let|send|go|call)\b[^.,!?]{0,20}\b(?:hospital|er|icu)\b"
    r"|\b(?:help me|still bleeding|not breathing|won.?t wake)"
    r"|\b(?:khong|chua|ko|dung)(?: ai)? (?:cho|dua|chiu|dam|goi|muon|duoc)\b[^.,!?]{0,20}\b(?:vien|cap cuu)\b"
    r"|\b(?:cuu (?:voi|toi|em)|dang chay mau|khong tho)\b"
    r"|\b(?:tidak|gak|ga|gk|nggak|tdk|belum|blm|jangan)\b[^.,!?]{0,8}\b(?:di)?(?:bawa|antar|kasih|boleh|mau|ke)\b"
    r"[^.,!?]{0,20}\b(?:rumah sakit|rs)\b|\bmasih berdarah\b"
    r"|\b(?:ayaw|hindi|wala|di)\b[^.,!?]{0,20}\b(?:dal\w+|dinala\w*|padala|dadalhin|pumunta|ipa\w+)\b"
    r"[^.,!?]{0,16}\b(?:ospital|hospital)\b|\b(?:dumudugo|saklolo)\b"
    r"|ไม่(?:พา|ให้|ยอม|ได้|มี)[^ ]{0,16}โรงพยาบาล|ช่วยด้วย|เลือดไหลไม่หยุด",
    re.IGNORECASE,
)


def is_in_care(text: str) -> bool:
    """Whether ``text`` tells that who was hurt is or was treated, and of no help that is still wanted."""
    # Thai loses vowels with its marks: it is looked at as it stands.
    ways = (plain_letters(text), text)
    return any(map(_WITH_DOCTORS.search, ways)) and not any(map(_NOT_YET.search, ways))
