"""Materials with what satisfied them and their files; papers of the case; its history with the names of those who acted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.accounts.queries import names_of
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries import CasePage, HistoryLine
from bancheng.catalogue.spec import Material
from bancheng.files.queries import KeptFile, describe
from bancheng.journeys.authoring.wording import whose
from bancheng.kernel.rulebooks import text
from bancheng.kernel.workdays import local_day
from bancheng.workbench.queries.inbox import Wanted, case_href
from bancheng.workbench.queries.values import KNOWN, RESULT, CaseBook, for_staff

STAFF = "staff:"
PDF = "application/pdf"


def files_of(page: CasePage) -> dict[UUID, KeptFile]:
    """The files of the case's materials; no statement when there are none."""
    ids = [file for row in page.materials for file in row["files"]]
    return describe(ids) if ids else {}


def materials(
    page: CasePage, book: CaseBook, files: Mapping[UUID, KeptFile], wanted: Wanted
) -> list[dict[str, Any]]:
    """One row per material and holder; of a corrected one the newest turn stands first, the older ones below it."""
    grouped: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in page.materials:
        grouped.setdefault((row["type"], row["holder"]), []).append(row)
    return [_material(page, book, files, wanted, rows) for rows in grouped.values()]


def _material(
    page: CasePage,
    book: CaseBook,
    files: Mapping[UUID, KeptFile],
    wanted: Wanted,
    rows: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    first = rows[0]
    turns = [
        {
            "turn": row["turn"],
            "files": [_file(page, files[one], wanted) for one in row["files"] if one in files],
        }
        for row in sorted(rows, key=lambda row: -int(row["turn"]))
        if row["files"]
    ]
    spec = next((one for one in book.item.all_materials() if one.type == first["type"]), None)
    return {
        "name": for_staff(whose(book.subject(first["holder"]), material_name(book, first["type"]))),
        "type": first["type"],
        "spared": first["satisfied_by"] not in ("upload", "missing"),
        "missing": first["satisfied_by"] == "missing" and not turns,
        "until": _promised(page, first) if not turns else None,
        "why": _satisfied(book, first["satisfied_by"]),
        "standard": text(spec.accept_standard) if spec and spec.accept_standard else "",
        "turns": turns,
    }


def _promised(page: CasePage, row: Mapping[str, Any]) -> date | None:
    """By when the applicant promised what is missing (容缺); None for what nobody promised."""
    owed = any(
        (one["type"], one["holder"]) == (row["type"], row["holder"]) for one in page.case.get("missing") or ()
    )
    clock = next((one for one in page.clocks if one["kind"] == "deferral" and not one["stopped_at"]), None)
    return local_day(clock["due_at"]) if owed and clock else None


def material_name(book: CaseBook, code: str) -> str:
    """The plain name of a material type."""
    found = book.release.models("material").get(code)
    return text(found.plain_name or found.name) if isinstance(found, Material) else code


def _satisfied(book: CaseBook, by: str) -> str:
    if by == "certificate":
        return _("有电子证照，系统已查到")
    if by.startswith(KNOWN):
        return _("{name}里查到，不用交").format(name=book.resource_name(by.removeprefix(KNOWN)))
    if by.startswith(RESULT):
        return _("“{name}”办好后自动带过来").format(name=book.item_name(by.removeprefix(RESULT)))
    words = {
        "upload": _("申请人交的"),
        "missing": _("还没有交"),
        "form": _("在网上填好了，不另外交表"),
        "exempt": _("信息免交"),
    }
    return words.get(by, _("一起办时不用交"))


def _file(page: CasePage, file: KeptFile, wanted: Wanted) -> dict[str, Any]:
    case = page.case
    address = reverse("material", args=[case["application_id"], case["case_id"], file.id])
    return {
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "pages": file.pages,
        "href": address + wanted.query,
        "preview": reverse("files:preview", args=[file.id]) if file.preview else "",
    }


def viewer(
    page: CasePage, book: CaseBook, files: Mapping[UUID, KeptFile], wanted: Wanted, at: tuple[UUID, int]
) -> Any:
    """One sheet, large, with its neighbours and the type of material it is: `at` = (file, page of it). A picture is one
    sheet, a PDF as many as it has pages; they follow each other through all files. None when it is no file of this case."""
    rows = materials(page, book, files, wanted)
    sheets = [
        (row, turn["files"], file, number)
        for row in rows
        for turn in row["turns"]
        for file in turn["files"]
        for number in range(1, _sheets(files[file["id"]]) + 1)
    ]
    own = [i for i, (_row, _beside, file, _number) in enumerate(sheets) if file["id"] == at[0]]
    if not own:
        return None
    here = own[max(0, min(at[1], len(own)) - 1)]
    row, beside, file, number = sheets[here]
    kept = files[at[0]]
    return {
        "title": row["name"],
        "type": row["type"],
        "page": beside.index(file) + 1 if kept.preview else number,
        "pages": len(beside) if kept.preview else kept.pages,
        **_shown(kept, file, number),
        "download": reverse("files:download", args=[kept.id]),
        "previous": _step(sheets, here, here - 1),
        "next": _step(sheets, here, here + 1),
    }


def _sheets(kept: KeptFile) -> int:
    return max(kept.pages, 1) if kept.kind == PDF else 1


def _shown(kept: KeptFile, file: Mapping[str, Any], number: int) -> dict[str, str]:
    """What stands in the viewer: our own picture of it, or why there is none."""
    if kept.state != "kept":
        return {"kind": "damaged", "src": "", "reason": _("这个文件还在检查，检查完才能看。")}
    if kept.kind == PDF:
        return {"kind": "pdf", "src": reverse("files:page", args=[kept.id, number]), "reason": ""}
    return {"kind": "image" if kept.preview else "damaged", "src": file["preview"], "reason": ""}


def _step(sheets: Sequence[tuple[Any, Any, Mapping[str, Any], int]], here: int, to: int) -> dict[str, Any]:
    """The neighbour of a sheet: its address, and whether it is another page of the same file; nothing at the ends."""
    if not 0 <= to < len(sheets):
        return {}
    file, number = sheets[to][2], sheets[to][3]
    address = file["href"]
    if number > 1:
        address += f"{'&' if '?' in address else '?'}page={number}"
    return {"href": address, "turns": file["id"] == sheets[here][2]["id"]}


def papers(page: CasePage) -> list[dict[str, Any]]:
    """The papers of this case and of the whole application, newest first."""
    case = page.case
    return [
        {
            "title": row["title"],
            "number": row["number"],
            "at": row["frozen_at"],
            "href": reverse("case_paper", args=[case["application_id"], case["case_id"], row["paper_id"]]),
        }
        for row in reversed(page.papers)
    ]


def history(page: CasePage) -> list[dict[str, Any]]:
    """What happened, newest first, by whom. One statement for the names of officers."""
    acting = {line.actor for line in page.history if line.actor.startswith(STAFF)}
    names = names_of([UUID(one.removeprefix(STAFF)) for one in sorted(acting)]) if acting else {}
    move = moved(page)
    now = _("机构改革，移到{who}接着办，期限不变").format(who=page.case["plan"]["organization_name"])
    return [
        {"at": line.at, "title": now if line is move else line.title, "by": _who(line, names), "text": ""}
        for line in page.history
    ]


def moved(page: CasePage) -> HistoryLine | None:
    """The last time that a reorganization gave this case to another body: to the one that has it now."""
    own = page.case["case_id"]
    return next((one for one in page.history if one.act == "rehome" and one.case_id == own), None)


def _who(line: HistoryLine, names: Mapping[UUID, str]) -> str:
    kind, _colon, rest = line.actor.partition(":")
    if kind == "staff":
        return names.get(UUID(rest), "")
    return _("申请人") if kind == "person" else _("系统")


def others(page: CasePage, wanted: Wanted) -> list[dict[str, Any]]:
    """The other matters of the application in their order: who does them and how far they are."""
    rows = []
    for one in in_order(page):
        state = CASE.state(one["state"])
        own = str(one["case_id"]) == str(page.case["case_id"])
        rows.append(
            {
                "name": one["name"],
                "state": {"word": str(state.desk), "kind": state.kind, "icon": icon(state.code)},
                "text": one["organization_name"],
                "note": _("就是这一件") if own else "",
                "current": own,
                "due": None,
                "why": "",
                "href": "",
            }
        )
    return rows


def in_order(page: CasePage) -> list[Mapping[str, Any]]:
    """All cases of the application, this one among them, as the plan orders them."""
    own = {name: page.case[name] for name in ("case_id", "name", "state", "level", "node")}
    own["organization_name"] = page.case["plan"]["organization_name"]
    everything = [one for one in page.siblings if str(one["case_id"]) != str(own["case_id"])] + [own]
    return sorted(everything, key=lambda one: (one["level"], one["node"]))


ICONS = {
    "waiting": "hourglass", "filed": "inbox", "correction_requested": "warn", "accepted": "progress", "paused": "pause",
    "approved": "certificate", "refused": "bad", "not_accepted": "bad", "issued": "ok", "withdrawn": "back-up",
    "terminated": "circle",
}  # fmt: skip


def icon(state: str) -> str:
    """The icon of a state by the name it has in our own set."""
    return ICONS.get(state, "circle")


__all__ = ["case_href", "files_of", "history", "icon", "in_order", "materials", "others", "papers", "viewer"]
