"""From a plan to what the departments receive: pure, apart from reading the day's organizations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from bancheng.accounts.queries import ID_NUMBER, person_by_id_number, person_index
from bancheng.cases.spec import (
    Deferral,
    Delivery,
    Limit,
    NewCase,
    NewMaterial,
    Opening,
    Party,
    ResultPlan,
    SpecialProcedure,
    Stage,
)
from bancheng.cases.spec.naming import name_marks
from bancheng.catalogue.spec import Item
from bancheng.catalogue.spec import Limit as WrittenLimit
from bancheng.certificates.spec import CertificateType
from bancheng.journeys.commands.deciding_later import fees, needs, offer_terms
from bancheng.journeys.commands.ending import again, prerequisites, remedy_terms
from bancheng.journeys.commands.looking_up import is_typed_number
from bancheng.journeys.commands.templates import Templates, own_templates, templates_of
from bancheng.journeys.compose import PlanItem, located
from bancheng.journeys.queries.confirmations import ConfirmationRow
from bancheng.journeys.queries.deferring import left_for_later
from bancheng.journeys.queries.drafts import DraftView
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.recording import in_office_language
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.rulebooks import text
from bancheng.organizations.queries import world
from bancheng.organizations.spec import Organization, World

_DAYS = {"cd": 1.0, "m": 30.0, "y": 365.0}


def opening_of(
    view: DraftView,
    confirmations: Mapping[str, ConfirmationRow],
    *,
    answers: Mapping[str, Any],
    applicant: str,
    acted_by: Mapping[str, str] | None = None,
) -> Opening:
    """Everything a submission hands over. Ids of cases follow from draft and node, so composing twice is the same."""
    here = world(view.on)
    plan = view.plan
    papers = templates_of(view.release, [one.item for one in plan.items])
    return Opening(
        application_id=view.draft_id,
        journey=view.journey_code,
        name=_name(view),
        release=view.digest,
        applicant_kind=view.acting_for_kind,
        applicant_id=view.acting_for_id,
        applicant_name=applicant,
        cases=[_case(view, item, here, papers) for item in plan.items],
        parties=_parties(view, confirmations),
        delivery=_delivery(view),
        tone=view.journey.tone,
        critical_days=plan.figures.critical_path_days + plan.figures.off_clock_days,
        answers=answers,
        facts={
            "official_name": text(view.journey.name),
            "legal_days": plan.figures.legal_days,
            "off_clock_days": plan.figures.off_clock_days,
            "lead_name": _lead(view, here),
            "papers": papers,
            "identities": _identities(view, acted_by),
            "names": name_marks(_names_on(view)),
            **({"acted_by": dict(acted_by)} if acted_by else {}),
            **({"again_of": str(view.again_of)} if view.again_of else {}),
        },
    )


def _name(view: DraftView) -> str:
    """What people call it; applied for again, what is done this time."""
    whole = text(view.journey.plain_name or view.journey.name)
    if view.only is None:
        return whole
    names = dict.fromkeys(text(one.item.plain_name or one.name) for one in view.plan.items)
    return _("{whole}：再办{names}").format(whole=whole, names="、".join(names))


def case_id(draft_id: UUID, node: str) -> UUID:
    """The id of the case of a node: the same for every attempt at submitting one draft."""
    return uuid5(draft_id, node)


def _lead(view: DraftView, here: World) -> str:
    """The body that answers for the whole thing, as it is called today."""
    lead = here.organization(view.journey.lead.removeprefix("org:"))
    return lead.name if lead else ""


def _case(view: DraftView, one: PlanItem, here: World, papers: Templates) -> NewCase:
    assert one.organization is not None  # a plan that is ready to submit has an authority for every case
    answerable = _body(here, one.organization)
    handling = _body(here, one.handling or one.organization)
    item = one.item
    return NewCase(
        case_id=case_id(view.draft_id, one.node),
        node=one.node,
        item=one.code,
        name=text(one.name),
        organization=answerable.id,
        handling=handling.id,
        stages=_stages(one, here),
        legal=limit_of(one.legal or one.promised),
        promised=limit_of(one.promised),
        implementation_code=one.codes.implementation or "",
        organization_code=handling.code,
        organization_name=handling.name,
        organization_uscc=handling.uscc,
        occurrence=one.for_ or "",
        level=one.level,
        after=prerequisites(view, one),
        result=_result(view, one),
        materials=_materials(view, one),
        procedures=tuple(
            SpecialProcedure(each.code, text(each.name), limit_of(each.limit).days, text(each.basis))
            for each in item.special_procedures
        ),
        basis=tuple(f"{text(each.title)}{text(each.article)}" for each in item.basis),
        remedies=_remedies(item),
        remedy_terms=remedy_terms(item),
        again=again(item),
        nature=handling.nature.value,
        off_clock=item.off_clock,
        offer=offer_terms(item),
        needs=needs(one),
        fees=fees(one),
        deferrals=_deferrals(view, one),
        facts={
            "region": one.region,
            "fields": list(one.fields),
            "materials": list(one.materials),
            "roles": dict(one.roles),
            "visits": one.visits,
            "reason": one.reason,
            **_way(one),
            "papers": own_templates(view.release, one.item, papers),
        },
    )


@in_office_language()
def _way(one: PlanItem) -> dict[str, Any]:
    """办理方式, with the words of the pledge as they were signed: a later release does not change them."""
    if one.way is None:
        return {}
    told: dict[str, Any] = {"way": text(one.way.name)}
    if one.way.pledge is not None:
        pledge = one.way.pledge
        told["pledge"] = {
            "title": text(pledge.title),
            "told": [text(each) for each in pledge.told],
            "promised": [text(each) for each in pledge.promised],
            "consequence": text(pledge.consequence),
            "checked_within": pledge.checked_within.said if pledge.checked_within else "",
        }
    return told


def _body(here: World, reference: str) -> Organization:
    """The body a rulebook names, or the one that took it over since."""
    found = here.organization(reference.removeprefix("org:"))
    assert found is not None  # checked before publishing; a reorganization names successors
    return found


def limit_of(limit: WrittenLimit) -> Limit:
    """A written limit as a clock's: hours end with the day, months and years run by the calendar."""
    if limit.unit == "wd":
        return Limit(limit.n, "wd")
    if limit.unit == "h":
        return Limit(math.ceil(limit.n / 8), "wd")
    return Limit(math.ceil(limit.n * _DAYS[limit.unit]), "cd")


