"""Signed sessions of the web chat: a browser brings back the id of its conversation and cannot invent one."""

import uuid

from itsdangerous import BadSignature, URLSafeSerializer


class BadToken(ValueError):
    """A session token that was not issued here."""


class SessionTokens:
    """Issues and reads the tokens; ``key`` is the signing key of the installation."""

    def __init__(self, key: str) -> None:
        self._signer = URLSafeSerializer(key, salt="webchat-session")

    def sign(self, conversation_id: str) -> str:
        """The token of a conversation."""
        return str(self._signer.dumps(conversation_id))

    def open(self, token: str | None) -> str:
        """The conversation id of ``token``, or a new one.

        Raises:
            BadToken: the token was not issued here.
        """
        if not token:
            return uuid.uuid4().hex
        try:
            return str(self._signer.loads(token))
        except BadSignature:
            raise BadToken("對話已過期，請重新開始。") from None
