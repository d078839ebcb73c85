"""Install what the platform needs, once: `python3 tools/setup.py [--tests]`. Standard library only.

From a bare machine with Python 3.11+, Node and make: a pinned uv in a virtual environment of its own, the locked
Python environment, the locked front-end packages and their files where the pages look for them. A stamp beside
each result remembers what it was made from, so that a second run only compares digests. `--tests` adds Debian's
Chromium for the browser tests.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import words

ROOT = Path(__file__).resolve().parents[1]
UV_VERSION = "0.13.9"
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
NODE = ROOT / "node_modules"
VENDOR = ROOT / "bancheng" / "ui" / "static" / "vendor"

VENDOR_FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/css/tabler.min.css.map": "tabler/tabler.min.css.map",
    "@alpinejs/csp/dist/cdn.min.js": "alpine/alpine-csp.min.js",
    "@fontsource-variable/noto-sans-sc/index.css": "noto-sans-sc/index.css",
    "@fontsource-variable/noto-sans-sc/files": "noto-sans-sc/files",
    "@fontsource-variable/noto-sans-sc/LICENSE": "noto-sans-sc/LICENSE",
}
"""What pages may load from the packages, and under which name."""

NO_VENV = """Python's venv module is missing. On Debian or Ubuntu type:

    apt-get install -y python3-venv
"""
NO_CHROMIUM = """The browser tests need Chromium. As root on Debian or Ubuntu type:

    apt-get install -y chromium
"""


class Failed(Exception):
    """A step that did not work; the message is for the person who typed the command."""


def main() -> int:
    """Run the steps that are not done yet; 1 and one clear sentence when something is missing."""
    began = time.monotonic()
    steps = [python_environment, front_end, catalogues]
    if "--tests" in sys.argv[1:]:
        steps.append(chromium)
    try:
        worked = [step() for step in steps]
    except Failed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    if any(worked):
        print(f"Set up in {time.monotonic() - began:.0f} s.")
    return 0


def python_environment() -> bool:
    """The locked Python environment in .venv; True when something was done."""
    stamp = VENV / ".bancheng-setup"
    made_from = digest("uv.lock", "pyproject.toml", extra=f"{UV_VERSION} {sys.version_info[:2]} {ROOT}")
    if same(stamp, made_from) and (VENV / "bin" / "python").exists():
        return False
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        raise Failed(f"Python 3.11, 3.12 or 3.13 is needed; {sys.executable} is {sys.version.split()[0]}.")
    uv = bootstrap_uv()
    environment = {**trusting(), "UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never"}
    environment["UV_PROJECT_ENVIRONMENT"] = str(VENV)
    environment.pop("VIRTUAL_ENV", None)
    sync = [uv, "sync", "--frozen", "--quiet"]
    if run([*sync, "--all-extras"], environment) and run(sync, environment):
        raise Failed("The Python packages could not be installed; the reason is above.")
    stamp.write_text(made_from)
    return True


def trusting() -> dict[str, str]:
    """The environment with the machine's own certificate authorities trusted: offices put theirs there."""
    environment = dict(os.environ)
    if AUTHORITIES.exists():
        environment.setdefault("UV_SYSTEM_CERTS", "true")
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(AUTHORITIES))
    return environment


def bootstrap_uv() -> str:
    """The pinned uv, in a virtual environment of its own."""
    home = TOOLS / f"uv-{UV_VERSION}"
    program = home / "bin" / "uv"
    if program.exists():
        return str(program)
    say(f"Fetching uv {UV_VERSION} …")
    shutil.rmtree(home, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(home)], capture_output=True, check=False).returncode:
        shutil.rmtree(home, ignore_errors=True)
        raise Failed(NO_VENV)
    if run([str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}"]):
        raise Failed("pip could not fetch uv; is the package index reachable?")
    return str(program)


def front_end() -> bool:
    """The locked front-end packages, and their files in the (ignored) vendor folder."""
    stamp = VENDOR / ".bancheng-setup"
    made_from = digest("package.json", "package-lock.json", extra=repr(sorted(VENDOR_FILES.items())))
    if same(stamp, made_from):
        return False
    npm = shutil.which("npm")
    if npm is None:
        raise Failed("npm is missing: install Node 18 or newer (on Debian: apt-get install -y nodejs npm).")
    say("Fetching front-end packages …")
    if run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], trusting()):
        raise Failed("npm ci failed; the reason is above.")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in VENDOR_FILES.items():
        place(NODE / source, VENDOR / target)
    stamp.write_text(made_from)
    return True


def catalogues() -> bool:
    """The words of pages in other languages, in the form that Python reads; False: a moment's work is not told."""
    words.compile_all()
    return False


def chromium() -> bool:
    """Debian's Chromium, for the browser tests."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return False
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise Failed(NO_CHROMIUM)
    say("Installing Chromium …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if run([apt, "update", "-qq"], environment) or run(
        [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], environment
    ):
        raise Failed(NO_CHROMIUM)
    return True


def place(source: Path, target: Path) -> None:
    """Copy a file or a folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def run(command: list[str], environment: dict[str, str] | None = None) -> int:
    """Run a command in the repository; its exit code."""
    return subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False
    ).returncode


def say(sentence: str) -> None:
    """Tell what takes a while."""
    print(sentence, flush=True)


def digest(*names: str, extra: str = "") -> str:
    """A digest of files of the repository and of `extra`."""
    made = hashlib.sha256(extra.encode())
    for name in names:
        made.update(name.encode() + (ROOT / name).read_bytes())
    return made.hexdigest()


def same(stamp: Path, made_from: str) -> bool:
    """Whether that result was made from exactly this."""
    return stamp.exists() and stamp.read_text() == made_from


if __name__ == "__main__":
    sys.exit(main())
