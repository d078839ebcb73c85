"""出结果: what the officer typed, what is proposed and what the program numbers, put together for one result."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bancheng.cases.spec import Issue
from bancheng.certificates.spec import CertificateType
from bancheng.eforms.spec import Element
from bancheng.journeys.commands import issuing
from bancheng.journeys.queries.results import ResultField, ResultForm
from bancheng.kernel.access import system_actor
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
BORN, GROWN = "449902202602280028", "449902199305210029"
PLACES = {"449902001": "春风街道", "449902002": "秋月街道"}


def element(code: str, datatype: str) -> Element:
    return Element.model_validate({"schema": "element/1", "code": code, "name": code, "datatype": datatype})


ELEMENTS = {
    "name": element("person.name", "text"),
    "number": element("certificate.number", "certificate_number"),
    "id_number": element("person.id_number", "id_number"),
    "place": element("person.place", "region"),
}
BOOKLET = CertificateType.model_validate(
    {
        "schema": "certificate-type/1", "code": "booklet", "name": "户口簿", "number_pattern": "户{year}-{serial:6}",
        "fields": [
            {"name": "holder", "element": "person.name"},
            {"name": "no", "element": "certificate.number"},
            {"name": "id", "element": "person.id_number"},
        ],
    }
)  # fmt: skip


def gives(path: str, kind: str, *, proposed: Any = None, numbered: bool = False) -> ResultField:
    return ResultField(path, ELEMENTS[kind], "编号" if numbered else kind, proposed, numbered)


class Desk:
    """One granted case at an officer's desk; `issue` answers what is handed on."""

    def __init__(self) -> None:
        self.form = ResultForm(
            certificate=BOOKLET,
            fields=(
                gives("child.name", "name", proposed="林知夏"),
                gives("child.number", "number", numbered=True),
                gives("mother.name", "name", proposed="林小雨"),
            ),
            face={"holder": "旧名"}, holder="child", holder_number="",
        )  # fmt: skip
        self.counted = 0
        self.known = {GROWN: uuid7()}
        self.sent: list[Issue] = []

    def issue(self, **filled: str) -> Issue:
        issuing.issue_result(
            actor=system_actor("test"), application_id=uuid7(), case_id=uuid7(), version=1, now=NOW,
            filled={path.replace("__", "."): value for path, value in filled.items()},
        )  # fmt: skip
        return self.sent[-1]

    def refused(self, **filled: str) -> DomainError:
        with pytest.raises(DomainError) as error:
            self.issue(**filled)
        assert self.sent == [], "nothing was issued"
        return error.value

    def change(self, **changed: Any) -> None:
        values = {name: getattr(self.form, name) for name in ResultForm.__slots__}
        self.form = ResultForm(**{**values, **changed})

    def next_number(self, certificate: CertificateType, region: str, on: Any) -> str:
        assert (certificate.code, region, f"{on:%Y-%m-%d}") == ("booklet", "449902001", "2026-03-02")
        self.counted += 1
        return f"户2026-{self.counted:06d}"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """What stands around the act is given; the act itself is the platform's."""
    made = Desk()
    case = {"release": "sm3:0", "plan": {"facts": {"region": "449902001"}}}
    around = {
        "case_page": lambda *_who: SimpleNamespace(case=case),
        "answers_of": lambda _application: {},
        "release": lambda _digest: None,
        "form_of": lambda _case, _answers: made.form,
        "choices": lambda _book, one, _on: PLACES if one.datatype == "region" else None,
        "next_number": made.next_number,
        "person_by_id_number": made.known.get,
    }
    for name, given in around.items():
        monkeypatch.setattr(issuing, name, given)
    handed_on = "bancheng.journeys.commands.issuing.cases.issue"
    monkeypatch.setattr(handed_on, lambda *, issue, **_more: made.sent.append(issue))
    return made


def test_a_number_left_empty_is_given_by_the_program(desk: Desk) -> None:
    issued = desk.issue(child__number=" ")
    assert issued.number == issued.facts["child.number"] == "户2026-000001"


