"""Time-based codes (RFC 6238) and the recovery codes for when the phone is lost."""

import hmac
import secrets
import unicodedata
from datetime import datetime

import pyotp

import web.qr
from desk.auth.passwords import LEGIBLE
from desk.auth.session_service import fingerprint

RECOVERY_CODES = 10
_PERIOD = 30
_DRIFT = (0, -1, 1)
_ISSUER = "高雄市政府勞工局服務台"


def new_secret() -> str:
    """A secret for an authenticator app: 160 bits, base32."""
    return pyotp.random_base32()


def qr_code(secret: str, login: str) -> str:
    """The secret as an SVG data URI that an authenticator app scans."""
    address = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)
    return web.qr.qr_code(address, scale=5)


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step that ``code`` belongs to, or None.

    One step of drift is allowed; a step up to ``last_step`` was used already, and counts no more.
    """
    totp, here = pyotp.TOTP(secret), int(now.timestamp()) // _PERIOD
    steps = [here + drift for drift in _DRIFT]
    given = _typed(code).encode()
    fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), given)]
    return next((step for step in fitting if step > last_step), None)


def _typed(code: str) -> str:
    """Letters and digits of a code, as apps and paper group them and as keyboards widen them."""
    return "".join(char for char in unicodedata.normalize("NFKC", code) if char.isalnum())


def _recovery_code() -> str:
    letters = "".join(secrets.choice(LEGIBLE) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def recovery_codes() -> list[str]:
    """Ten codes to keep on paper, each good for one sign-in (48 bits)."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def recovery_hash(account_id: int, code: str) -> str:
    """What is kept of a recovery code, however it is typed."""
    return fingerprint(f"recovery:{account_id}:{_typed(code.lower())}")
