"""People, enterprises and rights for tests of acting for others."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from bancheng.accounts.commands.acting import (
    EnterpriseRecord,
    act_for_self,
    choose_subject,
    keep_enterprise,
    keep_guardianship,
)
from bancheng.accounts.commands.mandates import Grant, answer_mandate, appoint_clerk, offer_mandate
from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.queries import actor_of_person, load_actor, local_day
from bancheng.accounts.queries.acting import actor_for, mandate
from bancheng.accounts.spec import ACTS, SessionActor
from tests.accounts.conftest import KEEPER, NOW, enrol

TODAY = local_day(NOW)
YEAR = TODAY + timedelta(days=365)
LIN, ZHOU, CHEN = "449902199003070023", "449902198511020017", "449902199206150048"
SHOP = "92449902MA0A0A0A0"
"""The first seventeen characters of the shop's credit code."""


def checked(seventeen: str) -> str:
    """An identity number with its check character."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        seventeen[:17]
        + "10X98765432"[sum(w * int(d) for w, d in zip(weights, seventeen[:17], strict=True)) % 11]
    )


def coded(seventeen: str) -> str:
    """A credit code with its check character (GB 32100)."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(seventeen))
    return seventeen + signs[-total % 31]


def person(number: str, name: str) -> UUID:
    """A citizen by the first seventeen digits."""
    return enrol(checked(number), name)


def enterprise(
    representative: str, *, name: str = "善美市潮味轩餐饮店", code: str = SHOP, state: str = "in_being"
) -> UUID:
    """An enterprise as its register tells it."""
    record = EnterpriseRecord(
        coded(code), name, state, "林小雨", checked(representative), kind="92", region="449902"
    )
    return keep_enterprise(actor=KEEPER, record=record, now=NOW)


def acting(who: UUID, subject: UUID, on: date = TODAY) -> SessionActor:
    """Somebody acting for another."""
    actor = actor_for(who, subject, on)
    assert actor is not None
    return actor


def oneself(who: UUID) -> SessionActor:
    """Somebody acting for themself."""
    actor = actor_of_person(who)
    assert actor is not None
    return actor


def grant(**more: object) -> Grant:
    """Everything, for a year."""
    told = {"journeys": None, "acts": ACTS, "valid_from": TODAY, "until": YEAR, **more}
    return Grant(**told)  # type: ignore[arg-type]


def clerk(
    head: SessionActor, number: str, *, for_clients: bool = False, name: str = "陈一", **more: object
) -> UUID:
    """The one whom the legal representative lets act."""
    return appoint_clerk(
        actor=head, enterprise_id=head.subject_id, name=name, id_number=checked(number), grant=grant(**more),
        for_clients=for_clients, now=NOW,
    )  # fmt: skip


def mandated(principal: SessionActor, number: str, **more: object) -> UUID:
    """A mandate that was offered, not yet answered."""
    return offer_mandate(
        actor=principal,
        agent_kind="person",
        name="周明远",
        number=checked(number),
        grant=grant(**more),
        now=NOW,
    )


def accepted(principal: SessionActor, agent: UUID, number: str, **more: object) -> UUID:
    """A mandate that its agent accepted."""
    made = mandated(principal, number, **more)
    answer_mandate(actor=oneself(agent), mandate_id=made, accept=True, version=1, now=NOW)
    return made


def signed_on(who: UUID, subject: UUID | None = None) -> str:
    """The key of a session, acting for a subject."""
    key = open_session(now=NOW, person_id=who)
    actor = load_actor(key, NOW)
    assert actor is not None
    if subject is not None:
        right = acting(who, subject).acting_for
        assert right is not None
        choose_subject(actor=actor, authority_id=right.authority_id, subject_id=subject, now=NOW)
    else:
        act_for_self(actor=actor)
    return key


__all__ = ["accepted", "acting", "checked", "clerk", "coded", "enterprise", "grant", "keep_guardianship", "mandate",
           "mandated", "oneself", "person", "signed_on"]  # fmt: skip
