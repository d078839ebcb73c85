"""What the pages of starting, questions and the notice show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.accounts.queries import local_day
from bancheng.accounts.spec import subject_of
from bancheng.catalogue.queries import what_changed
from bancheng.journeys.commands.answering import UNSURE, Answered, offered, question_of
from bancheng.journeys.commands.representing import fits
from bancheng.journeys.commands.starting import newer_release
from bancheng.journeys.compose import PlanField
from bancheng.journeys.queries.drafts import DraftView, called
from bancheng.journeys.queries.fees import fee_lines
from bancheng.journeys.queries.notices import NoticeView
from bancheng.journeys.spec import ScenarioQuestion
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import current
from bancheng.kernel.workdays import calendar, explain
from bancheng.organizations.queries import world
from bancheng.portal.queries.finding import Page, figures, lanes, matter_name
from bancheng.portal.queries.needs import Look, free_materials, materials
from bancheng.portal.queries.specimens import has_specimen
from bancheng.ui.language import text

YES_NO = (("yes", _("是")), ("no", _("不是")))


def is_uuid(wanted: str) -> bool:
    """Whether a posted text is an id."""
    try:
        UUID(wanted)
    except ValueError:
        return False
    return True


def starting(code: str, now: datetime, actor: Actor) -> Page:
    """The page between signing on and the first question: for whom it will be, and whether that is possible."""
    book = current("journey", code, local_day(now)).root
    plain = getattr(book, "plain_name", None)
    kind, subject = subject_of(actor)
    wrong = None
    try:
        fits(book, kind)
    except DomainError as error:
        wrong = error
    return {
        "code": code,
        "name": text(plain or book.name),
        "draft": uuid7(),
        "for_id": subject,
        "for_name": getattr(actor, "subject_name", ""),
        "own": subject == actor.id,
        "wrong": wrong,
        "here": reverse("start_draft", args=[code]),
    }


def title_of(view: DraftView) -> str:
    """What people call the thing of a draft."""
    return text(view.journey.plain_name or view.journey.name)


def question(
    view: DraftView, wanted: str, error: DomainError | None, raw: Sequence[str] | None
) -> Page | None:
    """One question: the wanted one, else the next that is open. None when nothing is left to ask."""
    order = [one.id for one in view.journey.questions if one.id not in view.played]
    open_ids = [one.id for one in view.plan.questions]
    chosen = wanted if wanted in order else (open_ids[0] if open_ids else "")
    if not chosen:
        return None
    one = question_of(view.journey, chosen)
    answered = [a.question for a in view.plan.answered]
    at = order.index(chosen)
    before = [each for each in order[:at] if each in answered or each in open_ids]
    rest = [each for each in open_ids if each != chosen]
    given = list(raw) if raw is not None else _given(view, one)
    return {
        "view": view,
        "name": title_of(view),
        "question": one,
        "ask": text(one.ask),
        "why": text(one.why),
        "hint": text(one.how),
        "kind": one.kind,
        "options": _offered(view, one),
        "given": given,
        "number": len(before) + 1,
        "left": len(rest),
        "last": not any(each in answered for each in order[at + 1 :]),
        "previous": _address(view, before[-1]) if before else reverse("journey", args=[view.journey_code]),
        "errors": {"answer": error.message} if error else {},
    }


def _address(view: DraftView, question_id: str) -> str:
    return f"{reverse('answer_question', args=[view.draft_id])}?q={question_id}"


def options(one: ScenarioQuestion) -> list[Page]:
    """The cards of a question; “还没想好” where that is a real answer."""
    if one.kind == "yes_no" and not one.options:
        rows = [{"value": value, "label": label} for value, label in YES_NO]
    else:
        rows = [{"value": o.value, "label": text(o.label), "hint": text(o.hint)} for o in one.options]
    return [*rows, {"value": UNSURE, "label": text(one.unsure)}] if one.unsure else rows


def _offered(view: DraftView, one: ScenarioQuestion) -> list[Page]:
    """The options; of “who are you” those that the one in whose name the draft is can be."""
    if one.id != view.journey.applicant.question:
        return options(one)
    return [each for each in options(one) if each["value"] in (*offered(view), UNSURE)]


def _given(view: DraftView, one: ScenarioQuestion) -> list[str]:
    value = view.answers.get(one.id)
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def dropping(view: DraftView, one: ScenarioQuestion, raw: Sequence[str], effect: Answered) -> Page:
    """What an answer would throw out."""
    asks = {each.id: text(each.ask) for each in view.journey.questions}
    return {
        "view": view,
        "name": title_of(view),
        "question": one,
        "raw": list(raw),
        "dropped": [asks[each] for each in effect.dropped],
        "appeared": effect.appeared,
        "disappeared": effect.disappeared,
        "previous": _address(view, one.id),
    }


def answers(view: DraftView) -> Page:
    """All answers so far, what is known, and what cannot be done here."""
    rows = []
    for one in view.plan.answered:
        asked = question_of(view.journey, one.question)
        rows.append(
            {
                "label": text(asked.ask),
                "value": said(asked, one.answer),
                "known": one.how == "known",
                "change": None
                if asked.id in view.played
                else {"href": _address(view, asked.id), "what": text(asked.ask)},
            }
        )
    return {
        "view": view,
        "name": title_of(view),
        "rows": rows,
        "first": next(
            (_address(view, one.id) for one in view.journey.questions if one.id not in view.played),
            reverse("journey", args=[view.journey_code]),
        ),
        "excluded": [{"text": text(e.text), "go_to": text(e.go_to)} for e in view.plan.excluded],
        "blocked": blocked(view),
        "nothing": nothing(view),
        "newer": newer_release(view) is not None,
    }


def said(one: ScenarioQuestion, answer: Any) -> str:
    """An answer in the words of its question, several in the order in which the question names them."""
    labels = {o.value: text(o.label) for o in one.options}
    if isinstance(answer, bool):
        return labels.get("yes" if answer else "no") or (_("是") if answer else _("不是"))
    if isinstance(answer, list | tuple | set | frozenset):
        chosen = {str(each) for each in answer}
        told = [label for value, label in labels.items() if value in chosen]
        return "、".join([*told, *sorted(chosen - labels.keys())]) or _("都不办")
    return labels.get(str(answer), str(answer))


def nothing(view: DraftView) -> list[Page]:
    """When there is nothing to do: each matter with the reason why not; else empty."""
    plan = view.plan
    if plan.items or plan.undecided or plan.questions or plan.excluded:
        return []
    return left_out(view)


def look_in(view: DraftView) -> Look:
    """Where to see how a material looks by the rules of a draft."""

    def look(code: str) -> str:
        here = reverse("draft_specimen", args=[view.draft_id, code])
        return here if has_specimen(view.release, code) else ""

    return look


def left_out(view: DraftView) -> list[Page]:
    """The matters that do not belong, by what people call them, with the reason."""
    return [
        {"name": matter_name(view.release, one.code, one.name), "reason": one.reason}
        for one in view.plan.not_chosen
    ]


def blocked(view: DraftView) -> list[Page]:
    """Matters that no authority of this city may decide for the region that was found."""
    here = world(view.on)
    return [
        {
            "name": matter_name(view.release, one.node.partition("@")[0], one.name),
            "region": here.full_name(one.region) or one.region,
        }
        for one in view.plan.blocked
    ]


def newer_rules(view: DraftView) -> Page:
    """What changed between the rules of the draft and those of today: in sentences; by name where nothing that a person
    would notice did."""
    newer = newer_release(view)
    if newer is None:
        return {"view": view, "name": title_of(view), "newer": False, "changed": []}
    names: dict[str, str] = {}
    for change in newer[1]:
        document = newer[0].documents.get(change.document) or view.release.documents.get(change.document)
        if document is not None:
            names[change.document] = text(document.model.name)
    said = what_changed(view.digest, newer[0].digest)
    return {
        "view": view,
        "name": title_of(view),
        "newer": True,
        "changed": said or sorted(set(names.values())),
    }


def notice(given: NoticeView, view: DraftView, now: datetime) -> Page:
    """一次性告知: what was told. The pictures are drawn from the plan of the same release and answers."""
    plan = view.plan
    on = local_day(given.at)
    days = plan.figures.whole_days
    items = list({one.code: one.item for one in plan.items}.values())
    return {
        "given": given,
        "view": view,
        "name": title_of(view),
        "changed": given.release != view.digest,
        "count": len(plan.items),
        "figures": figures(plan),
        "bring": materials(plan, bring=True, look=look_in(view)),
        "spared": materials(plan, bring=False),
        "free": free_materials(plan, on, look_in(view)),
        "asked": _told_apart(view, plan.asked()),
        "known": sources(view),
        "lanes": lanes(plan, items, None),
        "longest": _("%(days)s个工作日") % {"days": plan.figures.critical_path_days},
        "off_clock": plan.figures.off_clock_days,
        "later": len(plan.later),
        "sum_known": all(fee.quantity is not None for fee in plan.fees),
        "due": calendar(on).add(on, days),
        "why": explain(calendar(on), on, days),
        "fees": fee_lines(plan),
        "to_pay": plan.to_pay,
        "against": left_out(view),
        "undecided": [matter_name(view.release, one.code, one.name) for one in plan.undecided],
        "blocked": blocked(view),
        "confirmations": [
            {"who": called(view, one.subject), "text": text(one.text)} for one in plan.confirmations
        ],
        "legal_days": plan.figures.legal_days,
        "first_section": first_section(view),
        "submitted": view.state == "submitted",
        "today": local_day(now),
    }


def _told_apart(view: DraftView, fields: Sequence[PlanField]) -> list[str]:
    """What is asked by name; with the number of whoever it is of where there are several: 员工1的姓名, 员工2的姓名."""
    several = {one.role: text(one.name) for one in view.plan.subjects if (one.many or 1) > 1}
    found = []
    for one in fields:
        role, _bracket, number = one.role.rstrip("]").partition("[")
        whose, name = several.get(role, ""), text(one.name)
        found.append(name.replace(whose, f"{whose}{number}", 1) if whose and number else name)
    return found


def first_section(view: DraftView) -> str:
    """The address of the first part of the form."""
    section = view.journey.sections[0].code if view.journey.sections else "all"
    return reverse("fill_form", args=[view.draft_id, section])


def sources(view: DraftView) -> Mapping[str, int]:
    """How many values come from each register."""
    found: dict[str, int] = {}
    for one in view.plan.fields:
        kind, _colon, source = one.source.partition(":")
        if kind == "known":
            found[source_name(view, source)] = found.get(source_name(view, source), 0) + 1
    return found


def source_name(view: DraftView, source: str) -> str:
    """What people call a register: the name in its resource document."""
    if source == "sign-on":
        return _("登录时核对过的身份")
    resources = view.release.models("resource")
    return text(resources[source].name) if source in resources else source
