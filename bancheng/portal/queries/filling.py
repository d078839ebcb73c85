"""What the pages of the form and of the materials show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bancheng.catalogue.spec import Material
from bancheng.eforms.queries import mask
from bancheng.eforms.spec import CodeList, Element
from bancheng.files.queries import KeptFile, describe
from bancheng.files.spec import limits_sentence
from bancheng.journeys.commands.filling import MATERIAL_UNKNOWN, Clash, Saved, Typed
from bancheng.journeys.commands.looking_up import Looked
from bancheng.journeys.commands.starting import newer_release
from bancheng.journeys.compose import PlanField
from bancheng.journeys.queries.drafts import DraftView, called
from bancheng.kernel.errors import InvalidInput, define
from bancheng.organizations.queries import world
from bancheng.portal.queries.answering import is_uuid, source_name, title_of
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.finding import materials as material_rows
from bancheng.ui.language import text

NO_FILE = define(
    InvalidInput,
    "no_file",
    gettext_lazy("还没有选照片或者文件。"),
    next_step=gettext_lazy("先选一份，再点上传。"),
)
REST = "rest"
"""The part of the form for fields that no section names."""
_CARDS = 6

__all__ = ["NO_FILE", "is_uuid"]


def section_codes(view: DraftView) -> list[str]:
    """The parts that this person's form has: those with something to fill in or to look at."""
    used = {_section(view, one) for one in _shown(view)}
    order = [*(one.code for one in view.journey.sections), REST]
    return [code for code in order if code in used]


def _shown(view: DraftView) -> list[PlanField]:
    """Fields of the one form: not what a later department brings, nor what rules alone read and a register says.

    What rules alone read and no register says is asked: without it nothing can be handed in.
    """
    return [
        one
        for one in view.plan.fields
        if one.source == "asked" or (one.nodes and not one.source.startswith("result:"))
    ]


def _section(view: DraftView, one: PlanField) -> str:
    codes = {section.code for section in view.journey.sections}
    return one.section if one.section in codes else REST


def fields_of(view: DraftView, section: str) -> list[PlanField]:
    """The fields of one part."""
    return [one for one in _shown(view) if _section(view, one) == section]


def section_title(view: DraftView, section: str) -> str:
    """What a part is called."""
    found = next((text(one.title) for one in view.journey.sections if one.code == section), "")
    return found or _("其他")


def form(view: DraftView, section: str, saved: Saved | None = None, posted: Typed | None = None) -> Page:
    """One part of the form: what is asked as boxes, then per subject what is known as text with its source.

    `saved` and `posted`: what became of the page that was just handed in, and what stood in it.
    """
    codes = section_codes(view)
    fields = fields_of(view, section)
    errors = dict(saved.errors) if saved else {}
    typed = dict(saved.typed) if saved else {}
    if posted:
        typed |= {path: raw for path, raw in posted.objections.items() if path in errors}
    asked = [box(view, one, errors, typed) for one in fields if _is_asked(view, one)]
    groups: dict[str, Page] = {}
    for one in fields:
        if not (_is_asked(view, one) or _is_pending(view, one) or _not_yet(one)):
            group = groups.setdefault(one.role, {"name": _role_name(view, one.role), "known": []})
            group["known"].append(known_row(view, one, group["name"], errors, typed))
    clashes = [clash(view, one, errors) for one in (saved.clashes if saved else ())]
    settled = {row["path"] for row in clashes}
    note = next((text(s.note) for s in view.journey.sections if s.code == section), "")
    return {
        "view": view,
        "name": title_of(view),
        "section": section,
        "title": section_title(view, section),
        "note": note,
        "number": codes.index(section) + 1,
        "many": len(codes),
        "asked": _by_occurrence(view, fields, [row for row in asked if row["path"] not in settled]),
        "pending": list(dict.fromkeys(text(one.name) for one in fields if _is_pending(view, one))),
        "counts": _counts(view, fields),
        "groups": list(groups.values()),
        "tasks": tasks(view, section),
        "known_count": sum(len(group["known"]) for group in groups.values()),
        "errors": [{"href": _place(path, asked, settled), "text": text} for path, text in errors.items()],
        "clashes": clashes,
        "silent": silent(view),
        "newer": newer_release(view) is not None,
        "previous": _previous(view, codes, section),
    }


def _not_yet(one: PlanField) -> bool:
    """What follows from something that is still to be typed: nothing to read yet."""
    return one.source == "derived" and one.value in (None, "")


def _is_pending(view: DraftView, one: PlanField) -> bool:
    """A register will say it once the boxes of this page are filled in: there is nothing to look at yet."""
    return not _is_asked(view, one) and one.value is None and one.source.startswith("known:")


