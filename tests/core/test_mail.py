"""E-mail through a real SMTP server: what it takes, refuses, puts off, and what nobody knows."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from core.mail import (
    Mail,
    MailDelayed,
    Mailer,
    MailRefused,
    MailUnauthorized,
    MailUncertain,
    Server,
    is_address,
)
from tests.platforms.smtp import MailFault, SmtpPlatform

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
SENDER = "高雄市政府勞工局 <noreply@labor.example>"
MAIL = Mail("ming@example.tw", "您的陳情已經受理", "您好：\n案件編號在內文。\n.\n以上", "key-1")
OpenServer = Callable[..., SmtpPlatform]


@pytest.fixture
def open_server() -> Iterator[OpenServer]:
    """Starts SMTP servers, stops them at the end."""
    running: list[SmtpPlatform] = []

    def start(**options: object) -> SmtpPlatform:
        server = SmtpPlatform(**options)  # type: ignore[arg-type]
        server.start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


def _mailer(server: SmtpPlatform, timeout: float = 5.0) -> Mailer:
    return Mailer(Server.read(server.url), SENDER, timeout)


async def test_chinese_arrives_as_it_was_written(open_server: OpenServer) -> None:
    server = open_server()
    await _mailer(server).send(MAIL, NOW)
    (message,) = server.taken
    assert message["subject"] == MAIL.subject
    assert message["from"] == "高雄市政府勞工局 <noreply@labor.example>"
    assert message["message-id"] == "<key-1@labor.example>"
    assert message["auto-submitted"] == "auto-generated"
    assert message.get_content().splitlines() == MAIL.text.splitlines()
    assert server.recipients == ["ming@example.tw"]


async def test_the_server_is_greeted_with_a_full_name(open_server: OpenServer) -> None:
    """passbolt/passbolt_docker#132, bitwarden/server#4062: the name of a container is refused (504)."""
    server = open_server()
    await _mailer(server).send(MAIL, NOW)
    assert server.greeted_as == ["labor.example"]


async def test_an_id_of_ours_stays_where_a_host_replaces_the_message_id(open_server: OpenServer) -> None:
    server = open_server()
    await _mailer(server).send(MAIL, NOW)
    (message,) = server.taken
    assert message["x-labordesk-message-id"] == message["message-id"]


@pytest.mark.parametrize(
    "fault", [MailFault.GREYLISTED, MailFault.BUSY_AFTER_DATA, MailFault.DROP_BEFORE_DATA]
)
async def test_what_passes_is_to_be_tried_again(open_server: OpenServer, fault: MailFault) -> None:
    server = open_server()
    server.faults.append(fault)
    with pytest.raises(MailDelayed):
        await _mailer(server).send(MAIL, NOW)
    assert server.taken == []


@pytest.mark.parametrize("fault", [MailFault.NO_SUCH_USER, MailFault.SPAM])
async def test_a_final_no_is_final(open_server: OpenServer, fault: MailFault) -> None:
    server = open_server()
    server.faults.append(fault)
    with pytest.raises(MailRefused, match="SMTP 55"):
        await _mailer(server).send(MAIL, NOW)


@pytest.mark.parametrize("fault", [MailFault.DROP_AFTER_DATA, MailFault.SLOW])
async def test_an_answer_that_does_not_come_leaves_doubt(open_server: OpenServer, fault: MailFault) -> None:
    server = open_server()
    server.faults.append(fault)
    with pytest.raises(MailUncertain):
        await _mailer(server, timeout=0.5).send(MAIL, NOW)


async def test_a_server_that_is_away_is_tried_later() -> None:
    with pytest.raises(MailDelayed):
        await Mailer(Server.read("smtp://127.0.0.1:9"), SENDER).send(MAIL, NOW)


async def test_a_wrong_password_is_not_the_recipients_fault(open_server: OpenServer, tmp_path: Path) -> None:
    theirs, ours = _certificate(tmp_path)
    server = open_server(tls=theirs, password="right")
    with pytest.raises(MailUnauthorized):
        await Mailer(Server.read(f"smtp://me:wrong@{server.address}"), SENDER, 5.0, ours).send(MAIL, NOW)
    assert server.taken == []


async def test_starttls_is_used_where_it_is_offered(open_server: OpenServer, tmp_path: Path) -> None:
    theirs, ours = _certificate(tmp_path)
    server = open_server(tls=theirs, password="right")
    mailer = Mailer(Server.read(f"smtp://me:right@{server.address}"), SENDER, tls=ours)
    await mailer.send(MAIL, NOW)
    assert server.encrypted == [True]


async def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    open_server: OpenServer, tmp_path: Path
) -> None:
    theirs, _ = _certificate(tmp_path)
    server = open_server(tls=theirs)
    with pytest.raises(MailDelayed):
        await _mailer(server).send(MAIL, NOW)
    assert server.taken == []


def test_a_password_is_shown_only_under_tls_beyond_this_machine() -> None:
    assert Server.read("smtp://u:p@mail.example").verified_tls
    assert not Server.read("smtp://u:p@127.0.0.1").verified_tls
    assert Server.read("smtps://u%40x:p%3A@mail.example").user == "u@x"


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://"])
def test_an_address_of_no_server_says_how_one_looks(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        Server.read(url)


def test_a_sender_without_an_address_says_how_one_looks() -> None:
    with pytest.raises(ValueError, match="MAIL_FROM"):
        Mailer(Server.read("smtp://h"), "勞工局")


@pytest.mark.parametrize(
    "to", ["", "a", "a@", "@b", "a@b c", "a@b\r\nBcc: x@y.tw", "a@b>,<c@d", "王@b.tw", "a@b..tw", "a@-b"]
)
async def test_what_is_no_address_reaches_no_server(open_server: OpenServer, to: str) -> None:
    server = open_server()
    with pytest.raises(MailRefused):
        await _mailer(server).send(Mail(to, "s", "t", "k"), NOW)
    assert server.taken == []


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_no_text_becomes_an_address_with_room_for_a_header(text: str) -> None:
    assert not (is_address(text) and any(char in text for char in "\r\n\0<>, "))


async def test_a_subject_cannot_carry_a_header(open_server: OpenServer) -> None:
    server = open_server()
    await _mailer(server).send(Mail("a@b.tw", "好\r\nBcc: x@y.tw\u2028z", "t", "k"), NOW)
    (message,) = server.taken
    assert message["bcc"] is None
    assert server.recipients == ["a@b.tw"]


def _certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS contexts of a server on loopback and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(file)
    ours = ssl.create_default_context()
    ours.load_verify_locations(cadata=certificate.public_bytes(serialization.Encoding.PEM).decode())
    return theirs, ours
