"""Bytes are on disk, whole and sealed, before a row names them (verification I7, R07)."""

from __future__ import annotations

import errno
import io
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bancheng.files import commands, invariants, queries
from bancheng.files.commands import intake
from bancheng.files.models import BlobMissing, Store, store
from bancheng.files.models.store import new_key
from bancheng.kernel.access import PlainActor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import Unavailable
from bancheng.kernel.ids import uuid7
from tests.files import corpus

NOW = datetime(2026, 11, 21, 2, 32, tzinfo=UTC)
OWNER = PlainActor("person", uuid7())


def take(content: bytes) -> queries.KeptFile:
    return commands.keep(upload=io.BytesIO(content), name="a.jpg", actor=OWNER, now=NOW)


def place_of(kept: queries.KeptFile, column: str = "blob") -> Path:
    (row,) = fetch_all(f"SELECT {column} AS address FROM files_file WHERE id = %s", [kept.id])
    return store().path(row["address"])


def test_what_was_put_is_got_back_and_is_not_readable_on_disk(tmp_path: Path) -> None:
    kept, key = Store(tmp_path), new_key()
    address = kept.put(b"449902199305210029", key)
    assert kept.get(address, key) == b"449902199305210029"
    assert kept.size(address) == 18
    assert kept.intact(address)
    assert b"4499" not in kept.path(address).read_bytes()
    assert kept.path(address).stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob("incoming/*")) == []


def test_the_wrong_key_an_altered_blob_and_a_missing_one_do_not_open(tmp_path: Path) -> None:
    kept, key = Store(tmp_path), new_key()
    address = kept.put(b"x" * 100, key)
    with pytest.raises(BlobMissing):
        kept.get(address, new_key())
    kept.path(address).write_bytes(kept.path(address).read_bytes()[:-1] + b"\0")
    assert not kept.intact(address)
    for wrong in (address, "0" * 64):
        with pytest.raises(BlobMissing):
            kept.get(wrong, key)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 63, "Z" * 64, "0" * 62 + "/."])
def test_only_an_address_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Store(tmp_path).path(name)


@pytest.mark.django_db
@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_full_disk_is_told_and_leaves_no_row_and_nothing_half_written(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = set(store().root.glob("*/*/*"))
    with monkeypatch.context() as patched:
        patched.setattr(os if call == "fsync" else Path, call, full)
        with pytest.raises(Unavailable):
            take(corpus.picture())
    assert fetch_all("SELECT 1 FROM files_file") == []
    assert set(store().root.glob("*/*/*")) == before
    assert list(store().root.glob("incoming/*")) == []
    assert take(corpus.picture()).state == "kept"


@pytest.mark.django_db
def test_a_crash_between_bytes_and_row_leaves_no_row_and_is_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = take(corpus.picture())

    def crash(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(intake, "execute", crash)
        with pytest.raises(KeyboardInterrupt):
            take(corpus.picture("PNG"))
    commands.sweep(older_than_seconds=-60)
    assert queries.content(OWNER, kept.id).body == corpus.picture()
    assert queries.preview(OWNER, kept.id).body
    assert len(list(store().root.glob("??/??/*"))) == 2
    assert commands.sweep(older_than_seconds=-60) == 0


@pytest.mark.django_db
def test_sweeping_leaves_what_was_written_just_now(monkeypatch: pytest.MonkeyPatch) -> None:
    address = store().put(b"a row is about to name this", new_key())
    commands.sweep()
    assert store().intact(address)
    old = time.time() - 100_000
    os.utime(store().path(address), (old, old))
    assert commands.sweep() == 1
    assert store().size(address) is None


@pytest.mark.django_db
@pytest.mark.parametrize("breach", ["missing", "cut", "altered", "preview"])
def test_the_audit_names_exactly_the_row_whose_blob_is_wrong(breach: str) -> None:
    take(corpus.picture("PNG"))
    kept = take(corpus.picture())
    assert list(invariants.files_have_their_blobs()) == []
    place = place_of(kept, "shown" if breach == "preview" else "blob")
    content = place.read_bytes()
    place.unlink()
    if breach == "cut":
        place.write_bytes(content[:-5])
    if breach == "altered":
        place.write_bytes(content[:-5] + b"00000")
    assert [one.row for one in invariants.files_have_their_blobs()] == [f"files_file {kept.id}"]


@pytest.mark.django_db
def test_a_key_moved_to_another_row_opens_nothing() -> None:
    from bancheng.kernel.crypto import SealBroken, open_value

    one, two = take(corpus.picture()), take(corpus.picture("PNG"))
    (row,) = fetch_all("SELECT key FROM files_file WHERE id = %s", [one.id])
    assert open_value(row["key"], aad=queries.place(one.id))
    with pytest.raises(SealBroken):
        open_value(row["key"], aad=queries.place(two.id))
