"""一屏一题: starting, scenario questions, what a changed answer drops, and the one-time notice."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from bancheng.journeys.compose.plan import PlanMaterial, PlanSubject
from bancheng.portal.queries.answering import said
from bancheng.portal.queries.needs import materials
from tests.city import family, people
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import MOST_STATEMENTS, Visitor, noticed, same_but_for, writes


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return mother(
        next(one for one in people().families if one.father and one.marriage and one.birth_registered)
    )


def draft_pages(draft: UUID) -> list[str]:
    return [f"/drafts/{draft}/{page}/" for page in ("q", "answers", "rules", "discard")]


def test_who_is_not_signed_on_is_sent_to_the_door_and_comes_back(city: Any) -> None:
    answer = Visitor().client.get("/things/newborn/start/")
    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=%2Fthings%2Fnewborn%2Fstart%2F"


def test_pressing_start_twice_opens_one_draft(walker: Walker) -> None:
    visitor = Visitor(walker)
    page = visitor.get("/things/newborn/start/")
    first, second = (visitor.post("/things/newborn/start/", page.boxes)["Location"] for _press in range(2))
    assert first == second
    assert page.boxes["draft"] in first


def test_a_question_is_asked_alone_says_why_and_chooses_nothing_beforehand(walker: Walker) -> None:
    walker.start()
    page = Visitor(walker).get(f"/drafts/{walker.id}/q/")
    assert len([one for one in page.headings if one.endswith("？")]) == 1
    assert "为什么问这个？" in page.text
    assert "answer" not in page.boxes
    assert page.primary == 1


def test_an_empty_answer_stays_on_the_question_and_says_what_is_missing(walker: Walker) -> None:
    walker.start()
    visitor = Visitor(walker)
    question = visitor.get(f"/drafts/{walker.id}/q/").boxes["question"]
    answer = visitor.post(f"/drafts/{walker.id}/q/", {"question": question})
    assert answer.status_code == 422
    assert "<title>有1处要改" in answer.content.decode()


def test_the_summary_of_errors_leads_to_the_answers(walker: Walker) -> None:
    walker.start()
    visitor = Visitor(walker)
    question = visitor.get(f"/drafts/{walker.id}/q/").boxes["question"]
    html = visitor.post(f"/drafts/{walker.id}/q/", {"question": question}).content.decode()
    assert 'href="#id_answer"' in html
    assert 'id="id_answer"' in html


def test_an_answer_is_kept_and_shown_again(walker: Walker) -> None:
    walker.start()
    visitor = Visitor(walker)
    question = visitor.get(f"/drafts/{walker.id}/q/").boxes["question"]
    assert (
        visitor.post(f"/drafts/{walker.id}/q/", {"question": question, "answer": "mother"}).status_code == 302
    )
    assert visitor.get(f"/drafts/{walker.id}/q/?q={question}").boxes["answer"] == "mother"


def test_when_nothing_is_left_to_ask_the_answers_are_shown_with_what_was_looked_up(walker: Walker) -> None:
    walker.start().answer_all(who="mother")
    visitor = Visitor(walker)
    assert visitor.client.get(f"/drafts/{walker.id}/q/")["Location"] == f"/drafts/{walker.id}/answers/"
    page = visitor.get(f"/drafts/{walker.id}/answers/")
    assert "替您查到的" in page.text
    assert len([link for link in page.links if "/q/?q=" in link]) >= len(walker.view.plan.answered)


def test_only_the_last_question_says_that_it_is_the_last(walker: Walker) -> None:
    walker.start().answer_all(who="mother")
    visitor = Visitor(walker)
    asked = [one.question for one in walker.view.plan.answered if one.question not in walker.view.played]
    pages = [visitor.get(f"/drafts/{walker.id}/q/?q={one}").text for one in (asked[0], asked[-1])]
    assert ["最后一题" in text for text in pages] == [False, True]


def test_rules_that_have_not_changed_offer_nothing_new(walker: Walker) -> None:
    walker.start().answer_all(who="mother")
    page = Visitor(walker).get(f"/drafts/{walker.id}/rules/")
    assert "规则没有变" in page.text
    assert "按新的办" not in page.text


def test_the_notice_names_what_to_bring_before_what_need_not_be_brought(walker: Walker) -> None:
    notice = noticed(walker)
    page = Visitor(walker).get(f"/notices/{notice}/")
    (bring, *_rest) = walker.view.plan.to_bring()
    assert 0 < page.html.index("is-bring") < page.html.index("is-spared")
    assert f"/notices/{notice}/pdf/" in page.links
    assert str(bring.name if isinstance(bring.name, str) else bring.name["zh"]) in page.text


def test_materials_of_several_say_whose_they_are_and_no_line_ends_with_a_stop() -> None:
    subject = PlanSubject("employee", "person", "员工", many=2, numbered=False, present=True)
    cards = [
        PlanMaterial(
            key=f"card@employee[{number}]", type="card", name="健康证", holder=f"employee[{number}]", form="electronic",
            copies=1, necessity="required", needed_by=(), nodes=(), satisfied_by="exempt", why_not="不用提供。", why="",
            undecided=False,
        )
        for number in (1, 2)
    ]  # fmt: skip
    plan: Any = SimpleNamespace(subjects=[subject], materials=cards, items=[])
    rows = materials(plan, bring=False)
    assert [row["name"] for row in rows] == ["员工1的健康证", "员工2的健康证"]
    assert {row["why"] for row in rows} == {"不用提供"}


def test_the_notice_keeps_its_order(walker: Walker) -> None:
    page = Visitor(walker).get(f"/notices/{noticed(walker)}/")
    wanted = ["孩子出生了", "材料", "要填的", "各部门怎么接着办", "日子", "花钱吗"]
    assert [one for one in page.headings if one in wanted] == wanted


def test_the_notice_explains_its_day(walker: Walker) -> None:
    page = Visitor(walker).get(f"/notices/{noticed(walker)}/")
    assert "全部办好最晚" in page.text
    assert "为什么是这一天" in page.text


def test_pages_of_answering_have_one_thing_to_do(walker: Walker) -> None:
    notice = noticed(walker)
    visitor = Visitor(walker)
    for path in (f"/drafts/{walker.id}/answers/", f"/drafts/{walker.id}/rules/", f"/notices/{notice}/"):
        assert visitor.get(path).primary == 1, path


def test_throwing_away_is_asked_first_and_is_no_primary_button(walker: Walker) -> None:
    walker.start()
    page = Visitor(walker).get(f"/drafts/{walker.id}/discard/")
    assert page.primary == 0
    assert "不能找回" in page.text


def test_pages_of_answering_ask_little_of_the_database_and_write_nothing(walker: Walker) -> None:
    notice = noticed(walker)
    visitor = Visitor(walker)
    question = walker.view.plan.answered[0].question
    paths = ["/things/newborn/start/", f"/drafts/{walker.id}/q/?q={question}", f"/notices/{notice}/"]
    for path in paths + draft_pages(walker.id)[1:]:
        statements = visitor.statements(path)
        assert len(statements) <= MOST_STATEMENTS, (path, statements)
        assert writes(statements) == [], path


def test_the_draft_of_another_answers_like_one_that_never_was(walker: Walker) -> None:
    walker.start()
    stranger = Visitor(mother(family("未婚妈妈，单方申报")))
    never = uuid4()
    for theirs, nobodys in zip(draft_pages(walker.id), draft_pages(never), strict=True):
        one, other = stranger.client.get(theirs), stranger.client.get(nobodys)
        assert one.status_code == other.status_code == 404
        assert sorted(one.headers) == sorted(other.headers)
        assert len(stranger.statements(theirs, 404)) == len(stranger.statements(nobodys, 404))
        assert same_but_for(one.content.decode(), walker.id) == same_but_for(other.content.decode(), never)


def test_the_notice_of_another_answers_like_one_that_never_was(walker: Walker) -> None:
    notice, never = noticed(walker), uuid4()
    stranger = Visitor(mother(family("未婚妈妈，单方申报")))
    one, other = stranger.client.get(f"/notices/{notice}/"), stranger.client.get(f"/notices/{never}/")
    assert one.status_code == other.status_code == 404
    assert same_but_for(one.content.decode(), notice) == same_but_for(other.content.decode(), never)


def test_several_answers_are_told_in_the_order_in_which_they_are_offered(walker: Walker) -> None:
    question = next(one for one in walker.start().view.journey.questions if len(one.options) > 3)
    labels = [str(one.label) for one in question.options]
    values = [one.value for one in question.options]
    assert said(question, set(values)) == "、".join(labels)
    assert said(question, [values[3], values[0]]) == f"{labels[0]}、{labels[3]}"
