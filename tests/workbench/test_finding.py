"""找办件: by name, person, enterprise, thing and day; the list is what each row allows, and no address names anybody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bancheng.cases.spec.naming import name_mark, name_marks
from bancheng.demo_city.population.numbers import check_character
from bancheng.kernel.database import count_statements, fetch_all
from tests.city import people
from tests.journeys.walking import Walker
from tests.workbench.desks import MOST_STATEMENTS, Desk, Matter, Page, first, matters, same_but_for

UNKNOWN = "44990219880101001"
"""Of nobody; without its last character."""
STRANGER = ("hospital-yunling-1",)
"""Of a hospital where nobody of the application was born."""


@pytest.fixture
def walker(handed_in: Walker) -> Walker:
    return handed_in


@pytest.fixture
def matter(walker: Walker) -> Matter:
    return first(walker)


def look_for(desk: Desk, words: str, **more: str) -> Page:
    form = next(one for one in desk.get("/desk/find/").forms if "q" in one.values)
    return desk.post(form, q=words, **more)


def address(desk: Desk, words: str) -> str:
    form = next(one for one in desk.get("/desk/find/").forms if "q" in one.values)
    return str(desk.client.post(form.action, {**form.values, "q": words})["Location"])


def test_a_name_finds_the_case_and_its_beginning_does(walker: Walker, matter: Matter) -> None:
    name = people().families[0].mother.name
    for words in (name, name[:2], f" {name} "):
        assert matter.path in look_for(matter.desk(), words).html


def test_everybody_on_the_form_is_found_by_name_and_by_its_beginning(matter: Matter) -> None:
    father = people().families[0].father
    assert father
    for words in (father.name, father.name[:2], f" {father.name} "):
        page = look_for(matter.desk(), words)
        assert matter.path in page.html
        assert "（这个名字在表里）" in page.text
    assert "（这个名字在表里）" not in look_for(matter.desk(), people().families[0].mother.name).text


def test_by_a_name_only_those_cases_are_found_that_read_it(walker: Walker) -> None:
    """What a department's own form does not hold, its search does not tell it either."""
    father = people().families[0].father
    assert father
    read = []
    for matter in matters(walker).values():
        (row,) = fetch_all(
            "SELECT plan -> 'facts' -> 'fields' ? 'father.name' AS reads FROM cases_case WHERE case_id = %s",
            [matter.case_id],
        )
        assert (matter.path in look_for(matter.desk(), father.name).html) == row["reads"], matter.post
        read.append(row["reads"])
    assert set(read) == {True, False}


def test_a_name_on_the_form_is_kept_as_an_index_alone(walker: Walker) -> None:
    family = people().families[0]
    assert family.father
    (row,) = fetch_all("SELECT facts FROM cases_application WHERE application_id = %s", [walker.id])
    assert row["facts"]["names"][name_mark(family.father.name)] == ["father.name"]
    for person in (family.father, family.mother):
        assert person.name[:2] not in str(row["facts"]["names"])


def test_a_name_finds_nothing_at_a_stranger_s_desk(matter: Matter) -> None:
    father = people().families[0].father
    assert father
    assert matter.path not in look_for(Desk(*STRANGER), father.name).html


def test_of_a_name_the_whole_and_every_beginning_of_two_characters_is_kept() -> None:
    kept = name_marks({"a.name": "欧阳小雨", "b.name": "欧阳", "c.name": "李"})
    assert kept == {
        name_mark("欧阳小雨"): ["a.name"],
        name_mark("欧阳小"): ["a.name"],
        name_mark("欧阳"): ["a.name", "b.name"],
    }
    long = "阿" * 20
    assert len(name_marks({"a.name": long})) == 12
    assert name_mark(f" {long}") in name_marks({"a.name": long})


@pytest.mark.parametrize("words", ["%%", "_" * 3, "查无此人"])
def test_what_is_written_is_a_name_and_no_pattern(matter: Matter, words: str) -> None:
    page = look_for(matter.desk(), words)
    assert matter.path not in page.html
    assert "没有找到" in page.text


@pytest.mark.parametrize("words", ["", "王", " "])
def test_one_character_is_too_little(matter: Matter, words: str) -> None:
    page = look_for(matter.desk(), words)
    assert page.status == 422
    assert "姓名至少2个字" in page.text


