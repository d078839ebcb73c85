"""For whom somebody may act: looked at with every request, so that what was taken back ends at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from bancheng.accounts.commands.acting import (
    EnterpriseRecord,
    act_for_self,
    choose_subject,
    end_guardianships,
    keep_enterprise,
    keep_guardianship,
)
from bancheng.accounts.commands.mandates import (
    answer_mandate,
    appoint_clerk,
    end_clerk,
    offer_mandate,
    resign_mandate,
    revoke_mandate,
)
from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.models import Person
from bancheng.accounts.queries import load_actor
from bancheng.accounts.queries.acting import (
    actor_for,
    clerks_of,
    mandate,
    mandates_to_answer,
    rights_for,
    rights_of,
)
from bancheng.accounts.spec import BASES, SessionActor, comes_of_age, on_behalf, stands_for
from bancheng.kernel.access import ANONYMOUS, In, Never, system_actor
from bancheng.kernel.database import count_statements
from bancheng.kernel.errors import DomainError
from tests.accounts.acting import (
    CHEN,
    LIN,
    SHOP,
    TODAY,
    YEAR,
    ZHOU,
    accepted,
    acting,
    checked,
    clerk,
    coded,
    enterprise,
    grant,
    mandated,
    oneself,
    person,
    signed_on,
)
from tests.accounts.conftest import KEEPER, NOW

DAY = timedelta(days=1)


@pytest.fixture
def lin(db: None) -> UUID:
    return person(LIN, "林小雨")


@pytest.fixture
def zhou(db: None) -> UUID:
    return person(ZHOU, "周明远")


@pytest.fixture
def chen(db: None) -> UUID:
    return person(CHEN, "陈一")


def now_acting(key: str, now: datetime = NOW) -> SessionActor:
    actor = load_actor(key, now)
    assert actor is not None
    return actor


class refused:
    """The error of a code."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type | None, error: BaseException | None, _trace: object) -> bool:
        assert isinstance(error, DomainError), f"{self.code} was not refused"
        assert error.code == self.code, error.code
        return True


def minor(born: date, number: str = "449902201803070021") -> UUID:
    child = person(number, "周小满")
    Person.objects.filter(pk=child).update(born_on=born)
    return child


# 企业 -------------------------------------------------------------------------------------------------------


def test_the_legal_representative_acts_for_the_enterprise_alone(lin: UUID) -> None:
    shop = enterprise(LIN)
    actor = now_acting(signed_on(lin, shop))
    assert actor.scopes == {f"self:{lin}", f"for:enterprise:{shop}", f"head:{shop}"}
    assert (actor.id, actor.subject_kind, actor.subject_id) == (lin, "enterprise", shop)
    assert stands_for(actor) == [shop]


def test_whom_a_session_acts_for_comes_with_the_one_statement(lin: UUID) -> None:
    key = signed_on(lin, enterprise(LIN))
    with count_statements() as seen:
        assert now_acting(key).acting_for is not None
    assert len(seen) == 1


def test_an_enterprise_in_setting_up_may_be_acted_for_and_one_that_is_gone_may_not(lin: UUID) -> None:
    shop = enterprise(LIN, state="being_set_up")
    key = signed_on(lin, shop)
    assert now_acting(key).subject_id == shop
    enterprise(LIN, state="deregistered")
    actor = now_acting(key)
    assert (actor.acting_for, actor.lost) == (None, "善美市潮味轩餐饮店")
    assert stands_for(actor) == [lin]


def test_when_the_register_names_another_the_old_representative_is_a_stranger(lin: UUID, zhou: UUID) -> None:
    shop = enterprise(LIN)
    key = signed_on(lin, shop)
    enterprise(ZHOU)
    assert now_acting(key).acting_for is None
    assert actor_for(zhou, shop, TODAY) is not None


def test_a_credit_code_with_a_wrong_check_character_is_not_taken(lin: UUID) -> None:
    right = coded(SHOP)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    with refused("credit_code_wrong"):
        keep_enterprise(
            actor=KEEPER, record=EnterpriseRecord(wrong, "错", "in_being", "林", checked(LIN)), now=NOW
        )


