"""E-mail over SMTP (RFC 5321): one plain-text message to one person a call."""

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPResponseException

TIMEOUT = 10.0
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
)
_PORTS = {"smtp": 25, "smtps": 465}
# The Message-ID once more: some hosts put an id of their own in its place.
OWN_ID = "X-Labordesk-Message-ID"


class MailError(Exception):
    """An e-mail that was not sent; the reason holds no address and nothing that the server said.

    ``answer`` is what the server said: for the eyes of whoever tests the mail, never for a log.
    """

    def __init__(self, reason: str, answer: str = "") -> None:
        super().__init__(reason)
        self.answer = answer


class MailRefused(MailError):
    """The server says no, and will say so again (5xx), or the address cannot exist."""


class MailDelayed(MailError):
    """The server does not take it now (4xx, no connection, wrong password): try later."""


class MailUnauthorized(MailDelayed):
    """The server does not take our password: no letter to anybody goes out until it is mended."""


class MailUncertain(MailError):
    """The connection broke after the text had gone out: it may have been taken (RFC 1047)."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail; ``key`` is the same at every try and becomes its Message-ID."""

    to: str
    subject: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Server:
    """Where e-mail goes out; ``verified_tls`` = nothing is said without TLS."""

    host: str
    port: int
    tls_from_start: bool
    verified_tls: bool
    user: str | None
    password: str | None

    @classmethod
    def read(cls, url: str) -> "Server":
        """``smtp://`` (STARTTLS where offered) or ``smtps://``, with ``user:password@`` if needed.

        A password is only shown under TLS, unless the server is this machine.

        Raises:
            ValueError: not such an address.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("SMTP_URL 要像 smtp://帳號:密碼@主機:587 或 smtps://帳號:密碼@主機")
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return cls(
            parts.hostname,
            parts.port or _PORTS[parts.scheme],
            parts.scheme == "smtps",
            user is not None and not _is_own_machine(parts.hostname),
            user,
            password,
        )


def _is_own_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_address(text: str) -> bool:
    """Whether ``text`` is one e-mail address (the ASCII form of RFC 5321, as HTML's input checks it)."""
    return _ADDRESS.fullmatch(text) is not None and ".." not in text.rpartition("@")[2]


def _said(code: int, message: str) -> str:
    return f"{code} {' '.join(message.split())}"


class Mailer:
    """Sends through one server from one sender such as ``高雄市政府勞工局 <noreply@example.tw>``."""

    def __init__(
        self,
        server: Server,
        sender: str,
        timeout: float = TIMEOUT,
        tls: ssl.SSLContext | None = None,
        returns_to: str | None = None,
    ) -> None:
        """``timeout`` bounds a whole try, in seconds; letters come back to ``returns_to``, else the sender.

        Raises:
            ValueError: ``sender`` holds no e-mail address, or ``returns_to`` is none.
        """
        self._name, self._address = parseaddr(sender)
        if not is_address(self._address):
            raise ValueError("MAIL_FROM 要像 高雄市政府勞工局 <noreply@example.tw>")
        if returns_to is not None and not is_address(returns_to):
            raise ValueError("MAIL_BOUNCE_ADDRESS 要是一個電子郵件地址")
        self._domain = self._address.rpartition("@")[2]
        self._returns_to = returns_to or self._address
        self._server = server
        self._timeout = timeout
        self._tls = tls

    async def send(self, mail: Mail, now: datetime) -> str:
        """Return what the server said when it took the message, e.g. ``250 2.0.0 OK``.

        Raises:
            MailRefused, MailDelayed, MailUncertain: it has not, or nobody knows.
        """
        if not is_address(mail.to):
            raise MailRefused("not an e-mail address")
        text = self._message(mail, now).as_bytes()
        client = self._client()
        connected = gone_out = False
        try:
            async with asyncio.timeout(self._timeout):
                await client.connect()
                connected = True
                await client.mail(self._returns_to)
                await client.rcpt(mail.to)
                gone_out = True
                taken = await client.data(text)
        except SMTPAuthenticationError as error:
            raise MailUnauthorized(f"SMTP {error.code}", _said(error.code, error.message)) from None
        except SMTPResponseException as error:
            # What fails before anybody is named (greeting, TLS, password) is not the recipient's fault.
            final = connected and error.code >= 500
            kind = MailRefused if final else MailDelayed
            raise kind(f"SMTP {error.code}", _said(error.code, error.message)) from None
        except (SMTPException, OSError) as error:
            raise (MailUncertain if gone_out else MailDelayed)(type(error).__name__) from None
        else:
            with suppress(SMTPException, OSError):
                await client.quit(timeout=1.0)
            return _said(taken.code, taken.message)
        finally:
            client.close()

    def _client(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            # Who we are is a full name: mail servers refuse ``localhost`` and the id of a container.
            local_hostname=self._domain,
            username=server.user,
            password=server.password,
            use_tls=server.tls_from_start,
            start_tls=None if not server.verified_tls or server.tls_from_start else True,
            tls_context=self._tls,
            timeout=self._timeout,
        )

    def _message(self, mail: Mail, now: datetime) -> EmailMessage:
        """The message; a line break in a header cannot come through, it becomes a space."""
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = Address(self._name, addr_spec=self._address)
        message["To"] = mail.to
        message["Subject"] = " ".join(mail.subject.split())
        message["Date"] = format_datetime(now)
        message["Message-ID"] = message[OWN_ID] = f"<{mail.key}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices in return
        message.set_content(mail.text, cte="base64")
        return message
