"""Sealed values, blind indexes, signatures; with the answers of the standards and two other programs as judges."""

from __future__ import annotations

import shutil
import stat
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from gmssl import sm2 as oracle
from gmssl import sm3 as oracle_sm3
from gmssl_fast import SM4GCM
from hypothesis import given
from hypothesis import strategies as st

from bancheng.kernel import crypto
from bancheng.kernel.canonical import sm3
from bancheng.kernel.crypto import Keyring, KeyringBroken, SealBroken, SigningKey, UnknownKey

RING = Keyring.generate()
NUMBER = "110101199003078881"
PLACE = "eforms_snapshot:0198:mother.id_number"
SUBJECT_PUBLIC_KEY = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the keys of one test live."""
    settings.DATA = tmp_path
    monkeypatch.delenv("BANCHENG_KEYS", raising=False)
    return tmp_path / "keys"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    crypto.forget_keys()
    yield
    crypto.forget_keys()


# Sealing


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_sealed_value_opens_in_its_place(plain: str) -> None:
    token = crypto.seal_value(plain, aad=PLACE, keys=RING)
    assert crypto.open_value(token, aad=PLACE, keys=RING) == plain


def test_a_token_names_its_key_and_hides_its_value() -> None:
    token = crypto.seal_value(NUMBER, aad=PLACE, keys=RING)
    assert token.startswith("k1:")
    assert NUMBER not in token
    assert crypto.seal_value(NUMBER, aad=PLACE, keys=RING) != token


def test_a_value_moved_to_another_place_does_not_open() -> None:
    token = crypto.seal_value(NUMBER, aad=PLACE, keys=RING)
    with pytest.raises(SealBroken, match="other place"):
        crypto.open_value(token, aad=PLACE.replace("mother", "father"), keys=RING)


def test_a_value_under_another_key_does_not_open() -> None:
    token = crypto.seal_value(NUMBER, aad=PLACE, keys=RING)
    with pytest.raises(SealBroken):
        crypto.open_value(token, aad=PLACE, keys=Keyring.generate())


def test_every_changed_character_is_noticed() -> None:
    token = crypto.seal_value(NUMBER, aad=PLACE, keys=RING)
    for index in range(3, len(token.rstrip("="))):
        other = "A" if token[index] != "A" else "B"
        changed = token[:index] + other + token[index + 1 :]
        try:
            opened = crypto.open_value(changed, aad=PLACE, keys=RING)
        except SealBroken:
            continue
        # Only the unused low bits of the last base64 character may change without meaning anything.
        assert (index, opened) == (len(token.rstrip("=")) - 1, NUMBER)


@pytest.mark.parametrize("token", ["", "k1", "k1:", "k1:%%%", "k1:AAAA", "plain text"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(SealBroken):
        crypto.open_value(token, aad=PLACE, keys=RING)


def test_a_token_of_one_key_cannot_be_renamed_to_another() -> None:
    twice = Keyring("k1", {"k1": RING.values["k1"], "k2": RING.values["k1"]}, RING.index)
    token = crypto.seal_value(NUMBER, aad=PLACE, keys=twice)
    with pytest.raises(SealBroken):
        crypto.open_value("k2" + token[2:], aad=PLACE, keys=twice)


def test_refusals_never_carry_the_value() -> None:
    token = crypto.seal_value(NUMBER, aad=PLACE, keys=RING)
    with pytest.raises(SealBroken) as caught:
        crypto.open_value(token, aad="elsewhere", keys=RING)
    assert NUMBER not in str(caught.value)
    assert token[3:] not in str(caught.value)


def test_rotation_seals_with_the_new_key_and_opens_the_old() -> None:
    old = crypto.seal_value(NUMBER, aad=PLACE, keys=RING)
    turned = RING.rotated()
    assert crypto.seal_value(NUMBER, aad=PLACE, keys=turned).startswith("k2:")
    assert crypto.open_value(old, aad=PLACE, keys=turned) == NUMBER
    renewed = crypto.reseal_value(old, aad=PLACE, keys=turned)
    assert renewed.startswith("k2:")
    assert crypto.open_value(renewed, aad=PLACE, keys=turned) == NUMBER
    assert crypto.reseal_value(renewed, aad=PLACE, keys=turned) == renewed


def test_a_key_that_was_taken_away_is_named() -> None:
    token = crypto.seal_value(NUMBER, aad=PLACE, keys=RING.rotated())
    with pytest.raises(UnknownKey, match="k2"):
        crypto.open_value(token, aad=PLACE, keys=RING)


def test_sm4_known_answer_of_the_standard() -> None:
    """GB/T 32907-2016, appendix A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    cipher = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert cipher.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_known_answer() -> None:
    """RFC 8998, appendix A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(aad)
    body = cipher.update(plain) + cipher.finalize()
    assert body.hex().startswith("17f399f08c67d5ee19d0dc9969c4bb7d")
    assert cipher.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"
    assert SM4GCM(key, nonce).encrypt(plain, aad) == (body, cipher.tag)


# Blind index


def test_equal_values_find_each_other_and_nothing_else_does() -> None:
    index = crypto.blind_index(NUMBER, "person.id_number", keys=RING)
    assert index == crypto.blind_index(f" {NUMBER} ", "person.id_number", keys=RING)
    assert index != crypto.blind_index(NUMBER, "person.phone", keys=RING)
    assert index != crypto.blind_index(NUMBER, "person.id_number", keys=Keyring.generate())
    assert NUMBER not in index


def test_spelling_does_not_hide_a_person() -> None:
    forms = ("11010119900307888x", "11010119900307888X", "１１０１０１１９９００３０７８８８Ｘ")
    assert len({crypto.blind_index(form, "person.id_number", keys=RING) for form in forms}) == 1


def test_rotation_keeps_look_up_working() -> None:
    assert crypto.blind_index(NUMBER, "x", keys=RING.rotated()) == crypto.blind_index(NUMBER, "x", keys=RING)


# Signatures


@given(st.binary(max_size=300))
def test_a_signature_is_of_this_message_and_this_key(message: bytes) -> None:
    key = _KEY
    signature = key.sign(message)
    assert crypto.verify(message, signature, key.public)
    assert not crypto.verify(message + b"x", signature, key.public)
    assert not crypto.verify(message, signature, _OTHER.public)


_KEY, _OTHER = SigningKey.generate(), SigningKey.generate()


@pytest.mark.parametrize("signature", ["", "zz", "00" * 64, "ff" * 64, "00" * 63])
def test_a_malformed_signature_is_just_false(signature: str) -> None:
    assert crypto.verify(b"head", signature, _KEY.public) is False
    assert crypto.verify(b"head", _KEY.sign(b"head"), "04" + "00" * 64) is False


def test_sm2_known_answer_of_the_standard() -> None:
    """GB/T 32918.5-2017, appendix A.2: key, message, signature."""
    public = (
        "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    )
    signature = (
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    )
    assert crypto.verify(b"message digest", signature, public)
    assert not crypto.verify(b"message digesT", signature, public)


def test_another_program_accepts_our_signatures_and_we_accept_its() -> None:
    judge = oracle.CryptSM2(private_key=_KEY.private, public_key=_KEY.public[2:])
    for number in range(20):
        message = f"第{number}条".encode()
        assert judge.verify_with_sm3(_KEY.sign(message), message)
        assert crypto.verify(message, judge.sign_with_sm3(message), _KEY.public)


def test_another_program_has_the_same_digests() -> None:
    for number in range(50):
        message = b"bancheng" * number
        assert sm3(message) == oracle_sm3.sm3_hash(list(message))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command")
def test_openssl_accepts_our_signature(tmp_path: Path) -> None:
    message, signature, public = (tmp_path / name for name in ("message", "signature", "public"))
    message.write_bytes("链头".encode())
    raw = bytes.fromhex(_KEY.sign(message.read_bytes()))
    signature.write_bytes(encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:])))
    public.write_bytes(SUBJECT_PUBLIC_KEY + bytes.fromhex(_KEY.public))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", str(public), "-rawin"]
    command += ["-in", str(message), "-sigfile", str(signature), "-digest", "sm3"]
    command += ["-pkeyopt", "distid:1234567812345678"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    message.write_bytes(b"other")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


# Where keys live


def test_keys_are_made_on_first_use_for_the_owner_alone(folder: Path) -> None:
    token = crypto.seal_value(NUMBER, aad=PLACE)
    kept = folder / "values.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    crypto.forget_keys()
    assert crypto.open_value(token, aad=PLACE) == NUMBER


def test_processes_that_start_together_agree_on_one_keyring(folder: Path) -> None:
    barrier = threading.Barrier(8)

    def first_use(_number: int) -> str:
        barrier.wait()
        return crypto._kept("values.json", lambda: Keyring.generate().as_json())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(first_use, range(8)))) == 1
    assert [path.name for path in folder.iterdir()] == ["values.json"]


def test_a_keyring_that_others_can_read_is_refused(folder: Path) -> None:
    crypto.keyring()
    (folder / "values.json").chmod(0o644)
    crypto.forget_keys()
    with pytest.raises(KeyringBroken, match="chmod 600"):
        crypto.keyring()


def test_the_environment_can_hold_the_keyring(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANCHENG_KEYS", RING.as_json())
    assert crypto.keyring() == RING
    assert not folder.exists()


def test_a_rotation_is_kept(folder: Path) -> None:
    old = crypto.seal_value(NUMBER, aad=PLACE)
    crypto.store_keyring(crypto.keyring().rotated())
    assert crypto.seal_value(NUMBER, aad=PLACE).startswith("k2:")
    assert crypto.open_value(old, aad=PLACE) == NUMBER


def test_signing_keys_are_kept_one_per_purpose(folder: Path) -> None:
    sealer = crypto.signing_key("sealer")
    assert crypto.signing_key("papers") != sealer
    crypto.forget_keys()
    assert crypto.signing_key("sealer") == sealer
    with pytest.raises(ValueError, match="plain name"):
        crypto.signing_key("../sealer")


def test_secrets_do_not_show_when_printed() -> None:
    assert _KEY.private not in repr(_KEY)
    assert repr(RING) == "Keyring(current='k1')"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"current": "k1", "values": {"k1": "AAAA"}, "index": "AAAA"}', '{"current": 1}']
)
def test_a_broken_keyring_says_so_without_its_content(text: str) -> None:
    with pytest.raises(KeyringBroken):
        Keyring.from_json(text)
