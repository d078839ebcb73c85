"""In whose name a thing is done: what is known of them, which role they play, and who did it for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries import person_facts
from bancheng.accounts.queries.acting import enterprise_facts
from bancheng.accounts.spec import SessionActor, subject_of
from bancheng.journeys.compose.applying import kinds_of
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.spec import Journey
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import DomainError, RuleBroken, define

FOR_ENTERPRISES = define(
    RuleBroken,
    "wrong_acting_for",
    _("这件事要以企业的身份办，您现在是以个人的身份。"),
    next_step=_("先换成企业的身份，再开始。企业不在列表里，请法定代表人指定您做经办人。"),
)
FOR_PERSONS = define(
    RuleBroken,
    "wrong_acting_for_person",
    _("这件事要以个人的身份办，您现在是以企业的身份。"),
    next_step=_("先换成本人，或者换成委托您的那个人，再开始。"),
)


def fits(root: object, kind: str) -> None:
    """FOR_ENTERPRISES, FOR_PERSONS when the journey has no applicant of the kind acted for."""
    assert isinstance(root, Journey)
    if kind not in kinds_of(root):
        raise wrong_kind(kind)


def wrong_kind(kind: str) -> DomainError:
    """What is said to whoever acts for a kind of applicant that cannot do it, or cannot be the subject chosen."""
    return FOR_PERSONS() if kind == "enterprise" else FOR_ENTERPRISES()


def facts_of(actor: Actor) -> dict[str, str]:
    """What is known of the one acted for, and of whoever acts, by the names that `applicant.values` may use."""
    kind, subject = subject_of(actor)
    acting = person_facts(actor.id) if actor.id else None
    contact = {"contact_name": acting.name, "contact_phone": acting.phone} if acting else {}
    if subject is None:
        return contact
    if kind == "enterprise":
        enterprise = enterprise_facts(subject)
        if enterprise is None:
            return contact
        return contact | {
            "name": enterprise.name,
            "credit_code": enterprise.uscc,
            "enterprise_kind": enterprise.kind,
            "representative_name": enterprise.representative_name,
            "region": enterprise.region,
            "address": enterprise.address,
        }
    person = acting if subject == actor.id else person_facts(subject)
    if person is None:
        return contact
    return contact | {
        "name": person.name,
        "id_number": person.id_number,
        "phone": person.phone or (acting.phone if acting else ""),
        "sex": person.sex,
        "born_on": person.born_on.isoformat() if person.born_on else "",
    }


def acted_by(actor: Actor, view: DraftView) -> dict[str, str] | None:
    """Who hands it in for another, by what right; None when it is one's own. It stands with the applicant's name in the
    application, never in an event."""
    if actor.id is None or actor.id == view.acting_for_id:
        return None
    standing = actor.acting_for if isinstance(actor, SessionActor) else None
    return {
        "person": str(actor.id),
        "name": str(getattr(actor, "name", "")),
        "basis": standing.basis if standing else "",
        "authority": str(standing.authority_id) if standing else "",
    }
