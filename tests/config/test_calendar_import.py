"""`bancheng calendar import`: a notice as a file, YAML or JSON, imported once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bancheng.config import console_calendar
from bancheng.config.output import UNAVAILABLE
from bancheng.kernel.workdays import statutory_days, store

NOW = datetime(2026, 11, 20, tzinfo=UTC)
LAW = {day.isoformat(): name for day, name in statutory_days(2027)}
NOTICE = {"year": 2027, "notice": "国办发明电〔2026〕9号", "rest": LAW, "work": {"2027-02-14": "春节"}}


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    store.forget()
    yield
    store.forget()


def test_yaml_and_json_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(NOTICE), "utf-8")
    lines = "".join(f"  {day}: {name}\n" for day, name in LAW.items())
    (tmp_path / "a.yaml").write_text(
        f"year: 2027\nnotice: 国办发明电〔2026〕9号\nrest:\n{lines}work: {{2027-02-14: 春节}}\n", "utf-8"
    )
    from bancheng.kernel.workdays import read_notice

    as_json = console_calendar.read_document(tmp_path / "a.json", "")
    assert read_notice(as_json) == read_notice(console_calendar.read_document(tmp_path / "a.yaml", ""))


@pytest.mark.django_db
def test_the_days_that_changed_are_told_once() -> None:
    first = console_calendar._import(NOTICE, NOW)
    assert "2027-02-14" in first["days"]
    assert console_calendar._import(NOTICE, NOW)["days"] == []


def test_a_file_that_is_no_notice_is_refused_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- one\n", "utf-8")
    answer = CliRunner().invoke(console_calendar.calendar, ["import", str(tmp_path / "a.yaml")])
    assert answer.exit_code == UNAVAILABLE
