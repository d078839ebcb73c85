"""回避 at the desk: the page of a matter of one's own has no buttons, says why, and who else can take it."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.accounts.commands.persons import name_person_of_staff
from bancheng.accounts.queries import ID_NUMBER
from bancheng.eforms.queries import answers_of
from bancheng.kernel.access import system_actor
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.database import fetch_one
from bancheng.kernel.errors import InvalidInput, NotFound, NotPermitted
from bancheng.kernel.ids import uuid7
from tests.journeys.walking import Walker
from tests.workbench.desks import MOST_STATEMENTS, Matter, first


@pytest.fixture
def walker(handed_in: Walker) -> Any:
    return handed_in


@pytest.fixture
def matter(walker: Any) -> Matter:
    return first(walker)


def is_also(matter: Matter, walker: Any, path: str) -> None:
    """The first officer of the post is the person whose number stands there on the form."""
    number = str(answers_of(walker.id)[path].value)
    name_person_of_staff(actor=system_actor("test"), staff_id=matter.desk().actor.id, id_number=number)


@pytest.mark.parametrize("path", ["mother.id_number", "father.id_number"])
def test_nothing_can_be_pressed_and_the_page_says_why_and_who_else(
    matter: Matter, walker: Any, path: str
) -> None:
    is_also(matter, walker, path)
    page = matter.desk().get(matter.path)
    assert not any(
        page.can(act) for act in ("accept", "claim", "correction", "not-accepted", "terminate", "show")
    )
    colleague = matter.desk(2).actor.name
    assert f"您要回避，可以看，不能办。请{colleague}办。依据：公务员法第七十六条" in page.text
    assert matter.desk(2).get(matter.path).can("accept")


def test_who_is_only_named_on_the_form_is_remembered_too_and_by_index_alone(walker: Any) -> None:
    """Somebody without an account is no party: what the form says of them is all there is to compare with."""
    answers = answers_of(walker.id)
    numbers = [str(answers[f"{who}.id_number"].value) for who in ("mother", "father")]
    row = fetch_one("SELECT facts FROM cases_application WHERE application_id = %s", [walker.id])
    assert row is not None
    assert {blind_index(one, ID_NUMBER) for one in numbers} <= set(row["facts"]["identities"])
    assert not any(one in str(row["facts"]) for one in numbers)


def test_an_act_sent_anyway_is_refused_with_the_law(matter: Matter, walker: Any) -> None:
    desk = matter.desk()
    accept = desk.get(matter.path).form("accept")
    is_also(matter, walker, "mother.id_number")
    answer = desk.post(accept)
    assert answer.status == 422
    assert "这件事和您本人有关，您要回避，不能由您办" in answer.text
    assert "公务员法第七十六条" in answer.text
    assert matter.state() == "filed"


def test_covered_numbers_are_not_shown_to_who_does_not_handle_it(matter: Matter, walker: Any) -> None:
    is_also(matter, walker, "mother.id_number")
    number = str(answers_of(walker.id)["father.id_number"].value)
    answer = matter.desk().client.post(f"{matter.path}show/", {"purpose": "identity"})
    assert answer.status_code == 422
    assert number not in answer.content.decode()


def test_a_pane_of_it_shows_the_case_without_the_act(matter: Matter, walker: Any) -> None:
    is_also(matter, walker, "mother.id_number")
    assert not matter.desk().get(f"{matter.path}terminate/").can("terminate")
    assert matter.desk().statements(matter.path) <= MOST_STATEMENTS


def test_the_number_is_told_by_the_data_bureau_and_must_be_one(matter: Matter) -> None:
    desk, keeper = matter.desk(), system_actor("test")
    with pytest.raises(NotPermitted):
        name_person_of_staff(actor=desk.actor, staff_id=desk.actor.id, id_number="449902199003070024")
    with pytest.raises(InvalidInput):
        name_person_of_staff(actor=keeper, staff_id=desk.actor.id, id_number="449902199003070023")
    with pytest.raises(NotFound):
        name_person_of_staff(actor=keeper, staff_id=uuid7(), id_number="449902199003070024")
