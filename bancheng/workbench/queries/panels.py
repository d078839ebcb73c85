"""What each panel offers: canned words of the item's rulebook, the law's sentence, the computed date, what follows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from bancheng.cases.queries import CasePage
from bancheng.cases.queries.recusal import takers
from bancheng.cases.spec import Limit
from bancheng.cases.spec.clocks import due
from bancheng.eforms.spec import Element
from bancheng.journeys.authoring.wording import whose
from bancheng.journeys.queries.results import ResultField, form_of
from bancheng.kernel.rulebooks import text
from bancheng.kernel.workdays import calendar, explain, local_day
from bancheng.organizations.spec import Level
from bancheng.workbench.queries.case import Desk
from bancheng.workbench.queries.papers import material_name
from bancheng.workbench.queries.values import CaseBook, for_staff


def correction(desk: Desk) -> dict[str, Any]:
    """The list of everything that could be wrong with this case, each with its canned sentence, and the deadline."""
    today = local_day(desk.now)
    days = int(desk.page.case["plan"]["correction_days"])
    ends = due(calendar(today), "correction", Limit(days), desk.now)
    return {
        "materials": material_rows(desk),
        "fields": field_rows(desk),
        "ends": local_day(ends.at),
        "provisional": ends.provisional,
        "why": explain(calendar(today), today, days, _("要求补正")),
    }


def material_rows(desk: Desk) -> list[dict[str, Any]]:
    """Every material of the case once, with the sentences that its rulebook has for it, the first one proposed."""
    rows: dict[str, dict[str, Any]] = {}
    for one in desk.page.materials:
        key = f"material|{one['type']}@{one['holder']}"
        whose = desk.book.subject(one["holder"])
        name = _("{holder}的{name}").format(holder=whose, name=material_name(desk.book, one["type"]))
        canned, basis = _told_about_material(desk.book, one["type"], one["holder"])
        canned.append(_("{name}看不清或者不全，请重新交").format(name=name))
        rows[key] = {
            "key": key,
            "name": for_staff(name),
            "sentence": canned[0],
            "basis": basis,
            "canned": canned,
        }
    return list(rows.values())


def _told_about_material(book: CaseBook, code: str, holder: str) -> tuple[list[str], str]:
    specs = [one for one in book.item.all_materials() if one.type == code]
    spec = next((one for one in specs if book.located(f"{one.holder}.x").rpartition(".")[0] == holder), None)
    own = [text(spec.correction)] if spec and spec.correction else []
    told = [*own, *(text(one.text) for one in book.item.corrections if one.about == code)]
    return list(dict.fromkeys(told)), text(spec.accept_standard) if spec and spec.accept_standard else ""


def field_rows(desk: Desk) -> list[dict[str, Any]]:
    """Every value of the form that this item reads, those with a canned sentence first."""
    book, rows = desk.book, []
    canned: dict[str, list[str]] = {}
    for one in book.item.corrections:
        if one.about and "." in one.about:
            canned.setdefault(book.located(one.about), []).append(text(one.text))
    for path in book.facts.get("fields", ()):
        if path not in desk.answers:
            continue
        name = book.field_name(path, desk.answers[path].element)
        told = [*canned.get(path, ()), _("{name}和登记的不一样，请改").format(name=name)]
        row = {
            "key": f"field|{path}",
            "name": for_staff(name),
            "sentence": told[0],
            "basis": "",
            "canned": told,
        }
        rows.append((path not in canned, row))
    return [row for _later, row in sorted(rows, key=lambda one: one[0])]


def row_basis(desk: Desk) -> dict[str, str]:
    """Key of a row → why it is asked for; also the list of what may be asked for at all."""
    return {row["key"]: row["basis"] for row in (*material_rows(desk), *field_rows(desk))}


def reasons(desk: Desk, decision: str) -> dict[str, Any]:
    """The canned reasons for a decision, the item's list of bases with the ones of the first reason, the remedies."""
    item = desk.book.item
    canned = [one for one in item.decision_reasons if one.decision == decision]
    basis = list(desk.page.case["plan"]["basis"])
    own = {one.code: f"{text(one.title)}{text(one.article)}" for one in item.basis}
    first = {own.get(code, "") for one in canned[:1] for code in one.basis}
    return {
        "canned": [text(one.text) for one in canned],
        "basis": basis,
        "ticked": [str(i) for i, one in enumerate(basis) if one in first] or (["0"] if basis else []),
        "remedies": list(desk.page.case["plan"]["remedies"]),
    }


