"""Letters that come back are known by what servers really write; what others overlooked is named."""

import pytest

from connectors.email.bounces import Bounce, bounced

KEY = "0b0e7a4e-6d5c-4d8e-9a53-2f0c1b7f9d11"
LETTER = f"From: labor@labor.example\nMessage-ID: <{KEY}@labor.example>\nSubject: x\n\n"
RENAMED = f"Message-ID: <0102-host@mx.example>\nX-Labordesk-Message-ID: <{KEY}@labor.example>\nSubject: x\n\n"
MACHINE = "Reporting-MTA: dns; mx.example"
FAILED = "Final-Recipient: rfc822; ming@example.tw\nAction: failed\nStatus: 5.1.1"


def _report(*parts: tuple[str, str], kind: str = "report; report-type=delivery-status") -> bytes:
    body = "".join(f"--edge\nContent-Type: {of}\n\n{text}\n" for of, text in parts)
    head = f'From: <>\nMIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="edge"\n\n'
    return f"{head}{body}--edge--\n".encode()


def _status(recipient: str, kind: str = "message/delivery-status") -> tuple[str, str]:
    return kind, f"{MACHINE}\n\n{recipient}\n"


WORDS = ("text/plain; charset=utf-8", "Your message could not be delivered.")
WHOLE = ("message/rfc822", LETTER)


@pytest.mark.parametrize(
    ("mail", "status"),
    [
        pytest.param(
            _report(
                WORDS,
                _status(
                    "Original-Recipient: ming@exampel.tw\nFinal-Recipient: rfc822;ming@exampel.tw\n"
                    "Action: failed\nStatus: 5.4.4\nDiagnostic-Code: DNS; Host not found"
                ),
                WHOLE,
            ),
            "5.4.4",
            id="mautic/mautic#2480: the host does not exist",
        ),
        pytest.param(
            _report(
                (
                    'multipart/alternative; boundary="inner"',
                    "--inner\nContent-Type: text/html\n\n<p>\n--inner--",
                ),
                _status(FAILED),
                WHOLE,
            ),
            "5.1.1",
            id="osTicket/osTicket#1994: the words are there twice",
        ),
        pytest.param(
            _report(WORDS, _status("Final-Recipient: rfc822; ming@example.tw\nAction: failed"), WHOLE),
            "",
            id="kannon-email/kannon#431: no code is told, and none is made up",
        ),
        pytest.param(
            _report(WORDS, _status(FAILED), WHOLE).replace(b"From: <>", b"From: news@example.tw"),
            "5.1.1",
            id="margince/margince#3043: the sender has another name",
        ),
        pytest.param(
            _report(WORDS, _status(FAILED, "message/global-delivery-status"), WHOLE),
            "5.1.1",
            id="sisimai/p5-sisimai#98: Exim's report is of international mail",
        ),
        pytest.param(
            _report(
                WORDS, _status(FAILED, "message/global-delivery-status"), ("message/global-headers", LETTER)
            ).replace(b"\n", b"\r\n"),
            "5.1.1",
            id="RFC 6533: so is what comes back",
        ),
        pytest.param(
            f"X-Failed-Recipients: ming@example.tw\nAuto-Submitted: auto-replied\nSubject: failed\n\n"
            f"Delivery to the following recipient failed permanently:\n\n----- Original message -----\n\n{LETTER}".encode(),
            "",
            id="cfortune/PHP-Bounce-Handler#19: no report, but a head that says so",
        ),
        pytest.param(
            f"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi. This is the Haraka Mailer program.\n"
            f"I'm afraid I wasn't able to deliver your message.\n\n--- Below this line is a copy of the message.\n\n"
            f"{LETTER}".encode(),
            "",
            id="haraka/Haraka#568: no report at all",
        ),
        pytest.param(
            _report(WORDS, _status(FAILED), ("message/rfc822", RENAMED)),
            "5.1.1",
            id="freescout-help-desk/freescout#4605: the host gave the letter an id of its own",
        ),
        pytest.param(
            _report(WORDS, _status(f"{FAILED}\nX-Original-Message-ID: <{KEY}@labor.example>")),
            "5.1.1",
            id="chatmail/core#1478: nothing comes back, the report names the letter",
        ),
        pytest.param(
            _report(WORDS, _status(FAILED)).replace(
                b"From: <>", f"In-Reply-To: <{KEY}@labor.example>".encode()
            ),
            "5.1.1",
            id="chatmail/core#1478: nothing comes back, the report is an answer to the letter",
        ),
    ],
)
def test_a_letter_that_failed_is_known(mail: bytes, status: str) -> None:
    assert bounced(mail) == Bounce(KEY, status)


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(
            _report(WORDS, _status(FAILED), WHOLE, kind="mixed"),
            id="mikel/mail#996: somebody forwards a report",
        ),
        pytest.param(
            _report(
                WORDS, _status(FAILED.replace("failed", "delayed"), "message/global-delivery-status"), WHOLE
            ),
            id="late",
        ),
        pytest.param(
            f"Subject: Re: x\n\nHi,\n> {LETTER}".encode(), id="somebody answers and quotes the letter"
        ),
        pytest.param(b"X-Failed-Recipients: ming@example.tw\n\nnothing is copied", id="of which is not told"),
        pytest.param(_report(WORDS, _status(FAILED)), id="a report of which is not told"),
        pytest.param(
            b"Content-Type: text/plain; charset=none-such\nX-Failed-Recipients: x\n\n\xff", id="unreadable"
        ),
    ],
)
def test_what_is_none_changes_nothing(mail: bytes) -> None:
    assert bounced(mail) is None
