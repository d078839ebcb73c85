"""Errors: one stable code per rule, sentences filled with facts, one family per status."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy

from bancheng.kernel import errors
from bancheng.kernel.errors import (
    Conflict,
    DomainError,
    ErrorKind,
    InvalidInput,
    NotFound,
    RuleBroken,
    define,
)


@pytest.fixture(autouse=True)
def _own_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_kinds", dict(errors._kinds))


@pytest.fixture
def taken() -> ErrorKind:
    return define(
        Conflict,
        "test_case_taken",
        gettext_lazy("{who}{when}已经{what}了这件事。"),
        next_step="看一看最新情况。",
        ask="问{who}。",
        regulation="行政许可法第三十二条",
    )


def test_an_error_says_what_what_next_and_whom_to_ask(taken: ErrorKind) -> None:
    error = taken(who="李建国", when="10:41", what="受理")
    assert error.message == "李建国10:41已经受理了这件事。"
    assert (error.next_step, error.ask) == ("看一看最新情况。", "问李建国。")
    assert error.facts == {"who": "李建国", "when": "10:41", "what": "受理"}
    assert error.regulation == "行政许可法第三十二条"
    assert str(error) == "test_case_taken: 李建国10:41已经受理了这件事。"


def test_the_status_comes_from_the_family(taken: ErrorKind) -> None:
    assert {family.__name__: family.status for family in errors.FAMILIES} == {
        "InvalidInput": 422,
        "NotPermitted": 403,
        "NotFound": 404,
        "Conflict": 409,
        "RuleBroken": 422,
        "Unavailable": 503,
    }
    with pytest.raises(Conflict):
        raise taken(who="a", when="b", what="c")


def test_a_fact_that_a_sentence_needs_cannot_be_forgotten(taken: ErrorKind) -> None:
    with pytest.raises(TypeError, match="what, when"):
        taken(who="李建国")


def test_a_code_is_declared_once(taken: ErrorKind) -> None:
    with pytest.raises(ValueError, match="twice"):
        define(NotFound, "test_case_taken", "另一句")


@pytest.mark.parametrize("code", ["Case_Taken", "case-taken", "", "办件"])
def test_a_code_is_a_plain_word(code: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        define(NotFound, code, "一句")


def test_errors_beside_inputs_name_their_fields() -> None:
    kind = define(InvalidInput, "test_fields_wrong", "有{count}处要改")
    error = kind(count=1, fields={"bank": "卡号少了1位"})
    assert error.fields == {"bank": "卡号少了1位"}
    assert error.facts == {"count": 1}


def test_the_answer_to_programs_has_the_members_of_the_standard(taken: ErrorKind) -> None:
    problem = taken(who="甲", when="乙", what="丙").as_problem()
    assert problem["type"] == "urn:bancheng:error:test_case_taken"
    assert problem["status"] == 409
    assert {"title", "code", "next_step", "ask", "facts", "fields", "regulation"} <= problem.keys()


def test_a_kind_knows_its_errors(taken: ErrorKind) -> None:
    other = define(RuleBroken, "test_other", "不行")
    assert taken.raised_as(taken(who="a", when="b", what="c"))
    assert not taken.raised_as(other())
    assert not taken.raised_as(KeyError())


def test_every_declared_code_is_listed_in_order(taken: ErrorKind) -> None:
    codes = [kind.code for kind in errors.all_errors()]
    assert "test_case_taken" in codes
    assert codes == sorted(codes)


def test_the_regulation_can_come_from_the_rulebook(taken: ErrorKind) -> None:
    error: DomainError = taken(who="a", when="b", what="c", regulation="户口登记条例第七条")
    assert error.regulation == "户口登记条例第七条"
