"""Citizens sign on through the identity provider: really over HTTP, and nothing is believed unchecked."""

from __future__ import annotations

import base64
import hmac
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey

from bancheng.accounts.commands import provider as idp
from bancheng.accounts.commands import sign_on
from bancheng.accounts.models import Identity, Person, Session
from bancheng.accounts.queries import load_actor, person_facts
from bancheng.accounts.spec import COOKIE
from bancheng.kernel.errors import DomainError
from demo.identity_provider.server import Server
from tests.accounts.conftest import enrol
from tests.accounts.provider import go_through, running_provider

MOTHER, FATHER = "family-001.mother", "family-001.father"


@pytest.fixture
def server(db: None, tmp_path: Path, settings: Any) -> Iterator[Server]:
    with running_provider(tmp_path) as made:
        settings.BANCHENG_IDP_URL = made.provider.issuer
        idp.forget()
        yield made
        idp.forget()


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "localhost:8000"})


def leave(browser: Client, wanted: str = "/things/") -> str:
    """Start signing on; answers the provider's address."""
    answer = browser.get("/login/", {"next": wanted})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_citizen_signs_on_and_returns_to_where_they_were(server: Server, browser: Client) -> None:
    back = browser.get(go_through(leave(browser, "/things/?q=1"), MOTHER))
    assert (back.status_code, back["Location"]) == (302, "/things/?q=1")
    actor = load_actor(browser.cookies[COOKIE].value, datetime.now(UTC))
    assert actor is not None
    assert actor.name == server.provider.people[MOTHER].name
    facts = person_facts(actor.id)
    assert facts is not None
    assert facts.id_number == server.provider.people[MOTHER].id_number
    assert facts.phone == server.provider.people[MOTHER].phone


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    server: Server, browser: Client
) -> None:
    browser.get(go_through(leave(browser), MOTHER))
    cookie = browser.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


def test_a_person_the_registers_know_is_met_again_not_made_twice(server: Server, browser: Client) -> None:
    known = enrol(server.provider.people[MOTHER].id_number)
    browser.get(go_through(leave(browser), MOTHER))
    browser.get(go_through(leave(browser), MOTHER))
    assert Person.objects.count() == 1
    assert Identity.objects.get().person_id == known


def test_two_people_are_two(server: Server, browser: Client) -> None:
    browser.get(go_through(leave(browser), MOTHER))
    browser.get(go_through(leave(browser), FATHER))
    assert Person.objects.count() == 2


def test_signing_on_ends_a_session_that_was_planted_in_the_browser(server: Server, browser: Client) -> None:
    browser.get(go_through(leave(browser), FATHER))
    planted = browser.cookies[COOKIE].value
    browser.get(go_through(leave(browser), MOTHER))
    assert browser.cookies[COOKIE].value != planted
    assert load_actor(planted, datetime.now(UTC)) is None


def test_a_name_changed_at_the_provider_follows(server: Server, browser: Client) -> None:
    known = enrol(server.provider.people[MOTHER].id_number, name="旧名字")
    browser.get(go_through(leave(browser), MOTHER))
    assert Person.objects.get(pk=known).name == server.provider.people[MOTHER].name


def test_declining_is_told_in_words_and_signs_nobody_on(server: Server, browser: Client) -> None:
    answer = browser.get(go_through(leave(browser), MOTHER, act="decline"))
    assert answer.status_code == 403
    assert "没有确认" in answer.content.decode()
    assert not Session.objects.exists()


def test_an_answer_to_another_browser_is_not_taken(server: Server, browser: Client) -> None:
    """Login CSRF: the attacker's code in the victim's browser."""
    stolen = go_through(leave(Client(headers={"host": "localhost:8000"})), FATHER)
    leave(browser)
    answer = browser.get(stolen)
    assert answer.status_code == 403
    assert COOKIE not in browser.cookies


def test_an_answer_with_another_state_is_dropped_before_anybody_is_asked(settings: Any) -> None:
    """PKCE and nonce would stop it too; this stops it without a word to the provider (which is away here)."""
    settings.BANCHENG_IDP_URL = "http://127.0.0.1:9"
    kept = {"state": "mine", "nonce": "n", "verifier": "v", "return_to": "/"}
    with pytest.raises(DomainError) as refused:
        sign_on.finish(answer={"code": "c", "state": "theirs"}, kept=kept, callback="x", now=NOW)
    assert refused.value.code == "sign_on_lost"


def test_what_was_kept_for_the_way_back_is_forgotten_on_arrival(server: Server, browser: Client) -> None:
    browser.get(go_through(leave(browser), MOTHER))
    assert browser.cookies["bc_sign_on"].value == ""


def test_without_having_started_there_is_nothing_to_finish(server: Server, browser: Client) -> None:
    assert browser.get("/login/callback/?code=x&state=y").status_code == 403


def test_an_answer_is_good_once(server: Server, browser: Client) -> None:
    back = go_through(leave(browser), MOTHER)
    assert browser.get(back).status_code == 302
    browser.cookies.pop(COOKIE)
    assert browser.get(back).status_code == 403


def test_a_code_without_the_browsers_verifier_is_worthless(server: Server, browser: Client) -> None:
    """PKCE: whoever reads the code from a log cannot redeem it."""
    back = dict(parse_qsl(urlsplit(go_through(leave(browser), MOTHER)).query))
    provider = idp.discover()
    with pytest.raises(DomainError) as refused:
        idp.redeem(
            provider, code=back["code"], verifier="w" * 43, callback="http://localhost:8000/login/callback/"
        )
    assert refused.value.code == "identity_not_believed"