def follows(page: CasePage) -> list[str]:
    """What a no does to the later cases: which stop, which ask the applicant, which go on without it."""
    edges: dict[str, list[dict[str, Any]]] = {}
    for edge in page.prerequisites:
        edges.setdefault(str(edge["predecessor_id"]), []).append(dict(edge))
    names = {str(one["case_id"]): one["name"] for one in page.siblings if one["state"] == "waiting"}
    fate: dict[str, str] = {}
    todo = [str(page.case["case_id"])]
    while todo:
        for edge in edges.get(todo.pop(), ()):
            case = str(edge["case_id"])
            if case in names and fate.get(case) != "stop":
                fate[case] = edge["on_failure"]
                if edge["on_failure"] == "stop":
                    todo.append(case)
    words = {
        "stop": _("这些将停止：{names}"),
        "ask_applicant": _("这些会问申请人还办不办：{names}"),
        "continue_without": _("这些照常办：{names}"),
    }
    return [
        words[rule].format(names="、".join(names[case] for case in fate if fate[case] == rule))
        for rule in words
        if rule in fate.values()
    ]


def issue(desk: Desk) -> dict[str, Any]:
    """The result's boxes with what is proposed for each, the face of the certificate so far, and who gets its facts."""
    form = form_of(desk.page.case, desk.answers)
    later = {one["name"] for one in desk.page.siblings if one["state"] == "waiting"}
    plan = desk.page.case["plan"]["result"]
    return {
        "name": plan["name"] or (text(form.certificate.name) if form.certificate else ""),
        "certificate": form.certificate is not None,
        "boxes": [_box(desk.book, one) for one in form.fields],
        "face": _face(desk, form.certificate, form.face),
        "later": bool(later and plan["gives"]),
    }


def _box(book: CaseBook, field: ResultField) -> dict[str, Any]:
    element: Element = field.element
    proposed = "" if field.proposed is None else str(field.proposed)
    options = book.options(element.code)
    if element.datatype == "yes_no":
        options = {"yes": _("是"), "no": _("不是")}
        proposed = {"True": "yes", "False": "no"}.get(proposed, proposed)
    kind = "select" if options else "text"
    if element.datatype == "region":
        kind = "fixed" if proposed else "select"
        towns = (
            []
            if proposed
            else [row.code for row in book.here.regions.values() if row.level is Level.TOWNSHIP]
        )
        options = {code: book.here.full_name(code) for code in towns}
    return {
        "path": field.path,
        "label": for_staff(whose(book.subject(field.path.rpartition(".")[0]), field.label)),
        "kind": kind,
        "value": proposed,
        "words": book.worded(element.code, element.datatype, field.proposed) if proposed else "",
        "options": [{"value": code, "label": name} for code, name in options.items()],
        "numbered": field.numbered,
        "sample": text(element.sample) if element.sample else "",
    }


def _face(desk: Desk, certificate: Any, face: Any) -> list[dict[str, str]]:
    if certificate is None:
        return []
    rows = []
    for one in certificate.fields:
        if one.name in face:
            element = desk.book.release.model("element", one.element)
            assert isinstance(element, Element)
            words = desk.book.worded(one.element, element.datatype, face[one.name])
            rows.append({"label": text(one.label or element.plain_name or element.name), "value": words})
    return rows


def pause(desk: Desk) -> dict[str, Any]:
    """The special procedures of the item, each with the last day on which the clock runs again by itself."""
    today = local_day(desk.now)
    rows = []
    for one in desk.page.case["plan"]["procedures"]:
        ends = due(calendar(today), "special", Limit(one["max_days"]), desk.now)
        rows.append(
            {
                "code": one["code"],
                "name": one["name"],
                "basis": one["basis"],
                "ends": local_day(ends.at),
                "days": one["max_days"],
            }
        )
    return {"procedures": rows}


def transfer(desk: Desk) -> dict[str, Any]:
    """Who can take the case over: colleagues by post, and each post itself for whoever is free there. One statement."""
    case = desk.page.case
    found = takers(case, local_day(desk.now))
    posts = {one["post"]: one["post_name"] for one in found}
    at_post = {code: [one for one in found if one["post"] == code] for code in posts}
    rows = []
    for code, name in posts.items():
        if code != str(case["queue"]) or case["held_by"]:
            who = "、".join(one["name"] for one in at_post[code])
            rows.append({"value": code, "label": name, "hint": _("谁有空谁领：{who}").format(who=who)})
        rows += [
            {"value": f"{code}~{one['staff']}", "label": one["name"], "hint": name}
            for one in at_post[code]
            if one["staff"] not in (str(desk.actor.id), str(case["held_by"]))
        ]
    return {"takers": rows}
