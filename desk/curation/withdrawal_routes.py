"""HTTP of the red button: an entry is off at once, a second person confirms it or puts it back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.curation.people import person
from desk.curation.withdrawal_proof import prove
from desk.dependencies import WithdrawalsDep
from desk.pages import page, see_other
from publication import service as knowledge
from publication import withdrawal_records
from publication.withdrawal_records import Withdrawal, WithdrawalState
from retrieval.engine import Engine

_taker = allowed(Permission.TAKE_OFF)
router = APIRouter(prefix="/desk/withdrawals", include_in_schema=False, dependencies=[Depends(_taker)])
Taker = Annotated[Staff, Depends(_taker)]
_STATES = {
    WithdrawalState.WAITING: "等另一位同仁確認",
    WithdrawalState.CONFIRMED: "已確認下架",
    WithdrawalState.RETURNED: "已恢復上架",
}


async def _list(
    request: Request, entry: str = "", reason: str = "", problem: Problem | None = None
) -> Response:
    return page(
        request,
        "curation/withdrawals.html",
        problem.status if problem else 200,
        entries=sorted(provided(request, Engine).catalogue, key=lambda entry: entry.category),
        chosen=entry,
        reason=reason,
        found=await withdrawal_records.listed(provided(request, Database)),
        states=_STATES,
        now=utc_now(),
        problem=problem,
    )


@router.get("")
async def listed(request: Request, entry: str = "") -> Response:
    """The button, and what was taken off with it."""
    return await _list(request, entry)


@router.post("")
async def take_off(
    request: Request,
    staff: Taker,
    red_button: WithdrawalsDep,
    entry: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Take an entry off at once."""
    try:
        taken = await red_button.take_off(entry, person(staff), reason)
    except Problem as problem:
        return await _list(request, entry, reason, problem)
    return see_other(f"/desk/withdrawals/{taken.id}")


async def _show(
    request: Request, staff: Staff, found: Withdrawal, problem: Problem | None = None
) -> Response:
    base, engine = await knowledge.read(provided(request, Database)), provided(request, Engine)
    gone = [entry for entry in base.entries if entry.id == found.key and entry.id not in engine.catalogue]
    return page(
        request,
        "curation/withdrawal.html",
        problem.status if problem else 200,
        found=found,
        state_name=_STATES[found.state],
        overdue=found.is_overdue(utc_now()),
        decidable=found.decidable_by(person(staff)),
        proofs=await prove(request.app, engine, gone),
        problem=problem,
    )


@router.get("/{withdrawal_id}")
async def show(request: Request, staff: Taker, withdrawal_id: int, database: DatabaseDep) -> Response:
    """What was taken off and why, with the proof that nobody reaches it."""
    return await _show(request, staff, await withdrawal_records.get(database, withdrawal_id))


@router.post("/{withdrawal_id}")
async def decide(
    request: Request,
    staff: Taker,
    withdrawal_id: int,
    database: DatabaseDep,
    red_button: WithdrawalsDep,
    do: Annotated[str, Form()] = "",
) -> Response:
    """A second person confirms it, or puts the entry back."""
    ways = {"confirm": red_button.confirm, "put_back": red_button.put_back}
    try:
        if do not in ways:
            raise Problem("請選擇確認下架或恢復上架。")
        await ways[do](withdrawal_id, person(staff))
    except Problem as problem:
        return await _show(request, staff, await withdrawal_records.get(database, withdrawal_id), problem)
    return see_other(f"/desk/withdrawals/{withdrawal_id}")
