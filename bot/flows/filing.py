"""A confirmed statement becomes a case; its receipt is shown once, and recorded without the code."""

import hashlib
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Link, Text
from bot.flows.base import FlowMessage, FlowTurn
from cases.schemas import Origin, Receipt, Statement, Upload
from cases.service import CaseService
from core.clock import TAIPEI

ON_THE_WEB = "在網頁上查進度、補資料"


async def file_case(
    cases: CaseService,
    session: AsyncSession,
    said: FlowMessage,
    statement: Statement,
    uploads: Sequence[Upload],
    danger: str = "",
) -> FlowTurn:
    """File the case of this conversation; a message that is handled again gets the same receipt.

    ``danger`` is the kind that was told of in its form, "" for none.

    Raises:
        InvalidStatement, BadAttachment: see `CaseService.file`.
    """
    origin = Origin(said.conversation.channel, said.conversation.id)
    key = hashlib.sha256(f"{said.conversation.id}:{said.key}".encode()).hexdigest()
    receipt = await cases.file(statement, origin, uploads, said.now, key, danger=danger, session=session)
    return _received(said, receipt)


def status_link(said: FlowMessage) -> Link:
    """Where the citizen follows a case on the web."""
    return Link(said.at.label(ON_THE_WEB), "cases/status")


def _received(said: FlowMessage, receipt: Receipt) -> FlowTurn:
    known = {
        "number": receipt.number,
        "filed": f"{receipt.filed_at.astimezone(TAIPEI):%Y-%m-%d %H:%M}",
        "due": receipt.due.isoformat(),
        "digest": receipt.digest,
    }
    told = said.say("utter_receipt", code=receipt.code, **known)
    copy = Text(f"{said.at.say('utter_receipt_copy')}\n{receipt.copy}")
    link = status_link(said)
    return FlowTurn((told, copy, link), kept=(said.say("utter_receipt_kept", **known), link))
