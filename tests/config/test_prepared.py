"""A start that has nothing to prepare does not prepare."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bancheng.config import prepared, variables

TODAY = date(2026, 11, 23)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small program and a cluster's folder."""
    for folder in ("bancheng", "demo", "cluster"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bancheng" / "a.py").write_text("1")
    (tmp_path / "demo" / "b.yaml").write_text("b")
    (tmp_path / "cluster" / "PG_VERSION").write_text("18")
    monkeypatch.setattr(variables, "ROOT", tmp_path)
    return tmp_path


def test_what_preparing_said_is_recalled_while_nothing_changed(program: Path) -> None:
    now = prepared.mark(program / "cluster", TODAY)
    assert prepared.recall(program, now) is None
    prepared.keep(program, now, "林小雨")
    assert prepared.recall(program, prepared.mark(program / "cluster", TODAY)) == "林小雨"


@pytest.mark.parametrize("changed", ["bancheng/a.py", "bancheng/new.sql", "demo/b.yaml"])
def test_a_changed_or_new_file_is_prepared_again(program: Path, changed: str) -> None:
    prepared.keep(program, prepared.mark(program / "cluster", TODAY), "")
    (program / changed).write_text("changed")
    assert prepared.recall(program, prepared.mark(program / "cluster", TODAY)) is None


def test_a_new_day_and_a_new_cluster_are_prepared_again(program: Path) -> None:
    prepared.keep(program, prepared.mark(program / "cluster", TODAY), "")
    assert prepared.recall(program, prepared.mark(program / "cluster", date(2026, 11, 24))) is None
    (program / "cluster" / "PG_VERSION").unlink()
    (program / "other").write_text("takes the freed place")
    (program / "cluster" / "PG_VERSION").write_text("18")
    assert prepared.recall(program, prepared.mark(program / "cluster", TODAY)) is None


def test_a_damaged_note_is_no_answer(program: Path) -> None:
    (program / prepared.KEPT).write_text("{")
    assert prepared.recall(program, prepared.mark(program / "cluster", TODAY)) is None
