"""修订稿: rulebooks are changed by an editor, checked, read by a second person and published from a day on."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bancheng.accounts.queries import actor_of_staff, local_day
from bancheng.accounts.spec import SessionActor
from bancheng.catalogue.commands import publish_folder
from bancheng.journeys.authoring import merge
from bancheng.journeys.checks import check
from bancheng.journeys.commands import releasing, revising
from bancheng.journeys.queries.revisions import being_revised, revision, revisions
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import Document, Folder, current, current_digest, standing
from bancheng.organizations.queries import world

NOW = datetime.now(UTC) + timedelta(hours=3)  # after the city was loaded, however long the other tests took
TODAY = local_day(NOW)
ITEM = ("item", "household-registration")
JOURNEY = ("journey", "newborn")


def officer(account: str) -> SessionActor:
    actor = actor_of_staff(account, TODAY)
    assert actor is not None
    return actor


def holder(organization: str, role: str) -> SessionActor:
    """Whoever holds a post with a role in an organization of the demo city."""
    found = (actor_of_staff(f"{organization}-{n}", TODAY) for n in range(1, 9))
    return next(one for one in found if one and one.post and role in one.post.roles)


@pytest.fixture
def editor(city: object) -> SessionActor:
    """事项编辑 of the body that keeps publishing."""
    return holder("data", "editor")


@pytest.fixture
def publisher(city: object) -> SessionActor:
    return holder("data", "publisher")


@pytest.fixture
def begun(editor: SessionActor) -> UUID:
    return revising.begin_revision(actor=editor, revision_id=uuid7(), kind=ITEM[0], code=ITEM[1], now=NOW)


def body_of(
    revision_id: UUID, actor: SessionActor, key: str = "item/household-registration"
) -> dict[str, Any]:
    view = revision(revision_id, actor=actor, on=TODAY)
    return copy.deepcopy(dict(view.documents[key].body))


def write(revision_id: UUID, actor: SessionActor, body: dict[str, Any], version: int = 1) -> int:
    return revising.write_rulebook(
        actor=actor, revision_id=revision_id, kind=ITEM[0], code=ITEM[1], version=version, body=body, now=NOW
    )


def slower(revision_id: UUID, actor: SessionActor, promised: str = "19 wd") -> None:
    """A change that is sound."""
    body = body_of(revision_id, actor)
    for entry in body["entries"]:
        entry["promised"] = promised
    view = revision(revision_id, actor=actor, on=TODAY)
    write(revision_id, actor, body, view.documents["item/household-registration"].version)


def submit(revision_id: UUID, actor: SessionActor) -> None:
    content = revision(revision_id, actor=actor, on=TODAY).content
    releasing.submit_revision(actor=actor, revision_id=revision_id, content=content, now=NOW)


def publish(revision_id: UUID, actor: SessionActor, day: date = TODAY) -> Any:
    content = revision(revision_id, actor=actor, on=TODAY).content
    return releasing.publish_revision(
        actor=actor, revision_id=revision_id, content=content, effective_from=day, now=NOW
    )


def refused(code: str) -> Any:
    return pytest.raises(DomainError, match=f"^{code}:")


def test_a_change_rules_only_after_a_second_person_has_published_it(
    begun: UUID, editor: SessionActor, publisher: SessionActor
) -> None:
    before = current("journey", "newborn", TODAY)
    slower(begun, editor)
    submit(begun, editor)
    assert current_digest("journey", "newborn", TODAY) == before.digest
    done = publish(begun, publisher)
    after = current("journey", "newborn", TODAY)
    assert after.digest != before.digest
    assert {one.code for one in done.releases if one.kind == "journey"} >= {"newborn"}
    item: Any = after.model(*ITEM)
    assert {str(one.promised) for one in item.entries} == {"19 wd"}
    assert any("承诺时限" in one for one in done.changes)
    assert revision(begun, actor=publisher, on=TODAY).row["state"] == "published"


def test_it_begins_on_the_day_that_was_set(
    begun: UUID, editor: SessionActor, publisher: SessionActor
) -> None:
    before = current_digest("journey", "newborn", TODAY)
    slower(begun, editor)
    submit(begun, editor)
    publish(begun, publisher, TODAY + timedelta(days=30))
    assert current_digest("journey", "newborn", TODAY + timedelta(days=29)) == before
    assert current_digest("journey", "newborn", TODAY + timedelta(days=30)) != before


@pytest.mark.parametrize("days", [-1, 367])
def test_a_day_gone_by_or_too_far_off_is_refused(
    begun: UUID, editor: SessionActor, publisher: SessionActor, days: int
) -> None:
    slower(begun, editor)
    submit(begun, editor)
    with refused("publish_day_wrong"):
        publish(begun, publisher, TODAY + timedelta(days=days))


def both(actor: SessionActor) -> SessionActor:
    """The same person with the right to publish as well."""
    return replace(actor, scopes=actor.scopes | {"role:publisher"})


def test_whoever_wrote_in_it_may_not_publish(begun: UUID, editor: SessionActor) -> None:
    slower(begun, editor)
    submit(begun, editor)
    with refused("revision_two_persons"):
        publish(begun, both(editor))


def test_the_statement_itself_refuses_the_same_person(
    begun: UUID, editor: SessionActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command's own look is taken away: somebody may have begun to write after it was read."""
    slower(begun, editor)
    submit(begun, editor)
    monkeypatch.setattr(releasing, "_second_person", lambda *_given: None)
    with refused("revision_two_persons"):
        publish(begun, both(editor))


