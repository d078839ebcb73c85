"""转办: a case goes to a colleague or to another post of the same organization, and nothing else of it changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bancheng.accounts.models import Appointment, StaffMember
from bancheng.accounts.queries import ID_NUMBER
from bancheng.cases.queries import case_page
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.database import count_statements
from bancheng.kernel.errors import Conflict, InvalidInput, NotFound, RuleBroken
from bancheng.organizations.models import Organization, Post, Region
from tests.cases.plans import NOW, Walk, case, fixed, officer, opened
from tests.cases.reading import case_row, events, worklist

pytestmark = pytest.mark.django_db

HERE = fixed("post:station.household")
ELSEWHERE = fixed("post:station.archive")
EDITORS = fixed("post:station.editing")
FOREIGN = fixed("post:clinic.vaccination")
NUMBER = "449902199003070023"
SINCE = date(2020, 1, 1)


def body(name: str, region: Region) -> Organization:
    code = f"12449900MB2D{len(name):05d}6"
    return Organization.objects.create(
        id=fixed(f"org:{name}"), code=name, uscc=code, level="city", region=region, valid_from=SINCE
    )


def post(code: str, of: Organization, *roles: str) -> None:
    Post.objects.create(
        id=fixed(f"post:{code}"), code=code, name=code, organization=of, roles=list(roles), valid_from=SINCE
    )


def staff(
    name: str, at: str, number: str = "", *, until: date | None = None, closed: bool = False
) -> StaffMember:
    made = StaffMember.objects.create(
        id=fixed(f"staff:{name}:{at}"), account=f"s-{fixed(name).hex[:8]}", name=name, password="x", created_at=NOW,
        person_index=blind_index(number, ID_NUMBER) if number else "", closed_at=NOW if closed else None,
    )  # fmt: skip
    Appointment.objects.create(staff=made, post_id=fixed(f"post:{at}"), valid_from=SINCE, valid_to=until)
    return made


@pytest.fixture(autouse=True)
def _station(db: None) -> None:
    region = Region.objects.create(
        id=fixed("region"), code="449900", name="善美市", level="city", valid_from=SINCE
    )
    station, clinic = body("station", region), body("clinic", region)
    post("station.household", station, "clerk", "approver")
    post("station.archive", station, "clerk")
    post("station.editing", station, "editor")
    post("clinic.vaccination", clinic, "clerk")
    for name, at in (
        ("王倩", "station.household"), ("赵敏", "station.archive"), ("钱文", "station.editing"),
        ("孙医", "clinic.vaccination"),
    ):  # fmt: skip
        staff(name, at)


@pytest.fixture
def walk() -> Walk:
    one = case("a")
    return Walk(opened(one, facts={"identities": [blind_index(NUMBER, ID_NUMBER)]})[0].application_id, one)


def to(name: str, at: str) -> dict[str, Any]:
    return {"post": fixed(f"post:{at}"), "staff": fixed(f"staff:{name}:{at}"), "words": "我明天休假"}


def refused(walk: Walk, **more: Any) -> str:
    before = case_row(walk.application_id, walk.case.case_id)
    with pytest.raises(InvalidInput) as error:
        walk.act("transfer", **more)
    assert case_row(walk.application_id, walk.case.case_id) == before
    return error.value.code


def test_a_colleague_holds_it_and_it_is_on_their_list(walk: Walk) -> None:
    walk.act("accept")
    before = case_row(walk.application_id, walk.case.case_id)
    walk.act("transfer", **to("赵敏", "station.archive"))
    row, entry = (
        case_row(walk.application_id, walk.case.case_id),
        worklist(walk.application_id)[walk.case.case_id],
    )
    holder = fixed("staff:赵敏:station.archive")
    assert (row["queue"], row["held_by"], row["held_name"]) == (ELSEWHERE, holder, "赵敏")
    assert (entry["queue"], entry["held_by"]) == (ELSEWHERE, holder)
    for name in ("state", "stage", "due_at", "warn_at", "case_number", "plan", "accepted_at"):
        assert row[name] == before[name]
    assert (entry["kind"], entry["due_at"]) == ("review", before["due_at"])
    assert events(walk.application_id, walk.case.case_id)[-1] == "case_transferred"


def test_to_a_post_nobody_holds_it(walk: Walk) -> None:
    walk.act("claim")
    walk.act("transfer", post=ELSEWHERE, staff=None, words="该档案室办")
    row = case_row(walk.application_id, walk.case.case_id)
    assert (row["queue"], row["held_by"], row["held_name"], row["held_at"]) == (ELSEWHERE, None, "", None)


def test_who_took_it_over_goes_on_and_the_next_step_goes_where_the_plan_says(walk: Walk) -> None:
    walk.act("transfer", **to("赵敏", "station.archive"))
    with pytest.raises(NotFound):
        walk.act("accept", actor=officer("clinic.vaccination", "孙医"))
    walk.act("accept", actor=officer("station.archive", "赵敏"))
    assert case_row(walk.application_id, walk.case.case_id)["queue"] == HERE


def test_why_is_kept_for_whoever_takes_over(walk: Walk) -> None:
    walk.act("transfer", **to("王倩", "station.household"))
    page = case_page(walk.application_id, walk.case.case_id, walk.officer)
    (handed,) = page.case["outcome"]["transfers"]
    assert (handed["by"], handed["words"]) == ("李建国", "我明天休假")


@pytest.mark.parametrize(
    ("name", "at"),
    [("孙医", "clinic.vaccination"), ("钱文", "station.editing"), ("赵敏", "station.household"),
     ("没有", "station.archive")],
    ids=["another body", "not a post of cases", "not at that post", "nobody"],
)  # fmt: skip
def test_it_stays_within_the_organization_and_with_people_of_that_post(
    walk: Walk, name: str, at: str
) -> None:
    assert refused(walk, **to(name, at)) == "taker_unfit"


def test_whoever_left_or_was_closed_takes_nothing(walk: Walk) -> None:
    staff("周离", "station.archive", until=NOW.date())
    staff("吴关", "station.archive", closed=True)
    staff("郑在", "station.archive", until=NOW.date() + timedelta(days=1))
    assert refused(walk, **to("周离", "station.archive")) == "taker_unfit"
    assert refused(walk, **to("吴关", "station.archive")) == "taker_unfit"
    walk.act("transfer", **to("郑在", "station.archive"))


def test_nobody_is_handed_a_matter_of_their_own(walk: Walk) -> None:
    staff("冯亲", "station.archive", NUMBER)
    assert refused(walk, **to("冯亲", "station.archive")) == "taker_unfit"


def test_it_is_not_handed_to_where_it_is(walk: Walk) -> None:
    assert refused(walk, post=HERE, staff=None, words="放着") == "taker_unfit"
    walk.act("transfer", **to("王倩", "station.household"))
    taken = officer("station.household", "王倩")
    assert refused(walk, actor=taken, **to("王倩", "station.household")) == "taker_unfit"
    walk.act("transfer", actor=taken, post=HERE, staff=None, words="放回去")


def test_it_needs_a_taker_and_a_reason(walk: Walk) -> None:
    assert refused(walk, post=None, staff=None, words="忙") == "taker_needed"
    assert refused(walk, **{**to("赵敏", "station.archive"), "words": " "}) == "transfer_reason_needed"


def test_what_a_colleague_holds_is_not_taken_out_of_their_hands(walk: Walk) -> None:
    walk.act("claim")
    with pytest.raises(Conflict) as held:
        walk.act("transfer", actor=officer("station.household", "王倩"), **to("赵敏", "station.archive"))
    assert held.value.code == "case_held"


def test_while_the_applicant_mends_there_is_nothing_to_hand_over(walk: Walk) -> None:
    walk.approve()
    walk.finish_issue()
    with pytest.raises(RuleBroken):
        walk.act("transfer", **to("赵敏", "station.archive"))


def test_it_is_one_read_and_one_write(walk: Walk) -> None:
    with count_statements() as seen:
        walk.act("transfer", **to("赵敏", "station.archive"))
    assert len(seen) == 2, seen.sql
