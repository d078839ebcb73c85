"""`bancheng organizations change`: a notice as a file, taken once, with everything that follows it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bancheng.config import console_organizations
from bancheng.config.output import UNAVAILABLE
from bancheng.demo_city.population.calendar import CITY
from bancheng.kernel.access import system_actor
from bancheng.organizations.commands import import_world
from bancheng.organizations.queries import read_world
from bancheng.organizations.spec import load_world

NOW = datetime(2026, 11, 20, tzinfo=UTC)
NOTICE: dict[str, Any] = {
    "notice": "善编〔2026〕12号",
    "title": "免疫规划职责划入妇幼健康科",
    "on": "2026-11-20",
    "ended": {"posts": [{"code": "cdc.immunization", "into": "health.maternal"}]},
}


@pytest.fixture
def departments(db: None) -> None:
    world = load_world(CITY, NOW.date())
    import_world(actor=system_actor("test"), world=world, since=date(2020, 1, 1))


def test_a_notice_whose_day_has_come_takes_effect_at_once(departments: None) -> None:
    told = console_organizations._take(NOTICE, NOW)
    assert (told["applied"], told["on"]) == (True, "2026-11-20")
    post = read_world(NOW.date()).post("cdc.immunization")
    assert post is not None
    assert post.code == "health.maternal"


def test_a_notice_of_a_later_day_waits(departments: None) -> None:
    assert not console_organizations._take({**NOTICE, "on": "2026-12-01"}, NOW)["applied"]
    assert "cdc.immunization" in read_world(NOW.date()).posts


def test_a_file_that_is_no_notice_is_refused_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- one\n", "utf-8")
    answer = CliRunner().invoke(console_organizations.organizations, ["change", str(tmp_path / "a.yaml")])
    assert answer.exit_code == UNAVAILABLE
    assert "notice, title, on are wanted" in answer.output
