"""What the pages of finding show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.cases.queries import is_dated
from bancheng.catalogue.spec import Face
from bancheng.journeys.compose import Plan, compose
from bancheng.journeys.queries.confirmations import ConfirmationRow
from bancheng.journeys.queries.hot import hot_words
from bancheng.journeys.queries.published import Published
from bancheng.kernel.database import Row
from bancheng.kernel.kept import Kept
from bancheng.kernel.rulebooks import Release, Text, release
from bancheng.organizations.queries import world
from bancheng.portal.queries.needs import materials
from bancheng.portal.queries.specimens import has_specimen
from bancheng.ui.icons import known
from bancheng.ui.language import text

Page = dict[str, Any]

_plans: Kept[tuple[str, date], Plan] = Kept(256)
FEW = 2
"""More matters than this whose results decide about another are counted, not named, in its line."""
MANY = 4
"""More matters than this that one waits for are counted, not named."""


def typical_plan(one: Published, on: date) -> Plan:
    """The plan of the typical answers, for the figures of a page that knows nobody. Cached by release and day."""
    return _plans.get(
        (one.release.digest, on), lambda: compose(one.release, {}, {}, on, world=world(on), assume=True)
    )


def name_of(one: Published) -> str:
    """What people call it."""
    return text(one.journey.plain_name or one.journey.name)


def matter_name(book: Release, code: str, official: Text) -> str:
    """What people call a matter by the rules of a release; its official name where people have no other."""
    document = book.documents.get(f"item/{code}")
    plain = getattr(document.model, "plain_name", None) if document else None
    return text(plain or official)


def card(one: Published) -> Page:
    """A card of the home page."""
    solemn = one.journey.tone == "solemn"
    return {
        "name": name_of(one),
        "line": text(one.journey.one_line),
        "href": reverse("journey", args=[one.journey.code]),
        "icon": "" if solemn else known(one.journey.icon),
    }


def terms(found: Sequence[Published], face: Face, now: datetime) -> list[Page]:
    """常有人搜: what enough people searched lately; then what the city put there, else a word of each of the things done
    most."""
    chosen = face.hot.first or [word for one in found for word in one.journey.words[2:3]]
    words = dict.fromkeys((*hot_words(face.hot, found, now), *chosen))
    return [
        {"word": word, "href": f"{reverse('search')}?q={quote(word)}"}
        for word in list(words)[: face.hot.most]
    ]


def result(one: Published, on: date) -> Page:
    """A line of a list of things."""
    plan = typical_plan(one, on)
    figures = plan.figures
    meta = [
        _("最快%(days)s个工作日") % {"days": figures.days.after},
        _("交%(count)s份材料") % {"count": figures.materials.after}
        if figures.materials.after
        else _("不用交材料"),
        _("网上办"),
    ]
    if one.journey.tone == "solemn":
        meta = meta[1:]
    return {
        "name": name_of(one),
        "line": text(one.journey.one_line),
        "official": text(one.journey.name),
        "href": reverse("journey", args=[one.journey.code]),
        "meta": meta,
    }


def todos(waiting: Sequence[Row], confirmations: Sequence[ConfirmationRow]) -> list[Page]:
    """等您做的事, the most urgent first. `waiting`: cases that wait for the person, for one reason or for two."""
    rows = [_waits(one) for one in waiting if _asks(one)]
    owed = {one["application_id"]: one for one in reversed(waiting) if one["deferred_to"]}
    rows += [_owes(one) for one in owed.values()]
    rows += [
        {
            "title": _("有人请您确认一件事"),
            "text": "",
            "due": one.due_at,
            "href": reverse("confirm", args=[one.confirmation_id]),
            "word": _("去确认"),
        }
        for one in confirmations
    ]
    return sorted(rows, key=lambda row: row["due"])


def _asks(one: Row) -> bool:
    """Whether a department, or a rule, asked the person about this case."""
    return one["state"] in ("correction_requested", "offered") or (
        one["state"] == "waiting" and is_dated(one["due_at"])
    )


def _waits(one: Row) -> Page:
    corrects = one["state"] == "correction_requested"
    return {
        "title": _("有1件事等您补材料")
        if corrects
        else _("有1份方案和报价等您看")
        if one["state"] == "offered"
        else _("有1件事等您决定"),
        "text": matter_name(release(one["release"]), one["item"], one["name"]),
        "due": one["due_at"],
        "href": reverse("progress", args=[one["application_id"]]),
        "word": _("去补") if corrects else _("去看"),
    }


def _owes(one: Row) -> Page:
    """What was promised for later: one page for all cases of the application that wait for it."""
    return {
        "title": _("您答应以后补的材料"),
        "text": one["journey_name"],
        "due": one["deferred_to"],
        "href": reverse("bring_later", args=[one["application_id"]]),
        "word": _("去补"),
    }


def journey(one: Published, on: date) -> Page:
    """One thing, for somebody of whom nothing is known: the typical plan stands for it, and the page says so."""
    plan = typical_plan(one, on)
    book = one.journey
    here = world(on)
    listed = {
        subject.count for subject in book.subjects.values() if subject.listed_by
    }  # a register says how many
    return {
        "journey": book,
        "name": name_of(one),
        "official": text(book.name),
        "line": text(book.one_line),
        "solemn": book.tone == "solemn",
        "plan": plan,
        "figures": figures(plan),
        "questions": len(({a.question for a in plan.answered} | {q.id for q in plan.questions}) - listed),
        "results": list(dict.fromkeys(text(item.outcome.name or item.name) for item in one.items)),
        "bring": materials(plan, bring=True, look=lambda code: _look(one, code)),
        "spared": materials(plan, bring=False),
        "lanes": lanes(plan, one.items, here),
        "longest": _("%(days)s个工作日") % {"days": plan.figures.critical_path_days},
        "departments": sorted({text(item.lead_department) for item in one.items if item.lead_department}),
        "excludes": [{"text": text(e.text), "go_to": text(e.go_to)} for e in book.excludes],
        "faq": [{"q": text(q.q), "a": text(q.a)} for q in book.questions_and_answers],
        "basis": [
            {"item": text(item.name), "text": f"{text(b.title)}{text(b.article)}", "words": text(b.text)}
            for item in one.items
            for b in item.basis
        ],
        "elsewhere": [published(p) for p in book.published_reductions],
        "inferred": {"share": plan.figures.inferred, "of": plan.figures.facts},
    }


def figures(plan: Plan) -> list[Page]:
    """The four figures, before and after, computed from the items' own entries; `said`: the same as a sentence."""
    found = plan.figures
    rows = (
        (
            found.days,
            _("最快办好"),
            _("个工作日"),
            _("%(now)s个工作日办好"),
            _("%(now)s个工作日办好，原来要%(was)s个"),
        ),
        (found.materials, _("材料"), _("份"), _("交%(now)s份材料"), _("交%(now)s份材料，原来要%(was)s份")),
        (found.fields, _("填写"), _("项"), _("填%(now)s项"), _("填%(now)s项，原来要%(was)s项")),
        (found.visits, _("跑"), _("次"), _("跑%(now)s次"), _("跑%(now)s次，原来要%(was)s次")),
    )
    return [
        {
            "label": label,
            "before": one.before,
            "after": one.after,
            "unit": unit,
            "said": (same if one.before == one.after else better) % {"now": one.after, "was": one.before},
        }
        for one, label, unit, same, better in rows
    ]


