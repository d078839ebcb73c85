"""回避 (公务员法第七十六条): nobody handles a matter of their own, in whatever way it is theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bancheng.accounts.commands.acting import EnterpriseRecord, keep_enterprise
from bancheng.accounts.commands.persons import NewPerson, register_persons
from bancheng.accounts.models import Appointment, StaffMember
from bancheng.accounts.queries import ID_NUMBER
from bancheng.cases import commands as cases
from bancheng.cases.access import OFFICER_ACTS
from bancheng.cases.commands.recusal import refuse_own_matter
from bancheng.cases.queries import case_page
from bancheng.cases.queries.context import case_context
from bancheng.cases.queries.recusal import who_else
from bancheng.cases.spec import Decision
from bancheng.kernel.access import PlainActor, system_actor
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.database import count_statements
from bancheng.kernel.errors import NotFound, RuleBroken
from bancheng.organizations.models import Organization, Post, Region
from tests.cases.plans import NOW, Walk, case, fixed, officer, opened, party, person
from tests.cases.reading import states

pytestmark = pytest.mark.django_db

NUMBER, OTHER = "449902199003070023", "449902198801010017"
HERE = officer("station.household")
POST = fixed("post:station.household")


def staff(name: str, number: str = "", account: str = "", of: PlainActor | None = None) -> StaffMember:
    """A member of staff at the post, known as a citizen by this number."""
    made = StaffMember.objects.create(
        id=of.id if of else fixed(f"staff:{name}:station.household"), account=account or "li", name=name, password="x",
        person_index=blind_index(number, ID_NUMBER) if number else "", created_at=NOW,
    )  # fmt: skip
    Appointment.objects.create(staff=made, post_id=POST, valid_from=date(2025, 1, 1))
    return made


@pytest.fixture(autouse=True)
def _station(db: None) -> None:
    since = date(2020, 1, 1)
    region = Region.objects.create(
        id=fixed("region"), code="449900", name="善美市", level="city", valid_from=since
    )
    body = Organization.objects.create(
        id=fixed("org:station"), code="station", uscc="12449900MB2D000016", level="city", region=region, valid_from=since
    )  # fmt: skip
    Post.objects.create(
        id=POST, code="station.household", name="户籍", organization=body, roles=[], valid_from=since
    )


def known(number: str, name: str) -> None:
    """A citizen with an account."""
    new = NewPerson(fixed(f"person:{name}"), name, number)
    register_persons(actor=system_actor("test"), persons=[new], now=NOW)


def typed_on_the_form() -> Walk:
    one = case("a")
    return Walk(opened(one, facts={"identities": [blind_index(NUMBER, ID_NUMBER)]})[0].application_id, one)


def applicant() -> Walk:
    known(NUMBER, "mother")
    one = case("a")
    return Walk(opened(one)[0].application_id, one)


def party_to_it() -> Walk:
    known(NUMBER, "father")
    one = case("a")
    return Walk(opened(one, parties=[party("father", "father")])[0].application_id, one)


def of_the_own_enterprise() -> Walk:
    register = system_actor("test")
    shop = keep_enterprise(
        actor=register,
        record=EnterpriseRecord(
            uscc="91449900140001420G",
            name="店",
            state="in_being",
            representative_name="李建国",
            representative_id_number=NUMBER,
        ),
        now=NOW,
    )
    one, who = case("a"), PlainActor("person", shop, frozenset(), "店")
    made, _done = opened(one, applicant=who)
    return Walk(made.application_id, one)


OWN = [typed_on_the_form, applicant, party_to_it, of_the_own_enterprise]


@pytest.mark.parametrize("matter", OWN, ids=lambda one: one.__name__)
def test_a_matter_of_ones_own_is_seen_and_not_handled(matter: Callable[[], Walk]) -> None:
    staff("李建国", NUMBER, of=HERE)
    walk = matter()
    with pytest.raises(RuleBroken) as refused:
        walk.act("accept")
    assert (refused.value.code, "公务员法第七十六条" in refused.value.regulation) == ("own_matter", True)
    assert case_page(walk.application_id, walk.case.case_id, HERE).acts == ()
    assert states(walk.application_id) == {"a": "filed"}


@pytest.mark.parametrize("matter", OWN, ids=lambda one: one.__name__)
def test_a_colleague_whom_it_does_not_concern_handles_it(matter: Callable[[], Walk]) -> None:
    staff("李建国", OTHER, of=HERE)
    assert matter().act("accept").state == "accepted"


def test_of_whom_no_number_is_known_nothing_is_held_against() -> None:
    staff("李建国", of=HERE)
    one = case("a")
    walk = Walk(opened(one, facts={"identities": [""]})[0].application_id, one)
    assert walk.act("accept").state == "accepted"


@pytest.mark.parametrize("act", sorted(set(OFFICER_ACTS) - {"release"}))
def test_no_act_of_an_officer_is_left_out(act: str) -> None:
    staff("李建国", NUMBER, of=HERE)
    walk = typed_on_the_form()
    row = case_context(walk.application_id, walk.case.case_id, HERE)
    assert row is not None
    with pytest.raises(RuleBroken):
        refuse_own_matter(row, act, NOW)


def test_a_decision_begun_before_the_number_was_known_is_refused_too() -> None:
    colleague = staff("李建国", of=HERE)
    walk = typed_on_the_form()
    walk.act("claim")
    walk.act("accept")
    walk.act("review")
    StaffMember.objects.filter(pk=colleague.pk).update(person_index=blind_index(NUMBER, ID_NUMBER))
    with pytest.raises(RuleBroken) as refused:
        walk.act("decide", decision=Decision(True))
    assert refused.value.code == "own_matter"
    assert case_page(walk.application_id, walk.case.case_id, HERE).acts == ("release",)
    assert walk.act("release").state == "accepted"


def test_the_refusal_names_who_can_take_it_and_nobody_whom_it_concerns() -> None:
    staff("李建国", NUMBER, of=HERE)
    staff("王倩", account="wang")
    staff("李建华", OTHER, account="hua")
    one = case("a")
    made, _done = opened(
        one, facts={"identities": sorted([blind_index(NUMBER, ID_NUMBER), blind_index(OTHER, ID_NUMBER)])}
    )
    with pytest.raises(RuleBroken) as refused:
        Walk(made.application_id, one).act("claim")
    assert refused.value.next_step == "请王倩办。"
    StaffMember.objects.filter(account="wang").update(closed_at=NOW)
    with pytest.raises(RuleBroken) as alone:
        Walk(made.application_id, one).act("claim")
    assert alone.value.next_step == "请本单位负责人另外指定的人办。"


def test_who_was_at_the_post_only_before_is_not_named() -> None:
    gone = staff("王倩", account="wang")
    Appointment.objects.filter(staff=gone).update(valid_to=NOW.date())
    walk = typed_on_the_form()
    row = {"application_id": walk.application_id, "queue": POST}
    assert who_else(row, NOW.date()) == []


def test_a_public_utility_keeps_to_it_without_that_law() -> None:
    staff("李建国", NUMBER, of=HERE)
    one = case("a", nature="enterprise")
    walk = Walk(opened(one, facts={"identities": [blind_index(NUMBER, ID_NUMBER)]})[0].application_id, one)
    with pytest.raises(RuleBroken) as refused:
        walk.act("accept")
    assert refused.value.regulation == ""


def test_what_others_may_not_see_is_not_told_by_it() -> None:
    stranger = officer("tax.fees")
    staff("李建国", NUMBER, of=stranger)
    with pytest.raises(NotFound):
        typed_on_the_form().act("accept", actor=stranger)


def test_as_a_citizen_one_does_with_ones_own_matter_what_everybody_may() -> None:
    staff("李建国", NUMBER, of=HERE)
    walk = applicant()
    assert walk.act("withdraw", actor=person()).state == "withdrawn"


def test_it_costs_no_statement_more() -> None:
    staff("李建国", OTHER, of=HERE)
    walk = typed_on_the_form()
    with count_statements() as seen:
        cases.claim(
            actor=HERE, application_id=walk.application_id, case_id=walk.case.case_id, version=1, now=NOW
        )
    assert len(seen) == 2
