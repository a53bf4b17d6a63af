"""A wrong setting is told before the start, with its name and what to do, and without its value."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from checkup.configuration import findings, given
from checkup.schemas import Diagnostic
from core.settings import Settings


def _found(**values: Any) -> list[Diagnostic]:
    return findings(Settings(_env_file=None, **values))


def test_the_defaults_have_nothing_wrong() -> None:
    assert _found() == []


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"line_channel_secret": "s3cret"}, "LABORDESK_LINE_CHANNEL_ACCESS_TOKEN"),
        ({"facebook_app_secret": "s3cret", "facebook_verify_token": "v"}, "FACEBOOK_PAGE_ACCESS_TOKEN"),
        ({"telegram_bot_token": "s3cret"}, "LABORDESK_TELEGRAM_WEBHOOK_SECRET"),
        ({"smtp_url": "smtp://a:s3cret@mail.example"}, "LABORDESK_MAIL_FROM"),
        ({"oidc_issuer": "https://id.example"}, "LABORDESK_OIDC_CLIENT_ID"),
    ],
    ids=["line", "messenger", "telegram", "mail", "sign-in"],
)
def test_half_of_a_feature_is_told_with_what_lacks(values: dict[str, str], named: str) -> None:
    halves = [
        finding for finding in _found(public_url="https://x.example", **values) if "不完整" in finding.what
    ]
    assert [named in finding.todo for finding in halves] == [True]
    assert not halves[0].is_fatal


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"desk_hours": "八點到五點"}, "LABORDESK_DESK_HOURS"),
        ({"quiet_hours": "night"}, "LABORDESK_QUIET_HOURS"),
        ({"smtp_url": "mail.example s3cret", "mail_from": "a@b.tw"}, "LABORDESK_SMTP_URL"),
        ({"staff_email": "desk(at)b.tw"}, "LABORDESK_STAFF_EMAIL"),
        ({"data_keys": "s3cret"}, "LABORDESK_DATA_KEYS"),
        ({"data_keys": f"{Fernet.generate_key().decode()} s3cret"}, "LABORDESK_DATA_KEYS"),
        ({"data_keys": " "}, "LABORDESK_DATA_KEYS"),
        ({"telegram_bot_token": "t", "telegram_webhook_secret": "s3cret!"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"widget_origins": "https://www.example.tw/page"}, "LABORDESK_WIDGET_ORIGINS"),
        ({"public_url": "labor.example.tw"}, "LABORDESK_PUBLIC_URL"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_value_that_cannot_be_used_stops_the_start(values: dict[str, str], named: str) -> None:
    fatal = [finding for finding in _found(**values) if finding.is_fatal]
    assert [named in finding.what for finding in fatal] == [True]
    assert "s3cret" not in repr(fatal)


def test_a_key_of_its_own_is_fine() -> None:
    assert _found(data_keys=Fernet.generate_key().decode()) == []


def test_links_in_messages_need_a_public_address() -> None:
    channel = {"line_channel_secret": "a", "line_channel_access_token": "b"}
    assert ["LABORDESK_PUBLIC_URL" in finding.todo for finding in _found(**channel)] == [True]
    assert ["https" in finding.todo for finding in _found(public_url="http://x.example", **channel)] == [True]
    assert _found(public_url="https://x.example", **channel) == []


def test_a_name_that_is_mistyped_is_told_with_the_right_one(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("LABORDESK_LINE_CHANEL_SECRET=s3cret\n", "utf-8")
    settings = Settings(_env_file=file)
    names = given(["PATH", "LABORDESK_PORT"], file)
    found = findings(settings, names)
    assert [finding.todo for finding in found] == ["是不是 LABORDESK_LINE_CHANNEL_SECRET？"]
    assert "s3cret" not in repr(found)