def test_an_answer_that_names_another_issuer_is_not_taken(server: Server, browser: Client) -> None:
    back = go_through(leave(browser), MOTHER)
    mixed = back.replace("iss=http", "iss=https")
    assert mixed != back
    assert browser.get(mixed).status_code == 403


def test_the_provider_being_away_is_one_sentence_with_a_way_on(
    browser: Client, db: None, settings: Any
) -> None:
    settings.BANCHENG_IDP_URL = "http://127.0.0.1:9"
    idp.forget()
    answer = browser.get("/login/")
    assert answer.status_code == 503
    assert "统一身份认证暂时连不上" in answer.content.decode() or "过几分钟再试" in answer.content.decode()


NOW = datetime.now(UTC)


def token(server: Server, key: ECKey | None = None, alg: str = "ES256", **changes: Any) -> str:
    """An id token as the provider makes it, with changes."""
    claims = {
        "iss": server.provider.issuer,
        "aud": "bancheng",
        "sub": "s",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 300,
        "nonce": "n",
        "name": "林小雨",
        "id_number": "449902199003070023",
        **changes,
    }
    own = server.provider._key
    return jwt.encode(
        {"alg": alg, "kid": own.kid},
        {k: v for k, v in claims.items() if v is not None},
        key or own,
        algorithms=[alg],
    )


def test_a_proper_token_is_believed(server: Server) -> None:
    said = idp.believe(idp.discover(), token(server), nonce="n", now=NOW)
    assert (said.name, said.id_number) == ("林小雨", "449902199003070023")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": ["bancheng", "another-client"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(NOW.timestamp()) - 120},
        {"exp": None},
        {"iat": int(NOW.timestamp()) + 3600},
        {"sub": None},
        {"name": None},
        {"id_number": None},
        {"name": {"not": "a text"}},
        {"name": "甲\x00乙"},
    ],
)
def test_a_token_that_is_wrong_in_any_one_claim_is_not_believed(
    server: Server, changes: dict[str, Any]
) -> None:
    with pytest.raises(DomainError) as refused:
        idp.believe(idp.discover(), token(server, **changes), nonce="n", now=NOW)
    assert refused.value.code == "identity_not_believed"


def test_a_token_under_a_strangers_key_is_not_believed(server: Server) -> None:
    forged = token(server, ECKey.generate_key("P-256", {"kid": server.provider._key.kid}))
    with pytest.raises(DomainError):
        idp.believe(idp.discover(), forged, nonce="n", now=NOW)


def test_a_token_signed_with_the_public_key_as_a_secret_is_not_believed(server: Server) -> None:
    """The confusion of algorithms: whoever verifies with “the key” would take a HMAC made with it."""
    head = _part(b'{"alg":"HS256","kid":"' + server.provider._key.kid.encode() + b'"}')
    signed = f"{head}.{token(server).split('.')[1]}"
    secret = server.provider._key.as_pem(private=False)
    forged = f"{signed}.{_part(hmac.digest(secret, signed.encode(), 'sha256'))}"
    with pytest.raises(DomainError):
        idp.believe(idp.discover(), forged, nonce="n", now=NOW)


def test_a_token_without_signature_is_not_believed(server: Server) -> None:
    bare = f"{_part(NONE)}.{token(server).split('.')[1]}."
    with pytest.raises(DomainError):
        idp.believe(idp.discover(), bare, nonce="n", now=NOW)


NONE = b'{"alg":"none"}'


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_an_identity_number_with_a_wrong_check_digit_makes_nobody(
    server: Server, browser: Client, monkeypatch: Any
) -> None:
    from dataclasses import replace

    people = server.provider.people
    monkeypatch.setitem(people, MOTHER, replace(people[MOTHER], id_number="449902199003070029"))
    assert browser.get(go_through(leave(browser), MOTHER)).status_code == 422
    assert not Person.objects.exists()


def test_keys_rolled_at_the_provider_are_fetched_again(server: Server, monkeypatch: Any) -> None:
    idp.believe(idp.discover(), token(server), nonce="n", now=NOW)
    monkeypatch.setattr(idp, "REFETCH", 0.0)
    server.provider._key = ECKey.generate_key("P-256", {"kid": "rolled", "alg": "ES256", "use": "sig"})
    assert idp.believe(idp.discover(), token(server), nonce="n", now=NOW).name == "林小雨"


def test_a_provider_that_speaks_for_another_issuer_is_not_ours(server: Server, monkeypatch: Any) -> None:
    monkeypatch.setattr(server.provider, "issuer", "https://evil.example")
    described = server.provider.discovery() | {
        name: f"{settings_url()}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    }
    monkeypatch.setattr(server.provider, "discovery", lambda: described)
    with pytest.raises(DomainError) as refused:
        idp.discover()
    assert refused.value.code == "identity_provider_down"


def settings_url() -> str:
    from django.conf import settings

    return str(settings.BANCHENG_IDP_URL)


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"[]",
        b'{"issuer": "https://evil.example", "authorization_endpoint": "x", "token_endpoint": "x", "jwks_uri": "x"}',
        b'{"a": "' + b"x" * 300_000 + b'"}',
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_as_good_as_away(
    db: None, settings: Any, text: bytes
) -> None:
    class Fake(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_args: Any) -> None: ...

    fake = HTTPServer(("127.0.0.1", 0), Fake)
    thread = threading.Thread(target=fake.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.BANCHENG_IDP_URL = f"http://127.0.0.1:{fake.server_address[1]}"
    idp.forget()
    try:
        with pytest.raises(DomainError) as refused:
            idp.discover()
    finally:
        fake.shutdown()
        fake.server_close()
        thread.join()
        idp.forget()
    assert refused.value.code == "identity_provider_down"
