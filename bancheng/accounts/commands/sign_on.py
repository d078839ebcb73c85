"""Signing on of citizens through the identity provider: going there, and coming back."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.commands import provider as idp
from bancheng.accounts.commands.persons import link_person
from bancheng.accounts.commands.sessions import open_session
from bancheng.kernel.errors import NotPermitted, define

SIGN_ON_LOST = define(
    NotPermitted,
    "sign_on_lost",
    _("这次登录没有走完：可能停留太久，或者同时在两个窗口里登录。"),
    next_step=_("请重新登录一次。您填过的内容都在。"),
)
SIGN_ON_DECLINED = define(
    NotPermitted,
    "sign_on_declined",
    _("您在统一身份认证那里没有确认，所以没有登录。"),
    next_step=_("想登录，请再来一次。不登录也可以查办事指南。"),
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-on under way: where to send the browser, and what it keeps until it comes back."""

    url: str
    kept: dict[str, str]


@dataclass(frozen=True, slots=True)
class SignedOn:
    """A person signed on."""

    person_id: UUID
    key: str
    return_to: str


def begin(*, callback: str, return_to: str) -> Begun:
    """Start a sign-on. Nothing changes on the server: state, nonce, verifier wait in the browser."""
    provider = idp.discover()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": idp.client_id(),
        "redirect_uri": callback,
        "scope": "openid profile phone id_number",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    kept = {"state": state, "nonce": nonce, "verifier": verifier, "return_to": return_to}
    return Begun(f"{provider.authorize}?{urlencode(asked)}", kept)


def finish(
    *,
    answer: Mapping[str, str],
    kept: Mapping[str, str] | None,
    callback: str,
    now: datetime,
    replaces: str | None = None,
) -> SignedOn:
    """Take the browser back and open a session. SIGN_ON_LOST, SIGN_ON_DECLINED, or the provider's errors.

    `answer` is the query the browser came back with; `kept` what `begin` gave it, None when it is gone.
    """
    state = answer.get("state", "")
    if not kept or not state or not secrets.compare_digest(state.encode(), kept["state"].encode()):
        raise SIGN_ON_LOST()
    if answer.get("error"):
        raise SIGN_ON_DECLINED()
    provider = idp.discover()
    # RFC 9207: the answer says who gives it, so that the code of one provider is not taken to another.
    if answer.get("iss", provider.issuer) != provider.issuer or not answer.get("code"):
        raise SIGN_ON_LOST()
    token = idp.redeem(provider, code=answer["code"], verifier=kept["verifier"], callback=callback)
    claims = idp.believe(provider, token, nonce=kept["nonce"], now=now)
    person = link_person(claims=claims, now=now)
    return SignedOn(person, open_session(now=now, person_id=person, replaces=replaces), kept["return_to"])
