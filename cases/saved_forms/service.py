"""Saved forms: the link is told once to who saved it, and is nowhere else; without it nothing is found."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cases.questions import BY_NAME
from cases.saved_forms import repository
from cases.saved_forms.models import SavedFormRow
from core.encryption import Vault, WrongKey

# As long as a draft of a chat that nobody touches (個資法 §11: the purpose is gone).
KEEP = timedelta(days=30)
PATH = "cases/saved"
# 256 bits: nobody finds a form by guessing.
_TOKEN_BYTES = 32
# A consent is given when the form is sent; the key makes a double click one case.
_KEPT = frozenset(BY_NAME) - {"consent"} | {"key"}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SavedForm:
    """The answers behind a link, by the name of their question, until when it holds, and its chat."""

    answers: Mapping[str, str]
    expires_at: datetime
    conversation_id: str | None


class SavedForms:
    """Keeps, opens and forgets forms, in the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def keep(
        self,
        session: AsyncSession,
        answers: Mapping[str, str],
        now: datetime,
        conversation_id: str | None = None,
    ) -> str:
        """Keep a form; returns the token of its link. The former link of the same conversation ends."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        if conversation_id is not None:
            await repository.discard_of(session, conversation_id)
        row = SavedFormRow(
            token_hash=_hashed(token),
            conversation_id=conversation_id,
            answers=self._sealed(answers),
            expires_at=now + KEEP,
        )
        session.add(row)
        await session.flush()
        return token

    async def open(self, session: AsyncSession, token: str, now: datetime) -> SavedForm | None:
        """The form behind the link; None for a token that is unknown, has expired, or was used up."""
        row = await repository.valid(session, _hashed(token), now)
        if row is None:
            return None
        try:
            answers = json.loads(self._vault.open(row.answers))
        except WrongKey:
            log.error("saved_form_without_key")
            return None
        return SavedForm(answers, row.expires_at, row.conversation_id)

    async def change(
        self, session: AsyncSession, token: str, answers: Mapping[str, str], now: datetime
    ) -> bool:
        """The same link holds newer answers from now on; False when there is no such link."""
        row = await repository.valid(session, _hashed(token), now)
        if row is not None:
            row.answers, row.expires_at = self._sealed(answers), now + KEEP
        return row is not None

    async def forget(self, session: AsyncSession, token: str) -> str | None:
        """The form was sent: the link finds nothing; returns the conversation in which it was begun."""
        row = await repository.by_hash(session, _hashed(token))
        if row is None:
            return None
        await repository.discard(session, row.token_hash)
        return row.conversation_id

    async def forget_of(self, session: AsyncSession, conversation_id: str) -> None:
        """What a conversation saved is gone: it was sent there, deleted, or the person is erased."""
        await repository.discard_of(session, conversation_id)

    async def purge(self, session: AsyncSession, now: datetime) -> int:
        """Forget the forms whose links have expired; returns how many."""
        return await repository.discard_expired(session, now)

    def _sealed(self, answers: Mapping[str, str]) -> str:
        kept = {name: text for name, text in answers.items() if name in _KEPT and text}
        return self._vault.seal(json.dumps(kept, ensure_ascii=False))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
