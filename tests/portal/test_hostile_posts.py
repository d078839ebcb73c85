"""Posts and addresses that no page makes, as strangers and as citizens: an answer each time, never an accident."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.spec import COOKIE
from bancheng.demo_city.population.model import Citizen, Population
from bancheng.kernel.ids import uuid7
from tests.city import Registry, family
from tests.journeys.walking import Walker, mother

TWO_PLACES = "夫妻两地户口，一个宝宝"
TWINS = "双胞胎"
ODD = [
    "\x00",
    "a\x00b",
    "\ufffe",
    "\u202e",
    "%00",
    "' OR 1=1 --",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "9" * 5000,
    "-1",
]


def browser(citizen: Citizen, walker: Walker) -> Client:
    client = Client()
    client.cookies[COOKIE] = open_session(now=walker.now, person_id=citizen.id)
    return client


@pytest.fixture
def walker(city: Population, registry: Registry) -> Walker:
    """林小雨 with a form that lacks nothing but materials."""
    return mother(family(TWO_PLACES)).start().answer_all(who="mother").fill()


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_an_odd_address_is_answered(city: Population, odd: str) -> None:
    client = Client()
    for address in (
        f"/search/?q={quote(odd)}",
        f"/search/?q=a&who={quote(odd)}",
        f"/things/{quote(odd, safe='')}/",
        f"/things/{quote(odd, safe='')}/start/",
        f"/drafts/{uuid7()}/materials/{quote(odd, safe='')}/",
    ):
        answer = client.get(address)
        assert answer.status_code < 500, address
        assert b"<script>alert(1)" not in answer.content


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_posts_of_ones_own_draft_are_answered(walker: Walker, odd: str) -> None:
    client = browser(walker.citizen, walker)
    draft = [walker.id]
    posts: list[tuple[str, Sequence[object], dict[str, str]]] = [
        ("answer_question", draft, {"question": odd, "answer": odd}),
        ("answer_question", draft, {"question": "how_many", "answer": odd}),
        ("fill_form", [walker.id, "parents"], {"mother.phone": odd, "base": odd, odd: odd}),
        ("fill_form", [walker.id, "parents"], {f"objection-{odd}": odd, "undo": odd}),
        ("upload_material", [walker.id, "identity-card@mother"], {"remove": odd}),
        ("submit_application", draft, {"version": odd, "declared": odd}),
        ("start_draft", ["newborn"], {"draft": odd}),
    ]
    for name, arguments, data in posts:
        answer = client.post(reverse(name, args=arguments), data)
        assert answer.status_code < 500, (name, data)
        assert b"<script>alert(1)" not in answer.content
    assert walker.reload().state == "open"


def test_a_stranger_is_told_the_same_as_for_a_draft_that_never_was(walker: Walker) -> None:
    client = browser(family(TWINS).mother, walker)
    for name, more in (
        ("answer_question", []), ("answers", []), ("materials", []), ("review", []), ("submit_application", []),
        ("fill_form", ["parents"]), ("adopt_release", []), ("discard_draft", []),
    ):  # fmt: skip
        theirs = client.post(reverse(name, args=[walker.id, *more]), {"version": "1", "declared": "on"})
        none = client.post(reverse(name, args=[uuid7(), *more]), {"version": "1", "declared": "on"})
        assert (theirs.status_code, set(theirs.headers)) == (none.status_code, set(none.headers)), name
        assert theirs.status_code in {404, 405}, name
    assert walker.reload().state == "open"


def test_a_get_hands_in_and_changes_nothing(walker: Walker) -> None:
    walker.bring().confirmed()
    client, before = browser(walker.citizen, walker), walker.view.version
    for name in ("submit_application", "discard_draft", "answer_question", "adopt_release"):
        client.get(
            reverse(name, args=[walker.id]), {"version": str(before), "declared": "on", "go_on": "yes"}
        )
    assert (walker.reload().state, walker.view.version) == ("open", before)


def test_a_reason_with_what_no_database_holds_is_refused_and_nothing_is_withdrawn(walker: Walker) -> None:
    walker.bring().confirmed().submit()
    client, address = browser(walker.citizen, walker), reverse("withdraw", args=[walker.id])
    assert client.post(address, {"reason": "不办\x00了", "key": "1"}).status_code == 422
    assert client.post(address, {"reason": "不办了", "key": "1"}).status_code == 302