def _by_occurrence(view: DraftView, fields: Sequence[PlanField], rows: list[Page]) -> list[Page]:
    """The boxes, under the name of each where there are several of somebody: 员工1, 员工2; else under no name."""
    roles = {one.path: one.role for one in fields}
    groups: dict[str, Page] = {}
    for row in rows:
        role = roles.get(row["path"], "")
        name = _role_name(view, role) if role.endswith("]") else ""
        name = name if name != _role_name(view, role.partition("[")[0]) else ""
        groups.setdefault(name, {"name": name, "boxes": []})["boxes"].append(row)
    return list(groups.values())


def _counts(view: DraftView, fields: Sequence[PlanField]) -> list[Page]:
    """Where to say that there are more or fewer of somebody on this page: the question that counts them."""
    roles = dict.fromkeys(one.role.partition("[")[0] for one in fields)
    found: list[Page] = []
    for role in roles:
        subject = view.journey.subjects.get(role)
        if subject is not None and subject.many and subject.count and not subject.listed_by:
            href = f"{reverse('answer_question', args=[view.draft_id])}?q={subject.count}"
            found.append({"name": text(subject.name or role), "href": href})
    return found


def _place(path: str, asked: Sequence[Page], settled: Set[str]) -> str:
    """Where a line of the error summary leads: the box, the choice after a clash, or the box under “这不对”."""
    if path in settled:
        return f"#id_version:{path}"
    return f"#id_{path}" if path in {row["path"] for row in asked} else f"#id_objection-{path}"


def _previous(view: DraftView, codes: list[str], section: str) -> str:
    at = codes.index(section)
    return (
        reverse("fill_form", args=[view.draft_id, codes[at - 1]])
        if at
        else reverse("answers", args=[view.draft_id])
    )


def _is_asked(view: DraftView, one: PlanField) -> bool:
    """A box: asked, or already typed by the person without contradicting a register."""
    entry = view.entries.get(one.path)
    if entry is not None:
        return entry.typed and not entry.objected
    return one.source == "asked"


def _role_name(view: DraftView, role: str) -> str:
    subject, _bracket, number = role.rstrip("]").partition("[")
    declared = view.journey.subjects.get(subject)
    if declared and declared.listed_by and declared.kind == "person":
        return called(view, role)
    name = text(declared.name or subject) if declared else _("您")
    planned = next((s for s in view.plan.subjects if s.role == subject), None)
    several = planned is not None and planned.many is not None and planned.many > 1
    return _("%(name)s%(number)s") % {"name": name, "number": number} if several and number else name


def box(view: DraftView, one: PlanField, errors: Mapping[str, str], typed: Mapping[str, str]) -> Page:
    """An input: its control follows from the element."""
    element = view.elements[one.element]
    value = typed.get(one.path, one.value)
    return {
        "path": one.path,
        "label": text(one.name),
        "control": control_of(view, element),
        "value": "" if value is None else str(value),
        "date": _date(one.value) if element.datatype == "date" else {},
        "was": "" if one.value is None else str(one.value),
        "hint": text(one.how) or text(element.how),
        "why": text(one.why) or text(element.why),
        "unit": text(element.unit),
        "error": errors.get(one.path, ""),
        "optional": not one.required,
        "sensitive": element.sealed or element.datatype in _NUMBERS,
        "options": options_of(view, element),
    }


def _date(value: Any) -> dict[str, str]:
    try:
        found = date.fromisoformat(str(value))
    except ValueError:
        return {}
    return {"year": str(found.year), "month": str(found.month), "day": str(found.day)}


_CONTROLS = {
    "name": "person_name", "id_number": "id_number", "uscc": "uscc", "phone": "phone", "bank_card": "bank_card",
    "date": "date", "long_text": "textarea", "address": "text", "integer": "number", "decimal": "number",
    "money": "number",
}  # fmt: skip


_NUMBERS = frozenset({"id_number", "bank_card", "phone"})
"""Never kept on a device without network, whatever the dictionary says of their sensitivity."""


def control_of(view: DraftView, element: Element) -> str:
    """Which control asks for values of an element."""
    if element.datatype in {"code", "yes_no"}:
        return "radio" if len(options_of(view, element)) <= _CARDS else "select"
    return "select" if element.datatype == "region" else _CONTROLS.get(element.datatype, "text")


def options_of(view: DraftView, element: Element) -> list[Page]:
    """What may be chosen: codes of the list, yes and no, the townships of the city."""
    if element.datatype == "yes_no":
        return [{"value": "yes", "label": _("是")}, {"value": "no", "label": _("不是")}]
    if element.datatype == "region":
        here = world(view.on)
        towns = [one for one in here.regions.values() if one.level == "township"]
        return [
            {"value": one.code, "label": here.full_name(one.code)}
            for one in sorted(towns, key=lambda r: r.code)
        ]
    if element.code_list is None:
        return []
    codes = view.release.model("code-list", element.code_list)
    assert isinstance(codes, CodeList)
    return [{"value": one.code, "label": text(one.name)} for one in codes.values]


