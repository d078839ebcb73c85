"""交过的可以再用: what somebody handed in before is offered for the same material of their next application."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from bancheng.journeys.queries.drafts import draft
from tests.city import people
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import MOST_STATEMENTS, Visitor, writes
from tests.portal.officers import usual


@pytest.fixture
def earlier(city: Any, registry: Any) -> Walker:
    """Handed in, with a photograph."""
    walker = usual()
    walker.ready().submit()
    return walker


@pytest.fixture
def walker(earlier: Walker) -> Walker:
    """The same person with the same thing again, before anything is uploaded."""
    walker = Walker(earlier.citizen)
    walker.start().answer_all(who="mother")
    return walker


def page_of(walker: Walker) -> str:
    (bring, *_rest) = walker.view.plan.to_bring()
    return f"/drafts/{walker.id}/materials/{bring.key}/"


def files_of(walker: Walker) -> list[str]:
    (bring, *_rest) = walker.view.plan.to_bring()
    view = draft(walker.id, actor=walker.actor, now=walker.now)
    return list(view.materials.get(bring.key, {}).get("files", ()))


def test_what_was_handed_in_before_is_offered_with_its_day_and_its_thing(
    earlier: Walker, walker: Walker
) -> None:
    visitor = Visitor(walker)
    page = visitor.get(page_of(walker))
    assert "交过的可以再用" in page.text
    assert "办“孩子出生了”时交的，1份" in page.text
    assert "file-reuse" not in page.boxes, "nothing is chosen beforehand"
    statements = visitor.statements(page_of(walker))
    assert len(statements) <= MOST_STATEMENTS, statements
    assert writes(statements) == []


def test_choosing_it_puts_the_same_file_to_the_material(earlier: Walker, walker: Walker) -> None:
    answer = Visitor(walker).post(page_of(walker), {"file-reuse": str(earlier.id), "upload": "file"})
    assert answer.status_code == 302
    assert files_of(walker) == files_of(earlier) != []
    assert "交过的可以再用" not in Visitor(walker).get(page_of(walker)).text


def test_taken_out_again_it_stays_where_it_was_handed_in(earlier: Walker, walker: Walker) -> None:
    visitor = Visitor(walker)
    visitor.post(page_of(walker), {"file-reuse": str(earlier.id)})
    (file,) = files_of(walker)
    assert visitor.post(page_of(walker), {"remove": file}).status_code == 302
    assert files_of(walker) == []
    assert files_of(earlier) == [file]
    assert "交过的可以再用" in visitor.get(page_of(walker)).text


def test_nobody_is_offered_anothers_papers(earlier: Walker) -> None:
    other = mother(
        next(
            one
            for one in people().families
            if one.mother != earlier.citizen and one.father and one.marriage and one.birth_registered
        )
    )
    other.start().answer_all(who="mother")
    visitor = Visitor(other)
    assert "交过的可以再用" not in visitor.get(page_of(other)).text
    for value in (str(earlier.id), str(uuid4()), "x"):
        assert visitor.post(page_of(other), {"file-reuse": value}).status_code == 422
    assert files_of(other) == []


def test_what_was_only_uploaded_and_never_handed_in_is_not_offered(earlier: Walker, walker: Walker) -> None:
    walker.bring()
    third = Walker(earlier.citizen)
    third.start().answer_all(who="mother")
    page = Visitor(third).get(page_of(third))
    assert str(earlier.id) in page.html
    assert str(walker.id) not in page.html
