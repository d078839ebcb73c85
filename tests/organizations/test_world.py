"""The administrative world as a value, and as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bancheng.demo_city.population.calendar import CITY
from bancheng.organizations.spec import Level, Organization, Region, World, WorldError, load_world, valid_uscc

_PLACE = (
    "- {{code: p, name: 窗口, organization: a, region: '9', address: 路1号, phone: '1', hours: 每天, {}}}"
)
ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def city() -> World:
    return load_world(CITY, ON)


def test_lineage_climbs_from_the_village_to_the_province(city: World) -> None:
    assert city.lineage("449902001001") == ("449902001001", "449902001", "449902", "449900", "490000")


def test_a_region_that_is_not_there_has_no_lineage_and_lies_in_nothing(city: World) -> None:
    assert city.lineage("110101") == ()
    assert not city.within("110101", "110101")


def test_within_holds_for_the_region_itself_and_above_but_not_for_its_neighbour(city: World) -> None:
    assert city.within("449921100", "449921")
    assert city.within("449921", "449921")
    assert not city.within("449921100", "449902")


def test_at_level_finds_the_county_of_a_township(city: World) -> None:
    assert city.at_level("449921100", "county") == "449921"
    assert city.at_level("449921", Level.TOWNSHIP) is None


def test_full_name_is_what_an_address_says_without_the_province(city: World) -> None:
    assert city.full_name("449902001") == "善美市城区春风街道"


def test_parents_that_go_round_in_a_circle_end_the_climb_and_are_named() -> None:
    world = World.of(ON, [Region("1", "甲", Level.CITY, "2"), Region("2", "乙", Level.COUNTY, "1")])
    assert world.lineage("1") == ("1", "2")
    from bancheng.organizations.spec import problems_of

    assert any("绕成了圈" in problem for problem in problems_of(world))


def test_ids_follow_from_codes_so_files_and_database_agree() -> None:
    body = Organization("x", "某局", "", Level.CITY, "1", None)
    assert body.id == Organization("x", "改了名的某局", "", Level.COUNTY, "2", None).id


def test_the_demo_city_has_four_levels_of_organizations_and_no_contradiction(city: World) -> None:
    assert {body.level for body in city.organizations.values()} == {
        Level.CITY,
        Level.COUNTY,
        Level.TOWNSHIP,
        Level.VILLAGE,
    }
    assert all(valid_uscc(body.uscc) for body in city.organizations.values())
    assert len({body.uscc for body in city.organizations.values()}) == len(city.organizations)


def test_every_county_has_the_departments_of_a_birth_and_every_township_its_station(city: World) -> None:
    ours = [row for row in city.regions.values() if city.within(row.code, "449900")]
    for county in (row.code for row in ours if row.level is Level.COUNTY):
        heads = {
            body.code.rpartition("-")[0] for body in city.organizations.values() if body.region == county
        }
        assert {"health", "cdc", "police", "medical-insurance", "human-resources", "tax", "data"} <= heads
    for town in (row.code for row in ours if row.level is Level.TOWNSHIP):
        posts = {code.partition(".")[2] for body in city.organizations.values() if body.region == town for code in
                 (post.code for post in city.posts_of(body.code))}  # fmt: skip
        assert {"household", "vaccination", "childcare"} <= posts


def test_no_region_of_the_demo_is_a_real_division(city: World) -> None:
    # Real prefixes of provinces, GB/T 2260; under 44 the real cities end at 53.
    for code in city.regions:
        assert code[:2] in {"49", "29"} or code[:4] in {"4499", "4498"}


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("regions.yaml", "- {code: '1', name: 甲, level: county, parent: '9'}", "上级 9 不存在"),
        (
            "posts.yaml",
            "- {code: a.b, name: 窗口, organization: nobody, roles: [clerk]}",
            "机构 nobody 不存在",
        ),
        (
            "regions.yaml",
            "- {code: '1', name: 甲, level: city}\n- {code: '1', name: 乙, level: city}",
            "编码重复",
        ),
        ("regions.yaml", "hello", "清单"),
        (
            "organizations.yaml",
            "- {code: a, name: 某局, uscc: 11449900000100028K, level: city, region: '9'}",
            "校验位不对",
        ),
        ("service_points.yaml", _PLACE.format("longitude: 150.4"), "经纬度不对"),
        ("service_points.yaml", _PLACE.format("longitude: 190.4, latitude: 25"), "经纬度不对"),
        ("service_points.yaml", _PLACE.format("longitude: 东边, latitude: 25"), "不是数"),
    ],
)
def test_files_that_contradict_themselves_are_refused_by_name(
    tmp_path: Path, file: str, text: str, said: str
) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(WorldError, match=said):
        load_world(tmp_path, ON)


def test_a_credit_code_with_one_wrong_character_is_refused() -> None:
    assert valid_uscc("11449900000100028J")
    assert not valid_uscc("11449900000100082J")
    assert not valid_uscc("1144990000010002OJ")
