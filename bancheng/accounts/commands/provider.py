"""The identity provider (统一身份认证) over HTTP: discovery, keys, token, and the check of what it says.

OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636). Nothing that comes back is believed before
its signature, issuer, audience, time and nonce were checked against keys fetched from the provider itself.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bancheng.kernel.errors import NotPermitted, Unavailable, define

ALGORITHMS = ["ES256", "RS256"]
"""Never `none`, never a symmetric one: a public key must not be usable as a secret."""
TIMEOUT = httpx.Timeout(5.0)
LARGEST = 200_000
LEEWAY = 60
KEPT = 600.0
REFETCH = 5.0

PROVIDER_DOWN = define(
    Unavailable,
    "identity_provider_down",
    _("统一身份认证暂时连不上，现在不能登录。"),
    next_step=_("请过几分钟再试。急着办，可以带身份证去政务服务大厅。"),
    ask=_("打12345。"),
)
ANSWER_NOT_BELIEVED = define(
    NotPermitted,
    "identity_not_believed",
    _("统一身份认证传回来的信息没有通过核对，所以没有登录。"),
    next_step=_("请重新登录一次。"),
    ask=_("还是不行，打12345，报编号就能查。"),
)


@dataclass(frozen=True, slots=True)
class Provider:
    """What discovery told: where to send people, where to redeem a code, where the keys are."""

    issuer: str
    authorize: str
    token: str
    keys: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider vouches for."""

    issuer: str
    subject: str
    name: str
    id_number: str
    phone: str


_lock = threading.Lock()
_kept: dict[str, tuple[float, Any]] = {}


def forget() -> None:
    """Ask the provider afresh next time (tests, changed settings)."""
    with _lock:
        _kept.clear()


def client_id() -> str:
    """The name under which the provider knows this platform."""
    return str(getattr(settings, "BANCHENG_OIDC_CLIENT_ID", "bancheng"))


def discover() -> Provider:
    """The provider's own description, kept for ten minutes. PROVIDER_DOWN."""
    issuer = str(settings.BANCHENG_IDP_URL).rstrip("/")
    found = _cached(f"{issuer}/.well-known/openid-configuration", KEPT)
    try:
        made = Provider(
            found["issuer"], found["authorization_endpoint"], found["token_endpoint"], found["jwks_uri"]
        )
    except (KeyError, TypeError) as error:
        raise PROVIDER_DOWN() from error
    # A description that speaks for another issuer, or sends secrets to another host, is not this provider's.
    here = urlsplit(issuer).netloc
    if made.issuer != issuer or any(urlsplit(url).netloc != here for url in (made.token, made.keys)):
        raise PROVIDER_DOWN()
    return made


def redeem(provider: Provider, *, code: str, verifier: str, callback: str) -> str:
    """Exchange a code for an id token (still unchecked). ANSWER_NOT_BELIEVED when the provider refuses."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback,
        "client_id": client_id(),
        "code_verifier": verifier,
    }
    secret = getattr(settings, "BANCHENG_OIDC_CLIENT_SECRET", "")
    auth = httpx.BasicAuth(client_id(), secret) if secret else httpx.USE_CLIENT_DEFAULT
    try:
        with _line() as client:
            answer = client.post(provider.token, data=form, auth=auth)
    except httpx.HTTPError as error:
        raise PROVIDER_DOWN() from error
    if answer.status_code >= 500:
        raise PROVIDER_DOWN()
    try:
        token = _json(answer)["id_token"]
    except (ValueError, KeyError, TypeError) as error:
        raise ANSWER_NOT_BELIEVED() from error
    return str(token)


def believe(provider: Provider, token: str, *, nonce: str, now: datetime) -> Claims:
    """What an id token says, after every check. ANSWER_NOT_BELIEVED otherwise."""
    try:
        said = _opened(provider, token)
        _rules(provider, nonce, now).validate(said)
        if isinstance(said["aud"], list) and len(said["aud"]) > 1 and said.get("azp") != client_id():
            raise ValueError("meant for somebody else")
        return Claims(
            issuer=provider.issuer,
            subject=_text(said["sub"]),
            name=_text(said["name"]),
            id_number=_text(said["id_number"]).upper(),
            phone=_text(said.get("phone_number", "")),
        )
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ANSWER_NOT_BELIEVED() from error


def _rules(provider: Provider, nonce: str, now: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=lambda: int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": client_id()},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        name={"essential": True},
        id_number={"essential": True},
    )


def _opened(provider: Provider, token: str) -> dict[str, Any]:
    """The claims under a good signature. Unknown keys are looked for once more: providers roll their keys."""
    try:
        return jwt.decode(token, _keys(provider, KEPT), algorithms=ALGORITHMS).claims
    except (JoseError, ValueError):
        return jwt.decode(token, _keys(provider, REFETCH), algorithms=ALGORITHMS).claims


def _keys(provider: Provider, age: float) -> KeySet:
    return KeySet.import_key_set(_cached(provider.keys, age))


def _cached(url: str, age: float) -> Any:
    held = _kept.get(url)
    if held is not None and time.monotonic() - held[0] < age:
        return held[1]
    try:
        with _line() as client:
            answer = client.get(url)
            answer.raise_for_status()
            found = _json(answer)
    except (httpx.HTTPError, ValueError) as error:
        raise PROVIDER_DOWN() from error
    with _lock:
        _kept[url] = (time.monotonic(), found)
    return found


def _line() -> httpx.Client:
    """A new line to the provider: nothing is kept of one sign-on for the next but the certificates that are trusted."""
    return httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False, verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    """Read once a process: to read them takes longer than all else of a sign-on."""
    return httpx.create_ssl_context(trust_env=False)


def _json(answer: httpx.Response) -> Any:
    if len(answer.content) > LARGEST:
        raise ValueError("answer too large")
    return json.loads(answer.content)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 200 or not value.isprintable():
        raise ValueError("not a short text")
    return value
