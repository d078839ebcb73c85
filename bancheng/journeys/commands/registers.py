"""Asking registers for whom somebody may act: the enterprises that they represent, the minors whose guardian they are.

Which resources are asked is said by the rulebooks (`resource/1`, `use`); a city without them has no such rights. The
registers' word is asked for anew each time: it ends rights as well as it gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.commands.acting import (
    EnterpriseRecord,
    end_guardianships,
    keep_enterprise,
    keep_guardianship,
)
from bancheng.accounts.commands.persons import NewPerson, is_id_number, register_persons
from bancheng.accounts.queries import local_day, person_by_id_number, person_facts
from bancheng.accounts.queries.acting import EnterpriseFacts, enterprise_facts, right_to, rights_of
from bancheng.accounts.spec import SessionActor
from bancheng.exchange.commands import Failure, Lookup, query_many
from bancheng.exchange.queries import Answer
from bancheng.exchange.spec import Resource
from bancheng.kernel.access import Actor, system_actor
from bancheng.kernel.errors import DomainError, RuleBroken, Unavailable, define
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import release, releases_of

_KEEPER = system_actor("registers")
_PURPOSE = str(_("核对可以替谁办事"))
NOT_IN_REGISTER = define(
    RuleBroken,
    "enterprise_not_in_register",
    _("登记机关查不到{name}，或者它已经注销，这次没有提交。"),
    next_step=_("核对营业执照。没有注销的，请到市场监管局的登记窗口更正，再回来提交；您填的都在。"),
)
NO_LONGER_ACTS = define(
    RuleBroken,
    "no_longer_acts_for",
    _("登记机关说，{name}的法定代表人现在是{representative}，您不能再替它提交。"),
    next_step=_(
        "请{representative}登录，从“替谁办”里换成{name}，接着提交；或者请他指定您做经办人。草稿还在。"
    ),
)
REGISTER_SILENT = define(
    Unavailable,
    "enterprise_register_silent",
    _("登记机关的系统暂时连不上，没有核对到企业，这次没有提交。"),
    next_step=_("您填的都在，过一会儿再提交。"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking: how many rights the registers name, and what is said of those that kept silent."""

    enterprises: int
    wards: int
    silent: tuple[str, ...]


def ask_registers(*, actor: Actor, now: datetime) -> Asked:
    """Ask for whom the person may act, and keep the answers. A register that is silent changes nothing."""
    facts = person_facts(actor.id) if actor.id else None
    if facts is None or actor.id is None:
        return Asked(0, 0, ())
    told, silent = _ask({use: {"id_number": facts.id_number} for use in ("represented", "wards")}, actor, now)
    enterprises = wards = 0
    if "represented" in told:
        enterprises = _keep_enterprises(actor, actor.id, told["represented"], now)
    if "wards" in told:
        wards = _keep_wards(actor.id, told["wards"], now)
    return Asked(enterprises, wards, tuple(dict.fromkeys(one.sentence for one in silent.values())))


def ask_about_enterprise(*, actor: Actor, enterprise: UUID, now: datetime) -> EnterpriseFacts | None:
    """Ask the register about one enterprise again: before somebody acts for it. What it says counts
    at once (another legal representative, deregistered); a silent register leaves what was known."""
    facts = enterprise_facts(enterprise)
    if facts is None:
        return None
    told, _silent = _ask({"enterprise": {"credit_code": facts.uscc}}, actor, now)
    for record in told["enterprise"].records if "enterprise" in told else ():
        _keep({**record, "credit_code": facts.uscc}, now)
    return enterprise_facts(enterprise)


