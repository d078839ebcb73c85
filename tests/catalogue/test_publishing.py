"""Publishing a catalogue: refused while unsound, in force from a day on, nothing that runs is changed."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bancheng.catalogue import commands, queries
from bancheng.journeys.checks import check
from bancheng.journeys.compose import compose, plan_json
from bancheng.kernel import rulebooks
from bancheng.kernel.access import ANONYMOUS, PlainActor, system_actor
from bancheng.kernel.errors import NotPermitted, RuleBroken
from bancheng.kernel.rulebooks import Document, Folder, load_folder, save_folder
from tests.factories import rulebooks as make

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
ON, LATER = date(2026, 3, 2), date(2026, 5, 1)
WORLD = make.world()
RULEBOOKS = Path(__file__).parents[2] / "demo" / "rulebooks"
pytestmark = pytest.mark.django_db


def folder(bodies: list[dict[str, Any]], path: Path) -> Folder:
    save_folder([Document.of(body) for body in bodies], path)
    return load_folder(path)


def publish(bodies: list[dict[str, Any]], path: Path, effective_from: date = ON) -> commands.Published:
    return commands.publish_folder(
        actor=system_actor("test"), folder=folder(bodies, path), check=lambda one: check(one, WORLD),
        now=NOW, effective_from=effective_from,
    )  # fmt: skip


def test_an_unsound_folder_is_refused_and_nothing_is_stored(tmp_path: Path) -> None:
    bodies = make.family()
    bodies[1]["remedies"] = []
    with pytest.raises(RuleBroken) as refused:
        publish(bodies, tmp_path)
    assert refused.value.code == "catalogue_not_sound"
    assert refused.value.facts["count"] == 1
    assert queries.in_force("journey", ON) == []


def test_only_a_publisher_publishes(tmp_path: Path) -> None:
    for actor in (ANONYMOUS, PlainActor("staff", None, frozenset({"role:editor"}))):
        with pytest.raises(NotPermitted):
            commands.publish_folder(
                actor=actor,
                folder=folder(make.family(), tmp_path),
                check=lambda one: (),
                now=NOW,
                effective_from=ON,
            )


def test_publishing_again_changes_nothing_that_runs_and_says_what_is_new(tmp_path: Path) -> None:
    before = publish(make.family(), tmp_path / "a").releases[0]
    plan = plan_json(compose(rulebooks.release(before.digest), make.ANSWERS, {}, ON, world=WORLD))
    changed = copy.deepcopy(make.family())
    changed[1]["entries"][0]["promised"] = "3 wd"
    after = publish(changed, tmp_path / "b", LATER)
    rulebooks.forget()
    assert plan_json(compose(rulebooks.release(before.digest), make.ANSWERS, {}, ON, world=WORLD)) == plan
    assert rulebooks.current("journey", "thing", ON).digest == before.digest
    assert rulebooks.current("journey", "thing", LATER).digest == after.releases[0].digest
    assert after.changes == ("“first事项”的承诺时限由5个工作日改为3个工作日。",)
    assert queries.what_changed(before.digest, after.releases[0].digest) == list(after.changes)


def test_the_same_folder_again_has_the_same_releases_and_no_changes(tmp_path: Path) -> None:
    first, second = publish(make.family(), tmp_path / "a"), publish(make.family(), tmp_path / "b")
    assert [one.digest for one in first.releases] == [one.digest for one in second.releases]
    assert second.changes == ()


def test_what_no_journey_reaches_is_published_by_itself_and_exported(tmp_path: Path) -> None:
    codes = {"schema": "code-list/1", "code": "sex", "name": "性别", "values": [{"code": "1", "name": "男"}]}
    publish([*make.family(), codes], tmp_path / "a")
    assert [one.code for one in queries.in_force("code-list", ON)] == ["sex"]
    written = queries.export(ON)
    again = folder([document.body for document in written], tmp_path / "b")
    assert again.documents.keys() == {
        f"{body['schema'].split('/')[0]}/{body['code']}" for body in [*make.family(), codes]
    }
    assert check(again, WORLD) == []


def test_a_register_that_the_program_asks_by_itself_rules_by_itself_though_a_journey_asks_it_too() -> None:
    found = load_folder(RULEBOOKS)
    asked = {("resource", one.code) for one in found.of("resource") if {"use", "reports"} & one.body.keys()}
    reached = {
        key
        for one in found.of("journey")
        for key in rulebooks.compose_release(found.documents, "journey", one.code).documents
    }
    assert any(f"{kind}/{code}" in reached for kind, code in asked), "otherwise nothing is tried here"
    assert asked <= set(commands.roots(found))


def test_importing_puts_nothing_in_force(tmp_path: Path) -> None:
    commands.import_folder(
        actor=system_actor("test"),
        folder=folder(make.family(), tmp_path),
        check=lambda one: check(one, WORLD),
        now=NOW,
    )
    assert queries.in_force("journey", LATER) == []
