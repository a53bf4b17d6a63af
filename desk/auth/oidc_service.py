"""Sign-in through the agency's identity provider: OpenID Connect, authorization code with PKCE.

The provider proves who somebody is; whether they have an account, and which role, is decided here.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from core.database import Database
from core.errors import Problem
from core.settings import Settings
from desk.auth import audit_service, repository, sign_in_service
from desk.auth.audit_service import ActionOrigin, Event
from desk.auth.permissions import TWO_FACTOR_ROLES, Role
from desk.auth.sealed_values import BrokenSeal, seal, unseal
from desk.auth.session_service import SignInStep
from desk.auth.sign_in_service import Opened, normal_login

_PURPOSE = "oidc"
_SECONDS = 600
_LEEWAY = 60
_TIMEOUT = 10.0
# Signatures of the provider's key pair; "none" and shared secrets are never accepted.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_STRONG = frozenset({"mfa", "otp", "hwk", "sc"})  # RFC 8176: a second factor was shown there


class ProviderRefused(Problem):
    """The sign-in at the provider did not end well; the password still works."""

    status = HTTPStatus.BAD_GATEWAY


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and the sealed note that it brings back."""

    url: str
    sealed: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is; ``is_strong``: with a second factor."""

    login: str
    is_strong: bool


class Provider:
    """The identity provider of the settings."""

    def __init__(self, settings: Settings, redirect_uri: str) -> None:
        assert settings.oidc_issuer is not None
        self._issuer = str(settings.oidc_issuer).rstrip("/")
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret.get_secret_value()
        self._claim = settings.oidc_claim
        self._key = settings.signing_key
        self._redirect_uri = redirect_uri

    async def _metadata(self, client: httpx.AsyncClient) -> dict[str, Any]:
        answer = await client.get(f"{self._issuer}/.well-known/openid-configuration")
        metadata = dict(answer.raise_for_status().json())
        if str(metadata["issuer"]).rstrip("/") != self._issuer:
            raise ProviderRefused("單一登入的設定不對：issuer 不一致，請洽系統管理")
        return metadata

    async def depart(self, next: str) -> Departure:
        """Begin a sign-in that comes back to ``next``.

        Raises:
            ProviderRefused: the provider cannot be reached.
        """
        state, nonce, verifier = (secrets.token_urlsafe(size) for size in (24, 24, 48))
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
                endpoint = (await self._metadata(client))["authorization_endpoint"]
        except (httpx.HTTPError, KeyError, ValueError) as error:
            raise ProviderRefused("單一登入目前連不上，請改用帳號與密碼") from error
        url = prepare_grant_uri(
            endpoint,
            self._client_id,
            "code",
            redirect_uri=self._redirect_uri,
            scope="openid email profile",
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        note = json.dumps({"state": state, "nonce": nonce, "verifier": verifier, "next": next})
        return Departure(url, seal(self._key, _PURPOSE, note))

    async def arrive(self, sealed: str, state: str, code: str) -> tuple[Identity, str]:
        """Who came back, and where to go next.

        Raises:
            ProviderRefused: another browser's or an old answer, a wrong token, no address of a person.
        """
        try:
            note = json.loads(unseal(self._key, _PURPOSE, sealed, _SECONDS))
        except BrokenSeal:
            raise ProviderRefused("這次的單一登入已經過期，請再按一次") from None
        if not state or not hmac.compare_digest(state.encode(), note["state"].encode()):
            raise ProviderRefused("這不是您剛才開始的單一登入，請再按一次")
        try:
            claims = await self._claims(code, note["verifier"])
            return self._identity(claims, note["nonce"]), str(note["next"])
        except (httpx.HTTPError, JoseError, KeyError, TypeError, ValueError) as error:
            raise ProviderRefused("單一登入沒有成功，請再試一次或改用帳號與密碼") from error

    async def _claims(self, code: str, verifier: str) -> dict[str, Any]:
        grant = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": verifier,
        }
        # RFC 6749, 2.3.1: both are form-encoded before they are put together.
        who = (quote(self._client_id, safe=""), quote(self._secret, safe=""))
        async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
            metadata = await self._metadata(client)
            answer = await client.post(metadata["token_endpoint"], data=grant, auth=who)
            tokens = answer.raise_for_status().json()
            keys = (await client.get(metadata["jwks_uri"])).raise_for_status().json()
        token = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
        jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "values": [self._issuer, f"{self._issuer}/"]},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(token.claims)
        return dict(token.claims)

    def _identity(self, claims: dict[str, Any], nonce: str) -> Identity:
        if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise ValueError("nonce")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims["azp"] != self._client_id:
            raise ValueError("azp")
        if self._claim == "email" and claims.get("email_verified") is False:
            raise ValueError("email_verified")
        return Identity(normal_login(str(claims[self._claim])), bool(_STRONG & set(claims.get("amr") or ())))


async def sign_in(database: Database, identity: Identity, origin: ActionOrigin, now: datetime) -> Opened:
    """Begin a session for the account that the provider's person has here.

    Raises:
        ProviderRefused: there is no such account, or it is disabled.
    """
    async with database.transaction() as session:
        account = await repository.account_by_login(session, identity.login)
        if account is not None and account.active:
            needs_second = Role(account.role) in TWO_FACTOR_ROLES or account.totp_secret is not None
            if identity.is_strong or not needs_second:
                step = SignInStep.DONE
            else:
                step = SignInStep.CODE if account.totp_secret else SignInStep.ENROL
            return sign_in_service.open_session(session, account, step, origin, now)
        audit_service.note(
            session, Event.REFUSED, origin, now, account.login if account else audit_service.NOBODY
        )
    raise ProviderRefused("您在機關的身分已確認，但服務台沒有您的帳號，請洽系統管理", HTTPStatus.FORBIDDEN)
