"""The words by which a point is asked: what holds none of them does not ask for it.

The head of the points goes by likeness of meaning and letters, so 資遣費誰出 is like 費用多少 and
跑去大陸 like 去哪裡. These few have words of their own in every language; the others are asked in any.
"""

import re
from collections.abc import Mapping

from bot.understanding.stating import only_tells
from knowledge.points import Point

# The letters of a matter's own name ask nothing of it: 資遣費, 加班費, 預告工資.
_NAMES = re.compile(
    r"(?:資遣|加班|介紹|仲介|安定|差額補助|訴訟|律師|生活|審查|服務|工會|就業安定|手續|交通|住宿|誤餐|伙食"
    r"|膳宿|看護|醫藥|醫療)費(?!用)"
)
_WORDS: Mapping[Point, str] = {
    Point.FEE: (
        r"費|錢|免費|票|收多少|付|繳|元|塊|多少|貴|自費|花|\$|\bfee|\bcost|\bpay|\bpaid|\bmoney|\bfree\b"
        r"|charge|how much"
        r"|\bphí|\bphi\b|tiền|tien|\btrả\b|\btra\b|miễn|mien phi|\bgiá\b|\btốn\b|\bton\b|mất bao nhiêu"
        r"|mat bao nhieu"
        r"|biaya|tiket|bayar|gratis|uang|ongkos|duit|harga|tarif|^berapa\W*$|kena berapa"
        r"|bayad|bayar|magkano|libre|singil|gastos|pera|presyo"
        r"|ค่า|เงิน|จ่าย|ฟรี|บาท|ราคา|เท่าไร|เท่าไหร่"
        r"|mgkano|mgkno|bnhieu|^brp\W*$"
    ),
    Point.BOOKING: (
        r"預約|約|先打|先電|先登記|掛號|排隊|直接(?:去|過去|來|到|進)|現場|抽號|號碼牌|要先(?!簽|付|繳|做)"
        r"|\bbook|appoint|reserv|walk.?in|just (?:go|come|show)|call (?:first|before|ahead)|directly"
        r"|\bline\b|\bqueue|in advance"
        r"|\bhẹn|\bhen\b|đặt|\bdat\b|lấy số|lay so|trực tiếp|truc tiep|(?:báo|bao|gọi|goi) (?:trước"
        r"|truoc)|đến luôn|den luon"
        r"|janji|booking|daftar dulu|langsung|antri|antre|reservasi|telepon dulu"
        r"|appointment|mag-?book|pa-?sched|iskedyul|schedule|diretso|walk|pila|(?:tawag|tumawag"
        r"|tawagan)(?: po)? muna|reserba"
        r"|โทร(?:ไป)?ก่อน|นัด|จอง|ล่วงหน้า|คิว|ไปเลย|เข้าไปเลย"
        r"|any ?time|tell (?:them |you )?(?:before|first)|thẳng|thang luon|tanggal|(?:magsabi|sabihin) muna"
        r"|pipili|pilih (?:hari|tanggal)|chọn ngày|chon ngay|choose the date|magpaalam"
    ),
    Point.WINDOW: (
        r"哪|佗|何處|地址|地點|地方|窗口|單位|科|局|處|站|所|櫃|樓|位置|怎麼去|怎麼走|附近|過去|[這那]邊"
        r"|找誰|問誰|跟誰|誰|對口"
        r"|\bwhere|address|office|place|location|counter|window|who (?:do|can|should)|which (?:office|one"
        r"|place)|go to"
        r"|near"
        r"|đâu|\bdau\b|chỗ|\bcho nao|địa chỉ|dia chi|\bnơi|\bnoi\b|phòng nào|phong nao|\bai\b|gần|\bgan\b"
        r"|mana|alamat|kantor|tempat|lokasi|loket|siapa|\bdmn\b|dekat|ke mana"
        r"|saan|san\b|address|opisina|lugar|kanino|malapit|asan|nasaan|sino"
        r"|ที่ไหน|ไหน|ที่อยู่|สำนักงาน|สถานที่|แผนก|ใคร|ตรงไหน|ใกล้"
        r"|1955|1999|\bsini\b|แถว"
    ),
    Point.PHONE: (
        r"電話|打|號碼|幾號|分機|專線|手機|聯絡|連絡|撥|敲|khà|\bphone|\bcall|number|hotline|contact"
        r"|\btel\b|dial|\bring\b"
        r"|điện thoại|dien thoai|\bsđt|\bsdt|\bgọi|\bgoi\b|\bsố|\bso\b|liên hệ|lien he|đường dây"
        r"|telepon|telp|nomor|hubungi|kontak|\bhp\b|\bno\b|call"
        r"|tawag|numero|telepono|hotline|kontak|contact|cp\b"
        r"|โทร|เบอร์|สายด่วน|ติดต่อ"
        r"|nomer|\bnmr"
    ),
    Point.HOURS: (
        r"幾點|點|時間|中午|午休|開|六|日|假日|上班|下班|夜|小時|晚上|早上|下午|營業|何時|什麼時候|禮拜"
        r"|星期|週末|今天|明天|現在"
        r"|\bopen|\bclose|hours?\b|time|weekend|saturday|sunday|holiday|lunch|noon|night|evening|when"
        r"|today|tomorrow"
        r"|mấy giờ|may gio|\bgiờ|\bgio\b|mở|\bmo cua|đóng|thứ|\bthu \d|chủ nhật|chu nhat|trưa|\btrua\b"
        r"|tối|cuối tuần"
        r"|cuoi tuan|đêm|\bdem\b|khi nào|khi nao|hôm nay|ngày nào"
        r"|\bjam\b|buka|tutup|sabtu|minggu|libur|siang|malam|kapan|akhir pekan|hari ini|besok"
        r"|oras|bukas|sarado|sabado|linggo|tanghali|gabi|kailan|weekend|ngayon"
        r"|กี่โมง|คืน|เวลา|เปิด|ปิด|เสาร์|อาทิตย์|เที่ยง|วันหยุด|เมื่อไร|เมื่อไหร่|วันนี้|พรุ่งนี้"
        r"|(?:which|what) days?|after (?:work|my shift)|tan (?:ca|làm|lam)\b|pulang kerja|araw"
        r"|madaling|pagkatapos|วันไหน|เลิกงาน|ดึก"
    ),
    Point.CONFIDENTIALITY: (
        r"保密|隱私|個資|知道|知影|發現|曝光|洩|匿名|具名|記名|實名|名字|姓名|報復|找麻煩|秋後|盯|黑名單"
        r"|公開|秘密|身分|刁難|抓到|查到|查得|外流|真名|留名|檢舉人|(?:申訴|檢舉|告)(?:完|了|之?後)|調職"
        r"|開除|誰告|誰檢舉|誰申訴|針對|怕"
        r"|know|find out|found out|secret|anonym|name|reveal|confiden|privat|retaliat|revenge|black.?list"
        r"|identity|lose my job|fired?\b|tell my|told my|trouble|safe|afraid|scared"
        r"|biết|\bbiet\b|lộ|\blo\b|giấu|giau|bí mật|bi mat|ẩn danh|an danh|trả thù|tra thu|tên|\bten\b"
        r"|thông tin|thong tin|kín|sợ"
        r"|tahu|ketahuan|rahasia|anonim|nama|identitas|balas|takut|dirahasiakan|bocor|aman"
        r"|malalaman|malaman|alam|sekreto|lihim|pangalan|anonymous|gaganti|ganti|takot|pag-?initan"
        r"|kumpidensyal|confidential|ligtas"
        r"|รู้|ความลับ|ลับ|ชื่อ|ไม่ระบุ|เปิดเผย|แก้แค้น|กลั่นแกล้ง|กลัว|ปลอดภัย|ข้อมูล"
        r"|\btau\b|ketauan|pulang(?:in|kan)|marah|send me (?:home|back)|angry|về nước|ve nuoc|đuổi|duoi viec"
        r"|pauwi|sabihin|\bxem\b|galit|ส่งกลับ|แกล้ง|โกรธ|ipa(?:pa)?kita|lihat|đọc|show him|เห็น"
    ),
    Point.PROXY: (
        r"代|委|別人|他人|其他人|人家|家人|家屬|朋友|同事|老公|老婆|先生|太太|兒子|女兒|小孩|爸|媽|父|母"
        r"|阿嬤|阿公|哥|姊|姐|弟|妹|女友|男友|陪|帶人|叫[^,，。]{0,4}[去辦]|幫我|幫他|幫她|幫忙|替|親自"
        r"|本人|自己|一定要我|要我去|仲介|雇主去|公司去|授權"
        r"|behalf|someone|somebody|other person|another person|proxy|friend|wife|husband|family|son\b"
        r"|daughter|relative|parents?|brother|sister|mother|father|mom|dad"
        r"|myself|in person|for me|for him|for her|represent|authori|agent|broker|on my own|personally"
        r"|hộ|\bho\b|thay|giùm|giúp|giup|ủy quyền|uy quyen|người khác|nguoi khac|người nhà|nguoi nha|bạn"
        r"|\bban\b|vợ|\bvo\b|chồng|chong|\bcon\b|bố|\bbo\b|mẹ|anh tôi|chị tôi|đích thân|tự|\btu\b|ai đó"
        r"|môi giới"
        r"|wakil|kuasa|orang lain|teman|kawan|suami|istri|isteri|keluarga|saudara|anak|ibu|bapak|ayah"
        r"|sendiri|orangnya|langsung|agensi|agen|titip|diwakil"
        r"|kinatawan|iba\b|ibang tao|kaibigan|asawa|kapatid|pamilya|anak|nanay|tatay|magulang|sarili"
        r"|mismo|ako mismo|para (?:sa|kay) |kasama|broker|agency|representative"
        r"|แทน|มอบอำนาจ|คนอื่น|เพื่อน|ครอบครัว|สามี|ภรรยา|เมีย|ลูก|พ่อ|แม่|พี่|น้อง|ญาติ|เอง|ด้วยตัวเอง"
        r"|นายหน้า|ตัวแทน"
        r"|room ?mate|instead|interpreter|\bwho can\b|phiên dịch|phien dich"
        r"|kakak|adik|temen|tetangga|siapa (?:yg|yang) (?:bisa )?(?:wakil|ganti|ambil)"
        r"|gantiin|misis|mister|\bate\b|\bkuya\b|ล่าม"
    ),
    Point.FORMS: (
        r"表|格式|範本|範例|單子|下載|書狀|申請書|聲請書|文件|[哪一]張|書|檔|制式|樣本|怎麼寫|\bform"
        r"|template|download|sample|fill"
        r"|mẫu|\bmau\b|đơn|\bdon\b|biểu|tờ khai|to khai|tải|formulir|blanko|contoh|isi|unduh|porma|form"
        r"|pormularyo|แบบ|ฟอร์ม|ดาวน์โหลด|ใบ"
        r"|sulatan|\bpapel|isusulat|เขียน"
    ),
    Point.ONLINE: (
        r"線上|網|手機|電腦|app|e-?mail|信箱|電子|上傳|在家|視訊|憑證|線頂|line|online|internet|website"
        r"|\bweb\b|phone"
        r"|trực tuyến|truc tuyen|mạng|\bmang\b|điện thoại|dien thoai|aplikasi|daring|situs|\bhp\b|rumah"
        r"|internet|ออนไลน์|เน็ต|เว็บ|มือถือ"
        r"|webnya|\bsite\b|cell ?phone|\bcp\b"
    ),
    Point.POST: (
        r"郵|寄|快遞|宅配|送件|courier|\bmail|\bpost|send|bưu|buu|gửi|gui\b|\bpos\b|kirim|koreo|ipadala"
        r"|padala|ipa-?(?:mail|post|koreo)|ไปรษณีย์|ส่ง"
        r"|\blbc\b"
    ),
    Point.LAW: (
        r"法|條|細則|規定|依據|根據|法源|\blaw|article|legal|regulation|rule|luật|luat|điều|\bdieu\b"
        r"|quy định|quy dinh|nghị định"
        r"|hukum|pasal|undang|\buu\b|aturan|batas|artikulo|กฎหมาย|มาตรา|ข้อกฎ|กฎ"
        r"|written|tertulis|nakasulat|does it say"
    ),
    Point.PENALTY: (
        r"罰|開單|刑|關|坐牢|違法|犯法|處分|責任|有事|下場|怎樣|怎麼樣|抓|呢|再犯|公布|公開|停業|逾期"
        r"|沒(?:有)?(?:報|訂|保|公告|給|做|通報|申報|繳|照)|不(?:報|給|照|繳|做|辦|理)|硬|超過|違反|後果"
        r"|懲|告他|制裁|處罰|勒令|歇業|怕|罪|賠|fine|penalt|punish|jail|prison|if |what happen|illegal"
        r"|break|violat|late|caught|consequence|named|name|trouble|happen|phạt|phat|\btù\b|xử lý|xu ly"
        r"|vi phạm|vi pham|bị sao|bi sao|bị gì|bi gi|trái luật|sai luật|denda|hukum|sanksi|penjara|kena"
        r"|langgar|kalau|akibat|dihukum|pidana|multa|parusa|kulong|mangyayari|labag|bawal|kaso|kung"
        r"|parusahan|ปรับ|โทษ|คุก|ลงโทษ|โดน|ผิด|ถ้า|เกิดอะไร|จะเป็น"
        r"|close|đóng cửa|dong cua|tutup|sara\b|kasuhan"
    ),
    Point.DURATION: (
        r"久|幾天|幾個?月|幾日|幾小時|幾個?禮拜|幾週|時間|何時|時候|多快|快|慢|等|天|日|會開|下來|結果"
        r"|收到|什麼時|哪時|當時|期間|週期|工作天|年|月|時數|小時|一次|間隔|how (?:long|soon|many|fast"
        r"|quick)|when|time|days?|weeks?|months?|take|wait|until|long|quick|fast|soon|bao (?:lâu|giờ)"
        r"|bao (?:lau|gio)|mấy|may\b|ngày|ngay|tháng|thang|tuần|tuan|lâu|\blau\b|chờ|cho\b|khi nào"
        r"|khi nao|nhanh|thời gian|thoi gian|lama|berapa|hari|bulan|minggu|kapan|tunggu|waktu|cepat"
        r"|selesai|gaano|katagal|ilang|araw|buwan|linggo|kailan|matagal|hintay|tagal|bilis|oras|นาน|กี่"
        r"|เท่าไร|เท่าไหร่|วัน|เดือน|สัปดาห์|อาทิตย์|เมื่อไร|เมื่อไหร่|รอ|เร็ว|เวลา"
        r"|kpn|kelan|\bbrp|bnhieu|gano"
    ),
    # Against a decision; how to complain at all asks for no appeal. Chinese has one word for both.
    Point.APPEAL: (
        r"[\u3400-\u9fff]|appeal|decision|disagree|review|reject|denied|refus|result|\blos[et]\b|court|object"
        r"|kháng|khang|quyết định|quyet dinh|không phục|khong phuc|từ chối|tu choi|kết quả|ket qua"
        r"|đồng ý|dong y"
        r"|banding|keberatan|putus|ditolak|setuju|hasil|apela|desisyon|hatol|tinanggihan|sang-?ayon|resulta"
        r"|อุทธรณ์|คำสั่ง|ตัดสิน|ผล|ปฏิเสธ|ไม่เห็นด้วย"
    ),
}
# Who only tells how it is (she is 6 months in, I have no proof) may mean these; the others are asked for.
_MAY_BE_TOLD = (
    Point.REFUSAL,
    Point.EXCLUSION,
    Point.ELIGIBILITY,
    Point.CONFIDENTIALITY,
    Point.EVIDENCE,
    Point.APPEAL,
)
_NEVER_TOLD = frozenset(point.value for point in Point if point not in _MAY_BE_TOLD)
_PATTERNS = {point: re.compile(words, re.IGNORECASE) for point, words in _WORDS.items()}
# What somebody of the family may get is asked, and not whether they may come instead.
_RECEIVES = re.compile(
    r"(?:領|拿|請|申請)(?:得?到)?(?:些)?(?:什麼|甚麼|啥|多少|哪些|幾)|有(?:什麼|哪些|甚麼)(?:補助|給付|津貼|補償|錢|可以)"
    r"|what (?:can|does|do|will|would|is|are) .{1,30}(?:get|claim|receive|entitled)"
    r"|(?:được|duoc) (?:nhận|nhan|hưởng|huong|lãnh|lanh) (?:gì|gi|bao)|dapat apa|ano(?:ng)? .{0,20}makukuha"
    r"|ได้(?:รับ)?อะไร",
    re.IGNORECASE,
)
# Nor what it costs.
_GETS = re.compile(r"(?:領|拿)(?:得?到)?(?:多少|幾)")
# How one learns of a matter is no question of who else does: 怎麼知道有沒有核備.
_FINDS_OUT = re.compile(
    r"(?:怎麼|如何|怎樣|哪裡)(?:才能|才會|才|可以|能)?(?:知道|查)(?:公司|老闆|他們?)?(?:有沒有|有無|是否|是不是)"
)
# Papers to bring are no evidence to keep: 要什麼單據.
_PAPERS = re.compile(r"(?:什麼|甚麼|啥|哪些|準備|附|帶|交|繳)[^,，。]{0,4}(?:單據|文件|證件|收據)")
_PROOF = re.compile(r"證據|證明|佐證|存證|蒐證|錄音|舉證")
# A certificate that the employer writes is no evidence either: 沒有人開證明給我.
_CERTIFICATE = re.compile(r"開[^,，。]{0,4}證明|證明[^,，。]{0,4}開")
_OTHER_PROOF = re.compile(r"證據|佐證|存證|蒐證|錄音|舉證|怎麼證明")


def heard(text: str, points: Mapping[str, float]) -> dict[str, float]:
    """The scores of ``points`` without those that ``text`` has no word for."""
    said = _NAMES.sub("", text)
    silent = {point.value for point, words in _PATTERNS.items() if not words.search(said)}
    if only_tells(said):
        silent |= _NEVER_TOLD
    if _RECEIVES.search(said):
        silent.add(Point.PROXY.value)
    if _GETS.search(said):
        silent.add(Point.FEE.value)
    if _FINDS_OUT.search(said):
        silent |= {Point.CONFIDENTIALITY.value, Point.EVIDENCE.value}
    is_paper = _PAPERS.search(said) and not _PROOF.search(said)
    if is_paper or (_CERTIFICATE.search(said) and not _OTHER_PROOF.search(said)):
        silent.add(Point.EVIDENCE.value)
    return {name: score for name, score in points.items() if name not in silent}