# 经办人 -----------------------------------------------------------------------------------------------------


def test_a_clerk_acts_within_the_scope_and_the_time(lin: UUID, chen: UUID) -> None:
    shop = enterprise(LIN)
    clerk(acting(lin, shop), CHEN, journeys=("opening",), acts=("fill",))
    actor = acting(chen, shop)
    assert on_behalf(actor, "fill", subject="s", journey="j").holds({"s": shop, "j": "opening"})
    assert not on_behalf(actor, "fill", subject="s", journey="j").holds({"s": shop, "j": "closing"})
    assert on_behalf(actor, "submit", subject="s", journey="j") == Never
    assert actor_for(chen, shop, YEAR) is not None
    assert actor_for(chen, shop, YEAR + DAY) is None
    assert actor_for(chen, shop, TODAY - DAY) is None


def test_a_clerk_may_be_appointed_before_ever_signing_on(lin: UUID) -> None:
    shop = enterprise(LIN)
    clerk(acting(lin, shop), CHEN)
    assert actor_for(person(CHEN, "陈一"), shop, TODAY) is not None


def test_a_clerk_that_was_taken_back_is_a_stranger_with_the_next_request(lin: UUID, chen: UUID) -> None:
    shop = enterprise(LIN)
    head = acting(lin, shop)
    appointed = clerk(head, CHEN)
    key = signed_on(chen, shop)
    end_clerk(actor=head, enterprise_id=shop, clerk_id=appointed, now=NOW)
    assert now_acting(key).acting_for is None
    end_clerk(actor=head, enterprise_id=shop, clerk_id=appointed, now=NOW)


def test_only_the_representative_appoints_and_only_acting_for_the_enterprise(
    lin: UUID, chen: UUID, zhou: UUID
) -> None:
    shop = enterprise(LIN)
    clerk(acting(lin, shop), CHEN)
    for somebody in (acting(chen, shop), oneself(lin), oneself(zhou)):
        with refused("not_found"):
            appoint_clerk(
                actor=somebody, enterprise_id=shop, name="周", id_number=checked(ZHOU), grant=grant(),
                for_clients=False, now=NOW,
            )  # fmt: skip
        with refused("not_found"):
            clerks_of(somebody, shop)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"id_number": checked(CHEN)[:17] + "A"}, "acting_person_wrong"),
        ({"name": "  "}, "acting_name_missing"),
        ({"id_number": checked(LIN)}, "acting_to_oneself"),
        ({"grant": grant(acts=())}, "acting_scope_empty"),
        ({"grant": grant(journeys=())}, "acting_scope_empty"),
        ({"grant": grant(until=TODAY - DAY)}, "acting_period_wrong"),
        ({"grant": grant(valid_from=TODAY - DAY)}, "acting_period_wrong"),
        ({"grant": grant(until=TODAY + timedelta(days=2000))}, "acting_period_wrong"),
    ],
)
def test_what_is_wrong_with_an_appointment_is_said(lin: UUID, told: dict[str, object], code: str) -> None:
    shop = enterprise(LIN)
    right = {"name": "陈一", "id_number": checked(CHEN), "grant": grant(), **told}
    with refused(code):
        appoint_clerk(actor=acting(lin, shop), enterprise_id=shop, for_clients=False, now=NOW, **right)  # type: ignore[arg-type]


def test_the_same_clerk_is_not_appointed_twice(lin: UUID) -> None:
    head = acting(lin, enterprise(LIN))
    clerk(head, CHEN)
    with refused("clerk_already"):
        clerk(head, CHEN)


# 监护 -------------------------------------------------------------------------------------------------------


def guarded(guardian: UUID, born: date) -> UUID:
    child = minor(born)
    keep_guardianship(
        actor=KEEPER, guardian=guardian, ward=child, born_on=born, relation="父母", source="register", now=NOW
    )
    return child


