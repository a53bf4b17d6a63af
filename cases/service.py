"""Cases: filed once, looked up with number and code, worked on by staff; every view and change audited.

Every method takes ``db``, the caller's transaction; without it, it opens one of its own.
``now`` is aware; days are those of Asia/Taipei.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.schemas import (
    Action,
    Actor,
    Attachment,
    CaseSummary,
    CaseView,
    Erasure,
    Filters,
    Origin,
    Receipt,
    Statement,
    StatusView,
    Upload,
)
from core.database import Database
from core.encryption import Vault


class CaseService:
    """Decisions and transactions of the cases."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def file(
        self,
        statement: Statement,
        origin: Origin,
        attachments: Sequence[Upload],
        now: datetime,
        key: str,
        *,
        db: AsyncSession | None = None,
    ) -> Receipt:
        """File a confirmed statement; its `received` notice becomes due.

        The same ``key`` again, or the same statement from the same origin within an hour, gives the
        receipt of the first time: one case.

        Raises:
            InvalidStatement: contact, second contact (Messenger) or consent is missing; or an emergency.
            BadAttachment: a file is not taken; nothing is filed.
        """
        raise NotImplementedError

    async def status(
        self, number: str, code: str, address: str, now: datetime, *, db: AsyncSession | None = None
    ) -> StatusView | None:
        """What the citizen may see, or None: an unknown number and a wrong code look the same.

        ``address`` is where the question comes from (network address, or channel and user), for the limit
        on guesses. Never raise from ``db``'s transaction after None: the guess is counted there.

        Raises:
            TooManyGuesses: for this case, or from this address.
        """
        raise NotImplementedError

    async def supplement(
        self,
        number: str,
        code: str,
        address: str,
        text: str,
        attachments: Sequence[Upload],
        now: datetime,
        *,
        db: AsyncSession | None = None,
    ) -> StatusView | None:
        """Add the citizen's words and files; None as in `status`.

        Raises:
            TooManyGuesses, BadAttachment, NotAllowed: the case is done.
        """
        raise NotImplementedError

    async def withdraw(
        self,
        number: str,
        code: str,
        address: str,
        reason: str,
        now: datetime,
        *,
        db: AsyncSession | None = None,
    ) -> StatusView | None:
        """The citizen takes the case back; None as in `status`.

        Raises:
            TooManyGuesses, NotAllowed: the case is done.
        """
        raise NotImplementedError

    async def act(
        self,
        case_id: str,
        action: Action,
        actor: Actor,
        now: datetime,
        *,
        db: AsyncSession | None = None,
        **details: str,
    ) -> CaseView:
        """Do ``action`` with the details that `cases.states.RULES` lists; its notice becomes due.

        Raises:
            NoSuchCase, NotAllowed.
        """
        raise NotImplementedError

    async def view(
        self, case_id: str, actor: Actor, now: datetime, *, db: AsyncSession | None = None
    ) -> CaseView:
        """The case as ``actor`` may see it, audited.

        Raises:
            NoSuchCase.
        """
        raise NotImplementedError

    async def list(self, filters: Filters, *, db: AsyncSession | None = None) -> tuple[CaseSummary, ...]:
        """Cases, the nearest due date first."""
        raise NotImplementedError

    async def due_soon(
        self, now: datetime, days: int = 7, *, db: AsyncSession | None = None
    ) -> tuple[CaseSummary, ...]:
        """Open cases that are overdue or due within ``days``; paused ones are left out."""
        raise NotImplementedError

    async def add_attachment(
        self, case_id: str, upload: Upload, actor: Actor, now: datetime, *, db: AsyncSession | None = None
    ) -> Attachment:
        """Add a file to a case.

        Raises:
            NoSuchCase, BadAttachment.
        """
        raise NotImplementedError

    async def attachment(
        self, case_id: str, attachment_id: str, actor: Actor, now: datetime, *, db: AsyncSession | None = None
    ) -> tuple[Attachment, bytes]:
        """A file with its bytes, for the case team only; audited.

        Raises:
            NoSuchCase: or no such file. NotAllowed: the actor is not of the case team.
        """
        raise NotImplementedError

    async def erase_person(
        self,
        now: datetime,
        *,
        conversation_id: str | None = None,
        number: str = "",
        code: str = "",
        address: str = "",
        db: AsyncSession | None = None,
    ) -> Erasure:
        """Erase the person from the cases of a conversation, or from the one of number and code.

        The anonymous case stays. An open case keeps its person, with the reason in the result.

        Raises:
            TooManyGuesses.
        """
        raise NotImplementedError
