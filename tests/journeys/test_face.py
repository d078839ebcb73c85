"""门面: the stages of life and the hot words are a document of the city, judged as every rulebook is."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bancheng.catalogue.spec import Face
from bancheng.journeys.checks import Finding, advice, check
from bancheng.kernel.rulebooks import Document, Folder, load_folder
from bancheng.organizations.spec import load_world
from tests.factories import rulebooks as make

ROOT = Path(__file__).resolve().parents[2]
WORLD = make.world()


def face(**more: Any) -> dict[str, Any]:
    stages = [{"name": "上学", "topics": ["教育科研"]}, {"name": "工作", "topics": ["劳动就业"]}]
    return {"schema": "face/1", "code": "city", "name": "门面", "person": stages} | more


def folder(*more: dict[str, Any], topics: tuple[str, ...] = ()) -> Folder:
    bodies = [copy.deepcopy(one) for one in make.family()]
    for one in bodies:
        if one["schema"] == "item/1":
            one["topics"] = list(topics)
    found = Folder(Path())
    found.documents = {one.key: one for one in map(Document.of, (*bodies, *more))}
    return found


def rules(found: list[Finding]) -> list[str]:
    return [one.rule for one in found]


def about_faces(*more: dict[str, Any]) -> list[str]:
    return [one.rule for one in check(folder(*more), WORLD) if one.place.startswith("face/")]


def test_a_sound_face_has_no_findings_and_a_city_may_have_none() -> None:
    assert about_faces(face()) == []
    assert about_faces() == []


def test_a_city_has_one_face() -> None:
    assert about_faces(face(), face(code="other")) == ["face_twice"]


def test_a_stage_without_a_topic_would_stay_empty() -> None:
    assert about_faces(face(enterprise=[{"name": "开起来"}])) == ["stage_without_topic"]


def test_a_topic_stands_in_one_stage_of_a_side() -> None:
    twice = [{"name": "上学", "topics": ["教育科研"]}, {"name": "读书", "topics": ["教育科研"]}]
    assert about_faces(face(person=twice)) == ["topic_twice"]
    assert about_faces(face(person=twice[:1], enterprise=twice[1:])) == [], "the sides are apart"


def test_a_word_is_not_both_first_and_never() -> None:
    assert about_faces(face(hot={"first": ["上户口"], "never": ["户口"]})) == ["hot_never"]


@pytest.mark.parametrize("wrong", [{"sessions": 1}, {"most": 9}, {"days": 0}])
def test_bounds_of_the_hot_words(wrong: dict[str, int]) -> None:
    assert about_faces(face(hot=wrong)) == ["schema"]


def test_a_topic_that_no_stage_knows_is_advice_and_stops_nobody() -> None:
    made = folder(face(), topics=("渔业", "教育科研"))
    assert "topic_without_stage" not in rules(check(made, WORLD))
    told = advice(made, WORLD)
    assert set(rules(told)) == {"topic_without_stage"}
    assert all("渔业" in one.sentence for one in told)
    assert advice(folder(face(), topics=("教育科研",)), WORLD) == []
    assert advice(folder(topics=("渔业",)), WORLD) == [], "no face, no stage to be missing"


def test_the_demo_city_and_a_new_one_have_a_face_without_advice() -> None:
    demo = load_folder(ROOT / "demo" / "rulebooks")
    assert advice(demo, load_world(ROOT / "demo" / "city", date(2026, 11, 21))) == []
    new = load_folder(ROOT / "demo" / "new_city" / "rulebooks" / "face")
    for found in (demo, new):
        (one,) = found.of("face")
        assert isinstance(one.model, Face)
        assert one.model.person
        assert one.model.enterprise
