"""A real SMTP server (aiosmtpd) that keeps what it takes and fails on demand."""

import asyncio
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class MailFault(StrEnum):
    """What the next message meets."""

    GREYLISTED = "450 try again later"
    NO_SUCH_USER = "550 no such user"
    BUSY_AFTER_DATA = "451 local error in processing"
    SPAM = "554 refused"
    DROP_BEFORE_DATA = "drop before"
    DROP_AFTER_DATA = "drop after"
    SLOW = "slow"


_AT_RECIPIENT = (MailFault.GREYLISTED, MailFault.NO_SUCH_USER)
_AT_DATA = (MailFault.BUSY_AFTER_DATA, MailFault.SPAM)


class SmtpPlatform:
    """Call `start`, then send to `url`; `taken` holds every message that was accepted."""

    def __init__(self, tls: ssl.SSLContext | None = None, password: str | None = None) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.faults: deque[MailFault | None] = deque()
        self.slow_seconds = 1.0
        self.encrypted: list[bool] = []
        self.greeted_as: list[str] = []
        self._password = password
        options: dict[str, Any] = {"tls_context": tls} if tls else {}
        if password is not None:
            options |= {"authenticator": self._known, "auth_required": True}
        self._controller = Controller(self, "127.0.0.1", 0, ready_timeout=10, **options)

    @property
    def address(self) -> str:
        """Host and port."""
        server = self._controller.server
        assert isinstance(server, asyncio.Server)
        return f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    @property
    def url(self) -> str:
        """For the setting ``SMTP_URL``."""
        return f"smtp://{self.address}"

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._controller.port = _free_port()
        self._controller.start()

    def stop(self) -> None:
        """Stop serving."""
        self._controller.stop()

    def texts(self) -> list[str]:
        """The bodies of all messages that were taken."""
        return [message.get_content() for message in self.taken]

    def report(self, letter: EmailMessage, action: str = "failed", headers_alone: bool = False) -> bytes:
        """What the recipient's server sends about a letter that it had taken (RFC 3464)."""
        status = f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {letter['to']}\n"
        status += f"Action: {action}\nStatus: 5.1.1\n"
        kind = "text/rfc822-headers" if headers_alone else "message/rfc822"
        parts = (
            ("text/plain; charset=utf-8", "Your message could not be delivered."),
            ("message/delivery-status", status),
            (kind, f"Message-ID: {letter['message-id']}\nSubject: x\n\n"),
        )
        body = "".join(f"--edge\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts)
        head = (
            'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="edge"'
        )
        return f"From: <>\nSubject: Undelivered\n{head}\n\n{body}--edge--\n".encode()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A recipient is named."""
        if self.faults and self.faults[0] is MailFault.DROP_BEFORE_DATA:
            self.faults.popleft()
            _abort(server)
        if self.faults and self.faults[0] in _AT_RECIPIENT:
            return str(self.faults.popleft())
        envelope.rcpt_tos.append(address)
        self.senders.append(str(envelope.mail_from))
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """A message has come in."""
        fault = self.faults.popleft() if self.faults else None
        if fault in _AT_DATA:
            return str(fault)
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        self.greeted_as.append(str(session.host_name))
        if fault is MailFault.SLOW:
            await asyncio.sleep(self.slow_seconds)
        if fault is MailFault.DROP_AFTER_DATA:
            _abort(server)
        return "250 OK"

    def _known(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == self._password
        return AuthResult(success=right, handled=False)  # the server itself says 535


def _abort(server: SMTP) -> None:
    transport: Any = server.transport
    transport.abort()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[SmtpPlatform]:
    """A running one; stopped also when what uses it fails."""
    server = SmtpPlatform()
    server.start()
    try:
        yield server
    finally:
        server.stop()
