"""How a person wants to see the pages goes with them: kept on the account, brought to another device."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from bancheng.accounts.commands.display import keep_modes
from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.models import DisplayChoice
from bancheng.accounts.spec import COOKIE
from bancheng.accounts.views import _bring_modes
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
