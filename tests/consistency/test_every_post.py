"""Every address that takes posts: done once under a key, or named here with why repeating it is harmless.

Architecture, “Idempotency”: every POST that submits, decides, issues or pays takes a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, path

from bancheng.kernel.errors import DomainError
from bancheng.kernel.idempotency import idempotent, idempotent_action_of
from bancheng.kernel.ids import uuid7
from bancheng.portal import urls as portal
from bancheng.workbench import urls as workbench

DRAFT_ID = {
    "start_draft": "the page makes the draft's id: the same id opens the same draft",
    "again": "the page makes the new draft's id, as for a start",
    "submit_application": "a draft's id is its submission's key: one application, one receipt",
}
HARMLESS = {
    "answer_question": "sets one answer; set again it is the same",
    "answers": "forgets the answers; forgotten is forgotten",
    "give_notice": "the same plan is given the same notice: its digest is its key",
    "adopt_release": "moves to the rules in force; there it stays",
    "discard_draft": "thrown away is thrown away",
    "take_out": "what the page showed is its key: who is gone is gone, and nobody else goes for them",
    "fill_form": "sets values, each under the version that the page showed",
    "upload_material": "keeps a file of one's own; a second copy is shown, bounded, and can be taken away",
    "look_up_again": "asks the registers again and keeps what they say now",
    "ask_confirmation": "asking the same again changes nothing: draft and role are its key",
    "choose_subject": "says for whom one acts; said again it is the same",
    "ask_rights": "asks the registers for whom one may act and keeps what they say now",
    "clerks": "the page makes the appointment's id: the same id appoints once",
    "end_clerk": "taken back is taken back",
    "offer_mandate": "the page makes the mandate's id: the same id offers once",
    "mandate": "one step under the version that the page showed; done already is done",
    "verify_papers": "looks a paper up by number and code; nothing changes",
    "verify_paper": "compares a file with the paper's bytes and keeps nothing",
    "open_message": "marks one message as read; read is read",
    "read_messages": "marks all messages as read; read is read",
    "message_settings": "the last word counts; said again it is the same",
    "find_case": "seals what is looked for into an address and changes nothing",
    "import_journey": "the page makes the revision's id; reading a file keeps nothing, a journey is in one living revision",
    "begin_revision": "the page makes the revision's id, and a rulebook is in one living revision",
    "adopt_matter": "the page makes the revision's id; a matter that is adopted is not claimed again",
    "extend_item": "writes one rulebook under the version that the page showed",
    "revise_document": "writes one rulebook under the version that the page showed",
    "check_document": "says what is wrong with what is typed and keeps nothing",
    "rebase_document": "takes in what was published since; taken in is taken in, put back is put back",
    "show_values": "shows and changes nothing; every look is a line of its own",
}
"""URL name → why a post that comes twice does no harm. Nothing here submits, decides, issues or pays."""

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FILLERS = {"uuid": uuid7, "string": lambda: "x", "int": lambda: 1, "slug": lambda: "x"}


def leaves(patterns: list[Any]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from leaves(one.url_patterns)
        else:
            yield one


def takes_posts(pattern: URLPattern) -> bool:
    """Whether the view lets a post in at all: somebody unknown is sent away at the door, not told 405."""
    kwargs = {name: _filler(one)() for name, one in pattern.pattern.converters.items()}
    request = RequestFactory().post("/")
    request.now = NOW  # type: ignore[attr-defined]
    try:
        answer = pattern.callback(request, **kwargs)
    except DomainError:
        return True
    return int(answer.status_code) != 405


def _filler(converter: Any) -> Callable[[], Any]:
    return FILLERS[type(converter).__name__.removesuffix("Converter").lower()]


def unkeyed(patterns: list[Any]) -> set[str]:
    """Names of addresses that take posts without a key."""
    return {
        str(one.name)
        for one in leaves(patterns)
        if takes_posts(one) and idempotent_action_of(one.callback) is None
    }


@pytest.mark.parametrize("patterns", [portal.urlpatterns, workbench.urlpatterns], ids=["portal", "workbench"])
def test_every_post_is_keyed_or_known_to_be_harmless(patterns: list[Any]) -> None:
    assert unkeyed(patterns) <= HARMLESS.keys() | DRAFT_ID.keys()


def test_the_tables_name_what_there_is_and_nothing_that_is_keyed() -> None:
    both = [*portal.urlpatterns, *workbench.urlpatterns]
    assert unkeyed(both) == HARMLESS.keys() | DRAFT_ID.keys()
    assert not HARMLESS.keys() & DRAFT_ID.keys()


def test_a_form_that_forgot_its_key_is_seen() -> None:
    def pay(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert unkeyed([path("pay/", pay, name="pay")]) == {"pay"}
    assert unkeyed([path("pay/", idempotent("x.pay")(pay), name="pay")]) == set()


def test_every_act_on_a_case_is_keyed() -> None:
    """The list that must not shrink: what decides, issues, ends or hands in."""
    keyed = {
        one.name
        for one in leaves([*portal.urlpatterns, *workbench.urlpatterns])
        if idempotent_action_of(one.callback)
    }
    assert keyed >= {
        "claim", "release", "accept", "resume", "request_correction", "refuse_acceptance", "pass_review", "decide",
        "issue", "pause", "terminate", "confirm", "answer_correction", "answer_prerequisite", "withdraw",
        "withdraw_case", "bring_later",
    }  # fmt: skip
