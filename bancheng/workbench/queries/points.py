"""审查要点: what the machine can say about each, and what is left for an officer to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bancheng.cases.queries import CasePage
from bancheng.catalogue.spec import Item
from bancheng.eforms.queries import Answer
from bancheng.kernel.expressions import parse
from bancheng.kernel.rulebooks import text
from bancheng.workbench.queries.values import CaseBook, for_staff, local_moment


def points(page: CasePage, book: CaseBook, answers: Mapping[str, Answer]) -> list[dict[str, Any]]:
    """Every review point with its state: `agree` or `differ` where its rule could be judged, `seen` when ticked before,
    else `look`. The machine never claims more than its rule says; the values a point speaks of stand beside it."""
    seen = _seen(page)
    known = _environment(book, answers)
    rows = []
    for one in book.item.review_points:
        verdict = parse(one.rule).evaluate(known).value if one.rule else None
        state = "agree" if verdict is True else "differ" if verdict is False else "look"
        if one.code in seen:
            state = "seen"
        paths = [book.located(path) for path in one.fields]
        rows.append(
            {
                "code": one.code,
                "text": text(one.text),
                "state": state,
                "stage": one.stage,
                "by": "、".join(_evidence(page, book, answers, one, paths)),
                "at": local_moment(seen[one.code]) if one.code in seen else None,
                "href": "",
                "basis": text(one.basis) if one.basis else "",
            }
        )
    return rows


def at_stage(rows: list[dict[str, Any]], stage: str) -> list[dict[str, Any]]:
    """The points that this stage has to look at."""
    return [row for row in rows if row["stage"] in (None, stage)]


def open_points(rows: list[dict[str, Any]], stage: str) -> dict[str, str]:
    """Code → text of the points that somebody has to tick at this stage."""
    return {row["code"]: row["text"] for row in at_stage(rows, stage) if row["state"] in ("look", "differ")}


def _seen(page: CasePage) -> dict[str, Any]:
    reviews = page.case["outcome"].get("reviews", ())
    return {code: review["at"] for review in reviews for code in review["points"]}


def _environment(book: CaseBook, answers: Mapping[str, Answer]) -> dict[str, Any]:
    """The application's values under the item's own paths."""
    given = {path: answer.value for path, answer in answers.items()}
    item: Item = book.item
    for field in item.all_fields():
        where = book.located(field.path)
        if where in answers:
            given[field.path] = answers[where].value
    return given


def _evidence(
    page: CasePage, book: CaseBook, answers: Mapping[str, Answer], point: Any, paths: list[str]
) -> list[str]:
    """The values that the point speaks of, and what its materials were satisfied by."""
    told = [
        f"{for_staff(book.field_name(path, answers[path].element))} {book.shown(answers[path], clear=False)}"
        for path in paths
        if path in answers
    ]
    wanted = set(point.materials)
    proofs = dict.fromkeys(
        f"{book.subject(one['holder'])}{one['name']}" for one in page.materials if one["type"] in wanted
    )
    return [*told, *(for_staff(one) for one in proofs)]


def proven_by(book: CaseBook, material: str, sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The form's values that a material is compared with: those of the points that name it, else everything asked."""
    named = [one for one in book.item.review_points if material in one.materials]
    paths = {book.located(path) for one in named for path in one.fields}
    kept = [
        {**section, "rows": [row for row in section["rows"] if row["path"] in paths]} for section in sections
    ]
    return [section for section in kept if section["rows"]] or sections
