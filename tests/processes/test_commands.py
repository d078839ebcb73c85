"""Every public command works on an empty state folder with nothing running, and leaves nothing running."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.processes.platform import ROOT, console, new_folder, processes_of

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]
RULEBOOKS = str(ROOT / "demo" / "rulebooks")
JOURNEY = "newborn"


@pytest.fixture(scope="module")
def data() -> Path:
    """One state folder: empty for the first command, filled for the next."""
    return new_folder() / "state"


def test_a_plan_is_composed_from_the_release_in_force(data: Path) -> None:
    answer = console(data, "compose", JOURNEY, "--answer", "how_many=2", "--on", "2026-11-23", "--json")
    assert answer.returncode == 0, answer.stderr
    plan = json.loads(answer.stdout)
    assert {"journey", "release", "on", "items", "fields", "materials", "reductions", "undecided"} <= set(
        plan
    )
    assert plan["on"] == "2026-11-23"
    assert processes_of(data) == []


def test_a_journey_that_is_not_in_force_is_one_sentence(data: Path) -> None:
    answer = console(data, "compose", "no-such-journey")
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert answer.stderr.strip()


def test_a_plan_from_files_needs_no_database(tmp_path: Path) -> None:
    answer = console(
        tmp_path / "never", "compose", JOURNEY, "--folder", RULEBOOKS, BANCHENG_POSTGRES_BIN="/nowhere"
    )
    assert answer.returncode == 0, answer.stderr


def test_the_demo_s_rulebooks_have_no_findings(tmp_path: Path) -> None:
    answer = console(tmp_path / "never", "catalogue", "check", RULEBOOKS, "--json")
    assert json.loads(answer.stdout)["findings"] == []
    assert answer.returncode == 0


def test_a_folder_with_a_defect_is_one(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("schema: journey/1\ncode: broken\nname: 坏\n", encoding="utf-8")
    answer = console(tmp_path / "never", "catalogue", "check", str(tmp_path), "--json")
    findings = json.loads(answer.stdout)["findings"]
    assert answer.returncode == 1
    assert "broken.yaml" in json.dumps(findings)


def test_what_is_exported_can_be_published_again_and_is_the_same_release(data: Path, tmp_path: Path) -> None:
    exported = console(data, "catalogue", "export", str(tmp_path / "out"), "--json")
    assert exported.returncode == 0, exported.stderr
    before = json.loads(console(data, "compose", JOURNEY, "--json").stdout)["release"]
    published = console(data, "catalogue", "publish", str(tmp_path / "out"), "--json")
    assert published.returncode == 0, published.stdout + published.stderr
    assert json.loads(published.stdout)["releases"][JOURNEY] == before


def test_all_is_well_after_loading(data: Path) -> None:
    for command in ("doctor", "audit"):
        answer = console(data, command, "--json")
        assert json.loads(answer.stdout)["findings"] == [], answer.stdout
        assert answer.returncode == 0
    assert processes_of(data) == []
