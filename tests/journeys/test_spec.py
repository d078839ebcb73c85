"""The rulebook schemas: short forms that officials write, refusals, and human texts by language."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.catalogue.spec import Item, Limit
from bancheng.journeys.spec import Journey
from bancheng.kernel.rulebooks import CheckFailed, Document, json_schemas, text
from tests.factories import rulebooks as make


def read(body: dict[str, Any]) -> Any:
    return Document.of(body).model


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("20 wd", 20),
        ("now", 0),
        ("30 cd", 22),
        ("4 h", 1),
        ("1 m", 22),
        ({"limit": "5 wd", "inferred": True}, 5),
    ],
)
def test_a_limit_is_a_number_and_a_unit(written: Any, days: int) -> None:
    assert Limit.model_validate(written).working_days == days


@pytest.mark.parametrize("written", ["soon", "20", "20 days", "-1 wd", "1.5 wd", ""])
def test_anything_else_is_no_limit(written: str) -> None:
    with pytest.raises(ValueError, match="时限写成"):
        Limit.model_validate(written)


def test_entries_take_what_they_share_and_keep_what_is_their_own() -> None:
    body = make.item("x", entry_defaults={"visits": 1, "visits_reason": "领证"},
                     entries=[make.entry(), make.entry(make.EAST, visits=0, visits_reason=None)])  # fmt: skip
    item = read(body)
    assert isinstance(item, Item)
    assert [entry.visits for entry in item.entries] == [1, 0]


def test_options_may_be_written_short() -> None:
    journey = read(make.journey([{"item": "x"}], questions=[
        {"id": "q", "ask": "?", "why": "w", "options": {"yes": "有", "no": "没有"}, "typical": "yes"}]))  # fmt: skip
    assert isinstance(journey, Journey)
    assert journey.questions[0].values == ("yes", "no")
    assert text(journey.questions[0].options[1].label) == "没有"


def test_a_human_text_is_a_string_or_a_map_by_language() -> None:
    item = read(make.item("x", plain_name={"zh-hans": "上户口", "en": "Register a birth"}))
    assert text(item.plain_name, "en") == "Register a birth"
    assert text(item.plain_name, "zh-hant") == "上户口"


@pytest.mark.parametrize(
    "spoil",
    [
        {"colour": "red"},
        {"entries": []},
        {"fields": [{"path": "child[1].name", "element": "p.name"}]},
        {"fields": [{"path": "name", "element": "p.name"}]},
        {"entries": [make.entry(organization="lead")]},
        {"outcome": {"gives": {"Kid.id": "p.id"}}},
    ],
)
def test_what_the_schema_does_not_know_is_refused_with_its_place(spoil: dict[str, Any]) -> None:
    with pytest.raises(CheckFailed) as refused:
        read(make.item("x", **spoil))
    assert refused.value.findings[0][0][0] == next(iter(spoil))


def test_a_replacement_names_a_certificate_or_a_resource_not_both() -> None:
    with pytest.raises(CheckFailed):
        read(make.material("m", replaced_by=[{"certificate": "a", "resource": "b"}]))


def test_every_kind_has_a_json_schema() -> None:
    schemas = json_schemas()
    assert {"item/1", "material/1", "element/1", "code-list/1", "certificate-type/1", "paper/1", "journey/1",
            "resource/1"} <= schemas.keys()  # fmt: skip
    assert all(schema["title"] and schema["additionalProperties"] is False for schema in schemas.values())


def test_a_journey_reaches_everything_it_needs() -> None:
    release = make.release(make.family())
    kinds = {key.partition("/")[0] for key in release.closure}
    assert kinds == {"journey", "item", "element", "material", "certificate-type", "resource"}


def test_renaming_every_code_changes_only_the_names() -> None:
    """The same rulebooks under other codes compose to the same plan under other codes."""
    import json

    from bancheng.journeys.compose import compose, plan_json

    bodies = make.family()
    codes = sorted({body["code"] for body in bodies}, key=len, reverse=True)
    names = {code: f"z{number:02d}q" for number, code in enumerate(codes)}

    def renamed(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {one: renamed(inner, one) for one, inner in value.items()}
        if isinstance(value, list):
            return [renamed(inner, key) for inner in value]
        named = key in ("code", "item", "element", "type", "resource", "certificate", "identified_by", "kid.proof", "kid.id",
                        "applicant.id", "applicant.phone")  # fmt: skip
        return names.get(value, value) if named and isinstance(value, str) else value

    def shape(found: list[dict[str, Any]], code: str) -> dict[str, Any]:
        plan = plan_json(compose(make.release(found, code), make.ANSWERS, {}, make.ON, world=make.world()))
        return {"items": len(plan["items"]), "levels": sorted(item["level"] for item in plan["items"]),
                "sources": sorted(field["source"].split(":")[0] for field in plan["fields"]),
                "paths": sorted(field["path"] for field in plan["fields"]),
                "reductions": json.dumps(plan["reductions"])}  # fmt: skip

    assert shape([renamed(body) for body in bodies], names["thing"]) == shape(bodies, "thing")
