"""Sign-in step by step: password, then code, enrolment or a new password, then the desk."""

from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.errors import Problem
from desk.auth import audit_service, passwords, repository, session_service, throttle
from desk.auth.audit_service import ActionOrigin, Event
from desk.auth.devices import account_owner
from desk.auth.models import AccountRow
from desk.auth.permissions import TWO_FACTOR_ROLES, Role
from desk.auth.session_service import SignInStep
from desk.auth.throttle import TooManyFailures

_WRONG = "帳號或密碼不對"


class WrongCredentials(Problem):
    """The same for an unknown account, a disabled one and a wrong password."""

    status = HTTPStatus.UNAUTHORIZED


@dataclass(frozen=True, slots=True)
class Opened:
    """A session was begun: the value of its cookie, what comes next, whose it is (`devices`)."""

    token: str
    step: SignInStep
    owner: str


def normal_login(login: str) -> str:
    """A login as it is kept: without case and surrounding space."""
    return login.strip().lower()[:120]


def step_after_password(account: AccountRow) -> SignInStep:
    """What follows once the password is right."""
    return SignInStep.CODE if account.totp_secret else step_after_code(account)


def step_after_code(account: AccountRow) -> SignInStep:
    """What follows once the second factor is right, or was never set up."""
    if account.must_change:
        return SignInStep.PASSWORD
    if Role(account.role) in TWO_FACTOR_ROLES and not account.totp_secret:
        return SignInStep.ENROL
    return SignInStep.DONE


async def take_try(database: Database, key: str, origin: ActionOrigin, subject: str, now: datetime) -> None:
    """`throttle.take_try`, with the refusal in the audit."""
    try:
        async with database.transaction() as session:
            await throttle.take_try(session, key, now)
    except TooManyFailures:
        async with database.transaction() as session:
            audit_service.note(session, Event.THROTTLED, origin, now, subject)
        raise


async def with_password(
    database: Database, secret: str, login: str, password: str, origin: ActionOrigin, now: datetime
) -> Opened:
    """Begin a session for ``login``.

    Raises:
        WrongCredentials: account and password do not go together.
        TooManyFailures: too many tries of this account.
    """
    login = normal_login(login)
    key = throttle.key_of(secret, "password", login, origin.device.known_to(account_owner(login)))
    async with database.transaction() as session:
        account = await repository.account_by_login(session, login)
    known = account.login if account else audit_service.NOBODY
    origin = replace(origin, who=known)
    await take_try(database, key, origin, known, now)
    kept = account.password_hash if account and account.active else None
    is_right = await passwords.matches(password, kept)
    async with database.transaction() as session:
        if account is None or not is_right:
            audit_service.note(session, Event.REFUSED, origin, now, known)
        else:
            await throttle.forget(session, key)
            await repository.forget_old_sessions(session, now, now - session_service.IDLE)
            return open_session(session, account, step_after_password(account), origin, now)
    raise WrongCredentials(_WRONG)


async def confirms(
    database: Database, secret: str, account_id: int, password: str, origin: ActionOrigin, now: datetime
) -> bool:
    """Whether ``password`` is the account's, asked for again before something delicate.

    It is guessed at as slowly as at the sign-in: the tries are counted together.

    Raises:
        TooManyFailures: too many tries of this account.
    """
    async with database.transaction() as session:
        account = await repository.account(session, account_id)
    if account is None or not account.active:
        return False
    known = origin.device.known_to(account_owner(account.login))
    key = throttle.key_of(secret, "password", account.login, known)
    await take_try(database, key, origin, account.login, now)
    is_right = await passwords.matches(password, account.password_hash)
    async with database.transaction() as session:
        if is_right:
            await throttle.forget(session, key)
        else:
            audit_service.note(session, Event.REFUSED, origin, now, account.login)
    return is_right


def open_session(
    session: AsyncSession, account: AccountRow, step: SignInStep, origin: ActionOrigin, now: datetime
) -> Opened:
    """A new session that has come as far as ``step``; the desk's door goes into the audit."""
    if step is SignInStep.DONE:
        audit_service.note(session, Event.SIGNED_IN, origin, now, account.login)
    token = session_service.begin(session, account, account.name, step, now)
    return Opened(token, step, account_owner(account.login))


async def sign_out(database: Database, token: str, origin: ActionOrigin, now: datetime) -> None:
    """End the session of a cookie, if it is not over."""
    async with database.transaction() as session:
        if await repository.end_session(session, session_service.fingerprint(token)):
            audit_service.note(session, Event.SIGNED_OUT, origin, now, origin.who)
