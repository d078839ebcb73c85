"""What a process keeps: the last ones asked for, each made once, nothing that could not be made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bancheng.kernel.kept import Kept


def test_what_is_kept_is_not_made_again() -> None:
    kept: Kept[str, object] = Kept(2)
    first = kept.get("a", object)
    assert kept.get("a", object) is first
    kept.forget()
    assert kept.get("a", object) is not first


def test_the_one_that_nobody_asked_for_the_longest_goes() -> None:
    kept: Kept[str, str] = Kept(2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, key.upper)
    assert kept.values() == ["A", "C"]


def test_what_cannot_be_made_is_tried_again() -> None:
    kept: Kept[str, int] = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 1) == 1


def test_nothing_is_a_value_too() -> None:
    kept: Kept[str, None] = Kept(2)
    asked: list[int] = []
    for _each in range(2):
        assert kept.get("a", lambda: asked.append(1)) is None
    assert asked == [1]


def test_of_two_made_at_one_instant_everybody_gets_the_same() -> None:
    kept: Kept[str, object] = Kept(2)
    both = Barrier(2)

    def make() -> object:
        both.wait(10)
        return object()

    with ThreadPoolExecutor(2) as pool:
        one, two = (pool.submit(kept.get, "a", make) for _each in range(2))
    assert one.result() is two.result()
