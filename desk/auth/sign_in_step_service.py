"""What comes between the password and the desk: code, enrolment of the second factor, new password.

Every step replaces the session: a cookie from before the sign-in is worth nothing after it.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.encryption import Vault, WrongKey
from core.errors import Problem
from desk.auth import (
    account_service,
    audit_service,
    repository,
    second_factor,
    session_service,
    sign_in_service,
    throttle,
)
from desk.auth.audit_service import ActionOrigin, Event
from desk.auth.devices import account_owner
from desk.auth.models import AccountRow
from desk.auth.sealed_values import BrokenSeal, seal, unseal
from desk.auth.session_service import SignedIn, SignInStep
from desk.auth.sign_in_service import Opened

_ENROLMENT = "totp-enrolment"
_ENROLMENT_SECONDS = int(session_service.HALF_WAY.total_seconds())


class WrongCode(Problem):
    """The code does not fit; nothing was changed."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What to scan or type, and the sealed secret that the form brings back."""

    qr_code: str
    secret: str
    sealed: str


async def _owner(session: AsyncSession, signed_in: SignedIn) -> AccountRow:
    assert signed_in.account_id is not None
    row = await repository.account(session, signed_in.account_id)
    if row is None:
        raise WrongCode("這個帳號已經不存在")
    return row


async def _go_on(
    session: AsyncSession,
    signed_in: SignedIn,
    row: AccountRow,
    step: SignInStep,
    origin: ActionOrigin,
    now: datetime,
) -> Opened:
    await repository.end_session(session, session_service.fingerprint(signed_in.token))
    return sign_in_service.open_session(session, row, step, origin, now)


async def with_code(
    database: Database,
    vault: Vault,
    secret: str,
    signed_in: SignedIn,
    code: str,
    origin: ActionOrigin,
    now: datetime,
) -> Opened:
    """Go on with a code of the authenticator app, or with a recovery code, which is used up.

    Raises:
        WrongCode: the code is wrong, or was used before.
        TooManyFailures: too many tries of this account.
    """
    async with database.transaction() as session:
        login = (await _owner(session, signed_in)).login
    key = throttle.key_of(secret, "code", login, origin.device.known_to(account_owner(login)))
    await sign_in_service.take_try(database, key, origin, login, now)
    async with database.transaction() as session:
        row = await _owner(session, signed_in)
        if await _accepts(session, row, vault, code, origin, now):
            await throttle.forget(session, key)
            return await _go_on(session, signed_in, row, sign_in_service.step_after_code(row), origin, now)
        audit_service.note(session, Event.REFUSED, origin, now, login)
    raise WrongCode("驗證碼不對，或已經用過；請等下一組 6 位數字再試，也可以用一組復原碼")


async def _accepts(
    session: AsyncSession, row: AccountRow, vault: Vault, code: str, origin: ActionOrigin, now: datetime
) -> bool:
    try:
        totp = vault.open(row.totp_secret or "")
    except WrongKey:  # the keys of the installation are gone: only recovery codes are left
        totp = second_factor.new_secret()
    step = second_factor.step_of(totp, code, now, row.totp_step)
    if step is not None:
        row.totp_step = step
        return True
    is_recovery = await repository.use_recovery_code(
        session, row.id, second_factor.recovery_hash(row.id, code)
    )
    if is_recovery:
        audit_service.note(session, Event.RECOVERY_USED, origin, now, row.login)
    return is_recovery


async def begin_enrolment(database: Database, secret: str, signed_in: SignedIn) -> Enrolment:
    """A fresh secret for the authenticator app; nothing is kept until a code proves it works."""
    async with database.transaction() as session:
        login = (await _owner(session, signed_in)).login
    return show_enrolment(secret, login, seal(secret, _ENROLMENT, second_factor.new_secret()))


def show_enrolment(secret: str, login: str, sealed: str) -> Enrolment:
    """The enrolment of a sealed secret, e.g. once more after a mistyped code.

    Raises:
        WrongCode: it is not ours, or too old.
    """
    try:
        totp = unseal(secret, _ENROLMENT, sealed, _ENROLMENT_SECONDS)
    except BrokenSeal:
        raise WrongCode("這一頁已經過期，請重新登入再設定一次") from None
    return Enrolment(second_factor.qr_code(totp, login), totp, sealed)


async def enrol(
    database: Database,
    vault: Vault,
    secret: str,
    signed_in: SignedIn,
    sealed: str,
    code: str,
    origin: ActionOrigin,
    now: datetime,
) -> tuple[Opened, list[str]]:
    """Turn the second factor on; returns the session and the recovery codes, which are shown once.

    Raises:
        WrongCode: the code does not fit the secret.
    """
    codes = second_factor.recovery_codes()
    async with database.transaction() as session:
        row = await _owner(session, signed_in)
        totp = show_enrolment(secret, row.login, sealed).secret
        step = second_factor.step_of(totp, code, now, 0)
        if step is None:
            raise WrongCode("驗證碼不對：請輸入手機上現在顯示的 6 位數字；手機時間要設成自動")
        row.totp_secret, row.totp_step = vault.seal(totp), step
        hashes = [second_factor.recovery_hash(row.id, code) for code in codes]
        await repository.replace_recovery_codes(session, row.id, hashes)
        await repository.end_sessions(session, account_id=row.id)
        audit_service.note(session, Event.TOTP_ENROLLED, origin, now, row.login)
        after = sign_in_service.step_after_code(row)
        return sign_in_service.open_session(session, row, after, origin, now), codes


async def with_new_password(
    database: Database,
    secret: str,
    signed_in: SignedIn,
    old: str | None,
    new: str,
    origin: ActionOrigin,
    now: datetime,
) -> Opened:
    """Change the password and go on in this browser alone.

    ``old`` is None right after a sign-in that asked for a new password.

    Raises:
        BadAccount: the old password is wrong, or the new one is not accepted.
        TooManyFailures: too many tries of the old password.
    """
    account_id = signed_in.account_id
    assert account_id is not None
    if old is not None and not await sign_in_service.confirms(database, secret, account_id, old, origin, now):
        raise account_service.BadAccount("密碼沒有變更", fields={"old": "目前的密碼不對"})
    await account_service.change_password(database, account_id, new, origin, now)
    async with database.transaction() as session:
        row = await _owner(session, signed_in)
        return await _go_on(session, signed_in, row, sign_in_service.step_after_code(row), origin, now)
