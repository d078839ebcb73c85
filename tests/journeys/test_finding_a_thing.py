"""A thing is found by what people call it: its names, their own words, its matters and results."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bancheng.accounts.queries import local_day
from bancheng.journeys.queries.published import published, search
from tests.city import Population
from tests.journeys.walking import NEWBORN

TODAY = local_day(datetime.now(UTC))


@pytest.mark.parametrize("words", ["上户口", "孩子出生了", "出生证", "给宝宝 参加医保", "落户怎么办"])
def test_it_is_found_by_peoples_words_and_by_its_matters(words: str, city: Population) -> None:
    found = [one.journey.code for one in search(words, on=TODAY)]
    assert found[:1] == [NEWBORN]
    assert len(published(TODAY)) > len(found)


def test_it_is_not_shown_to_those_whom_it_does_not_serve(city: Population) -> None:
    assert search("上户口", on=TODAY, audience="enterprise") == []


@pytest.mark.parametrize("words", ["渔船年审", "  ", "“）：+-*^~", "codes:*"])
def test_nothing_is_found_for_other_words_and_for_signs(words: str, city: Population) -> None:
    assert search(words, on=TODAY) == []
