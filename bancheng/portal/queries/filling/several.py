"""After somebody was taken out of the form: what was typed for people who have moved up meanwhile is shown, not stored."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from bancheng.journeys.commands.filling import Saved
from bancheng.journeys.compose import PlanField
from bancheng.journeys.compose.values import split
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.queries.several import belongs
from bancheng.ui.language import text


def without(saved: Saved, who: str) -> Saved:
    """What became of a page, but for what is of somebody who is about to be taken out: it need not be right."""
    return replace(
        saved,
        errors={path: one for path, one in saved.errors.items() if not belongs(path, who)},
        clashes=tuple(one for one in saved.clashes if not belongs(one.path, who)),
    )


def moved_rows(view: DraftView, saved: Saved | None) -> list[str]:
    """What was typed and not stored, because whoever stood there has moved up: whose as the page said, and the words."""
    names = {split(one.path)[0] + "." + split(one.path)[2]: one for one in view.plan.fields}
    return [_line(view, path, raw, names) for path, raw in (saved.moved.items() if saved else ()) if raw]


def _line(view: DraftView, path: str, raw: str, names: dict[str, PlanField]) -> str:
    role, number, rest = split(path)
    field = names.get(f"{role}.{rest}") or names.get(f"{role}.{rest.rpartition('-')[0]}")
    declared = view.journey.subjects.get(role)
    who = f"{text(declared.name or role) if declared else role}{number or ''}"
    return _("%(what)s（%(who)s）：%(said)s") % {
        "what": text(field.name) if field else rest, "who": who, "said": raw,
    }  # fmt: skip
