"""How a person wants to see the pages goes with them: kept on the account, brought to another device."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from bancheng.accounts.commands.display import keep_modes
from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.models import DisplayChoice
from bancheng.accounts.queries import device_key
from bancheng.accounts.spec import COOKIE
from bancheng.accounts.views import _bring_modes
from bancheng.kernel.ids import uuid7
from bancheng.ui.modes import COOKIE as MODES
from tests.accounts.conftest import NOW

pytestmark = pytest.mark.django_db


def device(person: UUID | None) -> Client:
    client = Client()
    if person:
        client.cookies[COOKIE] = open_session(now=timezone.now(), person_id=person)
    return client


def sign_on(person: UUID, modes: str | None) -> HttpResponse:
    """The answer at the end of a sign-on, from a device with or without a choice of its own."""
    request: Any = RequestFactory().get("/login/callback/")
    request.now = NOW
    if modes is not None:
        request.COOKIES[MODES] = modes
    answer = HttpResponse()
    _bring_modes(request, answer, person)
    return answer


def test_a_choice_made_while_signed_on_is_kept_on_the_account(citizen: UUID) -> None:
    device(citizen).post("/modes/set/", {"face": "elder", "next": "/"})
    assert DisplayChoice.objects.get(person_id=citizen).modes == "face-elder"


def test_the_last_choice_counts(citizen: UUID) -> None:
    here = device(citizen)
    here.post("/modes/set/", {"face": "elder"})
    here.post("/modes/set/", {"face": "normal", "theme": "dark"})
    assert DisplayChoice.objects.get(person_id=citizen).modes == "theme-dark"


def test_nobody_signed_on_leaves_nothing_on_any_account(citizen: UUID) -> None:
    device(None).post("/modes/set/", {"face": "elder"})
    assert not DisplayChoice.objects.exists()


def test_another_device_shows_pages_as_the_account_says(citizen: UUID) -> None:
    keep_modes(person_id=citizen, modes="size-largest", now=NOW)
    assert sign_on(citizen, None).cookies[MODES].value == "size-largest"


def test_a_device_with_a_choice_of_its_own_keeps_it_through_the_sign_on(citizen: UUID) -> None:
    keep_modes(person_id=citizen, modes="size-largest", now=NOW)
    assert MODES not in sign_on(citizen, "theme-dark").cookies
    assert DisplayChoice.objects.get(person_id=citizen).modes == "size-largest"


def test_a_choice_made_before_signing_on_teaches_an_account_that_has_none(citizen: UUID) -> None:
    sign_on(citizen, "face-elder.bogus-x")
    assert DisplayChoice.objects.get(person_id=citizen).modes == "face-elder"


class TestTheEndOfASession:
    """The page says three minutes before that the session ends, and where one comes back to (WCAG 2.2.1)."""

    def test_a_signed_on_page_knows_how_long_its_session_lives_and_where_to_come_back(
        self, citizen: UUID
    ) -> None:
        page = device(citizen).get("/logout/?from=here").content.decode()
        assert 'data-seconds="1800"' in page
        assert 'data-leave="/login/?next=/logout/%3Ffrom%3Dhere"' in page
        assert 'data-stay="/session/keep/"' in page

    def test_a_session_that_ends_sooner_says_so(self, citizen: UUID) -> None:
        client = Client()
        client.cookies[COOKIE] = open_session(
            now=timezone.now(), person_id=citizen, lifetime=timedelta(minutes=10)
        )
        found = re.search(r'data-seconds="(\d+)"', client.get("/logout/").content.decode())
        assert found is not None
        assert 0 < int(found[1]) <= 600

    def test_nobody_signed_on_is_asked_nothing(self, citizen: UUID) -> None:
        assert 'id="timeout"' not in device(None).get("/modes/").content.decode()


def test_the_device_is_called_ones_own_by_a_cookie_of_the_device_only(citizen: UUID) -> None:
    here = device(citizen)
    here.post("/modes/set/", {"device": "own", "theme": "dark"})
    assert here.cookies["bc_device"].value == "own"
    assert DisplayChoice.objects.get(person_id=citizen).modes == "theme-dark"
    here.post("/modes/set/", {"device": "nobody's"})
    assert here.cookies["bc_device"].value == "own"


def test_the_key_of_a_device_belongs_to_one_session(citizen: UUID) -> None:
    keys = [uuid7(), uuid7()]
    assert device_key(keys[0]) == device_key(keys[0])
    assert device_key(keys[0]) != device_key(keys[1])
    assert len(b64decode(device_key(keys[0]))) == 32


def test_signing_off_wipes_what_pages_kept_on_the_device(citizen: UUID) -> None:
    assert '"storage"' in device(citizen).post("/logout/")["Clear-Site-Data"]
