"""The questions of the intake, in order, as data: one source for chat, web page and desk."""

from collections.abc import Mapping

from cases.enums import Route
from core.questions.contact_details import EMAIL_LIMIT, PHONE_LIMIT
from core.questions.question import NO, YES, AnswerKind, Question
from knowledge.catalogue import CATEGORIES

STORY_LIMIT = 5000
NAME_LIMIT = 60
CALLBACK = "回電"  # category of cases that only ask to be called; not offered in the form
OTHER = "其他"
Draft = Mapping[str, str]

PRIVACY_NOTICE = (
    "高雄市政府勞工局依個人資料保護法第 8 條告知您：\n"
    "一、目的：辦理您的陳情、檢舉或爭議，並跟您聯絡。\n"
    "二、類別：姓名、電話、電子郵件，以及您寫的內容和附件。\n"
    "三、期間、地區、對象及方式：辦理期間及法定保存期間，在本國，由承辦的機關以書面或電子方式使用；"
    "案件要移送其他機關時才會提供給該機關，並會通知您。\n"
    "四、您可以請求查詢、閱覽、給複本、補充、更正、停止蒐集處理利用、刪除（同法第 3 條）："
    "用案號和查詢碼在「查詢進度」辦理，或撥 1999。\n"
    "五、您可以不提供；但沒有姓名或聯絡方式，本局可能無法處理（行政程序法第 173 條）。"
)

_ABOUT_EMPLOYER = ("route", frozenset({Route.VIOLATION.value, Route.DISPUTE.value}))
_WITH_FACTS = ("route", frozenset(route.value for route in Route if route is not Route.SUGGESTION))

QUESTIONS: tuple[Question, ...] = (
    Question(
        "route",
        "您想要勞工局做什麼？",
        AnswerKind.CHOICE,
        "選錯沒有關係，同仁會幫您轉到正確的程序並告訴您。",
        options=tuple((route.value, route.label) for route in Route if route.is_filed),
    ),
    Question(
        "category",
        "跟哪一方面有關？",
        AnswerKind.CHOICE,
        "選最接近的一項。",
        options=tuple((name, name) for name in (*CATEGORIES, OTHER)),
    ),
    Question(
        "what",
        "發生了什麼事？",
        AnswerKind.LONG_TEXT,
        f"用您自己的話寫，最多 {STORY_LIMIT:,} 字。請不要寫身分證字號。",
        limit=STORY_LIMIT,
    ),
    Question(
        "when",
        "什麼時候發生的？",
        AnswerKind.WHEN,
        "例如 115/3/2、2026-03-02，記不清楚可以寫「上個月」。",
        required=False,
        only_if=_WITH_FACTS,
    ),
    Question(
        "where",
        "在哪裡發生的？",
        help="公司或工地的地址；不清楚可以寫附近的地標。",
        required=False,
        only_if=_WITH_FACTS,
    ),
    Question(
        "employer", "公司（雇主）的名稱", help="招牌、薪資單或勞保上的名稱都可以。", only_if=_ABOUT_EMPLOYER
    ),
    Question(
        "wish",
        "您希望勞工局幫您做到什麼？",
        AnswerKind.LONG_TEXT,
        "例如：查有沒有違法、拿回加班費。",
        limit=1000,
    ),
    Question(
        "confidential",
        "要不要對公司保密您的身分？",
        AnswerKind.CHOICE,
        "選保密：給公司的文件不會出現您的姓名和聯絡方式。走調解時公司一定會知道是誰申請的。",
        options=((YES, "要保密"), (NO, "可以讓公司知道")),
        only_if=_ABOUT_EMPLOYER,
    ),
    Question(
        "name",
        "您的姓名",
        AnswerKind.NAME,
        "請寫真實姓名；沒有真實姓名的案件可以不處理（行政程序法第 173 條）。",
        limit=NAME_LIMIT,
        personal=True,
    ),
    Question(
        "phone",
        "聯絡電話",
        AnswerKind.PHONE,
        "手機，或市話加區碼和分機，例如 07-812-4613 轉 424。電話和電子郵件至少留一個。",
        required=False,
        limit=PHONE_LIMIT,
        personal=True,
    ),
    Question(
        "email",
        "電子郵件",
        AnswerKind.EMAIL,
        "例如 name@example.com。電話和電子郵件至少留一個。",
        required=False,
        limit=EMAIL_LIMIT,
        personal=True,
    ),
    Question(
        "second_contact",
        "另一個聯絡方式（不是 Messenger）",
        AnswerKind.CONTACT,
        "Messenger 過了 24 小時就不能主動傳訊息給您，電話和電子郵件都留比較保險；只有一種就不用填。",
        required=False,
        only_if=("channel", frozenset({"facebook"})),
        limit=EMAIL_LIMIT,
        personal=True,
    ),
    Question(
        "consent",
        "您同意我們為了辦這件事使用以上資料嗎？",
        AnswerKind.CONSENT,
        PRIVACY_NOTICE,
        options=((YES, "我看過了，同意"),),
    ),
)
# Asked of those who want to be called; no question of the intake.
CALL_TIME = Question(
    "call_time",
    "什麼時候打給您比較方便？",
    help="例如：明天下午、平日晚上六點以後。",
    required=False,
    limit=60,
)
BY_NAME: Mapping[str, Question] = {question.name: question for question in (*QUESTIONS, CALL_TIME)}