def _stages(one: PlanItem, here: World) -> tuple[Stage, ...]:
    """The department's steps with the post of each. Delivery belongs to the whole application, not to a case."""
    made = []
    for stage, post in zip(one.stages, one.stage_posts, strict=True):
        if stage.kind != "deliver":
            queue = here.post((post or one.queue or "").removeprefix("post:"))
            assert queue is not None  # a post ends only with a successor
            made.append(Stage(stage.code, stage.kind, text(stage.name), queue.id))
    return tuple(made)


def _result(view: DraftView, one: PlanItem) -> ResultPlan:
    outcome = one.item.outcome
    roles = dict(one.roles)
    code = outcome.certificate
    kind = view.release.model("certificate-type", code) if code else None
    return ResultPlan(
        certificate=code,
        type_code=(kind.type_code or "") if isinstance(kind, CertificateType) else "",
        name=text(outcome.name),
        holder=located(f"{outcome.holder}.x", roles, one.for_).rpartition(".")[0] if outcome.holder else "",
        gives={located(path, roles, one.for_): element for path, element in outcome.gives.items()},
    )


def _materials(view: DraftView, one: PlanItem) -> tuple[NewMaterial, ...]:
    wanted = {material.key: material for material in view.plan.materials}
    return tuple(
        NewMaterial(
            type=material.type,
            name=text(material.name),
            holder=material.holder,
            satisfied_by=material.satisfied_by or ("upload" if _files(view, key) else "missing"),
            files=() if material.satisfied_by else _files(view, key),
            form=material.form,
        )
        for key in one.materials
        if (material := wanted.get(key)) is not None
    )


def _deferrals(view: DraftView, one: PlanItem) -> tuple[Deferral, ...]:
    """What this case begins without: it may follow later, and was not handed in."""
    return tuple(
        Deferral(each.type, each.holder, text(each.name), each.form, limit_of(limit))
        for each in left_for_later(view)
        for node, limit in each.later
        if node == one.node
    )


def _files(view: DraftView, key: str) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in view.materials.get(key, {}).get("files", ()))


def _remedies(item: Item) -> tuple[str, ...]:
    return tuple(text(each.text) for each in item.remedies)


def _parties(view: DraftView, confirmations: Mapping[str, ConfirmationRow]) -> tuple[Party, ...]:
    """Who may read the application besides the applicant: those who confirmed, and subjects that sign-on or a
    register names. A number that was merely typed, perhaps wrongly, opens the application to nobody."""
    parties = {
        row.person_id: role
        for role, row in confirmations.items()
        if row.person_id and row.state == "confirmed"
    }
    for who, number in view.identity_numbers().items():
        declared = view.journey.subjects[who.partition("[")[0]]
        if declared.passive or declared.listed_by:
            continue  # who has died reads nothing; whom a register merely lists has a part in it by saying yes
        if any(is_typed_number(view, path) for path in view.entries if path.rpartition(".")[0] == who):
            continue
        person = person_by_id_number(number)
        if person is not None:
            parties.setdefault(person, who)
    return tuple(
        Party(person, role, acts=person == view.acting_for_id)
        for person, role in parties.items()
        if person is not None
    )


def _identities(view: DraftView, acted_by: Mapping[str, str] | None) -> list[str]:
    """Blind indices of everybody whose identity number stands on the form, and of whoever hands in: none of them, as an
    officer, handles the application (回避)."""
    known = {*view.identity_numbers().values(), *_numbers(view)}
    found = {blind_index(str(number), ID_NUMBER) for number in known if number}
    actor = person_index(UUID(acted_by["person"])) if acted_by else ""
    return sorted(found | ({actor} if actor else set()))


def _names_on(view: DraftView) -> dict[str, str]:
    """Path → name of everybody on the form."""
    named = [one for one in view.plan.fields if view.elements[one.element].datatype == "name"]
    return {one.path: str(one.value) for one in named if one.value}


def _numbers(view: DraftView) -> list[Any]:
    return [one.value for one in view.plan.fields if view.elements[one.element].datatype == "id_number"]


def _delivery(view: DraftView) -> Delivery:
    written = view.plan.delivery
    at_latest = limit_of(written.limit) if written.limit else None
    return Delivery(written.rule, at_latest, written.ways[0])
