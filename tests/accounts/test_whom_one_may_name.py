"""Whom one may name as clerk or agent, and what of another's is not there: each refusal with its code."""

from __future__ import annotations

from uuid import UUID

import pytest

from bancheng.accounts.commands.mandates import end_clerk, offer_mandate
from bancheng.accounts.queries.acting import actor_for
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7
from tests.accounts.acting import (
    CHEN,
    LIN,
    SHOP,
    TODAY,
    ZHOU,
    acting,
    clerk,
    coded,
    enterprise,
    grant,
    oneself,
    person,
)
from tests.accounts.conftest import NOW

AGENCY = "91449902MA0B0B0B0"
"""The first seventeen characters of an agency's credit code."""


@pytest.fixture
def lin(db: None) -> UUID:
    return person(LIN, "林小雨")


@pytest.fixture
def zhou(db: None) -> UUID:
    return person(ZHOU, "周明远")


def agency(state: str = "in_being") -> UUID:
    return enterprise(ZHOU, name="善美市诚办代理有限公司", code=AGENCY, state=state)


def asked(principal: UUID, number: str, *, subject: UUID | None = None) -> UUID:
    actor = acting(principal, subject) if subject else oneself(principal)
    return offer_mandate(actor=actor, agent_kind="enterprise", name="", number=number, grant=grant(), now=NOW)


def code_of(refusal: pytest.ExceptionInfo[DomainError]) -> str:
    return refusal.value.code


@pytest.mark.parametrize("number", [coded(AGENCY)[:17] + "0", "9144", "", coded("91449902MA0C0C0C0")])
def test_an_agency_that_no_register_knows_is_not_asked(lin: UUID, zhou: UUID, number: str) -> None:
    agency()
    assert number != coded(AGENCY)
    with pytest.raises(DomainError) as refusal:
        asked(lin, number)
    assert code_of(refusal) == "acting_agency_unknown"


def test_an_agency_that_is_deregistered_is_not_asked(lin: UUID, zhou: UUID) -> None:
    agency("deregistered")
    with pytest.raises(DomainError) as refusal:
        asked(lin, coded(AGENCY))
    assert code_of(refusal) == "acting_agency_unknown"


def test_an_agency_is_found_by_its_code_however_it_is_typed(lin: UUID, zhou: UUID) -> None:
    found = agency()
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in coded(AGENCY).lower())
    assert asked(lin, f" {full_width} ")
    assert actor_for(zhou, found, TODAY) is not None


def test_an_enterprise_does_not_give_a_mandate_to_itself(lin: UUID) -> None:
    shop = enterprise(LIN)
    with pytest.raises(DomainError) as refusal:
        asked(lin, coded(SHOP), subject=shop)
    assert code_of(refusal) == "acting_to_oneself"


def test_the_clerk_of_another_enterprise_is_not_there(lin: UUID, zhou: UUID) -> None:
    shop, other = enterprise(LIN), agency()
    theirs = clerk(acting(zhou, other), CHEN)
    for clerk_id in (theirs, uuid7()):
        with pytest.raises(DomainError) as refusal:
            end_clerk(actor=acting(lin, shop), enterprise_id=shop, clerk_id=clerk_id, now=NOW)
        assert code_of(refusal) == "not_found"
    assert clerk_ends_once(zhou, other, theirs)


def clerk_ends_once(head: UUID, shop: UUID, clerk_id: UUID) -> bool:
    """The one who may takes it back, twice: the second time changes nothing and is no error."""
    for _time in range(2):
        end_clerk(actor=acting(head, shop), enterprise_id=shop, clerk_id=clerk_id, now=NOW)
    return True
