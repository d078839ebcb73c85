"""Open work follows a reorganization, and goes back to the post when somebody leaves it.

The world of these tests has two bodies with a post each; from Monday on the second takes the first over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from bancheng.accounts.commands.following import follow_posts
from bancheng.accounts.models import Appointment, StaffMember
from bancheng.cases import tasks
from bancheng.cases.commands import give_back, rehome, rehoming
from bancheng.cases.queries.rehoming import progress
from bancheng.cases.spec import NewCase, Stage
from bancheng.kernel.access import PlainActor, system_actor
from bancheng.kernel.errors import Conflict, DomainError, NotFound
from bancheng.kernel.ids import uuid7
from bancheng.kernel.invariants import audit
from bancheng.organizations.commands import apply_due, import_world, take_notice
from bancheng.organizations.queries import world
from bancheng.organizations.spec import (
    Level,
    Organization,
    Post,
    Region,
    Role,
    World,
    organization_id,
    post_id,
)
from tests.cases.plans import CLOCK, NOW, Walk, case, opened, person
from tests.cases.reading import case_row, events, papers, worklist

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)
AFTER = NOW + timedelta(hours=1)
BUREAU = system_actor("test")
MERGER = {
    "notice": "善编〔2026〕1号",
    "title": "合并",
    "on": MONDAY,
    "changed": {"organizations": [{"code": "bureau", "name": "善美市综合局"}]},
    "ended": {
        "organizations": [{"code": "station", "into": "bureau"}],
        "posts": [{"code": "station.household", "into": "bureau.counter"}],
    },
}


def officer(post: str, name: str = "李建国", staff: UUID | None = None) -> PlainActor:
    """An officer at a post of the world."""
    scopes = {f"queue:{post_id(post)}", f"org:{organization_id(post.partition('.')[0])}"}
    return PlainActor("staff", staff or organization_id(name), frozenset(scopes), name)


OLD, NEW = officer("station.household"), officer("bureau.counter", "王芳")


@pytest.fixture(autouse=True)
def _world() -> None:
    region = Region("449902", "城区", Level.COUNTY, None)
    bodies = [
        Organization("station", "善美市公安局", "114499000001000523", Level.COUNTY, region.code, None),
        Organization("bureau", "善美市局", "11449900000100028J", Level.COUNTY, region.code, None),
    ]
    posts = [
        Post("station.household", "户籍窗口", "station", frozenset({Role.CLERK})),
        Post("bureau.counter", "综合窗口", "bureau", frozenset({Role.CLERK})),
    ]
    made = World.of(MONDAY - timedelta(days=1), [region], bodies, posts)
    import_world(actor=BUREAU, world=made, since=date(2020, 1, 1))


def matter(node: str = "a", **more: Any) -> NewCase:
    """A case at the real post of the body that will end."""
    made = case(node, **more)
    queue, body = post_id("station.household"), organization_id("station")
    stages = tuple(Stage(one.code, one.act, one.name, queue) for one in made.stages)
    return NewCase(**{
        **{name: getattr(made, name) for name in made.__dataclass_fields__},
        "stages": stages, "organization": body, "handling": body, "organization_code": "station",
    })  # fmt: skip


def walk_of(one: NewCase, application_id: UUID) -> Walk:
    walk = Walk(application_id, one)
    walk.officer = OLD
    return walk


def filed(**more: Any) -> Walk:
    one = matter(**more)
    submitted, _ = opened(one)
    return walk_of(one, submitted.application_id)


def merge(document: Mapping[str, Any] = MERGER) -> UUID:
    """The notice takes effect."""
    notice_id = take_notice(actor=BUREAU, written=document, now=NOW)
    assert apply_due(actor=BUREAU, on=MONDAY, now=NOW) == 1
    return notice_id


def follow(notice_id: UUID, *, now: Any = AFTER, **more: Any) -> int:
    return rehome(
        actor=CLOCK,
        notice_id=notice_id,
        before=world(MONDAY - timedelta(days=1)),
        here=world(MONDAY),
        now=now,
        **more,
    )


def row_of(walk: Walk) -> dict[str, Any]:
    return case_row(walk.application_id, walk.case.case_id)


def test_open_work_goes_to_the_post_that_takes_over_and_its_dates_stay() -> None:
    walk = filed()
    before = row_of(walk)
    assert follow(merge()) == 1
    row = row_of(walk)
    assert (row["queue"], row["handling"], row["organization"]) == (
        post_id("bureau.counter"), organization_id("bureau"), organization_id("bureau"),
    )  # fmt: skip
    assert worklist(walk.application_id)[walk.case.case_id]["queue"] == post_id("bureau.counter")
    assert (row["state"], row["due_at"], row["case_number"]) == (
        before["state"], before["due_at"], before["case_number"],
    )  # fmt: skip
    assert events(walk.application_id, walk.case.case_id) == ["case_opened", "case_rehomed"]
    assert audit(["I2", "I5", "I6", "I9", "I12"]) == []


def test_the_old_post_sees_it_no_more_and_the_new_one_finishes_it() -> None:
    walk = filed()
    follow(merge())
    with pytest.raises(NotFound):
        walk.act("accept", version=2)
    walk.officer, walk.version = NEW, 2
    assert walk.finish().state == "issued"


def test_papers_of_before_keep_the_old_name_and_later_ones_carry_the_new() -> None:
    walk = filed()
    walk.act("accept")
    (given,) = papers(walk.application_id, "acceptance_notice")
    follow(merge())
    walk.officer, walk.version = NEW, walk.version + 1
    walk.act("review")
    walk.refuse_only()
    (same,) = papers(walk.application_id, "acceptance_notice")
    (later,) = papers(walk.application_id, "refusal")
    assert same == given
    assert "善美市公安局" in str(given["values"])
    assert "善美市综合局" in str(later["values"])


def test_a_case_that_still_waits_moves_as_well() -> None:
    first, second = matter("a"), matter("b", level=2, after=["a"])
    submitted, _ = opened(first, second)
    assert follow(merge()) == 2
    walk = walk_of(first, submitted.application_id)
    walk.officer, walk.version = NEW, 2
    walk.finish()
    row = case_row(submitted.application_id, second.case_id)
    assert (row["state"], row["queue"]) == ("filed", post_id("bureau.counter"))
    assert worklist(submitted.application_id)[second.case_id]["queue"] == post_id("bureau.counter")


def test_what_somebody_held_is_nobodys_at_the_new_post() -> None:
    walk = filed()
    walk.act("claim")
    follow(merge())
    row = row_of(walk)
    assert (row["held_by"], row["held_name"]) == (None, "")
    assert worklist(walk.application_id)[walk.case.case_id]["held_by"] is None


def test_a_post_that_goes_to_another_body_keeps_its_work_and_its_holder() -> None:
    walk = filed()
    walk.act("claim")
    notice_id = merge({
        "notice": "善编〔2026〕2号", "title": "划转", "on": MONDAY,
        "changed": {"posts": [{"code": "station.household", "organization": "bureau"}]},
    })  # fmt: skip
    assert follow(notice_id) == 1
    row = row_of(walk)
    assert (row["queue"], row["handling"]) == (post_id("station.household"), organization_id("bureau"))
    assert row["held_by"] == OLD.id
    assert row["plan"]["organization_name"] == "善美市局"


def test_a_body_that_answers_for_a_case_at_anothers_post_goes_on_answering() -> None:
    made = replace(matter(), organization=organization_id("council"))
    submitted, _ = opened(made)
    notice_id = merge({
        "notice": "善编〔2026〕2号", "title": "划转", "on": MONDAY,
        "changed": {"posts": [{"code": "station.household", "organization": "bureau"}]},
    })  # fmt: skip
    assert follow(notice_id) == 1
    row = case_row(submitted.application_id, made.case_id)
    assert (row["handling"], row["organization"]) == (organization_id("bureau"), organization_id("council"))


def test_a_closed_case_is_never_touched() -> None:
    walk = filed()
    walk.finish()
    before = row_of(walk)
    assert follow(merge()) == 0
    assert row_of(walk) == before


def test_an_act_in_the_same_moment_wins_or_is_told() -> None:
    walk = filed()
    notice_id = merge()
    walk.act("accept")
    assert follow(notice_id) == 1  # it is met as it is now, with its number and its dates
    assert row_of(walk)["state"] == "accepted"
    with pytest.raises((NotFound, Conflict)):
        walk.act("review")


def test_a_long_walk_goes_on_where_it_stopped_and_is_done_when_nothing_moves() -> None:
    walks = [filed() for _each in range(3)]
    notice_id = merge()
    assert follow(notice_id, pages=1) == 3
    assert progress(notice_id).after == max(walk.application_id for walk in walks)
    assert follow(notice_id) == 0
    assert progress(notice_id).done_at is None  # that walk had moved something: once more from the start
    assert follow(notice_id) == 0
    assert progress(notice_id).done_at == AFTER
    late = filed()
    assert follow(notice_id) == 0  # done is done; nothing is opened at an ended post any more
    assert row_of(late)["queue"] == post_id("station.household")


def test_a_process_that_still_held_the_world_of_before_is_waited_for() -> None:
    notice_id = merge()
    assert follow(notice_id, now=NOW + timedelta(minutes=1)) == 0
    assert progress(notice_id).done_at is None
    filed()
    assert follow(notice_id) == 1


def test_a_post_that_only_has_another_name_keeps_its_work_where_it_is() -> None:
    walk = filed()
    before = row_of(walk)
    notice_id = merge({
        "notice": "善编〔2026〕3号", "title": "改名", "on": MONDAY,
        "changed": {"posts": [{"code": "station.household", "name": "户政窗口"}]},
    })  # fmt: skip
    assert follow(notice_id) == 0
    assert row_of(walk) == before


def test_a_notice_that_never_came_into_force_moves_nothing() -> None:
    filed()
    assert follow(uuid7()) == 0


def test_only_what_they_held_at_the_post_that_they_left_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague who took a case over meanwhile keeps it; so does whoever left one post what they hold at another."""
    one, two = matter("a"), matter("b")
    submitted, _ = opened(one, two)
    for each in (one, two):
        walk_of(each, submitted.application_id).act("claim")
    found = [(submitted.application_id, one.case_id)]
    monkeypatch.setattr(rehoming, "held", lambda *_of: found)
    left = {"actor": CLOCK, "post": post_id("station.household"), "now": AFTER}
    assert give_back(staff_id=NEW.id, **left) == 0  # type: ignore[arg-type]
    assert give_back(staff_id=OLD.id, **left) == 1  # type: ignore[arg-type]
    rows = [case_row(submitted.application_id, each.case_id) for each in (one, two)]
    assert [row["held_by"] for row in rows] == [None, OLD.id]


