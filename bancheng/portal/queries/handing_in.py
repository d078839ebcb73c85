"""What the pages of handing in show: the last look and the receipt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bancheng.cases.queries import application_progress
from bancheng.cases.queries.pages import Progress, is_dated
from bancheng.catalogue.spec import Pledge
from bancheng.eforms.queries import answers_of
from bancheng.files.queries import describe
from bancheng.journeys.commands.submitting import Missing, missing_of
from bancheng.journeys.compose import PlanConfirmation, PlanField, PlanItem, PlanPledge
from bancheng.journeys.queries.confirmations import (
    ConfirmationRow,
    asks_a_minor,
    confirmations_of,
    digest_of,
)
from bancheng.journeys.queries.deferring import left_for_later
from bancheng.journeys.queries.drafts import DraftView, called
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import DomainError
from bancheng.kernel.rulebooks import release
from bancheng.kernel.rulebooks import text as in_language
from bancheng.kernel.workdays import local_day
from bancheng.portal.queries.acting import acted_by
from bancheng.portal.queries.answering import answers, source_name, title_of
from bancheng.portal.queries.doubts import doubts
from bancheng.portal.queries.filling import (
    fields_of,
    said,
    section_codes,
    section_title,
    used_in,
)
from bancheng.portal.queries.finding import Page, matter_name
from bancheng.portal.queries.needs import free_materials
from bancheng.portal.queries.needs import materials as material_rows
from bancheng.portal.queries.once import InTheWay
from bancheng.portal.queries.owing import clock_of, owed_names
from bancheng.portal.queries.sentences import plain_names, sentence_of
from bancheng.ui.language import text
from bancheng.ui.words import day_words

PREFILL_CHANGED = "prefill_changed"


def review(
    view: DraftView,
    *,
    show: str = "",
    error: DomainError | None = None,
    before: Mapping[str, Any] | None = None,
    declared: bool = False,
    signed: Collection[str] = (),
    bring_later: bool = False,
    held: InTheWay | None = None,
) -> Page:
    """提交前，请看一遍. `show` is a path to print unmasked, `before` what stood there when the person last looked, `held`
    the same thing that is on its way already."""
    asked = confirmations_of(view.draft_id)
    missing = missing_of(view, asked)
    changed = _changed(view, error, before or {})
    materials = _materials(view)
    confirmations = [_confirmation(view, one, asked) for one in view.plan.confirmations]
    return {
        "view": view,
        "name": title_of(view),
        "answered": answers(view)["rows"],
        "sections": [_section(view, code, show, changed) for code in section_codes(view)],
        "found": found_by_source(view),
        "used": used_in(view, [(one, label_of(view, one)) for one in _found(view)]),
        "materials": materials,
        "doubts": doubts(view, materials, {one.path: label_of(view, one) for one in view.plan.fields}),
        "spared": material_rows(view.plan, bring=False),
        "missing": [_to_mend(view, one) for one in missing if one.kind != "confirmation"],
        "confirmations": confirmations,
        "ready": not missing and held is None,
        "held": held,
        "without": [
            matter_name(view.release, one.code, one.name)
            for one in view.plan.not_chosen
            if one.code in _left_out(view)
        ],
        "ask": next((one for one in confirmations if one["can_ask"]), None),
        "matters": matters(view),
        "error": error,
        "changed": bool(changed),
        "declared": declared,
        "pledges": [_pledge(one, signed, error) for one in view.plan.pledges],
        "later": [row for row in materials if row["until"] and not row["files"]],
        "later_matters": _matters_without(view),
        "bring_later": bring_later,
        "errors": _own_errors(view, error),
    }


def _pledge(one: PlanPledge, signed: Collection[str], error: DomainError | None) -> dict[str, Any]:
    """告知承诺书 as it is signed: what the law wants, what is promised, what follows when it is not true."""
    pledge = one.pledge
    return {
        "node": one.node,
        "title": text(pledge.title),
        "told": [text(each) for each in pledge.told],
        "promised": [text(each) for each in pledge.promised],
        "consequence": text(pledge.consequence),
        "within": pledge.checked_within.said if pledge.checked_within else "",
        "original": _as_kept(pledge) if (get_language() or "zh").startswith("en") else [],
        "signed": one.node in signed,
        "error": error.fields.get(f"signed.{one.node}", "") if error else "",
    }


def _matters_without(view: DraftView) -> list[str]:
    """The matters that begin without what was left out and may follow."""
    return matters(view, {node for one in left_for_later(view) for node, _limit in one.later})


def _as_kept(pledge: Pledge) -> list[str]:
    """The Chinese sentences of a pledge: they are what is signed and kept, whatever language they were read in."""
    return [
        in_language(each, "zh-hans") for each in (*pledge.told, *pledge.promised, pledge.consequence) if each
    ]


def _own_errors(view: DraftView, error: DomainError | None) -> dict[str, str]:
    """Errors of the boxes of this very page, by the id of the box: they lead the page's summary."""
    if error is None:
        return {}
    found = {
        f"signed-{number}": error.fields.get(f"signed.{one.node}", "")
        for number, one in enumerate(view.plan.pledges, 1)
    }
    found["bring_later"] = error.fields.get("bring_later", "")
    found["declared"] = error.fields.get("declared", "")
    return {name: sentence for name, sentence in found.items() if sentence}


