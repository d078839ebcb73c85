"""各改各的: an editor of one county's body changes its own entry of an item, nobody else's and nothing that all share."""

from __future__ import annotations

import copy
from typing import Any
from uuid import UUID

import pytest

from bancheng.accounts.queries import actor_of_staff
from bancheng.accounts.spec import SessionActor
from bancheng.journeys.authoring import goes_beyond, is_limited, is_own, merge, own_over
from bancheng.journeys.commands import revising
from bancheng.journeys.queries.revisions import revision
from bancheng.kernel.ids import uuid7
from tests.journeys.planning import city as files
from tests.journeys.test_revisions import NOW, TODAY, elsewhere_item, holder, publish, refused, submit

CODE = "food-licence"
OWN, OTHER = "449921", "449904"
KEY = f"item/{CODE}"


@pytest.fixture
def county(city: object) -> SessionActor:
    """事项编辑 of the county's own body."""
    found = actor_of_staff("market-anlan-1", TODAY, "market-anlan.rules")
    assert found is not None
    return found


@pytest.fixture
def begun(county: SessionActor) -> UUID:
    return revising.begin_revision(actor=county, revision_id=uuid7(), kind="item", code=CODE, now=NOW)


def body_of(number: UUID, actor: SessionActor) -> dict[str, Any]:
    return copy.deepcopy(dict(revision(number, actor=actor, on=TODAY).documents[KEY].body))


def entry(body: dict[str, Any], region: str) -> dict[str, Any]:
    return next(one for one in body["entries"] if one["region"] == region)


def write(number: UUID, actor: SessionActor, body: dict[str, Any]) -> int:
    version = revision(number, actor=actor, on=TODAY).documents[KEY].version
    return revising.write_rulebook(
        actor=actor, revision_id=number, kind="item", code=CODE, version=version, body=body, now=NOW
    )


def test_its_own_entry_is_changed_submitted_and_published(begun: UUID, county: SessionActor) -> None:
    body = body_of(begun, county)
    entry(body, OWN)["phone"] = "0799-5130999"
    write(begun, county, body)
    submit(begun, county)
    publish(begun, holder("data", "publisher"))


@pytest.mark.parametrize("what", ["changed", "taken away", "doubled", "shared", "defaults"])
def test_what_is_others_is_refused(begun: UUID, county: SessionActor, what: str) -> None:
    body = body_of(begun, county)
    if what == "changed":
        entry(body, OTHER)["phone"] = "0799-5130999"
    elif what == "taken away":
        body["entries"].remove(entry(body, OTHER))
    elif what == "doubled":
        body["entries"].append(copy.deepcopy(entry(body, OTHER)))
    elif what == "shared":
        body["one_line"] = "只有我们这样说"
    else:
        body["entry_defaults"]["promised"] = "1 wd"
    with refused("entry_elsewhere"):
        write(begun, county, body)


def test_its_entry_does_not_move_to_another_county(begun: UUID, county: SessionActor) -> None:
    body = body_of(begun, county)
    entry(body, OWN)["region"] = OTHER
    with refused("entry_elsewhere"):
        write(begun, county, body)


def test_its_own_may_be_taken_away_and_added_for_its_towns(begun: UUID, county: SessionActor) -> None:
    body = body_of(begun, county)
    town = {**copy.deepcopy(entry(body, OWN)), "region": "449921100"}
    body["entries"] = [one for one in body["entries"] if one["region"] != OWN] + [town]
    write(begun, county, body)
    assert {one["region"] for one in body_of(begun, county)["entries"]} >= {"449921100", OTHER}


def test_a_new_item_of_a_county_has_no_entry_elsewhere(county: SessionActor) -> None:
    def begin(region: str) -> UUID:
        body = {"schema": "item/1", "code": f"new-{region}", "name": "新的", "entries": [{"region": region}]}
        return revising.begin_revision(
            actor=county, revision_id=uuid7(), kind="item", code=f"new-{region}", now=NOW, body=body
        )

    begin(OWN)
    with refused("entry_elsewhere"):
        begin(OTHER)


def test_whoever_reaches_every_region_changes_everything() -> None:
    world = files()
    body = {"one_line": "甲", "entries": [{"region": OWN}, {"region": OTHER}]}
    assert not is_limited(body, "market", world)
    assert not is_limited(body, "data", world)
    assert is_limited(body, "market-anlan", world)
    assert not goes_beyond(body, {"one_line": "乙", "entries": []}, "market", world)


def test_of_one_county_another_department_s_entry_is_not_its_own() -> None:
    world = files()
    body = {
        "entries": [
            {"region": OWN, "organization": "org:market-anlan"},
            {"region": OWN, "organization": "org:fire-anlan"},
            {"region": OTHER, "organization": "org:market-wangjiang"},
            {"region": ""},
        ]
    }
    own = [is_own(body, one, "market-anlan", world) for one in body["entries"]]
    assert own == [True, False, False, True]
    above = [is_own(body, one, "government-anlan", world) for one in body["entries"]]
    assert above == [True, True, False, True]


def test_the_newest_version_is_taken_in_with_ours_over_its_own_entry(
    begun: UUID, county: SessionActor
) -> None:
    body = body_of(begun, county)
    entry(body, OWN)["phone"] = "0799-5130999"
    write(begun, county, body)
    newest = copy.deepcopy(body_of(begun, county))
    entry(newest, OWN)["phone"] = entry(newest, OWN)["complaint_phone"][:-1] + "1"
    entry(newest, OTHER)["phone"] = "0799-5120888"
    elsewhere_item(CODE, newest)
    revising.rebase(actor=county, revision_id=begun, kind="item", code=CODE, now=NOW)
    merged = body_of(begun, county)
    assert entry(merged, OWN)["phone"] == "0799-5130999"
    assert entry(merged, OTHER)["phone"] == "0799-5120888"


def test_only_own_entries_are_put_over_the_newest_version() -> None:
    newest = {"name": "新", "entries": [{"region": OTHER, "phone": "1"}, {"region": OWN, "phone": "1"}]}
    ours = {"name": "旧", "entries": [{"region": OTHER, "phone": "0"}, {"region": OWN, "phone": "2"}]}
    assert own_over(newest, ours, "market-anlan", files()) == {
        "name": "新", "entries": [{"region": OTHER, "phone": "1"}, {"region": OWN, "phone": "2"}],
    }  # fmt: skip


def test_entries_with_names_are_merged_one_by_one_when_their_number_changed() -> None:
    base = {"entries": [{"region": "1", "p": 1}, {"region": "2", "p": 1}]}
    ours = {"entries": [*base["entries"], {"region": "3", "p": 3}]}
    theirs = {"entries": [{"region": "1", "p": 9}]}
    merged = merge(base, ours, theirs)
    assert merged.body == {"entries": [{"region": "1", "p": 9}, {"region": "3", "p": 3}]}
    assert merged.clashes == ()
