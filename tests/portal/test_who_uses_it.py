"""谁要用: every part of the form says which department reads what, for which matter; and what to look at once more."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.portal.queries import filling
from bancheng.portal.queries.filling import used_in, users_of
from bancheng.portal.queries.finding import matter_name, todos
from tests.city import family
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import MOST_STATEMENTS, Visitor


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return mother(family("未婚妈妈，单方申报")).start().answer_all(who="mother").fill()


def test_a_datum_names_each_department_that_reads_it_with_its_matters(walker: Walker) -> None:
    plan = walker.view.plan
    several = max(plan.fields, key=lambda one: len(one.nodes))
    said = users_of(walker.view, several)
    for case in plan.items:
        if case.node in several.nodes:
            assert str(case.item.lead_department) in said
    assert len(several.nodes) > 1


def test_what_only_rules_read_is_used_by_nobody(walker: Walker) -> None:
    view = walker.view
    assert all(users_of(view, one) == "" for one in view.plan.fields if not one.nodes)


def test_a_line_names_what_each_of_its_departments_reads(walker: Walker) -> None:
    view = walker.view
    fields = [(one, one.path) for one in view.plan.fields]
    lines = used_in(view, fields)
    assert len(lines) > 1
    for row in lines:
        for who in row["who"].split("；"):
            department = who.partition("（")[0]
            nodes = {one.node for one in view.plan.items if one.item.lead_department == department}
            read = {one.path for one in view.plan.fields if nodes & set(one.nodes)}
            assert set(row["what"].split("、")) == read


def test_the_form_says_it_beside_each_box_and_once_for_what_is_known(walker: Walker) -> None:
    view = walker.view
    told = [filling.form(view, section) for section in filling.section_codes(view)]
    boxes = [box for page in told for group in page["asked"] for box in group["boxes"]]
    assert boxes
    assert all(box["used_by"] for box in boxes if view.plan.field(box["path"]).nodes)  # type: ignore[union-attr]
    assert all(page["used"] for page in told if page["known_count"])
    page = Visitor(walker).get(f"/drafts/{walker.id}/form/{filling.section_codes(view)[0]}/")
    assert "谁要用？" in page.text


def test_saying_it_asks_nothing_more_of_the_database(walker: Walker) -> None:
    visitor = Visitor(walker)
    section = filling.section_codes(walker.view)[0]
    for path in (f"/drafts/{walker.id}/form/{section}/", f"/drafts/{walker.id}/review/"):
        assert len(visitor.statements(path)) <= MOST_STATEMENTS


def test_the_review_says_how_a_value_is_written_and_what_may_be_wrong(walker: Walker) -> None:
    visitor = Visitor(walker)
    before = visitor.get(f"/drafts/{walker.id}/review/")
    assert "谁要用？" in before.text
    assert "doubts" not in before.ids
    view = walker.view
    known = next(
        one
        for one in view.plan.fields
        if one.path.endswith(".name") and one.source.startswith("known:") and view.entries.get(one.path)
    )
    walker.save({}, objections={known.path: "林小羽"}, reasons={known.path: "renamed"})
    after = visitor.get(f"/drafts/{walker.id}/review/")
    assert "doubts" in after.ids
    assert "和登记的不一样" in after.text
    assert any(link.endswith(f"#known-{known.path}") for link in after.links)


def test_what_waits_is_called_as_people_call_it(walker: Walker) -> None:
    view = walker.view
    case = next(one for one in view.plan.items if one.item.plain_name != one.name)
    row = {
        "state": "correction_requested", "name": str(case.name), "item": case.code, "release": view.digest,
        "due_at": walker.now, "application_id": walker.id, "deferred_to": None,
    }  # fmt: skip
    (told,) = todos([row], [])
    assert told["text"] == case.item.plain_name
    assert matter_name(view.release, "gone", "原来的名字") == "原来的名字"