def said(view: DraftView, one: PlanField, value: Any, *, masked: bool = True) -> str:
    """A value as a person reads it: codes by name, regions by full name, sensitive ones masked."""
    element = view.elements[one.element]
    if value in (None, ""):
        return ""
    if element.datatype in {"code", "yes_no", "region"}:
        names = {row["value"]: row["label"] for row in options_of(view, element)}
        key = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        here = world(view.on)
        region = (here.full_name(key) or key) if element.datatype == "region" else key
        return str(names.get(key, region))
    if element.datatype == "date" and (found := _date(value)):
        return _("%(year)s年%(month)s月%(day)s日") % found
    shown = mask(element.datatype, value) if masked and element.sealed else str(value)
    return f"{shown}{text(element.unit)}" if element.unit else shown


def as_registered(view: DraftView, one: PlanField) -> bool:
    """Whether a value is shown letter for letter: names, addresses and numbers, not the words of a list."""
    return view.elements[one.element].datatype not in {"code", "yes_no", "region", "date"}


def known_row(
    view: DraftView, one: PlanField, whose: str, errors: Mapping[str, str], typed: Mapping[str, str]
) -> Page:
    """A value that is known: text, never a greyed box; where it is from; and “这不对”.

    It stands under a heading that says whose it is, so its name need not say that again.
    """
    entry = view.entries.get(one.path)
    label = text(one.name)
    objection: Page = {"state": "closed", "what": label, "path": one.path}
    source: Page | None
    if entry is not None and entry.objected:
        source = {
            "state": "waiting",
            "name": source_name(view, entry.registered_source),
            "registered": said(view, one, entry.registered),
        }
        objection = {"state": "sent", "what": label, "path": one.path}
    elif entry is not None:
        source = _source(view, one, entry.source, entry.at, entry.authority, entry.query_id)
    else:
        source = _source(view, one, one.source.partition(":")[2], None, "", "")
    if one.path in errors:
        wrong = {"value": errors[one.path]}
        objection |= {"state": "open", "value": typed.get(one.path, ""), "errors": wrong}
    return {
        "label": label.removeprefix(_("%(whose)s的") % {"whose": whose}) or label,
        "what": label,
        "id": f"known-{one.path}",
        "value": said(view, one, one.value),
        "registered": as_registered(view, one),
        "source": source,
        "objection": objection if one.source != "derived" else None,
    }


def _source(
    view: DraftView, one: PlanField, source: str, at: Any, authority: str, query_id: str
) -> Page | None:
    if one.source == "derived":
        return None
    element = view.elements[one.element]
    if at is None:
        owner = next(
            (e for p, e in view.entries.items() if e.source == source and e.element == one.element), None
        )
        at = owner.at if owner else None
    if at is None:
        return None
    return {
        "state": "found",
        "name": source_name(view, source),
        "at": at,
        "authority": authority,
        "purpose": text(element.purpose),
        "query_id": query_id,
    }


def undecided(view: DraftView, saved: Saved, left: Mapping[str, str]) -> Saved:
    """What was saved, and once more the clashes in which the person has not chosen a version yet."""
    fields = {path: view.entries[path] for path in left if path in view.entries and view.plan.field(path)}
    again = [Clash(path, left[path], entry.value, entry.at) for path, entry in fields.items()]
    errors = {path: _("请选一个。") for path in fields}
    return replace(saved, clashes=(*saved.clashes, *again), errors={**saved.errors, **errors})


def clash(view: DraftView, one: Clash, errors: Mapping[str, str]) -> Page:
    """One value that two devices changed."""
    field = view.plan.field(one.path)
    assert field is not None
    is_date = view.elements[field.element].datatype == "date"
    return {
        "name": f"version:{one.path}",
        "path": one.path,
        "label": text(field.name),
        "mine": said(view, field, one.mine, masked=False),
        "theirs": said(view, field, one.theirs, masked=False),
        "raw": str(one.mine),
        "box": f"{one.path}-year" if is_date else one.path,
        "error": errors.get(one.path, ""),
        "at": one.at,
    }


def silent(view: DraftView) -> list[str]:
    """Sentences of the registers that did not answer."""
    return list(dict.fromkeys(look["failure"] for look in view.checked.values() if look.get("failure")))


