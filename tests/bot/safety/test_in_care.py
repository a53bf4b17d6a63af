"""Who was hurt and is with doctors already is not told to call an ambulance."""

import pytest

from bot.safety.in_care import is_in_care


@pytest.mark.parametrize(
    "text",
    [
        "我哥從鷹架摔下來 現在在加護病房 公司都沒來",
        "手被機器夾到 已經送醫 公司叫我請病假",
        "住院三天了 手指被切斷 公司沒付住院費",
        "我兄佇病院 予機器絞著",
        "he fell and is in the hospital now, the company did not pay",
        "tôi nằm viện cả tuần nay vì ngã giàn giáo",
        "em da dua di cap cuu roi",
        "teman saya jatuh, sudah dibawa ke rs",
        "bos tidak bayar selama saya di rumah sakit",
        "nasa ospital po ako, naipit kamay ko",
        "ผมนอนโรงพยาบาล นิ้วขาด",
    ],
)
def test_who_is_with_doctors_is_in_care(text: str) -> None:
    assert is_in_care(text)


@pytest.mark.parametrize(
    "text",
    [
        "同事昏倒了沒呼吸 快點送醫院",
        "從樓上摔下來 要不要送醫院",
        "老闆不讓他去醫院 一直流血",
        "我在醫院上班 同事被電到了",
        "he is bleeding, boss won't take him to the hospital",
        "chủ không cho đi bệnh viện",
        "tangan kejepit mesin, bos tidak mau bawa ke rumah sakit",
        "ayaw niya akong dalhin sa ospital",
        "นายจ้างไม่พาไปโรงพยาบาล เลือดไหลไม่หยุด",
    ],
)
def test_who_is_not_yet_there_still_needs_help(text: str) -> None:
    assert not is_in_care(text)
