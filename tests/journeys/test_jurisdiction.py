"""Jurisdiction: the value that decides, the level, the entry of the nearest region, the day."""

from __future__ import annotations

from typing import Any

from bancheng.journeys.compose import Known, Plan, compose
from tests.factories import rulebooks as make
from tests.factories.rulebooks import ANSWERS, CITY, EAST, EAST_TOWN, ELSEWHERE, ON, WEST, WEST_TOWN

WORLD = make.world()


def composed(home: str | None, bodies: list[dict[str, Any]] | None = None) -> Plan:
    known = {"mother.home": Known(home, source="people")} if home else {}
    return compose(make.release(bodies or make.family()), ANSWERS, known, ON, world=WORLD)


def test_changing_the_address_changes_authority_days_and_materials() -> None:
    east, west = composed(EAST_TOWN), composed(WEST_TOWN)
    assert east.item("second@kid[1]").handling == "org:east-office"
    assert west.item("second@kid[1]").handling == "org:west-office"
    assert (str(east.item("second@kid[1]").promised), str(west.item("second@kid[1]").promised)) == (
        "1 wd",
        "3 wd",
    )
    photo = "account-photo@mother:original_or_copy"
    needed = {where: one.needed_by for where, plan in (("east", east), ("west", west)) for one in plan.materials
              if one.key == photo}  # fmt: skip
    assert "second" not in needed.get("east", ())
    assert "second" in needed["west"]


def test_a_town_without_entry_belongs_to_its_county_and_a_county_to_its_city() -> None:
    assert composed(EAST_TOWN).item("second@kid[1]").region == EAST_TOWN
    assert composed(EAST).item("second@kid[1]").handling == "org:east-office"
    assert composed(EAST_TOWN).item("first@kid[1]").handling == "org:lead"


def test_an_entry_below_the_level_is_not_used() -> None:
    bodies = make.family()
    second = next(body for body in bodies if body["code"] == "second")
    second["entries"].append(make.entry(EAST_TOWN, "east-station", promised="2 wd"))
    assert composed(EAST_TOWN, bodies).item("second@kid[1]").handling == "org:east-office"
    second["jurisdiction"]["level"] = "township"
    assert composed(EAST_TOWN, bodies).item("second@kid[1]").handling == "org:east-station"


def test_a_region_without_authority_here_blocks_and_says_which() -> None:
    found = composed(ELSEWHERE)
    assert {one.node for one in found.blocked} >= {"second@kid[1]"}
    assert found.blocked[0].region == ELSEWHERE
    assert not found.ready_to_submit()


def test_an_unknown_region_leaves_the_authority_open_and_takes_the_longest_promise() -> None:
    second = composed(None).item("second@kid[1]")
    assert (second.handling, second.entry, str(second.promised)) == (None, None, "3 wd")
    (photo,) = [one for one in composed(None).materials if one.key.startswith("account-photo")]
    assert photo.nodes == ("second@kid[1]",)


def test_what_may_turn_out_to_be_needed_is_marked() -> None:
    bodies = make.family()
    second = next(body for body in bodies if body["code"] == "second")
    second["entries"][1]["materials_extra"] = [{"type": "account-photo", "holder": "mother", "form": "copy"}]
    (extra,) = [one for one in composed(None, bodies).materials if one.key == "account-photo@mother:copy"]
    assert extra.undecided
    (sure,) = [one for one in composed(WEST_TOWN, bodies).materials if one.key == "account-photo@mother:copy"]
    assert not sure.undecided


def test_an_entry_holds_from_its_first_day_to_the_day_before_its_last() -> None:
    bodies = make.family()
    second = next(body for body in bodies if body["code"] == "second")
    second["entries"] = [
        make.entry(CITY, "lead", promised="9 wd", valid_to=ON.isoformat()),
        make.entry(CITY, "lead", promised="4 wd", valid_from=ON.isoformat()),
    ]
    assert str(composed(WEST, bodies).item("second@kid[1]").promised) == "4 wd"


def test_stages_go_to_the_posts_that_the_entry_names() -> None:
    bodies = make.family()
    second = next(body for body in bodies if body["code"] == "second")
    second["entries"][0]["posts"] = {"decide": "post:lead.window"}
    item = composed(EAST, bodies).item("second@kid[1]")
    assert dict(zip([stage.code for stage in item.stages], item.stage_posts, strict=True)) == {
        "accept": "post:east-office.window", "review": "post:east-office.window", "decide": "post:lead.window",
        "issue": "post:east-office.window", "deliver": "post:east-office.window",
    }  # fmt: skip