def test_nobody_but_the_program_moves_work_like_this() -> None:
    notice_id = merge()
    here = world(MONDAY)
    for actor in (OLD, NEW, person()):
        with pytest.raises(DomainError) as refused:
            rehome(actor=actor, notice_id=notice_id, before=here, here=here, now=AFTER)
        assert refused.value.status in (403, 404)
        with pytest.raises(DomainError) as refused:
            give_back(actor=actor, staff_id=OLD.id, post=post_id("station.household"), now=NOW)  # type: ignore[arg-type]
        assert refused.value.status in (403, 404)


def appointed(account: str = "li", post: str = "station.household") -> Appointment:
    import_id = organization_id(account)
    staff = StaffMember.objects.create(
        id=import_id, account=account, name="李建国", password="x", created_at=NOW
    )
    return Appointment.objects.create(
        id=organization_id(f"{account}:{post}"),
        staff=staff,
        post_id=post_id(post),
        valid_from=date(2025, 1, 1),
    )


def test_staff_go_with_their_post() -> None:
    one = appointed()
    merge()
    assert (follow_posts(actor=BUREAU, on=MONDAY), follow_posts(actor=BUREAU, on=MONDAY)) == (1, 0)
    one.refresh_from_db()
    assert one.valid_to == MONDAY
    fresh = Appointment.objects.get(staff=one.staff, valid_to__isnull=True)
    assert (fresh.post_id, fresh.valid_from) == (post_id("bureau.counter"), MONDAY)


@pytest.mark.parametrize("leaving", ["closed", "ended"])
def test_the_work_of_somebody_who_left_goes_back_to_the_queue(leaving: str) -> None:
    one = appointed()
    gone = officer("station.household", "李建国", one.staff_id)
    walk, other = filed(), filed()
    walk.act("claim", actor=gone)
    other.act("claim")
    assert tasks.rehome(AFTER) == 0
    if leaving == "closed":
        StaffMember.objects.filter(pk=one.staff_id).update(closed_at=NOW)
    else:
        Appointment.objects.filter(pk=one.pk).update(valid_to=MONDAY)
    assert (tasks.rehome(AFTER), tasks.rehome(AFTER)) == (1, 0)
    assert row_of(walk)["held_by"] is None
    assert worklist(walk.application_id)[walk.case.case_id]["held_by"] is None
    assert row_of(other)["held_by"] == OLD.id
    assert events(walk.application_id, walk.case.case_id)[-1] == "case_given_back"
    assert audit(["I2", "I5", "I6", "I9", "I12"]) == []
    walk.officer, walk.version = OLD, walk.version + 1
    assert walk.finish().state == "issued"