def test_the_table_refuses_one_person_too(city: object) -> None:
    rows = fetch_all(
        "SELECT pg_get_constraintdef(oid) AS said FROM pg_constraint WHERE conname = 'journeys_revision_two_persons'"
    )
    assert "decided_by" in rows[0]["said"]
    assert "submitted_by" in rows[0]["said"]


def test_an_editor_without_the_right_does_not_publish(begun: UUID, editor: SessionActor) -> None:
    slower(begun, editor)
    submit(begun, editor)
    with refused("not_permitted"):
        publish(begun, holder("data", "editor"))


def test_what_was_changed_after_it_was_read_is_not_published(
    begun: UUID, editor: SessionActor, publisher: SessionActor
) -> None:
    slower(begun, editor)
    read = revision(begun, actor=editor, on=TODAY).content
    slower(begun, editor, "18 wd")
    with refused("revision_changed"):
        releasing.submit_revision(actor=editor, revision_id=begun, content=read, now=NOW)
    submit(begun, editor)
    with refused("revision_changed"):
        releasing.publish_revision(
            actor=publisher, revision_id=begun, content=read, effective_from=TODAY, now=NOW
        )


def test_errors_are_stored_but_not_handed_in(begun: UUID, editor: SessionActor) -> None:
    body = body_of(begun, editor)
    body["entries"][0]["promised"] = "5 workdays"
    body["stages"] = []
    write(begun, editor, body)
    view = revision(begun, actor=editor, on=TODAY)
    assert {one.place.partition(": ")[2] for one in view.findings} >= {"entries.0.promised", "stages"}
    with refused("revision_unsound"):
        submit(begun, editor)


def test_nothing_changed_is_nothing_to_hand_in(begun: UUID, editor: SessionActor) -> None:
    with refused("revision_empty"):
        submit(begun, editor)


def test_two_editors_the_second_is_told_who_and_when(begun: UUID, editor: SessionActor) -> None:
    body = body_of(begun, editor)
    write(begun, editor, {**body, "one_line": "甲改的"})
    with pytest.raises(DomainError, match="revised_by_other") as told:
        write(begun, editor, {**body, "one_line": "乙改的"})
    assert editor.name in told.value.message
    assert body_of(begun, editor)["one_line"] == "甲改的"


def test_what_was_handed_in_is_not_written_any_more(begun: UUID, editor: SessionActor) -> None:
    slower(begun, editor)
    submit(begun, editor)
    with refused("revision_over"):
        slower(begun, editor, "17 wd")
    releasing.take_back_revision(actor=editor, revision_id=begun, now=NOW)
    slower(begun, editor, "17 wd")


def test_sent_back_with_what_to_mend(begun: UUID, editor: SessionActor, publisher: SessionActor) -> None:
    slower(begun, editor)
    submit(begun, editor)
    with refused("revision_note_missing"):
        releasing.return_revision(actor=publisher, revision_id=begun, note="  ", now=NOW)
    releasing.return_revision(actor=publisher, revision_id=begun, note="时限太长", now=NOW)
    view = revision(begun, actor=editor, on=TODAY)
    assert (view.row["state"], view.row["note"]) == ("returned", "时限太长")
    slower(begun, editor, "10 wd")
    submit(begun, editor)


def test_one_rulebook_is_in_one_living_revision(begun: UUID, editor: SessionActor) -> None:
    again = revising.begin_revision(actor=editor, revision_id=uuid7(), kind=ITEM[0], code=ITEM[1], now=NOW)
    assert again == begun
    other = revising.begin_revision(
        actor=editor, revision_id=uuid7(), kind=JOURNEY[0], code=JOURNEY[1], now=NOW
    )
    with refused("rulebook_being_revised"):
        revising.take_in(actor=editor, revision_id=other, kind=ITEM[0], code=ITEM[1], now=NOW)
    releasing.discard_revision(actor=editor, revision_id=begun, now=NOW)
    assert "item/household-registration" not in being_revised()
    revising.take_in(actor=editor, revision_id=other, kind=ITEM[0], code=ITEM[1], now=NOW)
    assert being_revised()["item/household-registration"] == other