def test_a_number_typed_by_hand_goes_before_the_programs(desk: Desk) -> None:
    issued = desk.issue(child__number="户2026-004711")
    assert issued.number == issued.facts["child.number"] == issued.values["no"] == "户2026-004711"


def test_a_number_that_is_none_of_its_type_is_refused_at_its_box(desk: Desk) -> None:
    error = desk.refused(child__number="护2026-004711")
    assert error.code == "certificate_number_form"
    assert error.fields == {"child.number": "编号和这种证的编号不一样"}


def test_only_what_numbers_the_certificate_has_the_form_of_its_numbers(desk: Desk) -> None:
    desk.change(fields=(*desk.form.fields, gives("child.old", "number")))
    assert desk.issue(child__old="护2026-004711").facts["child.old"] == "护2026-004711"


def test_without_a_certificate_nothing_is_numbered_and_any_number_is_written(desk: Desk) -> None:
    desk.change(certificate=None, fields=(gives("child.number", "number", numbered=True),), face={})
    issued = desk.issue(child__number="登记0001")
    assert (issued.number, issued.facts, desk.counted) == ("登记0001", {"child.number": "登记0001"}, 0)
    desk.change(fields=(gives("child.name", "name"),))
    assert desk.issue(child__name="林知秋").number == ""


def test_a_result_that_only_copies_is_numbered_all_the_same(desk: Desk) -> None:
    desk.change(fields=(gives("child.name", "name", proposed="林知夏"),))
    assert desk.issue().number == "户2026-000001"


def test_what_is_proposed_stands_unless_the_officer_writes_otherwise(desk: Desk) -> None:
    assert desk.issue().facts["child.name"] == "林知夏"
    assert desk.issue(child__name="林知秋").facts["child.name"] == "林知秋"


def test_what_was_not_offered_is_refused_at_its_box(desk: Desk) -> None:
    desk.change(fields=(gives("child.place", "place"),))
    assert set(desk.refused(child__place="110101001").fields) == {"child.place"}
    assert desk.issue(child__place="449902002").facts["child.place"] == "449902002"


def test_the_face_shows_what_this_result_gives_its_holder_and_nobody_elses(desk: Desk) -> None:
    issued = desk.issue(mother__name="别人")
    assert issued.values == {"holder": "林知夏", "no": "户2026-000001"}
    assert issued.facts["mother.name"] == "别人"


def test_what_this_result_leaves_empty_stays_on_the_face_as_it_was(desk: Desk) -> None:
    desk.change(fields=(gives("child.name", "name"), gives("child.number", "number", numbered=True)))
    assert desk.issue().values["holder"] == "旧名"


def test_a_mere_record_has_no_face_of_its_own(desk: Desk) -> None:
    desk.change(certificate=None, face={})
    assert desk.issue(child__number="登记0001").values == {}


def test_the_certificate_belongs_to_whom_this_result_gives_the_number(desk: Desk) -> None:
    desk.change(fields=(gives("child.id_number", "id_number"),), holder_number="旧号")
    desk.known[BORN] = uuid7()
    issued = desk.issue(child__id_number=BORN)
    assert (issued.holder_number, issued.holder_id) == (BORN, desk.known[BORN])


@pytest.mark.parametrize(
    "given",
    [gives("mother.id_number", "id_number", proposed=BORN), gives("child.name", "name", proposed=BORN),
     gives("child.id_number", "id_number")],
    ids=["another's number", "no number at all", "left empty"],
)  # fmt: skip
def test_else_to_whom_it_belonged_already(desk: Desk, given: ResultField) -> None:
    desk.change(fields=(given,), holder_number=GROWN)
    issued = desk.issue()
    assert (issued.holder_number, issued.holder_id) == (GROWN, desk.known[GROWN])


def test_a_holder_without_a_number_is_looked_up_nowhere(desk: Desk) -> None:
    desk.known[""] = uuid7()
    issued = desk.issue()
    assert (issued.holder_number, issued.holder_id) == ("", None)
