"""What is not at this desk: files of nobody, and the desk itself for whoever is no officer."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from bancheng.config import urls
from bancheng.kernel.access import walk
from tests.journeys.walking import Walker
from tests.portal.browsing import Visitor
from tests.workbench.desks import Matter, first

ACTS = (
    "", "show/", "claim/", "release/", "accept/", "resume/", "correction/", "not-accepted/", "review/", "decide/",
    "offer/", "issue/", "transfer/", "pause/", "terminate/",
)  # fmt: skip

SIGN_ON = "desk/login/"


@pytest.fixture
def applicant(handed_in: Walker) -> Walker:
    return handed_in


@pytest.fixture
def matter(applicant: Walker) -> Matter:
    return first(applicant)


def test_a_file_or_a_paper_that_the_case_does_not_have_is_not_there(matter: Matter) -> None:
    desk = matter.desk()
    for kind in ("materials", "papers"):
        desk.get(f"{matter.path}{kind}/{uuid4()}/", 404)


@pytest.mark.parametrize("page", ["", "list/", "find/", "find/?q=20260302-000001"])
def test_the_desk_is_for_officers(applicant: Walker, page: str) -> None:
    """Also not for the applicant, who may follow the same matter on the public face."""
    answer = Visitor(applicant).client.get(f"/desk/{page}")
    assert answer.status_code == 403
    assert Client().get(f"/desk/{page}").status_code == 302


def test_no_panel_opens_for_the_applicant(applicant: Walker, matter: Matter) -> None:
    visitor = Visitor(applicant)
    for act in ACTS:
        assert visitor.client.get(f"{matter.path}{act}").status_code == 403, act
        posted = visitor.client.post(f"{matter.path}{act}", {"version": "1", "key": "k"})
        assert posted.status_code in {403, 405}, act
    assert matter.state() == "filed"


def test_every_address_of_the_desk_is_shut_to_whoever_is_no_officer(applicant: Walker) -> None:
    """Also those that name no row: at the door, before anything is looked up."""
    client = Visitor(applicant).client
    routes = [
        route
        for route, _action, _view in walk(urls.urlpatterns)
        if route.startswith("desk/") and route != SIGN_ON
    ]
    open_to_all = []
    for route in routes:
        path = "/" + re.sub(r"<(?!uuid)\w+:\w+>", "item", re.sub(r"<uuid:\w+>", str(uuid4()), route))
        met = {client.get(path).status_code, client.post(path, {"version": "1"}).status_code}
        open_to_all += [(route, met)] if 403 not in met or met - {403, 405} else []
    assert len(routes) >= 40  # fewer would mean that they were not found
    assert open_to_all == []