def tasks(view: DraftView, here: str = "") -> list[Page]:
    """The parts of the form, in any order, with how far each is."""
    rows = []
    for code in section_codes(view):
        asked = [one for one in fields_of(view, code) if one.source == "asked" and one.required]
        empty = [one for one in asked if one.value in (None, "")]
        typed = [
            one
            for one in fields_of(view, code)
            if view.entries.get(one.path) and view.entries[one.path].typed
        ]
        state = "done" if not empty else "partly" if typed else "empty"
        rows.append(
            {
                "name": section_title(view, code),
                "href": reverse("fill_form", args=[view.draft_id, code]),
                "state": state,
                "current": code == here,
            }
        )
    bring = [one for one in view.plan.to_bring() if one.necessity == "required"]
    missing = [one for one in bring if not view.materials.get(one.key, {}).get("files")]
    rows.append(
        {
            "name": _("材料"),
            "href": reverse("materials", args=[view.draft_id]),
            "state": "done" if not missing else "partly" if len(missing) < len(bring) else "empty",
            "current": here == "materials",
        }
    )
    return rows


def after(view: DraftView, section: str, *, stay: bool, looked: Looked) -> str:
    """Where saving leads: the next part, then the materials; “存好，以后再填” to the overview."""
    del looked
    if stay:
        return reverse("my_space")
    codes = section_codes(view)
    at = codes.index(section) + 1 if section in codes else 0
    if at < len(codes):
        return reverse("fill_form", args=[view.draft_id, codes[at]])
    return reverse("materials", args=[view.draft_id])


def first_open(view: DraftView) -> str:
    """The first part that still wants something."""
    row = next((one for one in tasks(view) if one["state"] != "done"), None)
    return str(row["href"]) if row else reverse("review", args=[view.draft_id])


def materials_page(view: DraftView) -> Page:
    """材料: to hand in, with what is there; not to hand in, with why."""
    files = describe([UUID(f) for row in view.materials.values() for f in row.get("files", ())])
    bring = []
    for row in material_rows(view.plan, bring=True):
        kept = [
            files[UUID(f)] for f in view.materials.get(row["key"], {}).get("files", ()) if UUID(f) in files
        ]
        bring.append(
            row | {"files": kept, "href": reverse("upload_material", args=[view.draft_id, row["key"]])}
        )
    codes = section_codes(view)
    back = (
        reverse("fill_form", args=[view.draft_id, codes[-1]])
        if codes
        else reverse("answers", args=[view.draft_id])
    )
    return {
        "view": view,
        "name": title_of(view),
        "bring": bring,
        "spared": material_rows(view.plan, bring=False),
        "needless": _needless(view, files),
        "tasks": tasks(view, "materials"),
        "missing": [row for row in bring if not row["files"]],
        "previous": back,
    }


def _needless(view: DraftView, files: Mapping[UUID, KeptFile]) -> list[Page]:
    """What was uploaded for a material that is not to be handed in now: kept, for the answer may be changed back, and
    not handed in."""
    wanted = {one.key for one in view.plan.to_bring()}
    found = []
    for key, row in view.materials.items():
        kept = [files[UUID(one)] for one in row.get("files", ()) if UUID(one) in files]
        if key not in wanted and kept:
            model = view.release.model("material", key.partition("@")[0])
            name = text(model.name) if isinstance(model, Material) else ""
            href = reverse("upload_material", args=[view.draft_id, key])
            found.append({"key": key, "name": name, "files": kept, "href": href})
    return found


def material(view: DraftView, key: str, error: str = "") -> Page:
    """One material. InvalidInput `material_unknown` when the plan does not want it."""
    one = next((m for m in view.plan.materials if m.key == key), None)
    if one is None:
        raise MATERIAL_UNKNOWN(material=key)
    row = next((r for r in material_rows(view.plan, bring=one.satisfied_by is None) if r["key"] == key), None)
    kept = describe([UUID(f) for f in view.materials.get(key, {}).get("files", ())])
    standards = {
        text(m.accept_standard)
        for item in view.plan.items
        for m in item.item.all_materials()
        if m.type == one.type and m.accept_standard
    }
    return {
        "view": view,
        "name": title_of(view),
        "material": one,
        "title": row["name"] if row else text(one.name),
        "why": text(one.why),
        "plain": "；".join(sorted(standards)),
        "limits": limits_sentence(),
        "files": [
            {
                "id": str(file.id),
                "name": file.name,
                "size": file.size,
                "state": "doubt" if file.warnings else "kept",
                "reason": "".join(file.warning_sentences),
                "href": reverse("files:download", args=[file.id]),
                "thumbnail": reverse("files:preview", args=[file.id]) if file.preview else "",
            }
            for file in kept.values()
        ],
        "errors": {"file": error} if error else {},
        "seen_by": "、".join(
            dict.fromkeys(text(i.item.lead_department) for i in view.plan.items if i.node in one.nodes)
        ),
    }
