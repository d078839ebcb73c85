"""出示: a certificate held out by a square that is good for a minute, and what whoever scans it is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory

from bancheng.certificates.queries import of_application
from bancheng.kernel.access import ANONYMOUS
from bancheng.kernel.database import Row
from bancheng.portal.queries import showing
from tests.journeys.walking import Walker
from tests.portal.browsing import MOST_STATEMENTS, Visitor
from tests.portal.officers import Office, sealed
from tests.portal.test_own import address, looks, other

__all__ = ["sealed"]


@pytest.fixture
def walker(drafted: Walker, sealed: None) -> Walker:
    walker = drafted
    walker.submit()
    Office(walker).finish()
    return walker


@pytest.fixture
def held(walker: Walker) -> Row:
    return next(row for row in of_application(walker.id) if row["holder_id"] == walker.citizen.id)


def told(token: str, walker: Walker, after: timedelta) -> dict[str, Any]:
    return showing.scanned(token, RequestFactory().get("/"), ANONYMOUS, walker.now + after)


def test_the_page_shows_a_square_and_until_when(walker: Walker, held: Row) -> None:
    page = Visitor(walker).get(f"{address(held)}show/")
    assert "bc-square" in page.html
    assert "一共60秒" in page.text
    assert page.primary == 1
    assert held["identifier"] not in page.html


def test_holding_it_out_is_recorded(walker: Walker, held: Row) -> None:
    statements = Visitor(walker).statements(f"{address(held)}show/")
    assert len(statements) <= MOST_STATEMENTS, statements
    assert f"certificate:{held['certificate_id']}" in {one["object"] for one in looks("show_result")}


def test_the_card_and_the_result_lead_there(walker: Walker, held: Row) -> None:
    for path in ("/me/", address(held)):
        assert f"{address(held)}show/" in Visitor(walker).get(path).links


def test_whoever_scans_it_in_time_sees_that_it_is_valid_and_one_character_of_the_name(
    walker: Walker, held: Row
) -> None:
    token = showing.signed(held, walker.now + showing.GOOD_FOR)
    page = Visitor().get(f"/verify/shown/{showing.signed(held, walker.now + timedelta(days=9))}/")
    assert "有效" in page.headings
    assert walker.citizen.name not in page.text
    assert told(token, walker, timedelta(seconds=59))["answer"] == "valid"
    assert f"certificate:{held['certificate_id']}" in {one["object"] for one in looks("verify")}


def test_after_a_minute_it_says_so_and_names_nothing(walker: Walker, held: Row) -> None:
    late = told(showing.signed(held, walker.now + showing.GOOD_FOR), walker, timedelta(seconds=61))
    assert late["answer"] == "late"
    assert late["row"] is None
    page = Visitor().get(f"/verify/shown/{showing.signed(held, walker.now - timedelta(days=1))}/")
    assert "这个方码过时了" in page.headings
    assert held["name"] not in page.text


def test_a_square_of_ones_own_making_is_found_nowhere(walker: Walker, held: Row) -> None:
    token = showing.signed(held, walker.now + timedelta(days=9))
    body, _colon, seal = token.partition(":")
    for forged in ("x", f"{body}:{seal[::-1]}", f"{body[::-1]}:{seal}", body, "不是码"):
        assert told(forged, walker, timedelta())["answer"] == "unknown"
    assert "查不到" in Visitor().get("/verify/shown/ABCD/").headings


def test_nobody_else_holds_it_out(walker: Walker, held: Row) -> None:
    stranger = Visitor(other(walker, "stranger"))
    stranger.get(f"{address(held)}show/", status=404)
    stranger.get(f"/me/results/{uuid4()}/{uuid4()}/show/", status=404)
    assert looks("show_result") == []


def test_what_is_not_in_force_is_not_held_out(
    walker: Walker, held: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "state_of", lambda _row, _now: "expired")
    answer = Visitor(walker).client.get(f"{address(held)}show/")
    assert (answer.status_code, answer["Location"]) == (302, address(held))