def test_a_parent_acts_for_a_minor(zhou: UUID) -> None:
    child = guarded(zhou, date(2018, 3, 7))
    actor = acting(zhou, child)
    assert actor.scopes == {f"self:{zhou}", f"for:person:{child}"}
    assert actor.acting_for is not None
    assert (actor.acting_for.basis, actor.acting_for.until) == ("guardian", date(2036, 3, 6))


def test_guardianship_ends_by_itself_on_the_eighteenth_birthday_in_shanghai(zhou: UUID) -> None:
    tomorrow = TODAY + DAY
    child = guarded(zhou, tomorrow.replace(year=tomorrow.year - 18))
    midnight = datetime.combine(tomorrow, datetime.min.time(), UTC) - timedelta(hours=8)
    assert rights_for(zhou, child, TODAY) is not None
    assert rights_for(zhou, child, tomorrow) is None
    key = open_session(now=midnight - timedelta(minutes=5), person_id=zhou)
    right = rights_for(zhou, child, TODAY)
    assert right is not None
    shortly = midnight - timedelta(seconds=1)
    choose_subject(
        actor=now_acting(key, shortly), authority_id=right.authority_id, subject_id=child, now=shortly
    )
    assert now_acting(key, shortly).subject_id == child
    assert now_acting(key, midnight).acting_for is None


def test_who_was_born_on_29_february_is_of_age_on_1_march_of_a_common_year() -> None:
    assert comes_of_age(date(2008, 2, 29)) == date(2026, 3, 1)
    assert comes_of_age(date(2008, 2, 28)) == date(2026, 2, 28)


def test_nobody_is_guardian_of_somebody_of_age(zhou: UUID) -> None:
    child = guarded(zhou, TODAY.replace(year=TODAY.year - 18))
    assert actor_for(zhou, child, TODAY) is None


def test_what_the_register_does_not_say_any_more_ends(zhou: UUID) -> None:
    child = guarded(zhou, date(2018, 3, 7))
    end_guardianships(actor=KEEPER, guardian=zhou, still=[], now=NOW)
    assert actor_for(zhou, child, TODAY) is None
    with refused("not_permitted"):
        end_guardianships(actor=oneself(zhou), guardian=zhou, still=[], now=NOW)


# 委托 -------------------------------------------------------------------------------------------------------


def test_a_mandate_counts_once_the_agent_accepted(lin: UUID, zhou: UUID) -> None:
    made = mandated(oneself(lin), ZHOU)
    assert actor_for(zhou, lin, TODAY) is None
    assert [row["id"] for row in mandates_to_answer(oneself(zhou))] == [made]
    answer_mandate(actor=oneself(zhou), mandate_id=made, accept=True, version=1, now=NOW)
    assert acting(zhou, lin).scopes == {f"self:{zhou}", f"for:person:{lin}"}
    assert mandates_to_answer(oneself(zhou)) == []


def test_nobody_else_sees_or_answers_a_mandate(lin: UUID, zhou: UUID, chen: UUID) -> None:
    made = mandated(oneself(lin), ZHOU)
    with refused("not_found"):
        mandate(made, oneself(chen))
    with refused("not_found"):
        answer_mandate(actor=oneself(chen), mandate_id=made, accept=True, version=1, now=NOW)
    with refused("not_permitted"):
        answer_mandate(actor=oneself(lin), mandate_id=made, accept=True, version=1, now=NOW)
    with refused("not_permitted"):
        revoke_mandate(actor=oneself(zhou), mandate_id=made, version=1, now=NOW)


def test_a_mandate_that_was_taken_back_ends_with_the_next_request(lin: UUID, zhou: UUID) -> None:
    made = accepted(oneself(lin), zhou, ZHOU)
    key = signed_on(zhou, lin)
    revoke_mandate(actor=oneself(lin), mandate_id=made, version=2, now=NOW)
    actor = now_acting(key)
    assert (actor.acting_for, actor.lost) == (None, "林小雨")
    with refused("right_not_held"):
        choose_subject(actor=actor, authority_id=made, subject_id=lin, now=NOW)


def test_an_agent_may_resign(lin: UUID, zhou: UUID) -> None:
    made = accepted(oneself(lin), zhou, ZHOU)
    resign_mandate(actor=oneself(zhou), mandate_id=made, version=2, now=NOW)
    assert actor_for(zhou, lin, TODAY) is None


