"""Messages between systems: nobody can forge, change, move or replay one (verification S16)."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import pytest

from bancheng.exchange import signing
from bancheng.exchange.signing import Message, Refused

KEY = b"k" * 32
NOW = 1_795_219_200.0
MESSAGE = Message("POST", "registry.example:8091", "/api/resources/marriage?v=1", b'{"inputs":{}}')


@pytest.fixture
def nonces(tmp_path: Path) -> signing.StoredNonces:
    return signing.StoredNonces(tmp_path / "nonces.sqlite")


def check(
    headers: dict[str, str], nonces: signing.Nonces, *, message: Message = MESSAGE, now: float = NOW
) -> str:
    keys = {"bancheng": KEY, "other": b"o" * 32}
    return signing.verify(headers, message, key_of=keys.get, nonces=nonces, now=now)


def test_a_signed_request_names_its_sender(nonces: signing.StoredNonces) -> None:
    assert check(signing.sign(KEY, MESSAGE, system="bancheng", now=NOW), nonces) == "bancheng"


@pytest.mark.parametrize(
    "changed",
    [
        Message("PUT", MESSAGE.host, MESSAGE.path, MESSAGE.body),
        Message("POST", "elsewhere.example", MESSAGE.path, MESSAGE.body),
        Message("POST", MESSAGE.host, "/api/resources/births?v=1", MESSAGE.body),
        Message("POST", MESSAGE.host, "/api/resources/marriage?v=2", MESSAGE.body),
        Message("POST", MESSAGE.host, MESSAGE.path, b'{"inputs":{"a":1}}'),
    ],
    ids=["method", "host", "path", "query", "body"],
)
def test_whatever_is_changed_is_refused(changed: Message, nonces: signing.StoredNonces) -> None:
    with pytest.raises(Refused):
        check(signing.sign(KEY, MESSAGE, system="bancheng", now=NOW), nonces, message=changed)


@pytest.mark.parametrize("skew", [-240, 240])
def test_clocks_four_minutes_apart_still_talk(skew: int, nonces: signing.StoredNonces) -> None:
    assert check(signing.sign(KEY, MESSAGE, system="bancheng", now=NOW + skew), nonces)


@pytest.mark.parametrize("skew", [-301, 301])
def test_a_message_older_or_newer_than_five_minutes_is_refused(
    skew: int, nonces: signing.StoredNonces
) -> None:
    with pytest.raises(Refused, match="window"):
        check(signing.sign(KEY, MESSAGE, system="bancheng", now=NOW + skew), nonces)


def test_the_same_message_again_is_refused_also_after_a_restart(tmp_path: Path) -> None:
    headers = signing.sign(KEY, MESSAGE, system="bancheng", now=NOW)
    check(headers, signing.StoredNonces(tmp_path / "n"))
    with pytest.raises(Refused, match="before"):
        check(headers, signing.StoredNonces(tmp_path / "n"))


def test_of_parallel_copies_exactly_one_is_accepted(nonces: signing.StoredNonces) -> None:
    headers = signing.sign(KEY, MESSAGE, system="bancheng", now=NOW)
    barrier, accepted = threading.Barrier(8), []

    def copy() -> None:
        barrier.wait()
        with suppress(Refused):
            accepted.append(check(headers, nonces))

    threads = [threading.Thread(target=copy) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert accepted == ["bancheng"]


def test_a_forgery_does_not_spend_the_nonce_of_the_real_message(nonces: signing.StoredNonces) -> None:
    real = signing.sign(KEY, MESSAGE, system="bancheng", now=NOW)
    forged = signing.sign(b"x" * 32, MESSAGE, system="bancheng", now=NOW, nonce=signing.nonce_of(real))
    with pytest.raises(Refused):
        check(forged, nonces)
    assert check(real, nonces) == "bancheng"


def test_the_key_of_another_system_an_unknown_system_and_no_signature_are_refused(
    nonces: signing.StoredNonces,
) -> None:
    other = signing.sign(b"o" * 32, MESSAGE, system="bancheng", now=NOW)
    unknown = signing.sign(KEY, MESSAGE, system="stranger", now=NOW)
    plain = {
        "Authorization": signing.sign(KEY, MESSAGE, system="bancheng", now=NOW)["Authorization"].replace(
            "SM3", "MD5"
        )
    }
    for headers in (other, unknown, plain, {}):
        with pytest.raises(Refused):
            check(headers, nonces)


def test_an_answer_fits_its_own_question_only() -> None:
    signed = signing.sign_answer(KEY, nonce="n" * 24, status=200, body=b"{}")
    signing.verify_answer(signed, KEY, nonce="n" * 24, status=200, body=b"{}")
    for nonce, status, body in (("m" * 24, 200, b"{}"), ("n" * 24, 404, b"{}"), ("n" * 24, 200, b"[]")):
        with pytest.raises(Refused):
            signing.verify_answer(signed, KEY, nonce=nonce, status=status, body=body)


def test_the_shared_key_is_made_once_and_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BANCHENG_EXCHANGE_KEY", raising=False)
    key = signing.shared_key(tmp_path)
    assert len(key) == 32
    assert signing.shared_key(tmp_path) == key
    assert (tmp_path / "keys" / "exchange.key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("BANCHENG_EXCHANGE_KEY", "00" * 32)
    assert signing.shared_key(tmp_path) == b"\0" * 32


def test_sm3_is_the_national_one() -> None:
    assert signing.sm3_hex(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
