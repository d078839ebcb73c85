"""谁要用: which departments read a datum of the form, for which matters. Computed from the plan, without a statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from bancheng.journeys.compose import PlanField, PlanItem
from bancheng.journeys.queries.drafts import DraftView
from bancheng.organizations.queries import world
from bancheng.portal.queries.finding import Page
from bancheng.ui.language import text

FEW = 3
"""More matters of one department than this are counted, not named."""


def users_of(view: DraftView, one: PlanField) -> str:
    """Who uses one datum: 公安局（上户口）；医保局（参加医保）. Empty when only rules read it."""
    return "；".join(_named(*pair) for pair in _by_department(view, one.nodes).items())


def used_in(view: DraftView, fields: Sequence[tuple[PlanField, str]]) -> list[Page]:
    """Who uses what of several data (with their labels), in the order of the first matters: those who use the same stand
    in one line."""
    nodes = {node for one, _label in fields for node in one.nodes}
    lines: dict[str, list[str]] = {}
    for department, matters in _by_department(view, nodes).items():
        own = _nodes_of(view, department) & nodes
        labels = list(dict.fromkeys(label for one, label in fields if own & set(one.nodes)))
        every = len(labels) == len({label for _one, label in fields}) > FEW
        what = _("上面的全部") if every else "、".join(labels)
        lines.setdefault(what, []).append(_named(department, matters))
    return [{"who": "；".join(who), "what": what} for what, who in lines.items()]


def _named(department: str, matters: Sequence[str]) -> str:
    if len(matters) > FEW:
        return _("%(who)s（%(count)s件事）") % {"who": department, "count": len(matters)}
    return _("%(who)s（%(what)s）") % {"who": department, "what": "、".join(matters)}


def _by_department(view: DraftView, nodes: Iterable[str]) -> dict[str, list[str]]:
    """Department → what people call its matters among these cases."""
    wanted = set(nodes)
    found: dict[str, dict[str, None]] = {}
    for case in view.plan.items:
        if case.node in wanted:
            name = text(case.item.plain_name or case.name)
            found.setdefault(_department(view, case), {})[name] = None
    return {department: list(matters) for department, matters in found.items()}


def _nodes_of(view: DraftView, department: str) -> set[str]:
    return {case.node for case in view.plan.items if _department(view, case) == department}


def _department(view: DraftView, case: PlanItem) -> str:
    """As people call it; the organization's own name where the item says none."""
    said = text(case.item.lead_department)
    if said or not case.handling:
        return said or _("办这件事的部门")
    one = world(view.on).organization(case.handling)
    return one.name if one else _("办这件事的部门")
