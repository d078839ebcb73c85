"""One PostgreSQL server of our own: made, started, watched and stopped."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bancheng.config import variables
from bancheng.config.backup import archive
from bancheng.config.postgres.binaries import find
from bancheng.config.postgres.places import Place, settle

START_LIMIT = 120.0
"""Seconds that a start may take; recovery after a crash replays the log first."""

DEFAULTS: Mapping[str, str] = {
    "listen_addresses": "''",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "shared_preload_libraries": "'pg_stat_statements'",
    "timezone": "'Asia/Shanghai'",
    "log_timezone": "'Asia/Shanghai'",
    "idle_in_transaction_session_timeout": "60s",
}


_children: dict[Path, subprocess.Popen[bytes]] = {}
"""Servers that this process started, by data folder: kept until they are waited for, whoever stops them."""


class StartFailed(RuntimeError):
    """The server did not come up; the message ends with the last lines of its log."""


class Cluster:
    """The server whose files belong to the state folder `data`.

    `options` are server settings added to the defaults (tests switch fsync off).
    """

    def __init__(self, data: Path, options: Mapping[str, str] | None = None) -> None:
        self.place: Place = settle(data, find())
        self._archive = variables.ARCHIVE.read()
        self.options = {**DEFAULTS, **archive.options(self._archive), **(options or {})}
        self._secret = data / "secrets" / "postgres-superuser"

    def start(self) -> None:
        """Bring the server up, or join the one that is up; StartFailed after START_LIMIT seconds.

        Right after a `kill -9` of the postmaster its old children still hold the shared memory and a first
        start fails: so it is tried again, each time a little later.
        """
        self._initialise()
        account = self.place.account
        archive.settle(self._archive, (account.uid, account.gid) if account else None)
        deadline = time.monotonic() + START_LIMIT
        for pause in _pauses():
            if self.answers():
                return
            if not self.alive():
                self._spawn()
            if self._wait(min(deadline, time.monotonic() + 30)):
                return
            if time.monotonic() + pause > deadline:
                raise StartFailed(f"PostgreSQL did not start ({self.place.log}):\n{self._log_tail()}")
            time.sleep(pause)

    def stop(self) -> None:
        """Stop the server at once but cleanly (clients are cut off, nothing is lost)."""
        for sign, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0)):
            process = self.pid()
            if process is None:
                break
            _signal(process, sign)
            self._wait_gone(patience)
        if self._child is not None:
            _children.pop(self.place.pgdata).wait(timeout=10)

    @property
    def _child(self) -> subprocess.Popen[bytes] | None:
        return _children.get(self.place.pgdata)

    def pid(self) -> int | None:
        """The postmaster's process id while it lives."""
        try:
            number = int((self.place.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        if self._child is not None and self._child.pid == number and self._child.poll() is not None:
            return None
        return number if _is_postgres(number) else None

    def alive(self) -> bool:
        """Whether the postmaster's process runs (it may still be recovering)."""
        return self.pid() is not None

    def answers(self) -> bool:
        """Whether the server takes connections now."""
        try:
            psycopg.connect(self.superuser_url(), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def superuser_url(self, database: str = "postgres") -> str:
        """The URL of the cluster's superuser: for this launcher, never for the platform."""
        return self.url("postgres", self._password(), database)

    def url(self, user: str, password: str, database: str) -> str:
        """The URL of one role on this cluster's socket."""
        host = quote(str(self.place.sockets), safe="")
        return f"postgresql://{user}:{quote(password)}@/{database}?host={host}"

    def _password(self) -> str:
        if not self._secret.exists():
            self._secret.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(self._secret, secrets.token_urlsafe(24))
        return self._secret.read_text().strip()

    def _initialise(self) -> None:
        """Make the cluster's files, once."""
        pgdata = self.place.pgdata
        if (pgdata / "PG_VERSION").exists():
            return
        with tempfile.NamedTemporaryFile("w", suffix=".pw", dir=self.place.home) as password:
            password.write(self._password())
            password.flush()
            if self.place.account:
                os.chown(password.name, self.place.account.uid, self.place.account.gid)
            self._run_initdb(pgdata, password.name)
        with (pgdata / "postgresql.conf").open("a") as conf:
            kept = {name: value for name, value in self.options.items() if not name.startswith("archive")}
            conf.write("".join(f"{name} = {value}\n" for name, value in kept.items()))
            conf.write(f"unix_socket_directories = '{self.place.sockets}'\n")

    def _run_initdb(self, pgdata: Path, password_file: str) -> None:
        program = self.place.binaries
        command = [
            program.program("initdb"),
            "--pgdata",
            str(pgdata),
            "--username=postgres",
            "--encoding=UTF8",
        ]
        command += ["--auth=scram-sha-256", f"--pwfile={password_file}", "--no-instructions"]
        done = subprocess.run(
            [*command, *program.locale_options],
            capture_output=True,
            text=True,
            check=False,
            **self._as_account(),
        )
        if done.returncode:
            raise StartFailed(f"initdb failed:\n{done.stderr.strip()}")

    def _spawn(self) -> None:
        """Start the postmaster in a session of its own, so that Ctrl-C reaches the launcher only."""
        command = [self.place.binaries.program("postgres"), "-D", str(self.place.pgdata)]
        command += ["-c", f"unix_socket_directories={self.place.sockets}"]
        for name, value in self.options.items():
            command += ["-c", f"{name}={value.strip(chr(39))}"]
        with self.place.log.open("ab") as log:
            _children[self.place.pgdata] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as_account(),
            )

    def _as_account(self) -> dict[str, Any]:
        """Popen's arguments that give up root, with a folder the account can stand in."""
        account = self.place.account
        if account is None:
            return {"cwd": self.place.home}
        return {"cwd": self.place.home, "user": account.uid, "group": account.gid, "extra_groups": []}

    def _wait(self, until: float) -> bool:
        """Wait until the server answers; False when it died or time is up."""
        while time.monotonic() < until:
            if self.answers():
                return True
            if self._child is not None and self._child.poll() is not None:
                return False
            time.sleep(0.05)
        return False

    def _wait_gone(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.alive() and time.monotonic() < until:
            time.sleep(0.05)

    def _log_tail(self) -> str:
        try:
            return "\n".join(self.place.log.read_text(errors="replace").splitlines()[-12:])
        except FileNotFoundError:
            return ""


def _pauses() -> Iterator[float]:
    """Waits between starts, in seconds: short first, then 5 for as long as it takes."""
    yield from (0.2, 0.5, 1.0, 2.0)
    while True:
        yield 5.0


def _is_postgres(process: int) -> bool:
    """Whether that process lives and is a postmaster (a number is reused after a reboot)."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    command = Path(f"/proc/{process}/cmdline")
    if not command.parent.exists():
        return not Path("/proc/self").exists()
    text = command.read_bytes()
    return b"postgres" in text


def _signal(process: int, sign: signal.Signals) -> None:
    try:
        os.kill(process, sign)
    except ProcessLookupError:
        return


def write_private(path: Path, text: str) -> None:
    """Write a secret that only its owner may read, whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)
