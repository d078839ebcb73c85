"""What the provider knows and decides; nothing here speaks HTTP.

OpenID Connect Core 1.0; RFC 7636 (PKCE, S256 only); RFC 9207 (issuer in the answer). A code is good once, for
two minutes, for the client, address and challenge it was given for.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.model import Citizen, Family

CLIENT = "bancheng"
CODE_SECONDS = 120
TOKEN_SECONDS = 300
SCOPES = ["openid", "profile", "phone", "id_number"]
CALLBACK = "/login/callback/"
LOOPBACK = {"127.0.0.1", "localhost", "::1", "testserver"}


class Refused(Exception):  # noqa: N818 - an answer of the protocol, not a fault
    """The request breaks the protocol; `code` is the OAuth error."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


@dataclass(frozen=True)
class Asked:
    """A checked authorization request."""

    callback: str
    state: str
    nonce: str
    challenge: str
    scope: str


@dataclass(frozen=True)
class Granted:
    """What a code stands for."""

    asked: Asked
    person: Citizen
    until: float


class Provider:
    """The provider: its key, its people, the codes that are out."""

    def __init__(self, data: Path, issuer: str, on: date) -> None:
        self.issuer = issuer
        people = calendar.people(calendar.settle(data, on))
        self.population = people
        self.people = {person.key: person for person in people.citizens}
        self._key = _kept_key(data / "demo" / "identity-provider.json")
        self._codes: dict[str, Granted] = {}
        self._lock = threading.Lock()

    def discovery(self) -> dict[str, Any]:
        """The provider's description of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
            "scopes_supported": SCOPES,
            "claims_supported": ["sub", "name", "id_number", "phone_number"],
            "authorization_response_iss_parameter_supported": True,
        }

    def jwks(self) -> dict[str, Any]:
        """The public keys."""
        return dict(KeySet([self._key]).as_dict(private=False))

    def check(self, query: Mapping[str, str]) -> Asked:
        """Read an authorization request. Refused: nothing may be sent back to where it points."""
        callback = query.get("redirect_uri", "")
        if query.get("client_id") != CLIENT or not _is_ours(callback):
            raise Refused("invalid_request", "unknown client or address")
        if query.get("response_type") != "code" or "openid" not in query.get("scope", "").split():
            raise Refused("invalid_request", "only response_type=code with scope openid")
        if query.get("code_challenge_method") != "S256" or len(query.get("code_challenge", "")) != 43:
            raise Refused("invalid_request", "PKCE with S256 is required")
        if not query.get("state") or not query.get("nonce"):
            raise Refused("invalid_request", "state and nonce are required")
        return Asked(callback, query["state"], query["nonce"], query["code_challenge"], query["scope"])

    def grant(self, asked: Asked, person: str) -> str:
        """The address to send the browser to once a person was confirmed."""
        if person not in self.people:
            raise Refused("invalid_request", "no such person")
        code = secrets.token_urlsafe(32)
        with self._lock:
            now = time.time()
            self._codes = {kept: grant for kept, grant in self._codes.items() if grant.until > now}
            self._codes[code] = Granted(asked, self.people[person], now + CODE_SECONDS)
        return _with(asked.callback, code=code, state=asked.state, iss=self.issuer)

    def decline(self, asked: Asked) -> str:
        """The address to send the browser to when the person did not want to."""
        return _with(asked.callback, error="access_denied", state=asked.state, iss=self.issuer)

    def redeem(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Exchange a code for tokens. The code is spent whether or not the exchange succeeds."""
        if form.get("grant_type") != "authorization_code":
            raise Refused("unsupported_grant_type", "only authorization_code")
        with self._lock:
            granted = self._codes.pop(form.get("code", ""), None)
        if granted is None or granted.until < time.time():
            raise Refused("invalid_grant", "code unknown, used or too old")
        if form.get("client_id") != CLIENT or form.get("redirect_uri") != granted.asked.callback:
            raise Refused("invalid_grant", "code was given to another client or address")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not secrets.compare_digest(challenge, granted.asked.challenge):
            raise Refused("invalid_grant", "verifier does not fit")
        return {
            "access_token": secrets.token_urlsafe(32),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": granted.asked.scope,
            "id_token": self.id_token(granted.person, granted.asked.nonce),
        }

    def id_token(self, person: Citizen, nonce: str) -> str:
        """What the provider vouches for, signed."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": hashlib.sha256(f"{CLIENT}:{person.id}".encode()).hexdigest()[:32],
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "nonce": nonce,
            "name": person.name,
            "id_number": person.id_number,
            "phone_number": person.phone,
        }
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key)


def members(family: Family) -> list[Citizen]:
    """Who of a family can sign on."""
    return [person for person in (family.mother, family.father) if person is not None]


def _is_ours(callback: str) -> bool:
    """The registered addresses: our callback on this machine, whatever port the platform runs on."""
    parts = urlsplit(callback)
    return (
        parts.scheme in {"http", "https"}
        and parts.hostname in LOOPBACK
        and parts.path == CALLBACK
        and not parts.query
    )


def _with(address: str, **query: str) -> str:
    return f"{address}?{urlencode(query)}"


def _kept_key(path: Path) -> ECKey:
    """The signing key, made once; a new one would log nobody out but must be fetched anew by everybody."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = ECKey.generate_key("P-256", {"kid": secrets.token_hex(8), "use": "sig", "alg": "ES256"})
        own = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            json.dump(made.as_dict(private=True), file)
        own.replace(path)
    return ECKey.import_key(json.loads(path.read_text()))
