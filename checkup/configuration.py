"""What is wrong with the settings themselves; nothing outside of them is asked."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from dotenv import dotenv_values

from cases.quiet_hours import QuietHours
from checkup.schemas import Diagnostic, warning
from core.mail import Server, is_address
from core.opening_hours import OpeningHours
from core.settings import PREFIX, Settings, variable

# Settings that work only together; one alone switches its feature off without a word.
_TOGETHER = {
    "LINE": ("line_channel_secret", "line_channel_access_token"),
    "Messenger": ("facebook_app_secret", "facebook_page_access_token", "facebook_verify_token"),
    "Telegram": ("telegram_bot_token", "telegram_webhook_secret"),
    "電子郵件": ("smtp_url", "mail_from"),
    "單一登入": ("oidc_issuer", "oidc_client_id", "oidc_client_secret"),
}
_PLATFORMS = ("LINE", "Messenger", "Telegram")
_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def findings(settings: Settings, given: Iterable[str] = ()) -> list[Diagnostic]:
    """All that is wrong with ``settings``; ``given`` are the names of variables that were set.

    No finding shows a value: some are secrets.
    """
    checks = (_unknown(given), _halves(settings), _public_address(settings), _values(settings))
    return [finding for found in checks for finding in found]


def given(environment: Iterable[str], file: Path) -> list[str]:
    """The names of variables in ``environment`` and in the ``.env`` ``file``, if there is one."""
    return [*environment, *(dotenv_values(file) if file.is_file() else ())]


def _is_given(settings: Settings, name: str) -> bool:
    value = getattr(settings, name)
    text = value.get_secret_value() if hasattr(value, "get_secret_value") else value
    return text is not None and bool(str(text).strip())


def _unknown(given: Iterable[str]) -> Iterator[Diagnostic]:
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(set(given)):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, 1)
            todo = f"是不是 {near[0]}？" if near else "請對照 .env.example。"
            yield warning(f"沒有 {name} 這個設定，寫了也沒有作用", todo)


def _halves(settings: Settings) -> Iterator[Diagnostic]:
    for feature, names in _TOGETHER.items():
        missing = [name for name in names if not _is_given(settings, name)]
        if missing and len(missing) < len(names):
            lacks = "、".join(map(variable, missing))
            yield warning(f"{feature} 的設定不完整，所以沒有開啟", f"請補上 {lacks}。")


def _public_address(settings: Settings) -> Iterator[Diagnostic]:
    used = [name for name in _PLATFORMS if all(_is_given(settings, setting) for setting in _TOGETHER[name])]
    name = variable("public_url")
    if settings.public_url is None:
        if used or settings.smtp_url is not None:
            yield warning("寄給民眾的連結會指到這台機器自己", f"請設定 {name} 為民眾看到的網址。")
        return
    parts = urlsplit(settings.public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        yield Diagnostic(f"{name} 不是網址", f"請寫成 https://主機，例如 {name}=https://labor.example.tw。")
    elif used and parts.scheme != "https":
        yield warning(f"{'、'.join(used)} 只送訊息到 https 的網址", f"請把 {name} 改成 https://…。")


def _values(settings: Settings) -> Iterator[Diagnostic]:
    yield from _read("desk_hours", settings.desk_hours, OpeningHours.parse)
    yield from _read("quiet_hours", settings.quiet_hours, QuietHours.read)
    if settings.smtp_url is not None:
        yield from _read("smtp_url", settings.smtp_url.get_secret_value(), Server.read)
    for address in ("staff_email", "mail_bounce_address"):
        text = getattr(settings, address)
        if text and not is_address(text):
            yield Diagnostic(f"{variable(address)} 不是一個電子郵件地址", "請寫成 name@example.tw。")
    keys = settings.data_keys.get_secret_value().split() if settings.data_keys else []
    if settings.data_keys is not None and not (keys and all(map(_is_key, keys))):
        yield Diagnostic(
            f"{variable('data_keys')} 有一把不是 Fernet 金鑰",
            "請拿掉這一行，用資料夾裡自動產生的金鑰；或換成完整的一把。",
        )
    secret = settings.telegram_webhook_secret
    if secret is not None and not _TELEGRAM_SECRET.fullmatch(secret.get_secret_value()):
        yield Diagnostic(
            f"{variable('telegram_webhook_secret')} 有 Telegram 不收的字", "只能用 A-Z a-z 0-9 _ -。"
        )
    for origin in settings.widget_origins.split():
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
            yield Diagnostic(
                f"{variable('widget_origins')} 裡有一項不是網站的來源",
                "只寫到主機，後面不加路徑或斜線，例如 https://www.kcg.gov.tw。",
            )


def _read(name: str, text: str, reader: Callable[[str], object]) -> Iterator[Diagnostic]:
    """``reader`` says what is wrong in a sentence that repeats a part of the hours, never of a secret."""
    try:
        reader(text)
    except ValueError as problem:
        yield Diagnostic(f"{variable(name)} 看不懂", f"{problem}。")


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
