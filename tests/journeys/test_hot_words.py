"""常有人搜: words that enough people searched, counted without anybody being written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from bancheng.accounts.queries import local_day
from bancheng.catalogue.queries import face
from bancheng.catalogue.spec import HotTerms
from bancheng.journeys.commands import counting_searches as counting
from bancheng.journeys.models import SearchedDay
from bancheng.journeys.queries import hot
from bancheng.journeys.queries.published import published
from tests.portal.browsing import Visitor

NOW = datetime.now(UTC)
RULE = HotTerms(sessions=3, days=30)


@pytest.fixture(autouse=True)
def fresh(city: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has counted nothing and shown nothing yet."""
    monkeypatch.setattr(counting, "COUNTS", counting.Counts())
    hot.forget_hot_words()
    yield
    hot.forget_hot_words()


def search(word: str, *sessions: str, at: datetime = NOW) -> bool:
    return all([counting.note_search(words=word, session=one, now=at) for one in sessions])


def written(at: datetime = NOW) -> None:
    """Time goes on until the counts are written."""
    search("社保卡", "whoever", at=at + counting.EVERY)


def shown(rule: HotTerms = RULE, at: datetime = NOW) -> list[str]:
    hot.forget_hot_words()
    return hot.hot_words(rule, published(local_day(at)), at)


def test_a_word_is_shown_once_enough_sessions_searched_it() -> None:
    search("上户口", "a", "b")
    written()
    assert shown() == []
    search("上户口", "c", at=NOW + counting.EVERY)
    written(NOW + counting.EVERY)
    assert shown() == ["上户口"]


def test_one_who_searches_often_is_one() -> None:
    search("上户口", *["a"] * 50)
    written()
    assert shown(HotTerms(sessions=2)) == []
    assert SearchedDay.objects.get(term="上户口").searches == 1


def test_counts_written_by_two_processes_are_merged_and_nobody_counts_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    search("上户口", "a", "b")
    written()
    monkeypatch.setattr(counting, "COUNTS", counting.Counts())
    search("上户口", "a", "b")
    written()
    assert shown() == []
    assert SearchedDay.objects.get(term="上户口").marks.bit_count() <= 2


@pytest.mark.parametrize("typed", ["张三的社保", "13800138000", "渔船年审", "口", "", "上户口\n社保卡"])
def test_what_the_rulebooks_do_not_say_is_kept_nowhere(typed: str) -> None:
    assert not search(typed, "a")
    written()
    assert set(SearchedDay.objects.values_list("term", flat=True)) <= {"社保卡"}


def test_a_session_is_not_written_down() -> None:
    search("上户口", "somebody's session")
    written()
    columns = {field.name for field in SearchedDay._meta.get_fields()}
    assert columns == {"pk", "day", "term", "marks", "searches"}
    assert SearchedDay.objects.get(term="上户口").marks < 1 << 60


def test_the_city_says_what_is_never_shown() -> None:
    search("上户口", "a", "b", "c", "d", "e", "f")
    written()
    assert shown(HotTerms(sessions=2, never=("户口",))) == []
    assert shown(HotTerms(sessions=2)) == ["上户口"]


def test_only_the_last_days_count() -> None:
    search("上户口", "a", "b", "c", "d", "e", "f")
    written()
    month = timedelta(days=30)
    assert shown(HotTerms(sessions=2, days=30), NOW + month) == []
    assert shown(HotTerms(sessions=2, days=31), NOW + month) == ["上户口"]


def test_days_that_nobody_may_ask_for_any_more_are_forgotten() -> None:
    search("上户口", "a")
    written()
    assert SearchedDay.objects.filter(term="上户口").exists()
    later = NOW + counting.KEPT + timedelta(days=1)
    search("医保", "a", at=later)
    written(later)
    assert not SearchedDay.objects.filter(term="上户口").exists()


def test_most_searched_comes_first_and_the_city_s_own_words_fill_up() -> None:
    rule = face(local_day(NOW)).hot
    many = [f"s{n}" for n in range(rule.sessions * 4)]
    search("办社保卡", *many[: len(many) // 2])
    search("上户口", *many)
    written()
    hot.forget_hot_words()
    links = Visitor().get("/").links
    words = [link for link in links if link.startswith("/search/?q=")]
    assert len(words) == rule.most
    assert words[0].endswith("%E4%B8%8A%E6%88%B7%E5%8F%A3"), "上户口"


def test_a_search_is_counted_when_it_found_something() -> None:
    for number in range(20):
        Visitor().client.get("/search/?q=上户口", HTTP_USER_AGENT=f"browser {number}")
        Visitor().client.get("/search/?q=渔船年审", HTTP_USER_AGENT=f"browser {number}")
    written(datetime.now(UTC))
    assert set(SearchedDay.objects.values_list("term", flat=True)) == {"上户口", "社保卡"}
    assert SearchedDay.objects.get(term="上户口").marks.bit_count() > 2


def test_a_search_answers_though_counts_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_given: object, **_more: object) -> None:
        raise DatabaseError("away")

    search("上户口", "a", at=NOW - counting.EVERY * 2)
    monkeypatch.setattr(counting, "call", away)
    assert "/things/newborn/" in Visitor().get("/search/?q=上户口").links
