"""铺到县区、镇街: who does the same work elsewhere is found by post and name, computed from the city's own tables."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from bancheng.demo_city.loader import RULEBOOKS
from bancheng.journeys.authoring import copied, level_of, levels_of, targets
from bancheng.journeys.authoring.extending import counterparts, doer_of, kind_of
from bancheng.kernel.rulebooks import load_folder
from bancheng.organizations.spec import Level
from tests.journeys.planning import city

FACTS = ("region", "organization", "handling", "queue", "posts", "codes")


@cache
def items() -> dict[str, dict[str, Any]]:
    return {one.code: one.body for one in load_folder(RULEBOOKS).documents.values() if one.kind == "item"}


def in_counties() -> dict[str, Any]:
    """An item of the demo with an entry in every county, done by a body of the county."""
    return copy.deepcopy(items()["food-licence"])


def in_towns() -> dict[str, Any]:
    """One with an entry in every town, done by a station in the county's name."""
    return copy.deepcopy(items()["household-registration"])


def test_levels_go_down_to_the_one_where_the_authority_is_sought() -> None:
    assert levels_of(in_counties(), city()) == [Level.COUNTY]
    assert levels_of(in_towns(), city()) == [Level.COUNTY, Level.TOWNSHIP]
    assert levels_of({}, city()) == [Level.COUNTY]
    assert level_of(in_towns()["entries"][0], levels_of(in_towns(), city()), city()) is Level.TOWNSHIP


def test_regions_that_have_an_entry_are_not_offered() -> None:
    body = in_counties()
    first = body["entries"][0]
    assert targets(body, first, Level.COUNTY, "market", city()) == []
    body["entries"] = [first]
    found = targets(body, first, Level.COUNTY, "market", city())
    assert [one.region.code for one in found] == ["449904", "449921", "449922"]
    assert [one.proposed for one in found] == ["market-wangjiang", "market-anlan", "market-yunling"]


def test_a_county_is_offered_its_own_regions_only() -> None:
    body = in_towns()
    first = body["entries"][0]
    body["entries"] = [first]
    found = targets(body, first, Level.TOWNSHIP, "government-anlan", city())
    assert {one.region.code[:6] for one in found} == {"449921"}
    assert len(targets(body, first, Level.TOWNSHIP, "data", city())) > len(found)


def test_the_copy_of_every_entry_of_the_demo_is_the_entry_that_somebody_wrote() -> None:
    """But three: a hospital that has no window for this elsewhere. Then a person says."""
    unknown, wrong = set(), []
    for code, body in items().items():
        first = body["entries"][0]
        level = city().regions[first["region"]].level
        for entry in body["entries"][1:]:
            if city().regions[entry["region"]].level is not level or entry.get("when"):
                continue
            found = counterparts(first, entry["region"], city())
            if len(found) != 1:
                unknown.add(code)
                continue
            made = copied(first, entry["region"], found[0].code, city())
            differs = [key for key in FACTS if key not in ("posts",) and made.get(key) != entry.get(key)]
            if found[0].code != doer_of(entry) or differs:
                wrong.append((code, entry["region"], differs))
    assert wrong == []
    assert len(unknown) == 1


def test_what_is_of_one_place_is_left_behind_what_is_of_all_goes_along() -> None:
    first = in_towns()["entries"][0]
    first |= {"valid_from": "2026-01-01", "promised": "2 wd", "service_points": [{"name": "甲"}]}
    made = copied(first, "449921100", "station-chengdong", city())
    assert made["promised"] == "2 wd"
    assert not {"valid_from", "service_points", "complaint_phone"} & made.keys()
    assert made["organization"] == "org:police-anlan"
    assert made["codes"]["implementation"].startswith(city().organizations["police-anlan"].uscc)
    assert first["region"] == "449902001", "the entry that is copied stays"


def test_from_the_city_s_own_entry_to_the_county_s_body_of_that_name() -> None:
    entry = {
        "region": "449900",
        "organization": "org:market",
        "queue": "post:market.lead",
        "promised": "5 wd",
    }
    (found,) = counterparts(entry, "449922", city())
    assert found.code == "market-yunling"
    made = copied(entry, "449922", found.code, city())
    assert made["queue"].startswith("post:market-yunling.")


def test_a_body_is_called_without_its_region() -> None:
    names = {
        kind_of(city().organizations[code], city()) for code in ("market", "market-anlan", "market-yunling")
    }
    assert len(names) == 1
    assert "善美市" not in names.pop()