def _look(one: Published, code: str) -> str:
    """The public page of how a material looks."""
    here = reverse("specimen", args=[one.journey.code, code])
    return here if has_specimen(one.release, code) else ""


_METRICS = {
    "days": _("时间"), "materials": _("材料"), "fields": _("填写"), "visits": _("跑动"), "steps": _("步骤"),
    "departments": _("部门"), "minutes": _("填表分钟"),
}  # fmt: skip


def published(one: Any) -> Page:
    """A figure that another place published: shown beside ours, never summed."""
    return {
        "metric": _METRICS[one.metric],
        "place": text(one.place),
        "before": one.before,
        "after": one.after,
    }


def lanes(plan: Plan, items: Sequence[Any], here: Any) -> list[Page]:
    """The departments' picture of a plan: one node per item (its first occurrence stands for the others)."""
    departments = {item.code: text(item.lead_department) for item in items}
    first: dict[str, Any] = {}
    for one in plan.items:
        first.setdefault(one.code, one)
    node_code = {one.node: one.code for one in plan.items}
    path = set(plan.figures.critical_path)
    del here
    return [
        {
            "code": code,
            "name": text(one.item.plain_name or one.name),
            "department": departments.get(code, ""),
            "state": "wait",
            "word": _("先办") if one.level == 1 else _("接着办"),
            "days": _length(one),
            "after": list(dict.fromkeys(node_code[p.node] for p in one.after)),
            "critical": one.node in path,
            "note": _after(one, plan),
        }
        for code, one in sorted(first.items(), key=lambda pair: pair[1].level)
    ]


def _length(one: Any) -> str:
    if one.promised.at_once:
        return str(one.promised.said)
    days = {"days": max(1, one.promised.working_days)}
    return (_("大约%(days)s个工作日") if one.item.off_clock else _("%(days)s个工作日")) % days


def _after(one: Any, plan: Plan) -> str:
    names = {each.node: text(each.item.plain_name or each.name) for each in plan.items}
    if one.later:
        says = list(dict.fromkeys(names[node] for rule in one.later for node in rule.nodes))
        if len(says) > FEW:
            return _("要不要办，前面%(count)s件有了结果才知道") % {"count": len(says)}
        return _("要不要办，%(says)s有了结果才知道") % {"says": "、".join(says)}
    before = list(dict.fromkeys(names[p.node] for p in one.after))
    if len(before) > MANY:
        return _("在前面%(count)s件之后") % {"count": len(before)}
    return _("在%(before)s之后") % {"before": "、".join(before)} if before else ""
