"""The demo's identity provider keeps to the protocol, so that ours is tested against a real counterpart."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from demo.identity_provider.server import Server
from tests.accounts.provider import running_provider

VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
CALLBACK = "http://127.0.0.1:8000/login/callback/"
ASKED = {
    "response_type": "code",
    "client_id": "bancheng",
    "redirect_uri": CALLBACK,
    "scope": "openid profile",
    "state": "s",
    "nonce": "n",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_provider(tmp_path_factory.mktemp("idp")) as made:
        yield made


def code_for(server: Server, person: str = "family-001.mother") -> str:
    answer = httpx.post(f"{server.provider.issuer}/confirm", data=ASKED | {"person": person})
    assert answer.status_code == 303
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]


def redeem(server: Server, **form: str) -> httpx.Response:
    whole = {
        "grant_type": "authorization_code",
        "client_id": "bancheng",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **form,
    }
    return httpx.post(f"{server.provider.issuer}/token", data=whole)


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "another"},
        {"redirect_uri": "https://evil.example/login/callback/"},
        {"redirect_uri": "http://127.0.0.1:8000/elsewhere/"},
        {"response_type": "token"},
        {"scope": "profile"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"state": ""},
        {"nonce": ""},
    ],
)
def test_a_request_outside_the_protocol_goes_nowhere(server: Server, change: dict[str, str]) -> None:
    for path, method in (("/authorize", "GET"), ("/confirm", "POST"), ("/decline", "POST")):
        asked = ASKED | change | {"person": "family-001.mother"}
        answer = httpx.request(
            method,
            server.provider.issuer + path,
            params=asked if method == "GET" else None,
            data=asked if method == "POST" else None,
        )
        assert answer.status_code == 400
        assert "Location" not in answer.headers


def test_a_code_is_good_once(server: Server) -> None:
    code = code_for(server)
    assert redeem(server, code=code).status_code == 200
    assert redeem(server, code=code).status_code == 400


def test_a_failed_exchange_spends_the_code(server: Server) -> None:
    code = code_for(server)
    assert redeem(server, code=code, code_verifier="w" * 50).status_code == 400
    assert redeem(server, code=code).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "http://localhost:8000/login/callback/"},
        {"client_id": "x"},
        {"grant_type": "password"},
    ],
)
def test_a_code_is_good_for_whom_it_was_given(server: Server, change: dict[str, str]) -> None:
    assert redeem(server, code=code_for(server), **change).status_code == 400


def test_only_public_keys_are_published(server: Server) -> None:
    keys = httpx.get(f"{server.provider.issuer}/jwks").json()["keys"]
    assert keys
    assert all("d" not in key for key in keys)


def test_a_person_can_be_found_by_name_and_nothing_typed_is_executed(server: Server) -> None:
    page = httpx.get(f"{server.provider.issuer}/authorize", params=ASKED | {"who": "小雨"}).text
    assert "林小雨" in page
    assert "王若溪" not in page
    hostile = httpx.get(
        f"{server.provider.issuer}/authorize", params=ASKED | {"who": '"><script>alert(1)</script>'}
    )
    assert "<script>" not in hostile.text
    assert "default-src 'none'" in hostile.headers["Content-Security-Policy"]


def test_a_person_who_is_not_there_cannot_be_confirmed(server: Server) -> None:
    assert (
        httpx.post(f"{server.provider.issuer}/confirm", data=ASKED | {"person": "nobody"}).status_code == 400
    )


def test_the_signing_key_survives_a_restart(tmp_path: Path) -> None:
    with running_provider(tmp_path) as first:
        before = first.provider.jwks()
    with running_provider(tmp_path) as second:
        assert second.provider.jwks() == before