def test_whoever_the_application_is_about_is_found_by_their_number(matter: Matter) -> None:
    family = people().families[0]
    assert family.father
    for number in (family.mother.id_number, family.father.id_number, family.mother.id_number.lower()):
        assert matter.path in look_for(matter.desk(), number).html


def test_who_looked_for_a_person_is_written_down_for_that_person(walker: Walker, matter: Matter) -> None:
    desk = matter.desk()
    look_for(desk, people().families[0].mother.id_number)
    (line,) = fetch_all("SELECT actor, subject, fields FROM kernel_evidence WHERE purpose = 'find_case'")
    assert line["actor"] == f"staff:{desk.actor.id}"
    assert line["subject"] == f"person:{walker.citizen.id}"
    assert line["fields"] == ["id_number"]


def test_no_address_names_anybody(matter: Matter) -> None:
    family = people().families[0]
    for words in (family.mother.name, family.mother.id_number):
        where = address(matter.desk(), words)
        assert words not in where
        assert family.mother.id_number[:6] not in where
        assert matter.path in matter.desk().get(where).html, "the address can be opened again"


def test_an_address_of_ones_own_making_finds_nothing(matter: Matter) -> None:
    page = matter.desk().get("/desk/find/?s=k1:abc")
    assert matter.path not in page.html


def test_a_stranger_reads_the_same_as_for_nobody(matter: Matter) -> None:
    stranger, nobody = Desk(*STRANGER), f"{UNKNOWN}{check_character(UNKNOWN)}"
    pages = []
    for number in (people().families[0].mother.id_number, nobody):
        where = address(stranger, number)
        stranger.get(where)
        with count_statements() as seen:
            page = stranger.get(where)
        pages.append(
            (
                same_but_for(re.sub(r'next=[^"]+', "", page.html.replace(number, "NUMBER"))),
                len([one for one in seen.sql if "evidence" not in one]),
            )
        )
    assert pages[0][0].splitlines() == pages[1][0].splitlines()
    assert pages[0][1] == pages[1][1]
    assert matter.path not in pages[0][0]


def test_the_list_is_what_each_row_allows(walker: Walker) -> None:
    name = people().families[0].mother.name
    rows = fetch_all("SELECT case_id FROM cases_case WHERE application_id = %s", [walker.id])
    for desk in (first(walker).desk(), Desk(*STRANGER), Desk("police-1")):
        html = look_for(desk, name).html
        for row in rows:
            opened = desk.client.get(f"/desk/cases/{walker.id}/{row['case_id']}/").status_code == 200
            assert (str(row["case_id"]) in html) == opened


def test_thing_and_days_narrow_it(matter: Matter) -> None:
    desk, name = matter.desk(), people().families[0].mother.name
    (row,) = fetch_all(
        "SELECT journey, (submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM cases_application"
        " WHERE application_id = %s", [matter.application_id],
    )  # fmt: skip
    day, before = row["day"].isoformat(), (row["day"] - timedelta(days=1)).isoformat()
    after = (row["day"] + timedelta(days=1)).isoformat()
    assert matter.path in look_for(desk, name, thing=row["journey"], since=day, until=day).html
    assert matter.path not in look_for(desk, name, thing="restaurant").html
    assert matter.path not in look_for(desk, name, until=before).html
    assert matter.path not in look_for(desk, name, since=after).html


@pytest.mark.parametrize("day", ["去年", "2026-13-1", "2026-2-30"])
def test_a_day_that_is_none_is_said_at_its_box(matter: Matter, day: str) -> None:
    page = look_for(matter.desk(), "王小雨", since=day)
    assert page.status == 422
    assert "请写成2026-3-2这样的日期" in page.text


def test_an_answer_takes_eight_statements_at_most(matter: Matter) -> None:
    desk = matter.desk()
    for words in (
        people().families[0].mother.name,
        people().families[0].mother.id_number,
        "91449900140001420G",
    ):
        assert desk.statements(address(desk, words)) <= MOST_STATEMENTS


def test_names_are_found_by_an_index(city: Any) -> None:
    (row,) = fetch_all("SELECT indexdef FROM pg_indexes WHERE indexname = 'cases_application_name'")
    assert "(applicant_name text_pattern_ops)" in row["indexdef"]
    (row,) = fetch_all("SELECT indexdef FROM pg_indexes WHERE indexname = 'cases_application_names'")
    assert "gin (((facts -> 'names'::text)))" in row["indexdef"]