def test_put_back_it_stays_as_in_force(begun: UUID, editor: SessionActor) -> None:
    revising.take_in(actor=editor, revision_id=begun, kind=JOURNEY[0], code=JOURNEY[1], now=NOW)
    revising.put_back(actor=editor, revision_id=begun, kind=ITEM[0], code=ITEM[1], now=NOW)
    assert set(revision(begun, actor=editor, on=TODAY).documents) == {"journey/newborn"}


def test_an_organization_changes_what_it_leads_and_handles_and_sees_its_own(begun: UUID) -> None:
    health, market = officer("health-1"), officer("market-1")
    own = revising.begin_revision(actor=health, revision_id=uuid7(), kind="journey", code="newborn", now=NOW)
    for key in (ITEM, ("element", "person.name"), ("journey", "restaurant")):
        with refused("not_permitted"):
            revising.begin_revision(actor=health, revision_id=uuid7(), kind=key[0], code=key[1], now=NOW)
    assert [row["revision_id"] for row in revisions(health)] == [own]
    assert revisions(market) == []
    for revision_id, actor in ((begun, health), (own, market)):
        with refused("not_found"):
            revision(revision_id, actor=actor, on=TODAY)
    assert {row["revision_id"] for row in revisions(holder("data", "publisher"))} == {begun, own}


def test_a_clerk_changes_nothing(city: object) -> None:
    with refused("not_permitted"):
        revising.begin_revision(
            actor=officer("station-chunfeng-1"),
            revision_id=uuid7(),
            kind="item",
            code="household-registration",
            now=NOW,
        )


def elsewhere(editor: SessionActor, change: dict[str, Any], day: date = TODAY) -> None:
    """Another way publishes a version of the same rulebook meanwhile (the console)."""
    held = standing(TODAY).documents["item/household-registration"]
    elsewhere_item("household-registration", {**held.body, **change}, day)


def elsewhere_item(code: str, body: dict[str, Any], day: date = TODAY) -> None:
    """The console publishes an item."""
    folder = Folder(Path())
    folder.documents = {**standing(TODAY).documents, f"item/{code}": Document("item", code, body)}
    there = world(day)
    publish_folder(
        actor=system_actor("console"),
        folder=folder,
        check=lambda one: check(one, there),
        now=NOW,
        effective_from=day,
    )


def test_a_version_published_meanwhile_is_taken_in_before(
    begun: UUID, editor: SessionActor, publisher: SessionActor
) -> None:
    slower(begun, editor)
    elsewhere(editor, {"one_line": "另一处发布的"})
    with refused("revision_outdated"):
        submit(begun, editor)
    assert revising.rebase(actor=editor, revision_id=begun, kind=ITEM[0], code=ITEM[1], now=NOW) == []
    body = body_of(begun, editor)
    assert body["one_line"] == "另一处发布的"
    assert body["entries"][0]["promised"] == "19 wd"
    submit(begun, editor)
    publish(begun, publisher)


def test_a_release_that_begins_later_is_not_undone_in_silence(
    begun: UUID, editor: SessionActor, publisher: SessionActor
) -> None:
    slower(begun, editor)
    submit(begun, editor)
    elsewhere(editor, {"one_line": "以后的"}, TODAY + timedelta(days=10))
    with refused("published_later"):
        publish(begun, publisher)


def test_what_both_changed_is_named() -> None:
    base = {"a": 1, "b": {"c": 1, "d": 1}, "e": [{"f": 1}, {"f": 2}], "g": [1]}
    ours = {"a": 2, "b": {"c": 2, "d": 1}, "e": [{"f": 9}, {"f": 2}], "g": [1, 2]}
    theirs = {"a": 3, "b": {"c": 1, "d": 5}, "e": [{"f": 1}, {"f": 7}], "g": [1, 3], "h": 1}
    merged = merge(base, ours, theirs)
    assert merged.body == {"a": 2, "b": {"c": 2, "d": 5}, "e": [{"f": 9}, {"f": 7}], "g": [1, 2], "h": 1}
    assert merged.clashes == (("a",), ("g",))


def test_every_step_is_an_event_without_names(
    begun: UUID, editor: SessionActor, publisher: SessionActor
) -> None:
    slower(begun, editor)
    submit(begun, editor)
    publish(begun, publisher)
    rows = fetch_all("SELECT payload FROM kernel_event WHERE application_id = %s ORDER BY seq", [begun])
    assert [row["payload"]["act"] for row in rows] == ["begin", "submit", "publish"]


def test_a_new_rulebook_needs_a_code_of_its_own(editor: SessionActor) -> None:
    def begin(**body: str) -> UUID:
        return revising.begin_revision(
            actor=editor, revision_id=uuid7(), kind="material", code=body["code"], now=NOW, body=dict(body)
        )

    for code in ("identity-card", "有空格 的"):
        with refused("rulebook_code_wrong"):
            begin(schema="material/1", code=code, name="新材料")
    made = begin(schema="material/1", code="new-paper", name="新材料")
    assert revision(made, actor=editor, on=TODAY).documents["material/new-paper"].base == ""