def _changed(view: DraftView, error: DomainError | None, before: Mapping[str, Any]) -> dict[str, str]:
    """What the registers say differently since the person looked: path → what stood there."""
    if error is None or error.code != PREFILL_CHANGED:
        return {}
    found = {}
    for path in error.facts.get("paths", ()):
        field = view.plan.field(path)
        old = said(view, field, before.get(path)) if field else ""
        found[path] = _("刚才是%(old)s") % {"old": old} if old else _("刚查到的")
    return found


def _section(view: DraftView, code: str, show: str, changed: Mapping[str, str]) -> Page:
    """What the person wrote in one part, and whatever a register changed meanwhile; the rest is folded by source."""
    fields = [one for one in fields_of(view, code) if one.path in changed or _written(view, one)]
    return {
        "title": section_title(view, code),
        "rows": [_row(view, code, one, show, changed) for one in fields],
        "used": used_in(view, [(one, label_of(view, one)) for one in fields]),
        "href": reverse("fill_form", args=[view.draft_id, code]),
    }


def _written(view: DraftView, one: PlanField) -> bool:
    entry = view.entries.get(one.path)
    return one.source == "asked" or (entry is not None and entry.typed)


def _row(view: DraftView, code: str, one: PlanField, show: str, changed: Mapping[str, str]) -> Page:
    masked = said(view, one, one.value)
    clear = said(view, one, one.value, masked=False)
    label = label_of(view, one)
    own = role_name(view, one.path.rpartition(".")[0]) == section_title(view, code)  # said by the heading
    return {
        "label": text(one.name) if own else label,
        "value": clear if show == one.path else masked or _("还没有填"),
        "change": f"{reverse('fill_form', args=[view.draft_id, code])}#id_{one.path}",
        "what": label,
        "show": f"?show={one.path}" if masked != clear and show != one.path else "",
        "changed": changed.get(one.path, ""),
    }


def label_of(view: DraftView, one: PlanField) -> str:
    """The datum in the form's words; whose it is, where its own name does not say so."""
    role = one.path.rpartition(".")[0]
    who, name = role_name(view, role), text(one.name)
    declared = view.journey.subjects.get(role.partition("[")[0])
    plain = text(declared.name or "") if declared else ""
    if plain and plain in name:
        return name.replace(plain, who, 1)
    if not who or role == view.applicant:
        return name
    return _("%(what)s（%(who)s）") % {"what": name, "who": who}


def role_name(view: DraftView, role: str) -> str:
    """What a subject is called, with its number where there are several; nothing for the applicant in general."""
    subject, _bracket, number = role.rstrip("]").partition("[")
    declared = view.journey.subjects.get(subject)
    if declared is None:
        return ""
    if declared.listed_by and declared.kind == "person":
        return called(view, role)
    planned = next((one for one in view.plan.subjects if one.role == subject), None)
    several = planned is not None and (planned.many or 1) > 1
    return f"{text(declared.name or subject)}{number if several else ''}"


def found_by_source(view: DraftView) -> list[Page]:
    """替您查到的: one line per register, its values folded below."""
    found: dict[str, Page] = {}
    for one in _found(view):
        source = one.source.partition(":")[2]
        entry = view.entries.get(one.path)
        row = found.setdefault(
            source, {"name": source_name(view, source), "at": entry.at if entry else None, "rows": []}
        )
        row["rows"].append({"label": label_of(view, one), "value": said(view, one, one.value)})
    return list(found.values())


def _found(view: DraftView) -> list[PlanField]:
    """What registers said and the person did not contradict."""
    return [
        one
        for code in section_codes(view)
        for one in fields_of(view, code)
        if one.source.startswith("known:") and one.value not in (None, "") and not _written(view, one)
    ]


def _materials(view: DraftView) -> list[Page]:
    """What was handed in, with thumbnails."""
    files = describe([UUID(f) for row in view.materials.values() for f in row.get("files", ())])
    rows = []
    for row in (
        *material_rows(view.plan, bring=True),
        *free_materials(view.plan, view.on, left=left_for_later(view)),
    ):
        kept = [UUID(f) for f in view.materials.get(row["key"], {}).get("files", ())]
        rows.append(
            {
                "name": row["name"],
                "note": row.get("note", ""),
                "until": row.get("until"),
                "href": reverse("upload_material", args=[view.draft_id, row["key"]]),
                "files": [file_row(files[one]) for one in kept if one in files],
            }
        )
    return rows


def file_row(file: Any) -> Page:
    """A kept file as the pages show it."""
    return {
        "id": str(file.id),
        "name": file.name,
        "size": file.size,
        "state": "doubt" if file.warnings else "kept",
        "reason": "".join(file.warning_sentences),
        "href": reverse("files:download", args=[file.id]),
        "thumbnail": reverse("files:preview", args=[file.id]) if file.preview else "",
    }