def test_a_page_that_is_older_than_the_mandate_changes_nothing(lin: UUID, zhou: UUID) -> None:
    made = accepted(oneself(lin), zhou, ZHOU)
    with refused("mandate_moved"):
        revoke_mandate(actor=oneself(lin), mandate_id=made, version=1, now=NOW)
    assert actor_for(zhou, lin, TODAY) is not None


def test_a_right_given_is_not_passed_on(lin: UUID, zhou: UUID) -> None:
    accepted(oneself(lin), zhou, ZHOU)
    with refused("not_found"):
        mandated(acting(zhou, lin), CHEN)


def test_a_mandate_ends_on_its_last_day(lin: UUID, zhou: UUID) -> None:
    accepted(oneself(lin), zhou, ZHOU)
    assert actor_for(zhou, lin, YEAR) is not None
    assert actor_for(zhou, lin, YEAR + DAY) is None


def test_nobody_acts_for_the_dead_and_the_dead_do_not_act(lin: UUID, zhou: UUID) -> None:
    accepted(oneself(lin), zhou, ZHOU)
    mine, theirs = signed_on(zhou, lin), signed_on(lin)
    Person.objects.filter(pk=lin).update(died_on=TODAY)
    assert now_acting(mine).acting_for is None
    assert load_actor(theirs, NOW) is None
    assert rights_of(zhou, TODAY, BASES) == []


def agency(head: UUID, clients: int) -> UUID:
    """An agency with that many clients."""
    office = enterprise(ZHOU, name="善美市顺办代理有限公司", code="91449902MA0B0B0B0")
    for number in range(clients):
        client = person(f"4499021970{number % 12 + 1:02d}01{number:03d}0", f"客户{number:02d}号")
        made = offer_mandate(
            actor=oneself(client), agent_kind="enterprise", name="", number=coded("91449902MA0B0B0B0"),
            grant=grant(), now=NOW,
        )  # fmt: skip
        answer_mandate(actor=acting(head, office), mandate_id=made, accept=True, version=1, now=NOW)
    return office


def test_a_clerk_of_an_agency_finds_one_of_fifty_clients(zhou: UUID, chen: UUID) -> None:
    office = agency(zhou, 50)
    clerk(acting(zhou, office), CHEN, for_clients=True)
    with count_statements() as seen:
        (found,) = rights_of(chen, TODAY, ["mandate"], words="37")
    assert len(seen) == 1
    assert (found.name, found.via) == ("客户37号", "善美市顺办代理有限公司")
    names: list[str] = []
    after = ("", UUID(int=0))
    while page := rights_of(chen, TODAY, ["mandate"], after=after, limit=20):
        names += [one.name for one in page]
        after = (page[-1].name, page[-1].authority_id)
    assert names == [f"客户{number:02d}号" for number in range(50)]


def test_a_clerk_who_is_not_for_clients_has_none(zhou: UUID, chen: UUID) -> None:
    office = agency(zhou, 1)
    clerk(acting(zhou, office), CHEN)
    assert [one.kind for one in rights_of(chen, TODAY, BASES)] == ["enterprise"]


# 选择替谁办 -------------------------------------------------------------------------------------------------


def test_acting_for_oneself_again(lin: UUID) -> None:
    key = signed_on(lin, enterprise(LIN))
    act_for_self(actor=now_acting(key))
    assert now_acting(key).scopes == {f"self:{lin}", f"for:person:{lin}"}


def test_nobody_chooses_a_right_of_somebody_else(lin: UUID, chen: UUID) -> None:
    shop = enterprise(LIN)
    with refused("right_not_held"):
        choose_subject(actor=now_acting(signed_on(chen)), authority_id=shop, subject_id=shop, now=NOW)


def test_an_actor_that_is_no_person_stands_for_nobody() -> None:
    for actor in (ANONYMOUS, system_actor("x")):
        assert stands_for(actor) == []
        assert on_behalf(actor, "fill", subject="s") in (Never, In("s", ()))
