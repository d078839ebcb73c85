"""认领: a matter of the directory above becomes an item here; what the directory fixes cannot be said otherwise."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bancheng.accounts.queries import actor_of_staff
from bancheng.accounts.spec import SessionActor
from bancheng.catalogue.commands import publish_folder
from bancheng.catalogue.spec import Directory, Item, Matter, differences
from bancheng.demo_city.loader import RULEBOOKS
from bancheng.journeys.authoring import listed
from bancheng.journeys.checks import check
from bancheng.journeys.commands import adopting, revising
from bancheng.journeys.queries.revisions import revision
from bancheng.kernel.access import system_actor
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import Document, Folder, load_folder, standing
from bancheng.organizations.queries import world
from tests.journeys.planning import ON
from tests.journeys.planning import city as files
from tests.journeys.test_revisions import NOW, TODAY, holder, publish, refused, submit

FREE = "000514011000"
"""A matter that the demo city has not adopted; its line is 人力资源社会保障."""
TAKEN = "000709001000"
CODE = "unemployment-benefit"


def directory() -> Directory:
    found = [one.model for one in load_folder(RULEBOOKS).documents.values() if one.kind == "directory"]
    assert isinstance(found[0], Directory)
    return found[0]


def matter(code: str = TAKEN, **changed: Any) -> Matter:
    held = directory().matter(code)
    assert held is not None
    return held.model_copy(update=changed)


def item(**changed: Any) -> Item:
    """The item of the demo that has adopted the matter."""
    body = next(
        one.body
        for one in load_folder(RULEBOOKS).documents.values()
        if one.kind == "item" and one.body.get("codes", {}).get("basic") == TAKEN
    )
    return Item.model_validate({**copy.deepcopy(body), **changed})


def said(found: Matter, adopted: Item, on: date = ON) -> set[str]:
    return {".".join(map(str, one.spot)) for one in differences(found, adopted, on)}


# 目录定的


def test_an_item_as_the_directory_has_it_differs_in_nothing() -> None:
    assert differences(matter(), item(), ON) == []


def test_another_name_is_told_a_smaller_matter_in_brackets_is_not() -> None:
    assert said(matter(), item(name="报户口")) == {"name"}
    assert said(matter(), item(name="国（境）内出生登记（双胞胎）")) == set()


def test_another_type_level_or_audience_is_told() -> None:
    assert said(matter(), item(type="20")) == {"type"}
    assert said(matter(), item(type="0701")) == set()
    assert said(matter(), item(exercised_at=["4", "2"])) == {"exercised_at"}
    assert said(matter(), item(audience=["1", "5"])) == {"audience"}


def test_a_basis_may_be_added_and_not_taken_away() -> None:
    own = {"code": "own", "title": "善美市户口办理办法"}
    held = [one.model_dump(exclude_defaults=True) for one in item().basis]
    assert said(matter(), item(basis=[*held, own])) == set()
    assert said(matter(), item(basis=[own])) == {"basis"}


def test_a_limit_may_be_shorter_and_never_longer() -> None:
    shared = item().entry_defaults
    assert said(matter(), item(entry_defaults={**shared, "legal": "19 wd"})) == set()
    longer = {**shared, "legal": "21 wd", "promised": "21 wd"}
    assert said(matter(), item(entry_defaults=longer)) == {
        "entry_defaults.legal", "entry_defaults.promised", *own_promises(longer),
    }  # fmt: skip


def own_promises(shared: dict[str, Any]) -> set[str]:
    """Entries whose own promise is longer than the twenty days of the directory: there are none in the demo."""
    return {
        f"entries.{n}.promised"
        for n, one in enumerate(item(entry_defaults=shared).entries)
        if one.promised.working_days > 20 and str(one.promised) != shared["promised"]
    }


def test_of_one_region_only_its_own_entry_is_told() -> None:
    entries = [copy.deepcopy(one) for one in _entries()]
    entries[3]["promised"] = "25 wd"
    assert said(matter(), item(entries=entries)) == {"entries.3.promised"}


def _entries() -> list[dict[str, Any]]:
    found = load_folder(RULEBOOKS).documents.values()
    held = next(one.body for one in found if one.body.get("codes", {}).get("basic") == TAKEN)
    return list(held["entries"])


def test_a_matter_that_left_the_directory_or_is_not_there_yet_is_told() -> None:
    assert said(matter(valid_to=ON), item()) == {"codes.basic"}
    assert said(matter(valid_to=ON + timedelta(days=1)), item()) == set()
    assert said(matter(valid_from=ON + timedelta(days=1)), item()) == {"codes.basic"}


def test_the_check_tells_it_with_place_and_remedy() -> None:
    folder = load_folder(RULEBOOKS)
    key = next(
        key for key, one in folder.documents.items() if one.body.get("codes", {}).get("basic") == TAKEN
    )
    folder.documents[key] = Document.of({**folder.documents[key].body, "name": "报户口"})
    (told,) = check(folder, files())
    assert (told.place, told.rule) == (f"{key}: name", "directory")
    assert "改成目录里的名称" in told.remedy


# 谁能认领


def test_a_body_sees_the_matters_of_its_line_the_one_that_publishes_all() -> None:
    documents = load_folder(RULEBOOKS).documents

    def free(organization: str) -> set[str]:
        return {
            str(one.matter.department) for one in listed(documents, files(), organization) if not one.adopted
        }

    assert free("human-resources") == {"人力资源社会保障"}
    assert free("federation") == {"残联"}
    assert free("market-anlan") == {"市场监管"}
    assert len(free("data")) >= 7


@pytest.fixture
def editor(city: object) -> SessionActor:
    return at("human-resources-1", "human-resources.lead")


def at(account: str, post: str) -> SessionActor:
    """Somebody with several posts, at one of them."""
    found = actor_of_staff(account, TODAY, post)
    assert found is not None
    return found


def claim(actor: SessionActor, basic: str = FREE, code: str = CODE, revision_id: UUID | None = None) -> UUID:
    return adopting.adopt_matter(
        actor=actor, revision_id=revision_id or uuid7(), basic=basic, code=code, now=NOW
    )


def test_a_claim_is_a_revision_with_what_the_directory_fixes(editor: SessionActor) -> None:
    view = revision(claim(editor), actor=editor, on=TODAY)
    body = view.documents[f"item/{CODE}"].body
    held = matter(FREE)
    assert (body["name"], body["codes"]["basic"], body["type"]) == (held.name, FREE, held.type)
    assert [one["article"] for one in body["basis"]] == ["第四十五条", "第五十条"]
    assert body["entry_defaults"]["legal"]["limit"] == str(held.legal)
    (entry,) = body["entries"]
    assert (entry["region"], entry["organization"]) == ("449900", "org:human-resources")
    assert entry["codes"]["implementation"].endswith(f"3{FREE}")
    assert view.findings == []


def test_the_same_page_posted_twice_claims_once(editor: SessionActor) -> None:
    number = uuid7()
    assert claim(editor, revision_id=number) == claim(editor, revision_id=number) == number


def test_what_is_adopted_is_not_claimed_again(editor: SessionActor, city: object) -> None:
    with refused("matter_already_adopted"):
        claim(holder("data", "editor"), basic=TAKEN)


def test_another_line_s_matter_is_not_there(editor: SessionActor) -> None:
    with refused("not_found"):
        claim(at("education-1", "education.lead"))
    with refused("not_found"):
        claim(editor, basic="000000000000")


def test_whoever_edits_nothing_claims_nothing(city: object) -> None:
    with refused("not_permitted"):
        claim(holder("human-resources-chengqu", "clerk"))


def test_a_code_that_is_taken_is_refused(editor: SessionActor) -> None:
    with refused("rulebook_code_wrong"):
        claim(editor, code="household-registration")


def test_what_says_otherwise_than_the_directory_is_stored_and_not_handed_in(editor: SessionActor) -> None:
    number = claim(editor)
    body = copy.deepcopy(revision(number, actor=editor, on=TODAY).documents[f"item/{CODE}"].body)
    body["entry_defaults"]["legal"] = "11 wd"
    revising.write_rulebook(
        actor=editor, revision_id=number, kind="item", code=CODE, version=1, body=body, now=NOW
    )
    told = revision(number, actor=editor, on=TODAY).findings
    assert [one.rule for one in told] == ["directory"]
    with refused("revision_unsound"):
        submit(number, editor)


def test_claimed_written_and_published_by_a_second_person(editor: SessionActor) -> None:
    number = claim(editor)
    submit(number, editor)
    publish(number, holder("data", "publisher"))
    assert f"item/{CODE}" in standing(TODAY).documents
    rows = listed(standing(TODAY).documents, world(TODAY), "human-resources")
    row = next(one for one in rows if one.matter.code == FREE)
    assert [one.code for one in row.items] == [CODE]
    assert row.differing == ()


def test_a_later_version_of_the_directory_shows_on_the_items_that_adopted(city: object) -> None:
    held = next(one for one in standing(TODAY).documents.values() if one.kind == "directory")
    body = copy.deepcopy(held.body)
    changed = next(one for one in body["matters"] if one["code"] == TAKEN)
    changed["legal"] = "10 wd"
    folder = Folder(Path())
    folder.documents = {held.key: Document(held.kind, held.code, body)}
    there = world(TODAY)
    publish_folder(
        actor=system_actor("console"),
        folder=folder,
        check=lambda one: check(one, there),
        now=NOW,
        effective_from=TODAY,
    )
    rows = listed(standing(TODAY).documents, there, "data")
    ((adopted, told),) = next(one for one in rows if one.matter.code == TAKEN).differing
    assert adopted.codes.basic == TAKEN
    assert "比基本目录的10个工作日还长" in told[0].sentence
    assert [one.matter.code for one in rows if one.differing] == [TAKEN]
