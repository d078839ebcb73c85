"""The canonical spelling: the same facts have the same bytes, and what has no exact spelling is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancheng.kernel.canonical import canonical, digest, sm3

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("键abcé", max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_the_spelling_is_sorted_tight_and_utf_8() -> None:
    assert canonical({"b": [1, True, None], "a": "办成"}) == '{"a":"办成","b":[1,true,null]}'.encode()


@given(plain)
def test_plain_values_read_back_as_themselves(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(max_size=5), st.integers(), min_size=2))
def test_the_order_of_keys_does_not_count(value: dict[str, int]) -> None:
    turned = dict(reversed(value.items()))
    assert digest(turned) == digest(value)


def test_an_instant_is_spelled_in_utc_whatever_zone_it_came_in() -> None:
    at = datetime(2026, 3, 2, 10, 41, tzinfo=ZoneInfo("Asia/Shanghai"))
    spelled = b'"2026-03-02T02:41:00.000000Z"'
    assert {
        canonical(at),
        canonical(at.astimezone(UTC)),
        canonical(at.astimezone(timezone(timedelta(hours=-5)))),
    } == {spelled}


def test_dates_amounts_and_ids_are_strings() -> None:
    value = {"d": date(2026, 2, 28), "m": Decimal("1200.50"), "i": UUID(int=7)}
    assert json.loads(canonical(value)) == {"d": "2026-02-28", "m": "1200.50", "i": str(UUID(int=7))}


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), {1, 2}, b"bytes", {1: "a"}, datetime(2026, 3, 2), Decimal("NaN"), object()],  # noqa: DTZ001
    ids=["float", "nan", "set", "bytes", "key", "naive instant", "no number", "object"],
)
def test_what_has_no_exact_spelling_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical({"deep": [value]})


def test_sm3_known_answers_of_the_standard() -> None:
    """GB/T 32905-2016, appendix A."""
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_a_digest_names_its_algorithm() -> None:
    assert digest("abc") == "sm3:" + sm3(b'"abc"')


@given(plain)
def test_the_spelling_is_that_of_the_standard_library_sorted_and_tight(value: Any) -> None:
    """Digests outlive libraries: another writer of JSON must give the same bytes."""
    spelled = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(value) == spelled.encode()
