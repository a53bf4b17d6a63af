"""Look-up codes: derived, never stored; wrong guesses are counted in the database."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository
from cases.case_numbers import is_code, make_code, read_number
from cases.errors import TooManyGuesses
from cases.models import CaseRow, GuessRow
from cases.policy import GUESS_WINDOW, GUESSES, CasePolicy
from core.database import one_after_the_other


class Codes:
    """Makes and checks the code of a case."""

    def __init__(self, policy: CasePolicy) -> None:
        self._secret = policy.secret
        self._code_valid = policy.code_valid

    def code(self, row: CaseRow) -> str:
        """The code of a case that is valid now."""
        return make_code(self._secret, row.id, row.code_version)

    def hashed(self, text: str) -> str:
        """A keyed hash (hex) of ``text``: equal texts are recognised, nobody reads them."""
        return hmac.new(
            self._secret.encode(), f"cases:{text}".encode("utf-8", "replace"), hashlib.sha256
        ).hexdigest()

    async def proven(
        self,
        session: AsyncSession,
        number: str,
        code: str,
        address: str,
        now: datetime,
        lock: bool = False,
    ) -> CaseRow | None:
        """The case whose number and code were given; a wrong pair is counted and gives None.

        A case that became part of another gives that one.

        Tries are counted for each asker (``address``; "" for those who cannot be told apart) and number, so
        that no stranger can use up the tries of the person whose case it is. The same work is done whether
        or not the number exists.
        """
        known = read_number(number)
        hashed = (
            self.hashed(f"number:{known or number.strip()[:40]}"),
            address and self.hashed(f"address:{address}"),
        )
        if address:  # many at once, at several apps, are counted one after the other
            await one_after_the_other(session, "guess:" + ":".join(hashed))
        if address and await repository.guesses(session, *hashed, now - GUESS_WINDOW) >= GUESSES:
            raise TooManyGuesses(int(GUESS_WINDOW.total_seconds() // 60))
        row = await repository.by_number(session, known or "", lock)
        right = is_code(code, self.code(row) if row else make_code(self._secret, "", 0))
        if row is not None and right and row.code_version > 0:
            whole = await repository.by_id(session, row.merged_into, lock) if row.merged_into else row
            if whole is not None and self._is_valid(whole, now):
                return whole
        session.add(GuessRow(number=hashed[0], address=hashed[1], at=now))
        await session.flush()
        return None

    def _is_valid(self, row: CaseRow, now: datetime) -> bool:
        expires = row.settled_at + self._code_valid if row.settled_at else None
        return expires is None or now < expires
