"""A city of one's own: scaffolded without a finding, loaded into an empty database, one application driven to its end."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
import yaml
from click.testing import CliRunner, Result
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker

from bancheng.accounts.commands.persons import NewPerson, register_persons
from bancheng.accounts.queries import local_day
from bancheng.certificates.queries import held_by
from bancheng.config import runtime, variables
from bancheng.config.console import main
from bancheng.config.output import FINDINGS, UNAVAILABLE
from bancheng.demo_city.drive.applying import apply
from bancheng.demo_city.drive.working import Staff, work_off
from bancheng.demo_city.officers import Officer
from bancheng.demo_city.population.numbers import NumberBook
from bancheng.kernel import numbers, rulebooks
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.ids import uuid7
from bancheng.kernel.outbox import relay_once
from bancheng.organizations.queries import forget_world
from tests.city import Copy
from tests.harness import TEMPLATE, TestDatabase

GUIDE = variables.ROOT / "docs" / "make-your-own-journey.md"
CITY = "我的城市"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh city in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert bancheng("city", "new", CITY, "--name", "临江市").exit_code == 0
    return tmp_path / CITY


@pytest.fixture
def empty(
    test_database: TestDatabase, worker_name: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch, settings: Any,
) -> Iterator[Copy]:  # fmt: skip
    """An empty database that commands find themselves in, as beside a running platform."""

    @contextmanager
    def here(**_wanted: bool) -> Iterator[Path]:
        yield Path(settings.DATA)

    monkeypatch.setattr(runtime, "surroundings", here)
    database = Copy(test_database.server, TEMPLATE, worker_name)
    with django_db_blocker.unblock():
        database.open()
        forget_world()
        yield database
        database.drop()
        connections.close_all()
        test_database.use()
        numbers.forget()
        rulebooks.forget()
        forget_world()


def bancheng(*words: str) -> Result:
    """The console program."""
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_city_has_no_finding(folder: Path) -> None:
    told = bancheng("city", "check", CITY)
    assert (told.exit_code, told.output.strip()) == (0, "没有发现问题。")
    assert "新城市" not in (folder / "organizations.yaml").read_text(encoding="utf-8")


def test_every_file_of_the_citys_own_says_in_chinese_what_it_is_for(folder: Path) -> None:
    shared = {"papers", "messages", "national"}
    own = [
        path
        for path in folder.rglob("*.yaml")
        if path.parent.name not in shared and "person." not in path.name
    ]
    assert len(own) >= 15
    for path in own:
        assert re.search(r"#.*[一-鿿]", path.read_text(encoding="utf-8")), path


def test_nothing_is_written_over_what_is_there(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    told = bancheng("city", "new", CITY)
    assert told.exit_code == UNAVAILABLE
    assert "换一个新的文件夹" in told.output
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("staff.yaml", "posts: [new-data.coordination]", "posts: [new-data.nobody]", "岗位 new-data.nobody 不存在"),
        ("staff.yaml", "posts: [new-data.coordination]", "posts: []", "new-data.coordination 没有人"),
        ("staff.yaml", "account: xin-bianxie", "account: xin-fabu", "账号 xin-fabu 写了2次"),
        ("staff.yaml", "[new-data.editing]", "[new-data.editing, new-data.publishing]", "又编写又发布"),
        ("staff.yaml", "name: 周统, ", "", "account、name、posts"),
        ("posts.yaml", "organization: new-data,", "organization: new-date,", "机构 new-date 不存在"),
        ("rulebooks/items/stall-filing.yaml", "limit: 1 wd", "limit: 9 wd", "item/stall-filing"),
        ("rulebooks/items/stall-filing.yaml", 'region: "449721"', 'region: "449722"', "449722"),
        ("rulebooks/journeys/street-stall.yaml", "goods = food", "good = food", "journey/street-stall"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(folder: Path, file: str, old: str, new: str, said: str) -> None:
    change(folder / file, old, new)
    told = bancheng("city", "check", CITY)
    assert told.exit_code == FINDINGS
    assert said in told.output


def test_a_city_with_a_finding_is_not_loaded(folder: Path, empty: Copy) -> None:
    change(folder / "staff.yaml", "posts: [new-data.coordination]", "posts: []")
    told = bancheng("city", "load", CITY)
    assert told.exit_code == FINDINGS
    assert "没有人" in told.output
    assert fetch_all("SELECT 1 AS one FROM public.organizations_organization") == []


def test_it_is_loaded_into_an_empty_database_once(folder: Path, empty: Copy) -> None:
    first = bancheng("city", "load", CITY)
    assert first.exit_code == 0
    assert "载入了10个机构、1件“一件事”，新开7个账号。" in first.output
    assert "第一次的密码：" in first.output
    again = bancheng("city", "load", CITY)
    assert "新开0个账号" in again.output
    assert "密码" not in again.output
    publications = fetch_all("SELECT code FROM public.kernel_publication WHERE kind = 'journey'")
    assert [row["code"] for row in publications] == ["street-stall"]


def test_one_application_goes_to_its_end_in_the_new_city(folder: Path, empty: Copy) -> None:
    bancheng("city", "load", CITY, "--password", "first-password-2026")
    person = uuid7()
    own = NewPerson(person, "王小摊", NumberBook().id_number("449702", date(1980, 5, 6), "1"), "15400000001")
    register_persons(actor=system_actor("test"), persons=[own], now=datetime.now(UTC))
    types = driven(person, folder, "street-stall", seed=3)
    assert types == {"stall-record", "stall-food-record"}


def driven(person: UUID, folder: Path, journey: str, seed: int) -> set[str]:
    """Apply and work off; the types of the certificates that came of it."""
    rows = yaml.safe_load((folder / "staff.yaml").read_text(encoding="utf-8"))
    serving = [Officer(row["account"], row["name"], tuple(row["posts"])) for row in rows]
    chance = Random(seed)
    applicant, opened = apply(person, journey, chance)
    work_off(applicant, opened.application_id, Staff(local_day(datetime.now(UTC)), serving), chance)
    while relay_once(datetime.now(UTC)):
        pass
    ended = fetch_all(
        "SELECT state FROM public.cases_application WHERE application_id = %s", [opened.application_id]
    )
    assert [row["state"] for row in ended] == ["delivered"]
    return {row["type"] for row in held_by([person])}


def test_the_guide_can_be_followed_word_for_word(folder: Path, empty: Copy) -> None:
    """Every file of docs/make-your-own-journey.md is written, every command run, every line it promises looked for."""
    guide = GUIDE.read_text(encoding="utf-8")
    codes = {
        row["code"]: row["uscc"]
        for row in yaml.safe_load((folder / "organizations.yaml").read_text(encoding="utf-8"))
    }
    blocks = re.findall(r"```(console|yaml)\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) >= 12
    for kind, block in blocks:
        if kind == "yaml":
            _write(folder, block, codes)
        else:
            _run(folder, block)
    assert Client().get("/things/village-banquet/").status_code == 200
    assert "村里办酒席" in Client().get("/things/").content.decode()


def _write(folder: Path, block: str, codes: dict[str, str]) -> None:
    named = re.match(r"# 文件：(\S+)\n", block)
    assert named is not None, block[:80]
    filled = re.sub(r"@([a-z-]+)@", lambda found: codes[found[1]], block[named.end() :])
    (folder / named[1]).write_text(filled, encoding="utf-8")


def _run(folder: Path, block: str) -> None:
    """Each `$` line is a command; the lines below it stand in its output."""
    for part in block.split("$ ")[1:]:
        command, *promised = part.strip().split("\n")
        words = shlex.split(command)
        if words[0] == "改":
            change(folder / words[1], words[2], words[3])
            continue
        assert words[0] == "bancheng"
        if words[1:3] == ["city", "new"] and words[3] == CITY:  # the fixture did exactly this
            assert words[3:] == [CITY, "--name", "临江市"]
            continue
        told = bancheng(*words[1:])
        for line in promised:
            assert line.strip() in told.output, (command, told.output)