def insist_on_standing(*, actor: Actor, enterprise: UUID, now: datetime) -> None:
    """Before something is handed in for an enterprise: the register still has it, and it may still be acted for.

    RuleBroken `enterprise_not_in_register`; RuleBroken `no_longer_acts_for` when another represents it now. A silent
    register: as its resource declares, go on with what was known (`ask`), or Unavailable (`refuse`).
    """
    facts = enterprise_facts(enterprise)
    if facts is None:
        return
    told, silent = _ask({"enterprise": {"credit_code": facts.uscc}}, actor, now)
    if silent and silent["enterprise"].fallback == "refuse":
        raise REGISTER_SILENT()
    if "enterprise" not in told:
        return
    for record in told["enterprise"].records:
        _keep({**record, "credit_code": facts.uscc}, now)
    facts = enterprise_facts(enterprise) or facts
    if not told["enterprise"].records or facts.state == "deregistered":
        raise NOT_IN_REGISTER(name=facts.name)
    standing = actor.acting_for if isinstance(actor, SessionActor) else None
    if (
        standing is not None
        and actor.id is not None
        and right_to(actor.id, standing.authority_id, enterprise, local_day(now)) is None
    ):
        raise NO_LONGER_ACTS(name=facts.name, representative=facts.representative_name)


def _ask(
    wanted: Mapping[str, Mapping[str, str]], actor: Actor, now: datetime
) -> tuple[dict[str, Answer], dict[str, Failure]]:
    resources = _resources(local_day(now))
    lookups = {use: Lookup(resources[use], inputs) for use, inputs in wanted.items() if use in resources}
    if not lookups or actor.id is None:
        return {}, {}
    outcomes = query_many(
        list(lookups.values()), application_id=actor.id, purpose=_PURPOSE, actor=actor, now=now
    )
    told, silent = {}, {}
    for use, outcome in zip(lookups, outcomes, strict=True):
        if outcome.answer is not None:
            told[use] = outcome.answer
        elif outcome.failure is not None:
            silent[use] = outcome.failure
    return told, silent


def _resources(on: date) -> dict[str, Resource]:
    """The resources in force that the platform itself asks, by use."""
    found: dict[str, Resource] = {}
    for digest in releases_of("resource", on).values():
        root = release(digest).root
        if isinstance(root, Resource) and root.use is not None:
            found[root.use] = root
    return found


def _keep_enterprises(actor: Actor, person: UUID, answer: Answer, now: datetime) -> int:
    """Keep those named; about those that the register named before and does not name now it is asked one by one."""
    kept = {_keep(record, now) for record in answer.records}
    for one in rights_of(person, local_day(now), ["representative"], limit=100):
        if one.id not in kept:
            ask_about_enterprise(actor=actor, enterprise=one.id, now=now)
    return len(kept - {None})


def _keep(record: Mapping[str, Any], now: datetime) -> UUID | None:
    made = EnterpriseRecord(
        uscc=str(record["credit_code"]),
        name=str(record["name"]),
        state=str(record["state"]),
        representative_name=str(record["representative_name"]),
        representative_id_number=str(record["representative_id_number"]),
        kind=str(record.get("kind") or ""),
        region=str(record.get("region") or ""),
        address=str(record.get("address") or ""),
    )
    try:
        return keep_enterprise(actor=_KEEPER, record=made, now=now)
    except DomainError:
        return None  # a credit code that cannot be right is nobody's: the others are kept all the same


def _keep_wards(guardian: UUID, answer: Answer, now: datetime) -> int:
    source = answer.resource
    wards = []
    for record in answer.records:
        number = str(record["ward_id_number"]).upper()
        if not is_id_number(number):
            continue
        born = date.fromisoformat(str(record["birth_date"]))
        ward = person_by_id_number(number)
        if ward is None:
            register_persons(
                actor=_KEEPER, persons=[NewPerson(uuid7(), str(record["ward_name"]), number)], now=now
            )
            ward = person_by_id_number(number)
        if ward is not None and ward != guardian:
            keep_guardianship(
                actor=_KEEPER, guardian=guardian, ward=ward, born_on=born, relation=str(record["relation"]),
                source=source, now=now,
            )  # fmt: skip
            wards.append(ward)
    end_guardianships(actor=_KEEPER, guardian=guardian, still=wards, now=now)
    return len(wards)
