"""Every channel there is: one line each. One without its settings is off, and its package is not loaded."""

from collections.abc import Callable

import structlog

from cases.messaging import Purpose
from connectors.contract import Connector
from connectors.email.connector import EmailConnector
from core.encryption import vault_of
from core.mail import Mailer, Server
from core.settings import Settings

log = structlog.get_logger()


def _line(settings: Settings) -> Connector | None:
    secret, token = settings.line_channel_secret, settings.line_channel_access_token
    if secret is None or token is None:
        return None
    from connectors.line.connector import LineConnector

    return LineConnector(
        secret.get_secret_value(),
        token.get_secret_value(),
        str(settings.line_api_base),
        settings.public_base,
        settings.line_push_budget,
        {Purpose.CASE: settings.line_case_reserve, Purpose.REPLY: settings.line_reply_reserve},
        str(settings.line_data_api_base),
    )


def _facebook(settings: Settings) -> Connector | None:
    secret, token = settings.facebook_app_secret, settings.facebook_page_access_token
    if secret is None or token is None or settings.facebook_verify_token is None:
        return None
    from connectors.facebook.connector import FacebookConnector

    return FacebookConnector(
        secret.get_secret_value(),
        token.get_secret_value(),
        str(settings.facebook_api_base),
        settings.facebook_graph_version,
        settings.public_base,
        settings.facebook_verify_token.get_secret_value(),
    )


def _telegram(settings: Settings) -> Connector | None:
    token, secret = settings.telegram_bot_token, settings.telegram_webhook_secret
    if token is None or secret is None:
        return None
    from connectors.telegram.connector import TelegramConnector

    return TelegramConnector(
        token.get_secret_value(),
        secret.get_secret_value(),
        str(settings.telegram_api_base),
        settings.public_base,
    )


def _email(settings: Settings) -> Connector | None:
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    server = Server.read(settings.smtp_url.get_secret_value())
    mailer = Mailer(server, settings.mail_from, returns_to=settings.mail_bounce_address)
    token = settings.mail_bounce_token.get_secret_value() if settings.mail_bounce_token else None
    wait = settings.retry_seconds * 60
    return EmailConnector(mailer, vault_of(settings), settings.signing_key, wait, token)


Connectors = dict[str, Connector]
CHANNELS: dict[str, Callable[[Settings], Connector | None]] = {
    "line": _line,
    "facebook": _facebook,
    "telegram": _telegram,
    "email": _email,
}
_WANTED = {"email": "LABORDESK_SMTP_URL、LABORDESK_MAIL_FROM"}


def build(settings: Settings) -> Connectors:
    """The channels whose secrets are set; the others say so."""
    found: Connectors = {}
    for name, make in CHANNELS.items():
        connector = make(settings)
        if connector is None:
            wanted = _WANTED.get(name, f"LABORDESK_{name.upper()}_*")
            log.info("channel_off", channel=name, reason=f"沒有設定密鑰（{wanted}），這個管道不開")
        else:
            found[name] = connector
    return found


def push_budget_used(connectors: Connectors) -> float | None:
    """Share of this month's LINE push budget that is used; None without LINE."""
    found = connectors.get("line")
    if found is None:
        return None
    from connectors.line.connector import LineConnector

    return found.quota.used_ratio if isinstance(found, LineConnector) else None
