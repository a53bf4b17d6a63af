"""A last day that was worked out: into the calendar, or a reminder on the chat or by e-mail.

提醒我, 加到行事曆 are offered below the result; 取消提醒 ends all reminders at any time.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import calculation
from bot.blocks import Link
from bot.flows import words
from bot.flows.base import Flow, FlowDraft, FlowMessage, FlowTurn
from bot.models import ConversationRow
from bot.responses import Voice
from bot.state import DialogueState
from bot.translations import key
from cases.citizen_reminders.service import STOP, Deadlines, LastDay
from core.mail import is_address

REFUSE = "不用提醒"
ASK_EMAIL = "請留電子郵件：最後一天的 7 天前和 1 天前各寄一封提醒。不用的話請打「取消」。"
BAD_EMAIL = "看不懂這個電子郵件，請檢查有沒有打錯，例如 name@example.com"
NO_MAIL = "現在不能寄電子郵件提醒，請加到行事曆。"
CONSENT = "最後一天的 7 天前和 1 天前會提醒您。這只用來提醒，提醒完就刪除；回覆「取消提醒」就停止。同意嗎？"
AGREED = "同意"
DONE = "好的，會在這些日子提醒您："
TOO_LATE = "最後一天已經太近，來不及提醒，請今天就辦。"
STOPPED = "已經取消提醒。"
NONE_TO_STOP = "沒有等著要提醒的期限。"
NOT_REMINDED = "好的，不提醒。"
NOTHING = "還沒有算出最後一天，請先用「法定期限試算」。"
LINK = "加到行事曆（.ics）"
EMAIL_TOLD = "〔回答：電子郵件〕"
PHRASES = (
    *(calculation.REMIND, calculation.TO_CALENDAR, calculation.OFFER_REMINDER, REFUSE, ASK_EMAIL, BAD_EMAIL),
    *(NO_MAIL, CONSENT, AGREED, DONE, TOO_LATE, STOPPED, NONE_TO_STOP, NOT_REMINDED, NOTHING, LINK),
)
_STOP = frozenset(
    map(
        key,
        (
            *(STOP, "停止提醒", "不要提醒", "stop reminders", "cancel reminders", "hủy nhắc", "huy nhac"),
            *("batalkan pengingat", "stop pengingat", "ยกเลิกการเตือน", "itigil ang paalala"),
        ),
    )
)


class DeadlineFlow(Flow):
    """Begun by what is offered below a last day; asks for consent before it keeps anything."""

    name = "deadline"

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines

    async def catches(
        self, session: AsyncSession, conversation: ConversationRow, text: str, now: datetime
    ) -> bool:
        """Its buttons and the word that ends reminders."""
        if key(text) in _STOP:
            return True
        state = DialogueState.from_slots(conversation.state)
        return state.calculated is not None and _pressed(text) is not None

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """Do what was pressed."""
        if key(said.text) in _STOP:
            stopped = await self._deadlines.stop(session, said.conversation.id)
            return FlowTurn((said.phrase(STOPPED if stopped else NONE_TO_STOP),))
        last = _last_day(said)
        if last is None:
            return FlowTurn((said.phrase(NOTHING),))
        if _pressed(said.text) == calculation.TO_CALENDAR:
            return self._calendar(said, last)
        answers = {"_label": last.label, "_day": last.day.isoformat()}
        if self._deadlines.lasts(said.conversation.id):
            return self._ask_consent(said, FlowDraft(self.name, "consent", said.now, answers))
        return FlowTurn((said.phrase(ASK_EMAIL),), FlowDraft(self.name, "email", said.now, answers))

    def listens(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """An address while one is asked for, and a yes or no."""
        if draft.step == "email":
            return "@" in said.text or words.is_word(said.text, words.NO | words.CANCEL)
        answers = words.AGREE | words.YES | words.NO | words.CANCEL
        return said.chosen(AGREED, REFUSE) is not None or words.is_word(said.text, answers)

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """An address, or the consent."""
        if words.is_word(said.text, words.NO | words.CANCEL) or said.chosen(AGREED, REFUSE) == REFUSE:
            return FlowTurn((said.phrase(NOT_REMINDED),))
        if draft.step == "email":
            return self._email(said, draft)
        if said.chosen(AGREED, REFUSE) != AGREED and not words.is_word(said.text, words.AGREE):
            return self._ask_consent(said, draft)
        last = LastDay(draft.answers["_label"], datetime.fromisoformat(draft.answers["_day"]).date())
        email = draft.answers.get("email", "")
        days = await self._deadlines.remind(session, said.conversation.id, last, said.now, email)
        if not days:
            return FlowTurn((said.phrase(TOO_LATE),))

        def told(voice: Voice) -> str:
            return "\n".join((voice.phrase(DONE), *(f"・{day.isoformat()}" for day in days)))

        return FlowTurn((said.compose(told),))

    def _email(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        address = said.text.strip()
        if not is_address(address):
            return FlowTurn((said.phrase(BAD_EMAIL),), draft, EMAIL_TOLD)
        if not self._deadlines.mails(address):
            return FlowTurn((said.phrase(NO_MAIL),), None, EMAIL_TOLD)
        return self._ask_consent(said, draft.at("consent", email=address), EMAIL_TOLD)

    def _ask_consent(self, said: FlowMessage, draft: FlowDraft, label: str = "") -> FlowTurn:
        return FlowTurn((said.ask_phrase(CONSENT, AGREED, REFUSE),), draft.at("consent"), label)

    def _calendar(self, said: FlowMessage, last: LastDay) -> FlowTurn:
        address = f"deadlines/{self._deadlines.calendar_token(last)}.ics"
        link = Link(said.at.label(LINK), address)
        return FlowTurn((link,), kept=())


def _pressed(text: str) -> str | None:
    """Which of the two offers ``text`` takes."""
    return calculation.offered_for_last_day(text)


def _last_day(said: FlowMessage) -> LastDay | None:
    found = calculation.last_day(said.at)
    return LastDay(*found) if found else None
