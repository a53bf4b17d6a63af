"""The practice mode: what is switched off, so that nothing of it reaches a person or a real file."""

from collections.abc import Mapping
from typing import Any

FOLDER = "practice"
# Every way out, every secret and every address of the real installation. Rasa is not asked either: port 9
# answers nobody, and the app reads the same rules itself.
OFF: Mapping[str, Any] = {
    "database_url": None,
    "public_url": None,
    "widget_origins": "",
    "secret_key": None,
    "internal_token": None,
    "data_keys": None,
    "rasa_url": "http://127.0.0.1:9",
    "line_channel_secret": None,
    "line_channel_access_token": None,
    "smtp_url": None,
    "mail_from": None,
    "mail_bounce_address": None,
    "mail_bounce_token": None,
    "staff_email": None,
    "facebook_app_secret": None,
    "facebook_page_access_token": None,
    "facebook_verify_token": None,
    "telegram_bot_token": None,
    "telegram_webhook_secret": None,
    "telegram_mode": "webhook",
    "oidc_issuer": None,
    "webhook_hosts": "",
    "link_check_days": 0,
    "desk_hours": "mon-sun 00:00-23:59",  # who practises at night meets open windows
}
