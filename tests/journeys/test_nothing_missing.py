"""Nothing is handed in with a hole: what a register should have said and did not stands in the way too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bancheng.journeys.commands.submitting import Missing, missing_of
from bancheng.journeys.compose import PlanField
from bancheng.journeys.queries.confirmations import confirmations_of
from bancheng.journeys.queries.drafts import DraftView
from bancheng.portal.queries.handing_in import _to_mend
from tests.portal.officers import usual


@pytest.fixture
def view(city: Any, registry: Any) -> DraftView:
    return usual().ready().view


def with_hole(view: DraftView, value: object, **more: Any) -> tuple[DraftView, PlanField]:
    """The draft with one required value from a register that is not there."""
    found = next(
        one
        for one in view.plan.fields
        if one.source.startswith("known:") and one.required and not one.undecided and one.nodes
    )
    hole = replace(found, value=value, **more)
    fields = tuple(hole if one.path == found.path else one for one in view.plan.fields)
    torn = replace(view)
    vars(torn)["plan"] = replace(view.plan, fields=fields)
    return torn, hole


def missing(view: DraftView) -> list[Missing]:
    return [one for one in missing_of(view, confirmations_of(view.draft_id)) if one.kind != "confirmation"]


@pytest.mark.parametrize("value", [None, ""])
def test_a_required_value_that_no_register_gave_is_missing_and_says_where(
    view: DraftView, value: object
) -> None:
    assert missing(view) == []
    torn, hole = with_hole(view, value)
    (one,) = missing(torn)
    assert (one.kind, one.target) == ("unknown", hole.path)
    assert "还没有查到" in one.sentence
    assert _to_mend(torn, one)["href"].endswith(f"#known-{hole.path}")


@pytest.mark.parametrize("more", [{"required": False}, {"undecided": True}])
def test_what_nobody_needs_for_certain_is_not_missing(view: DraftView, more: dict[str, bool]) -> None:
    assert missing(with_hole(view, None, **more)[0]) == []
