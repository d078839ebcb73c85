"""The console: exit codes 0 well, 1 findings, 2 usage or unavailable; JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import BadParameter
from click.testing import CliRunner

from bancheng.config.console import main
from bancheng.config.console_catalogue import _answer
from bancheng.config.output import finish
from bancheng.config.postgres.removing import NotOurs, remove

PUBLIC = ["compose", "catalogue", "doctor", "drive", "audit"]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_command_explains_itself(name: str) -> None:
    answer = CliRunner().invoke(main, [name, "--help"])
    assert answer.exit_code == 0
    assert len(answer.output.splitlines()) > 5


@pytest.mark.parametrize(
    "arguments", [["drive"], ["compose"], ["catalogue", "check", "/nowhere"], ["nothing"]]
)
def test_wrong_usage_is_two(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


@pytest.mark.parametrize("command", [["compose"], ["doctor"], ["audit"], ["drive"], ["catalogue", "check"]])
def test_every_public_command_answers_programs(command: list[str]) -> None:
    assert "--json" in CliRunner().invoke(main, [*command, "--help"]).output


def test_findings_are_one_and_none_are_zero(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as well:
        finish([], "All well.", as_json=False)
    with pytest.raises(SystemExit) as ill:
        finish(["x is wrong"], "All well.", as_json=True, facts={"looked": 3})
    assert (well.value.code, ill.value.code) == (0, 1)
    out = capsys.readouterr().out
    assert json.loads(out.removeprefix("All well.\n")) == {"looked": 3, "findings": ["x is wrong"]}


def test_answers_are_read_as_people_type_them() -> None:
    assert _answer("how_many=2") == ("how_many", 2)
    assert _answer("phone=0799") == ("phone", "0799")
    assert _answer("place=a=b") == ("place", "a=b")
    with pytest.raises(BadParameter):
        _answer("nothing")


def test_reset_refuses_a_folder_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(NotOurs):
        remove(tmp_path)
    assert (tmp_path / "thesis.doc").exists()
