"""The drill: what was receipted is there again after the machine is lost, with every file and with its evidence."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bancheng.config import postgres
from bancheng.config.backup import parcel
from bancheng.config.backup.archive import ArchiveUnusable, Mirror, options
from tests.processes.platform import console, new_folder, processes_of, surroundings, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]
PASSPHRASE = "a horse that nobody rides"
SECRET = {"BANCHENG_BACKUP_PASSPHRASE": PASSPHRASE}
LOOK = {**SECRET, "BANCHENG_ARCHIVE": ""}
"""Surroundings for looking at a restored city without running it in the place of the lost one."""
COUNT = (
    "SELECT (SELECT count(*) FROM cases_application), (SELECT count(*) FROM kernel_event),"
    " (SELECT count(*) FROM files_file)"
)


class City:
    """A small city on a state folder of its own, with an archive beside it."""

    def __init__(self, home: Path) -> None:
        self.home, self.data, self.archive = home, home / "state", home / "archive"
        self.surroundings = {**SECRET, "BANCHENG_ARCHIVE": str(self.archive)}

    def say(self, *words: str, data: Path | None = None, **more: str) -> Any:
        return console(data or self.data, *words, timeout=400, **{**self.surroundings, **more})

    def drive(self, seed: int, applications: int = 2) -> None:
        """A few people take things from the first question to the last result."""
        for again in range(5):  # on a busy machine a file may take too long to be inspected, and is refused
            words = ["--applications", str(applications), "--seed", str(seed + 100 * again), "--json"]
            answer = self.say("drive", *words)
            if answer.returncode == 0:
                return
        raise AssertionError(answer.stderr)

    def with_database(self, act: Callable[[psycopg.Connection], Any], data: Path | None = None) -> Any:
        """What a question to its database answers."""
        before = dict(os.environ)
        os.environ.update(surroundings(data or self.data, **(LOOK if data else self.surroundings)))
        for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "SEALER_DATABASE_URL"):
            os.environ.pop(name, None)
        try:
            with postgres.serve(data or self.data) as (_urls, cluster):
                assert cluster is not None
                with psycopg.connect(cluster.superuser_url("bancheng")) as connection:
                    return act(connection)
        finally:
            os.environ.clear()
            os.environ.update(before)

    def pieces(self) -> list[str]:
        """What the archive holds of the log."""
        return sorted(path.name for path in (self.archive / "wal").glob("*.gz"))

    def handed_over(self, connection: psycopg.Connection) -> None:
        """End the piece of the log that was begun, and wait until the archive has it."""
        row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        assert row
        wait_until(lambda: f"{row[0]}.gz" in self.pieces(), 60)

    def counts(self, data: Path | None = None) -> tuple[int, ...]:
        return tuple(self.with_database(lambda c: c.execute(COUNT).fetchone(), data))


@pytest.fixture(scope="module")
def city() -> City:
    """A backup, then more traffic, which only the archive knows."""
    home = new_folder()
    city = City(home)
    city.drive(1)
    answer = city.say("backup", str(home / "backup"), "--json")
    assert answer.returncode == 0, answer.stderr
    city.first = city.counts()  # type: ignore[attr-defined]
    time.sleep(1.1)
    city.between = datetime.now(UTC)  # type: ignore[attr-defined]
    time.sleep(1.1)
    city.drive(2)
    city.with_database(city.handed_over)
    # what the worker's schedule does every twenty seconds
    Mirror(city.data, city.archive).turn(datetime.now(UTC))
    city.last = city.counts()  # type: ignore[attr-defined]
    found = city.say("audit", "--json")
    city.breaches = json.loads(found.stdout)["findings"]  # type: ignore[attr-defined]
    return city


def as_before(city: City, told: dict[str, Any]) -> bool:
    """Whether the inspection found what it finds in the city that was lost (nothing, when that is well)."""
    return len(told["breaches"]) == len(city.breaches)  # type: ignore[attr-defined]


def restored(city: City, name: str, *words: str) -> tuple[Path, dict[str, Any], int]:
    data, before = city.home / name, city.pieces()
    answer = city.say("restore", str(city.home / "backup"), "--json", *words, data=data)
    assert answer.stdout, answer.stderr
    assert city.pieces() == before, "a look at a moment is no branch that the next restore would follow"
    return data, json.loads(answer.stdout), answer.returncode


def test_after_the_machine_is_lost_everything_up_to_the_last_piece_of_the_log_is_back(city: City) -> None:
    data, told, code = restored(city, "latest", "--archive", str(city.archive))
    assert as_before(city, told), told["breaches"]
    assert code == bool(told["breaches"])
    assert city.counts(data) == city.last  # type: ignore[attr-defined]
    assert processes_of(data) == []
    assert city.say("doctor", "--json", data=data, **LOOK).returncode in {0, 1}
    secret = next((data / "secrets").iterdir())
    assert secret.stat().st_mode & 0o077 == 0


def test_it_can_be_brought_back_to_a_moment_between(city: City) -> None:
    moment = city.between.isoformat()  # type: ignore[attr-defined]
    data, told, code = restored(city, "between", "--archive", str(city.archive), "--to", moment)
    assert as_before(city, told), told["breaches"]
    assert code == bool(told["breaches"])
    assert city.counts(data) == city.first  # type: ignore[attr-defined]
    assert told["heads_beyond"] > 0, "what was lost is proved by the heads put aside"
    assert list((data / "evidence").glob("heads-beyond-*.jsonl"))


def test_the_restored_city_goes_on(city: City) -> None:
    data, _told, _code = restored(city, "onward", "--archive", "")
    onward = City(city.home)
    onward.data, onward.surroundings = data, {**SECRET, "BANCHENG_ARCHIVE": ""}
    onward.drive(7, 1)
    answer = city.say("audit", "--json", data=data, BANCHENG_ARCHIVE="")
    assert as_before(city, {"breaches": json.loads(answer.stdout)["findings"]})


def test_a_row_whose_file_is_gone_is_found(city: City) -> None:
    """The inspection after a restore can fail."""
    broken = city.home / "broken"
    shutil.copytree(city.home / "backup", broken)
    shutil.copy(city.home / "backup.keys", city.home / "broken.keys")
    blob = next(path for path in (broken / "blobs").rglob("*") if path.is_file())
    name = str(blob.relative_to(broken))
    blob.unlink()
    answer = city.say("restore", str(broken), data=city.home / "never")
    assert answer.returncode == 2
    assert name in answer.stderr, "the list of digests sees it first"
    told = json.loads((broken / "manifest.json").read_text())
    del told["files"][name]
    (broken / "manifest.json").write_text(json.dumps(told))
    data = city.home / "without"
    answer = city.say("restore", str(broken), "--json", data=data, BANCHENG_ARCHIVE="")
    assert answer.returncode == 1
    assert any("I7" in one for one in json.loads(answer.stdout)["breaches"])


def test_nothing_is_written_over(city: City) -> None:
    again = city.say("backup", str(city.home / "backup"))
    assert again.returncode == 2
    onto = city.say("restore", str(city.home / "backup"))
    assert onto.returncode == 2
    assert "不是空的" in onto.stderr
    assert city.counts() == city.last  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "2026-01-01T00:00:00+08:00"], "更早"),
        (["--to", "2026-01-01T00:00:00"], "时区"),
        (["--to", "yesterday"], "时区"),
    ],
)
def test_a_moment_that_cannot_be_reached_is_refused_before_anything_is_written(
    city: City, folder: Path, words: list[str], said: str
) -> None:
    data = folder / "state"
    answer = city.say("restore", str(city.home / "backup"), *words, data=data)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert not (data / "keys").exists()


def test_a_moment_that_the_archive_has_not_reached_is_one_sentence(city: City, folder: Path) -> None:
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    answer = city.say("restore", str(city.home / "backup"), "--to", later, data=folder / "state")
    assert answer.returncode == 2
    assert "归档还没有到那个时刻" in answer.stderr
    assert processes_of(folder / "state") == []


def test_another_passphrase_opens_nothing(city: City, folder: Path) -> None:
    data = folder / "state"
    answer = city.say(
        "restore", str(city.home / "backup"), data=data, BANCHENG_BACKUP_PASSPHRASE="another passphrase"
    )
    assert answer.returncode == 2
    assert "口令" in answer.stderr
    assert not (data / "keys").exists()


def test_the_backup_itself_holds_no_key(city: City) -> None:
    secrets = [p.read_bytes().strip() for p in (city.data / "secrets").iterdir() if p.is_file()]
    for path in [*(city.home / "backup").rglob("*"), city.home / "backup.keys"]:
        if path.is_file() and path.suffix != ".gz":
            assert not any(secret in path.read_bytes() for secret in secrets), path


# --- parts


def test_a_changed_an_added_and_a_missing_file_are_named(tmp_path: Path) -> None:
    def fresh() -> Path:
        folder = tmp_path / "parcel"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "a").write_text("a")
        parcel.Manifest("2026-11-23T00:00:00+00:00", "physical", 18, "0", parcel.digests(folder)).write(
            folder
        )
        return folder

    assert parcel.read(fresh()).files
    for change in (lambda f: (f / "a").write_text("b"), lambda f: (f / "b").write_text("b"),
                   lambda f: (f / "a").unlink(), lambda f: (f / "manifest.json").unlink()):  # fmt: skip
        folder = fresh()
        change(folder)
        with pytest.raises(parcel.CannotRestore):
            parcel.read(folder)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(parcel.CannotRestore, match="12"):
        parcel.lock_keys(tmp_path, tmp_path / "keys", "short")


def test_an_archive_whose_path_a_shell_would_read_is_refused() -> None:
    with pytest.raises(ArchiveUnusable):
        options("/srv/$(reboot)")
    assert options("")["archive_mode"] == "off"


@pytest.mark.parametrize(("content", "code"), [("a piece of the log", 0), ("the piece of another city", 1)])
def test_a_piece_of_the_same_name_is_never_taken_for_another(tmp_path: Path, content: str, code: int) -> None:
    (tmp_path / "wal").mkdir()
    piece = tmp_path / "piece"
    for text, answer in (("a piece of the log", 0), (content, code)):
        piece.write_text(text)
        command = options(str(tmp_path))["archive_command"].replace("%p", str(piece)).replace("%f", "0001")
        assert subprocess.run(["sh", "-c", command], check=False).returncode == answer
    assert gzip.decompress((tmp_path / "wal" / "0001.gz").read_bytes()) == b"a piece of the log"


def test_the_mirror_copies_each_upload_once(tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "kept"
    blob = data / "blobs" / "ab" / "cd" / "abcd"
    blob.parent.mkdir(parents=True)
    blob.write_text("x")
    mirror = Mirror(data, kept)
    now = datetime.now(UTC)
    assert [mirror.turn(now), mirror.turn(now)] == [1, 0]
    (blob.parent / "abce").write_text("y")
    assert mirror.turn(now) == 1
    assert (kept / "blobs" / "ab" / "cd" / "abce").read_text() == "y"