def _to_mend(view: DraftView, one: Missing) -> Page:
    """What is missing, as a link to where it is mended."""
    field = view.plan.field(one.target)
    sentence = one.sentence
    if field is not None and field.role.endswith("]"):  # 员工2的手机号, where there are several
        sentence = sentence.replace(text(field.name), label_of(view, field), 1)
    return {"text": sentence, "href": _place(view, one)}


def _place(view: DraftView, one: Missing) -> str:
    if one.kind == "question":
        return f"{reverse('answer_question', args=[view.draft_id])}?q={one.target}"
    if one.kind == "material":
        return reverse("upload_material", args=[view.draft_id, one.target])
    section = next((c for c in section_codes(view) for f in fields_of(view, c) if f.path == one.target), None)
    if section is not None:
        anchor = f"known-{one.target}" if one.kind == "unknown" else f"id_{one.target}"
        return f"{reverse('fill_form', args=[view.draft_id, section])}#{anchor}"
    return reverse("answers", args=[view.draft_id])


def _left_out(view: DraftView) -> set[str]:
    """The items that go without because of a no, or because nobody answered."""
    return {code for one in view.plan.confirmations if not one.needed for code in one.items}


ASK_AGAIN = frozenset({"none", "changed", "refused", "lapsed"})
"""How far a yes may be for the button “请…确认” to stand there."""


def _confirmation(view: DraftView, one: PlanConfirmation, asked: Mapping[str, ConfirmationRow]) -> Page:
    """How far one other person's yes is."""
    role = one.subject
    row = asked.get(role)
    current = row is not None and row.digest == digest_of(view, role)
    state = row.state if row is not None and current else "changed" if row else "none"
    enough = row is not None and row.times >= one.at_most
    return {
        "role": role,
        "who": called(view, role),
        "text": text(one.text),
        "state": state,
        "needed": one.needed,
        "parents": asks_a_minor(view, role),
        "due": row.due_at if row else None,
        "at": row.decided_at if row else None,
        "can_ask": state in ASK_AGAIN and not enough,
        "enough": one.at_most if state in ASK_AGAIN and enough else 0,
    }


def matters(view: DraftView, nodes: Collection[str] | None = None) -> list[str]:
    """The matters of a plan by name (all, or these), with whose they are where there are several."""
    several = {one.role for one in view.plan.subjects if (one.many or 1) > 1}
    return [
        _("%(who)s：%(what)s") % {"who": role_name(view, one.for_), "what": plain_of(one)}
        if one.for_ and one.for_.partition("[")[0] in several
        else plain_of(one)
        for one in view.plan.items
        if nodes is None or one.node in nodes
    ]


def plain_of(one: PlanItem) -> str:
    """What people call a matter."""
    return text(one.item.plain_name or one.name)


# 回执 -------------------------------------------------------------------------------------------------------


def receipt(application_id: UUID, actor: Actor, now: datetime) -> Page:
    """The receipt as it will be for ever; below, how it goes on and what was sent. NotFound for anybody else's."""
    progress = application_progress(application_id, actor)
    row = progress.application
    acts = bool((row["party"] or {}).get("acts"))
    sent = answers_of(application_id) if acts else {}
    owed = owed_lines(progress) if acts else []
    return {
        "application": row,
        "subject": f"{row['applicant_kind']}:{row['applicant_id']}",
        "solemn": row["tone"] == "solemn",
        "next": _next(progress, now, bool(owed)),
        "paper": next((one["paper_id"] for one in progress.papers if one["kind"] == "receipt"), None),
        "matters": list(plain_names(progress).values()),
        "sent": len(sent),
        "by": acted_by(row["facts"]["acted_by"], row["applicant_name"])
        if row["facts"].get("acted_by")
        else "",
        "review": reverse("progress", args=[application_id]),
        "owed": owed,
    }


def owed_lines(progress: Progress) -> list[Page]:
    """What was promised for later and has not come: each once, with the day by which it has to."""
    book = release(progress.application["release"])
    found: dict[str, Page] = {}
    for case in progress.cases:
        clock = clock_of(case["case_id"], progress)
        for one in (case["missing"] or ()) if clock else ():
            name = owed_names({"missing": [one]}, book)
            day = local_day(clock["due_at"]) if clock else None
            known = found.setdefault(name, {"name": name, "until": day})
            known["until"] = min(known["until"], day)
    return sorted(found.values(), key=lambda row: (row["until"], row["name"]))


def _next(progress: Progress, now: datetime, owes: bool) -> str:
    """Who is next, by when, and what the person does about it: not nothing, while something is still owed."""
    first = min(
        (one for one in progress.cases if is_dated(one["due_at"])),
        key=lambda one: one["due_at"],
        default=None,
    )
    if first is None:
        return ""
    if owes and first["state"] == "filed":
        told = {"who": first["organization_name"], "day": day_words(local_day(first["due_at"]))}
        return _("%(who)s最晚%(day)s开始办。") % told
    return str(sentence_of(first, progress, now)["text"])
