"""What the pages of the materials show."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from bancheng.catalogue.spec import Material
from bancheng.files.queries import KeptFile, describe
from bancheng.files.spec import limits_sentence
from bancheng.journeys.commands.filling import MATERIAL_UNKNOWN
from bancheng.journeys.queries.deferring import left_for_later
from bancheng.journeys.queries.drafts import DraftView
from bancheng.kernel.errors import InvalidInput, define
from bancheng.portal.queries.answering import look_in, title_of
from bancheng.portal.queries.filling.sections import section_codes, tasks
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.needs import accepted, free_materials
from bancheng.portal.queries.needs import materials as material_rows
from bancheng.portal.queries.specimens import specimen
from bancheng.ui.language import text

NO_FILE = define(
    InvalidInput,
    "no_file",
    gettext_lazy("还没有选照片或者文件。"),
    next_step=gettext_lazy("先选一份，再点上传。"),
)


def materials_page(view: DraftView) -> Page:
    """材料: to hand in, with what is there; not to hand in, with why."""
    files = describe([UUID(f) for row in view.materials.values() for f in row.get("files", ())])
    bring = [
        _with_files(view, row, files) for row in material_rows(view.plan, bring=True, look=look_in(view))
    ]
    free = [
        _with_files(view, row, files)
        for row in free_materials(view.plan, view.on, look_in(view), left_for_later(view))
    ]
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
        "free": free,
        "spared": material_rows(view.plan, bring=False),
        "needless": _needless(view, files),
        "tasks": tasks(view, "materials"),
        "missing": [row for row in bring if not row["files"]],
        "previous": back,
    }


def _with_files(view: DraftView, row: Page, files: Mapping[UUID, KeptFile]) -> Page:
    kept = [UUID(one) for one in view.materials.get(row["key"], {}).get("files", ())]
    href = reverse("upload_material", args=[view.draft_id, row["key"]])
    return row | {"files": [files[one] for one in kept if one in files], "look": row["href"], "href": href}


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
    rows = [*material_rows(view.plan, bring=one.satisfied_by is None), *free_materials(view.plan, view.on)]
    row = next((r for r in rows if r["key"] == key), None)
    kept = describe([UUID(f) for f in view.materials.get(key, {}).get("files", ())])
    return {
        "view": view,
        "name": title_of(view),
        "material": one,
        "title": row["name"] if row else text(one.name),
        "why": text(one.why),
        "note": row.get("note", "") if row else "",
        "plain": "；".join(accepted(view.plan, one.type)),
        "sample": specimen(view.release, one.type),
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
