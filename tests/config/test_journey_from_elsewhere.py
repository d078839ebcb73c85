"""A journey handed from one city to another: exported, matched, brought in, checked, and driven to its end."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bancheng.accounts.commands.persons import NewPerson, register_persons
from bancheng.config.output import FINDINGS, UNAVAILABLE
from bancheng.demo_city.drive.applying import NotPossible
from bancheng.demo_city.loader import RULEBOOKS
from bancheng.demo_city.population.numbers import NumberBook
from bancheng.journeys import portable
from bancheng.kernel.access import system_actor
from bancheng.kernel.ids import uuid7
from bancheng.organizations.spec import World, load_world, valid_uscc
from tests.city import Copy
from tests.config.test_city_new import CITY, bancheng, driven, empty, folder

__all__ = ["empty", "folder"]
THREE = ("elder-benefits", "flexible-employment", "veteran-services")
"""Of persons: what the person types is enough there. Deep in different ways: towns, counties, many rules."""


def exported(thing: str, tmp_path: Path) -> Path:
    file = tmp_path / f"{thing}.zip"
    told = bancheng("journey", "export", thing, str(file), "--folder", str(RULEBOOKS))
    assert told.exit_code == 0, told.output
    return file


def table_of(thing: str) -> Path:
    return Path(CITY) / f"对照表-{thing}.yaml"


def founded(city: Path, file: Path) -> None:
    """Found the bodies, posts and officers that the file needs and the city has not, under codes of the city's own."""
    package, on = portable.unpack(file.read_bytes()), date(2026, 11, 23)
    world = load_world(city, on)
    table = portable.proposal(package, world, {})
    rows: dict[str, list[dict[str, Any]]] = {"organizations": [], "posts": [], "staff": []}
    for body in package.manifest.bodies:
        for region, seat in table.bodies[body.key].items():
            if seat.organization == "":
                found(rows, world, body, region, package.manifest.journey)
    for name, added in rows.items():
        with (city / f"{name}.yaml").open("a", encoding="utf-8") as out:
            out.write("".join(f"- {json.dumps(row, ensure_ascii=False)}\n" for row in added))


def found(rows: dict[str, list[dict[str, Any]]], world: World, body: Any, region: str, thing: str) -> None:
    where = "449700" if region == "all" else region
    code = f"lin-{thing}-{body.key}-{where}"
    number = sum(map(len, rows.values())) + sum(map(ord, thing))
    rows["organizations"].append({
        "code": code, "name": f"{world.full_name(where)}{body.names[0]}", "uscc": uscc(where, number), "level": body.level,
        "region": where,
    })  # fmt: skip
    for duty, wanted in body.duties.items():
        post = f"{code}.{duty}"
        rows["posts"].append(
            {"code": post, "name": wanted.names[0], "organization": code, "roles": list(wanted.roles)}
        )
        rows["staff"].append({"account": post.replace(".", "-"), "name": "李临江", "posts": [post]})


def uscc(region: str, number: int) -> str:
    start = f"11{region[:6]}{number:09d}"
    return next(start + sign for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY" if valid_uscc(start + sign))


def brought(thing: str, file: Path) -> None:
    """Both runs of the import; nothing is looked up in a city that is connected to no register."""
    first = bancheng("journey", "import", str(file), CITY)
    assert first.exit_code == 0, first.output
    assert "都对上了" in first.output
    said = table_of(thing).read_text(encoding="utf-8")
    table_of(thing).write_text(said.replace(': "bring"', ': "none"'), encoding="utf-8")
    second = bancheng("journey", "import", str(file), CITY)
    assert second.exit_code == 0, second.output
    assert "没有发现问题。" in second.output


def test_three_journeys_come_into_another_city_and_are_done_there(
    folder: Path, empty: Copy, tmp_path: Path
) -> None:
    for thing in THREE:
        file = exported(thing, tmp_path)
        founded(folder, file)
        brought(thing, file)
    assert bancheng("city", "load", CITY, "--password", "first-password-2026").exit_code == 0
    numbers = NumberBook()
    for thing in THREE:
        assert done(thing, folder, numbers), thing


def done(thing: str, folder: Path, numbers: NumberBook) -> bool:
    """Somebody does it from the first question to what is handed over; with other answers when these lead nowhere."""
    for seed in range(12):
        person = uuid7()
        number = numbers.id_number("449702", date(1950, 5, 6), "1")
        own = NewPerson(person, "王临江", number, f"154{numbers_of(seed, thing):08d}")
        register_persons(actor=system_actor("test"), persons=[own], now=datetime.now(UTC))
        try:
            return bool(driven(person, folder, thing, seed))
        except NotPossible:
            continue
    return False


def numbers_of(seed: int, thing: str) -> int:
    return sum(map(ord, thing)) * 100 + seed


def test_what_is_missing_is_named_and_nothing_is_written_before_it_is_there(
    folder: Path, tmp_path: Path
) -> None:
    file = exported("restaurant", tmp_path)
    before = sorted((folder / "rulebooks").rglob("*.yaml"))
    first = bancheng("journey", "import", str(file), CITY)
    assert first.exit_code == FINDINGS
    assert "由哪个机构来，还没有填" in first.output
    assert table_of("restaurant").exists()
    second = bancheng("journey", "import", str(file), CITY)
    assert second.exit_code == FINDINGS
    assert sorted((folder / "rulebooks").rglob("*.yaml")) == before


def test_a_file_that_is_none_is_refused_in_a_sentence(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"hello")
    told = bancheng("journey", "import", str(file), CITY)
    assert told.exit_code == UNAVAILABLE
    assert "这个文件不能用" in told.output


def test_what_the_city_has_is_kept_and_what_is_to_be_replaced_is_replaced_in_its_place(
    folder: Path, tmp_path: Path
) -> None:
    stall = folder / "rulebooks" / "items" / "stall-filing.yaml"
    file = tmp_path / "stall.zip"
    assert (
        bancheng(
            "journey", "export", "street-stall", str(file), "--folder", str(folder / "rulebooks")
        ).exit_code
        == 0
    )
    body = yaml.safe_load(stall.read_text(encoding="utf-8"))
    own = stall.read_text(encoding="utf-8").replace(body["plain_name"], "本市的叫法")
    stall.write_text(own, encoding="utf-8")
    bancheng("journey", "import", str(file), CITY)
    assert bancheng("journey", "import", str(file), CITY).exit_code == 0
    assert stall.read_text(encoding="utf-8") == own
    said = table_of("street-stall").read_text(encoding="utf-8")
    assert '"item/stall-filing": ours' in said
    table_of("street-stall").write_text(
        said.replace('"item/stall-filing": ours', '"item/stall-filing": theirs'), encoding="utf-8"
    )
    assert bancheng("journey", "import", str(file), CITY).exit_code == 0
    now = stall.read_text(encoding="utf-8")
    assert "本市的叫法" not in now
    assert now.startswith("# 从临江市拿来")


def test_the_working_plan_is_written_from_files(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.docx"
    told = bancheng(
        "journey", "scheme", "street-stall", "--out", str(out), "--folder", str(folder / "rulebooks")
    )
    assert told.exit_code == 0
    assert out.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("command", [("scheme", "x", "--out", "x.docx"), ("export", "x", "x.zip")])
def test_a_journey_that_is_not_there_is_an_answer_of_the_program(
    folder: Path, command: tuple[str, ...]
) -> None:
    told = bancheng("journey", *command, "--folder", str(folder / "rulebooks"))
    assert told.exit_code == UNAVAILABLE
    assert not Path(command[-1]).exists()
