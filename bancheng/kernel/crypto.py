"""National cryptography behind one door: sealing of sensitive values, blind indexes, signatures.

* values: SM4-GCM (GB/T 32907-2016) with a key id in the token and the place (row and path) as associated
  data, so a ciphertext moved to another row or column does not open;
* look-up without opening: HMAC-SM3 under a key of its own per purpose;
* signatures of heads and papers: SM2 with SM3 (GB/T 32918-2016), signer's id ``1234567812345678``.

Keys live in ``DATA/keys`` (made on first use, readable by the owner alone) or come from ``BANCHENG_KEYS``.
Losing the keyring is losing the values: it is backed up apart from the database.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from gmssl_fast import SM2, GmsslValueError, GmsslVerificationError

_NONCE = 12
_TAG = 16
_KEY = 16


class SealBroken(Exception):  # noqa: N818
    """A sealed value does not open: other key, other place, or altered. Alerts; never tells the content."""


class UnknownKey(SealBroken):
    """The key that sealed the value is not in the keyring."""


class KeyringBroken(Exception):  # noqa: N818
    """The keyring cannot be read or is incomplete."""


@dataclass(frozen=True)
class Keyring:
    """钥匙串。``values``: id → SM4 key; ``current``: the id that seals now; ``index``: for blind indexes."""

    current: str
    values: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.current not in self.values:
            raise KeyringBroken(f"the current key {self.current!r} is not in the keyring")
        if any(len(key) != _KEY for key in self.values.values()) or len(self.index) < _KEY:
            raise KeyringBroken("an SM4 key has 16 bytes and the index key at least 16")
        if any(not key_id.isalnum() for key_id in self.values):
            raise KeyringBroken("a key id is letters and digits")

    @classmethod
    def generate(cls) -> Keyring:
        """A new keyring with one key, ``k1``."""
        return cls("k1", {"k1": secrets.token_bytes(_KEY)}, secrets.token_bytes(32))

    @classmethod
    def from_json(cls, text: str) -> Keyring:
        """Read the text of the key file or of ``BANCHENG_KEYS``. KeyringBroken names what is wrong."""
        try:
            data = json.loads(text)
            values = {key_id: base64.b64decode(key, validate=True) for key_id, key in data["values"].items()}
            return cls(data["current"], values, base64.b64decode(data["index"], validate=True))
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise KeyringBroken(f"the keyring is not readable: {type(problem).__name__}") from None

    def as_json(self) -> str:
        """The text of the key file. Secret."""
        values = {key_id: base64.b64encode(key).decode() for key_id, key in self.values.items()}
        return json.dumps(
            {"current": self.current, "values": values, "index": base64.b64encode(self.index).decode()},
            indent=1,
        )

    def rotated(self) -> Keyring:
        """A keyring with one more key that seals from now on; the old keys still open."""
        numbers = [int(key_id[1:]) for key_id in self.values if key_id[1:].isdigit()]
        new = f"k{max(numbers, default=0) + 1}"
        return Keyring(new, {**self.values, new: secrets.token_bytes(_KEY)}, self.index)


def seal_value(plain: str, *, aad: str, keys: Keyring | None = None) -> str:
    """Seal a text for one place: ``k1:<base64url>``.

    ``aad`` names the place (``<table>:<row id>:<path>``) and must be given again to open.
    """
    ring = keys or keyring()
    nonce = secrets.token_bytes(_NONCE)
    cipher = Cipher(algorithms.SM4(ring.values[ring.current]), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(_place(ring.current, aad))
    body = cipher.update(plain.encode()) + cipher.finalize()
    return f"{ring.current}:{base64.urlsafe_b64encode(nonce + body + cipher.tag).decode()}"


def open_value(token: str, *, aad: str, keys: Keyring | None = None) -> str:
    """Open a sealed text. UnknownKey: its key is not here; SealBroken: altered, or of another place."""
    ring = keys or keyring()
    key_id, colon, body = token.partition(":")
    if not colon:
        raise SealBroken("not a sealed value")
    if key_id not in ring.values:
        raise UnknownKey(f"the keyring has no key {key_id!r}")
    try:
        raw = base64.b64decode(body, altchars=b"-_", validate=True)
        nonce, ciphered, tag = raw[:_NONCE], raw[_NONCE:-_TAG], raw[-_TAG:]
        cipher = Cipher(algorithms.SM4(ring.values[key_id]), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(_place(key_id, aad))
        return (cipher.update(ciphered) + cipher.finalize()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        raise SealBroken(
            f"a value sealed with {key_id} does not open here: other key, other place or altered"
        ) from None


def reseal_value(token: str, *, aad: str, keys: Keyring | None = None) -> str:
    """The same value under the current key; the token itself when it is already."""
    ring = keys or keyring()
    if token.startswith(ring.current + ":"):
        return token
    return seal_value(open_value(token, aad=aad, keys=ring), aad=aad, keys=ring)


def blind_index(value: str, purpose: str, *, keys: Keyring | None = None) -> str:
    """``b1:<hex>``: equal for equal values of one purpose, useless without the key (HMAC-SM3).

    Full-width forms, surrounding blanks and case do not count: 11010119900307888x finds …888X.
    """
    ring = keys or keyring()
    normal = unicodedata.normalize("NFKC", value).strip().upper()
    own_key = _hmac(ring.index, f"bancheng blind index: {purpose}")
    return "b1:" + _hmac(own_key, normal).hex()


def _place(key_id: str, aad: str) -> bytes:
    return f"bancheng/1|{key_id}|{aad}".encode()


def _hmac(key: bytes, text: str) -> bytes:
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(text.encode())
    return mac.finalize()


# Signatures -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SigningKey:
    """签名密钥。``public`` is 130 hexadecimal characters (04‖X‖Y), ``private`` 64."""

    public: str
    private: str = field(repr=False)

    @classmethod
    def generate(cls) -> SigningKey:
        """A new SM2 key pair."""
        pair = SM2.generate()
        return cls(public=pair.public_key_hex or "", private=pair.private_key_hex or "")

    def sign(self, message: bytes) -> str:
        """The SM2 signature r‖s, 128 hexadecimal characters."""
        return SM2(private_key=self.private, public_key=self.public).sign(message).hex()


def verify(message: bytes, signature: str, public: str) -> bool:
    """Whether the signature is of this message and key. False for anything malformed; never raises."""
    try:
        return SM2(public_key=public).verify(message, bytes.fromhex(signature))
    except (ValueError, GmsslValueError, GmsslVerificationError):
        return False


# Where keys live ------------------------------------------------------------------------------------------


def keyring() -> Keyring:
    """The keyring of this installation: ``BANCHENG_KEYS`` (JSON), else ``DATA/keys/values.json``."""
    from django.conf import settings

    return _keyring(os.environ.get("BANCHENG_KEYS", ""), settings.DATA)


@lru_cache(maxsize=4)
def _keyring(given: str, _data: Path) -> Keyring:
    """Remembered for the place it was read from: another state folder has other keys."""
    if given:
        return Keyring.from_json(given)
    return Keyring.from_json(_kept("values.json", lambda: Keyring.generate().as_json()))


def signing_key(purpose: str) -> SigningKey:
    """The signing key of one purpose (``sealer``, ``papers``), kept in ``DATA/keys/sign-<purpose>.json``."""
    from django.conf import settings

    return _signing_key(purpose, settings.DATA)


@lru_cache
def _signing_key(purpose: str, _data: Path) -> SigningKey:
    if not purpose.replace("-", "").isalnum():
        raise ValueError(f"{purpose!r} is not a plain name")
    text = _kept(f"sign-{purpose}.json", lambda: json.dumps(vars(SigningKey.generate())))
    try:
        return SigningKey(**json.loads(text))
    except (ValueError, TypeError):
        raise KeyringBroken(f"the signing key {purpose!r} is not readable") from None


def forget_keys() -> None:
    """Drop the keys held in memory, so that the next use reads them again (after a rotation, in tests)."""
    _keyring.cache_clear()
    _signing_key.cache_clear()


def store_keyring(keys: Keyring) -> None:
    """Replace the kept keyring (rotation), atomically, and forget the one in memory."""
    folder = _folder()
    temporary = folder / f".values-{secrets.token_hex(8)}"
    _write_private(temporary, keys.as_json())
    temporary.replace(folder / "values.json")
    forget_keys()


def _folder() -> Path:
    from django.conf import settings

    folder = Path(settings.DATA) / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _kept(name: str, make: Any) -> str:
    """The text of a key file, made when missing. Two processes at first use agree: the link decides."""
    path = _folder() / name
    if not path.exists():
        temporary = path.with_name(f".{name}-{secrets.token_hex(8)}")
        _write_private(temporary, make())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    if path.stat().st_mode & 0o077:
        raise KeyringBroken(f"{path} can be read by others: chmod 600")
    return path.read_text()


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
