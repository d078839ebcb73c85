"""A line of the house imports only from lines below it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.consistency.source import HOUSE, ROOT, app_of, files, floors, literals, may_use

pytestmark = pytest.mark.xdist_group("source")
LINTER = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(config_filename={!r}, no_cache=True))"


def _lint(config: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINTER.format(str(config))]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_no_app_imports_from_above() -> None:
    answer = _lint(ROOT / ".importlinter")
    assert answer.returncode == 0, answer.stdout[-4000:]


def test_the_linter_sees_a_house_that_stands_on_its_head(tmp_path: Path) -> None:
    config = tmp_path / "upside-down"
    text = (ROOT / ".importlinter").read_text()
    config.write_text(text.replace("    ui\n    kernel", "    kernel\n    ui"))
    assert _lint(config).returncode == 1


def test_no_import_is_excused() -> None:
    assert "ignore_imports" not in (ROOT / ".importlinter").read_text()


def test_every_app_has_a_floor() -> None:
    apps = {path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()}
    assert apps == set(floors())


def test_models_named_in_strings_belong_to_apps_below() -> None:
    wrong = []
    named = re.compile(r"^([a-z_]+)\.([A-Z]\w+)$")
    for path in files("*.py"):
        for literal in literals(path):
            found = named.match(literal.text)
            if found and found[1] in floors() and not may_use(app_of(path), found[1]):
                wrong.append(str(literal))
    assert wrong == []


def test_rooms_that_do_not_exist_here() -> None:
    banned = {"utils", "helpers", "common", "services", "managers", "mixins", "signals"}
    found = [path for path in HOUSE.rglob("*") if path.stem in banned and "__pycache__" not in path.parts]
    assert [path for path in found if "vendor" not in path.parts] == []


def test_every_app_says_what_it_is_for() -> None:
    missing = []
    for app in sorted(floors()):
        page = HOUSE / app / "README.md"
        rules = [path for path in (HOUSE / app).rglob("*.py") if path.name not in {"__init__.py", "apps.py"}]
        if rules and not page.exists():
            missing.append(app)
        elif page.exists():
            assert len(page.read_text().splitlines()) <= 15, f"{page} has more than 15 lines"
    assert missing == []
