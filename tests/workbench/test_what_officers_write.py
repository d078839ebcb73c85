"""What an officer writes: a reason is needed, a page of it is enough, and what was wrong is still in its box."""

from __future__ import annotations

import pytest

from tests.journeys.walking import Walker
from tests.workbench.desks import Matter, first, reviewed


@pytest.fixture
def matter(handed_in: Walker) -> Matter:
    return first(handed_in)


@pytest.mark.parametrize("picked", [[], ["99"], ["x"]])
def test_an_end_without_words_is_not_made(matter: Matter, picked: list[str]) -> None:
    desk = matter.desk()
    form = desk.get(f"{matter.path}not-accepted/").form("not-accepted")
    page = desk.post(form, reason=picked, words="   ")
    assert page.status == 422
    assert "还没有写理由" in page.text
    assert matter.state() == "filed"


def test_more_than_a_page_is_refused_and_stays_in_its_box(matter: Matter) -> None:
    desk = matter.desk()
    form = desk.get(f"{matter.path}not-accepted/").form("not-accepted")
    page = desk.post(form, words="字" * 2001)
    assert page.status == 422
    assert "写了2001个字，最多2000个字" in page.text
    assert page.form("not-accepted").values["words"] == ["字" * 2001]
    assert matter.state() == "filed"


def test_a_page_of_words_is_taken_as_it_was_written(matter: Matter) -> None:
    desk = matter.desk()
    form = desk.get(f"{matter.path}not-accepted/").form("not-accepted")
    desk.post(form, words="字" * 2000)
    assert matter.state() == "not_accepted"


def test_the_officers_own_words_take_the_place_of_the_canned_ones(matter: Matter) -> None:
    desk = matter.desk()
    reviewed(desk, matter)
    panel = desk.get(f"{matter.path}decide/")
    desk.post(panel.form("decide"), words="看过原件，同意。")
    assert "看过原件，同意。" in desk.get(matter.path).text
