"""Sessions on the server: a random cookie, kept hashed; idle 30 minutes, 10 hours at most."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from desk.auth import repository
from desk.auth.models import AccountRow, SessionRow, ShiftRow
from desk.auth.permissions import Role, Staff

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
HALF_WAY = timedelta(minutes=15)  # for what comes between the password and the desk
_TOUCH_EVERY = timedelta(minutes=1)
_VOLUNTEER_UNIT = "服務台"


class SignInStep(StrEnum):
    """What a browser has still to do after the password; ``DONE`` opens the desk."""

    CODE = "code"
    ENROL = "enrol"
    PASSWORD = "password"  # noqa: S105  the name of a step
    DONE = "done"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid session: its secret, who it is, what is still to do, the account or the shift, the look."""

    token: str = field(repr=False)
    staff: Staff
    step: SignInStep
    account_id: int | None
    shift_id: int | None
    theme: str = ""


def fingerprint(secret: str) -> str:
    """What the database keeps of a random secret; fast hashing is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(key: str, secret: str) -> str:
    """The token of the forms that are shown to the browser with this ``secret`` in its cookie."""
    return hmac.new(key.encode(), f"csrf:{secret}".encode(), hashlib.sha256).hexdigest()


def begin(
    session: AsyncSession, owner: AccountRow | ShiftRow, name: str, step: SignInStep, now: datetime
) -> str:
    """A new session; returns the value of its cookie."""
    token = secrets.token_urlsafe(32)
    is_shift = isinstance(owner, ShiftRow)
    ends_at = now + (LONGEST if step is SignInStep.DONE else HALF_WAY)
    if isinstance(owner, ShiftRow):
        ends_at = min(ends_at, owner.ends_at)
    session.add(
        SessionRow(
            token_hash=fingerprint(token),
            account_id=None if is_shift else owner.id,
            shift_id=owner.id if is_shift else None,
            name=name,
            step=step,
            created_at=now,
            seen_at=now,
            ends_at=ends_at,
        )
    )
    return token


def staff_of(account: AccountRow) -> Staff:
    """The person of an account."""
    return Staff(f"staff-{account.id}", account.name, Role(account.role), account.unit)


def volunteer_of(shift: ShiftRow, name: str) -> Staff:
    """A volunteer who signed in with the PIN of a shift."""
    return Staff(f"shift-{shift.id}", name, Role.VOLUNTEER, _VOLUNTEER_UNIT, is_shift=True)


def _is_over(row: SessionRow, now: datetime) -> bool:
    return row.ends_at <= now or row.seen_at + IDLE <= now


async def current(database: Database, token: str | None, now: datetime) -> SignedIn | None:
    """Whom the cookie ``token`` belongs to, None when it is unknown or over."""
    if not token:
        return None
    async with database.transaction() as session:
        found = await repository.session_with_owner(session, fingerprint(token))
        if found is None or _is_over(found[0], now):
            return None
        row, account, shift = found
        if abs(now - row.seen_at) >= _TOUCH_EVERY:  # either way: the clock may have been set back
            await repository.touch(session, row.token_hash, now)
    if account and account.active:
        return SignedIn(token, staff_of(account), SignInStep(row.step), account.id, None, account.theme)
    if shift and shift.closed_at is None and now < shift.ends_at:
        return SignedIn(token, volunteer_of(shift, row.name), SignInStep.DONE, None, shift.id)
    return None


async def here(session: AsyncSession, now: datetime) -> list[Staff]:
    """Everybody with an account whose session is open now."""
    found = await repository.open_sessions(session, now, now - IDLE, SignInStep.DONE)
    return [staff_of(account) for account in found]
