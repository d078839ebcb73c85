"""A single matter applied for alone is a journey of one item."""

from __future__ import annotations

from pathlib import Path

import pytest

from bancheng.journeys.compose import Known, alone, compose
from bancheng.kernel.rulebooks import load_folder
from tests.factories import rulebooks as make
from tests.factories.rulebooks import EAST_TOWN, ON

ROOT = Path(__file__).resolve().parents[2]
WORLD = make.world()


def test_what_an_earlier_item_would_have_given_is_asked_and_brought() -> None:
    release = alone(make.documents(*make.family()), "second")
    known = {"mother.id": Known("4499", source="sign-on"), "kid.settles": Known(EAST_TOWN, source="answer")}
    plan = compose(release, {}, known, ON, world=WORLD)
    assert [item.node for item in plan.items] == ["second"]
    assert plan.items[0].handling == "org:east-office"
    assert "kid.proof" in [field.path for field in plan.asked()]
    assert plan.figures.days.before == plan.figures.days.after == 1


def test_the_same_item_has_the_same_release() -> None:
    one, other = (alone(make.documents(*make.family()), "third") for _ in range(2))
    assert one.digest == other.digest


def test_an_item_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        alone(make.documents(*make.family()), "sixth")


def test_every_item_of_the_demo_city_can_be_applied_for_alone() -> None:
    folder = load_folder(ROOT / "demo" / "rulebooks")
    for document in folder.of("item"):
        plan = compose(alone(folder.documents, document.code), {}, {}, ON, world=WORLD)
        assert [item.code for item in plan.items] + [
            one.code for one in plan.undecided + plan.not_chosen
        ] == [document.code]
