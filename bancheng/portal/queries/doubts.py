"""可能有问题的: what a person may look at once more before handing in, and may hand in as it is. Rules only, no guessing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.journeys.queries.drafts import DraftView
from bancheng.portal.queries.filling import fields_of, section_codes
from bancheng.portal.queries.finding import Page


def doubts(view: DraftView, materials: Sequence[Page], labels: Mapping[str, str]) -> list[Page]:
    """Sentences with where to look: pictures that the inspection found hard to read, and values that a register has
    otherwise. `materials`: rows with their files; `labels`: path → what the form calls it."""
    return [*_pictures(materials), *_objections(view, labels)]


def _pictures(materials: Sequence[Page]) -> Iterator[Page]:
    for row in materials:
        for file in row["files"]:
            if file["reason"]:
                words = _("%(name)s：%(why)s") % {"name": row["name"], "why": file["reason"]}
                yield {"text": words.rstrip("。"), "href": row["href"]}


def _objections(view: DraftView, labels: Mapping[str, str]) -> Iterator[Page]:
    for code in section_codes(view):
        for one in fields_of(view, code):
            entry = view.entries.get(one.path)
            if entry is not None and entry.objected:
                href = reverse("fill_form", args=[view.draft_id, code])
                words = _("%(what)s和登记的不一样，按您写的办，部门会核对")
                yield {"text": words % {"what": labels[one.path]}, "href": f"{href}#known-{one.path}"}
