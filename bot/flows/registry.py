"""Every flow there is: one line each."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import learning_queue, repository
from bot.flows.attachments import DraftFiles
from bot.flows.case_status import CaseStatusFlow
from bot.flows.complaint import ComplaintFlow
from bot.flows.deadlines import DeadlineFlow
from bot.flows.erasure import ErasureFlow, Forget
from bot.flows.feedback import OpinionFlow, RatingFlow
from bot.flows.human_request import HumanFlow
from bot.flows.service import FlowService
from bot.flows.subscriptions import SubscribeFlow, UnsubscribeFlow
from bot.handover import HandoverService
from bot.models import DELETED
from cases.citizen_reminders.service import Deadlines
from cases.saved_forms.service import SavedForms
from cases.service import CaseService
from cases.subscriptions.service import Subscriptions
from cases.survey.service import Surveys
from core.encryption import Vault


def build(
    vault: Vault,
    cases: CaseService,
    handover: HandoverService,
    surveys: Surveys,
    subscriptions: Subscriptions,
    deadlines: Deadlines,
    forget_messages: Forget,
) -> FlowService:
    """The flows over the services that they call; ``forget_messages`` empties in- and outbox of a person."""

    saved = SavedForms(vault)

    async def forget(session: AsyncSession, conversation_id: str, now: datetime) -> None:
        await repository.erase_words(session, conversation_id, DELETED)
        await repository.forget_facts(session, conversation_id)
        await learning_queue.forget(session, conversation_id)
        await forget_messages(session, conversation_id, now)
        await handover.forget(session, conversation_id)
        await surveys.forget(session, conversation_id)
        await subscriptions.forget(session, conversation_id)
        await deadlines.stop(session, conversation_id)
        await saved.forget_of(session, conversation_id)

    return FlowService(
        vault,
        (
            ComplaintFlow(cases, DraftFiles(vault), saved),
            CaseStatusFlow(cases),
            HumanFlow(handover, cases),
            ErasureFlow(cases, forget),
            OpinionFlow(surveys),
            RatingFlow(surveys),
            SubscribeFlow(subscriptions),
            UnsubscribeFlow(subscriptions),
            DeadlineFlow(deadlines),
        ),
    )
