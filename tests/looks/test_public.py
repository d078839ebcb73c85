"""Every page of the public face in every look: nothing that accessibility, a narrow screen or an elder refuse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from bancheng.cases.spec import CorrectionEntry
from bancheng.certificates.queries import of_application
from bancheng.demo_city.population.enterprises import clerks_of, enterprises_of
from bancheng.demo_city.population.model import Population
from bancheng.journeys import commands as journeys
from bancheng.kernel.database import fetch_one
from bancheng.notifications.commands import tell
from bancheng.notifications.spec import Told
from bancheng.portal.queries import showing
from tests.cases.plans import NOW
from tests.city import Registry, people
from tests.journeys.test_restaurant_plan import certified, shop, tenant
from tests.journeys.walking import Walker, mother
from tests.looks.serving import SITE
from tests.looks.stage import Stage, shows
from tests.portal.browsing import Visitor, noticed
from tests.portal.officers import Office, drafted, office, sealed, usual, walker
from tests.portal.test_acting import change
from tests.portal.test_acting_refused import offered
from tests.portal.test_ending import bring_it_home, refuse_first
from tests.portal.test_following import MATERIAL, whole
from tests.portal.test_offer_page import Desk as Offered
from tests.portal.test_offer_page import names

__all__ = ["drafted", "office", "sealed", "walker"]
pytestmark = pytest.mark.browser

MAIN = "main .btn-primary"
"""The one thing that a page proposes."""


# --- for everybody --------------------------------------------------------------------------------------------


@shows(
    "portal/help.html", "portal/home.html", "portal/journey.html", "portal/journeys.html", "portal/search.html",
    "portal/verify_paper.html", "portal/verify_papers.html", "portal/verify_result.html",
)  # fmt: skip
def test_what_everybody_may_see(stage: Stage, city: Population) -> None:
    stage.enter(Client())
    stage.look(
        "/", "/search/?q=上户口", "/search/?q=渔船年审", "/things/", "/things/newborn/", "/things/restaurant/"
    )
    stage.look("/help/", "/verify/", "/verify/?q=ABCDEFGH", "/verify/ABCD2345/", "/verify/papers/")
    stage.press(MAIN, then=".bc-errors")
    stage.enter(Client(), "face-elder")
    stage.look("/", "/things/newborn/", "/things/posthumous/")


@shows(
    "accounts/logout.html", "ui/accessibility.html", "ui/error.html", "ui/modes.html", "ui/offline.html",
    "ui/privacy.html", "ui/style_guide.html",
)  # fmt: skip
def test_pages_of_the_face_itself(stage: Stage, db: None) -> None:
    stage.enter(Client())
    stage.look("/modes/", "/accessibility/", "/privacy/", "/offline/", "/logout/", "/design/words/")
    stage.look("/no/such/page/", status=404)


@shows("ui/design.html")
def test_every_component_in_every_state(stage: Stage, db: None) -> None:
    stage.enter(Client())
    stage.look("/design/")


# --- from the question to handing in ----------------------------------------------------------------------------


@pytest.fixture
def asked(city: Population, registry: Any) -> Walker:
    """A usual mother at her draft, with its notice."""
    return usual()


@shows(
    "portal/adopt_release.html", "portal/answer_question.html", "portal/answers.html", "portal/discard_draft.html",
    "portal/notice.html", "portal/start_draft.html",
)  # fmt: skip
def test_from_the_first_question_to_the_notice(stage: Stage, asked: Walker) -> None:
    at = noticed(asked)
    draft = f"/drafts/{asked.id}"
    questions = [one.question for one in asked.view.plan.answered]
    stage.enter(Visitor(asked).client)
    stage.look("/things/newborn/start/", *(f"{draft}/q/?q={one}" for one in questions), f"{draft}/answers/")
    stage.look(f"{draft}/rules/", f"{draft}/discard/", f"/notices/{at}/")
    stage.enter(Visitor(asked).client, "face-elder")
    stage.look(f"/notices/{at}/", "/me/")


@shows("portal/answer_dropped.html", "portal/answer_question.html")
def test_a_question_without_an_answer_and_an_answer_that_drops_others(
    stage: Stage, city: Population, registry: Any
) -> None:
    walker = usual().start()
    for question, said in {"who": "mother", "born_in": "elsewhere", "how_many": "2"}.items():
        walker.answer(question, said)
    stage.enter(Visitor(walker).client)
    stage.page.goto(f"{SITE}/drafts/{walker.id}/q/")
    stage.press(MAIN, then=".bc-errors")
    stage.page.goto(f"{SITE}/drafts/{walker.id}/q/?q=born_in")
    stage.page.locator("input[name=answer][value=hospital]").check()
    stage.press(MAIN)


@shows(
    "portal/fill_form.html", "portal/materials.html", "portal/specimen.html", "portal/upload_material.html"
)
def test_the_form_and_what_is_brought(stage: Stage, asked: Walker) -> None:
    noticed(asked)
    draft = f"/drafts/{asked.id}"
    (bring, *_rest) = asked.view.plan.to_bring()
    stage.enter(Visitor(asked).client)
    stage.look(*(f"{draft}/form/{part}/" for part in ("child", "receiving")))
    stage.look(f"{draft}/materials/", f"{draft}/materials/{bring.key}/", f"{draft}/samples/{bring.type}/")
    stage.page.goto(f"{SITE}{draft}/form/parents/")
    stage.page.locator(".bc-known .bc-objection > summary").first.click()
    stage.see()
    stage.page.fill('[name="mother.bank_account"]', "6222020000000000001")
    stage.press(MAIN, then=".bc-errors")


@shows("portal/fill_form.html", "portal/take_out.html")
def test_one_of_several_is_taken_out(stage: Stage, asked: Walker) -> None:
    asked.start().answer_all(who="mother", born_in="elsewhere", how_many="2")
    asked.save({"child[2].name": "小月", "child[2].birth_weight": "3100"})
    path = f"/drafts/{asked.id}/form/child/"
    client = Visitor(asked).client
    stage.enter(client)
    stage.page.goto(f"{SITE}{path}")
    stage.see()
    stage.press('button[name="out"]', then="main .btn-danger")


@shows("portal/fill_form.html")
def test_two_devices_that_wrote_different_things(stage: Stage, asked: Walker) -> None:
    noticed(asked)
    path = f"{SITE}/drafts/{asked.id}/form/parents/"
    client = Visitor(asked).client
    here, there = stage.enter(client), stage.enter(client)
    for page in (here, there):
        page.goto(path)
    there.fill('[name="mother.bank_name"]', "那边写的银行")
    there.get_by_text("已自动保存").wait_for()
    here.fill('[name="mother.bank_name"]', "这边写的银行")
    here.wait_for_selector('[name="version:mother.bank_name"]')
    stage.page = here
    stage.see()


@shows("portal/confirm.html", "portal/not_asked.html", "portal/review.html")
def test_looking_through_it_and_asking_the_other_parent(stage: Stage, asked: Walker) -> None:
    asked.start().answer_all(who="mother").fill().bring()
    stage.enter(Visitor(asked).client)
    stage.look(f"/drafts/{asked.id}/review/")
    row = asked.ask("father")
    parents = next(one for one in people().families if one.mother == asked.citizen)
    assert parents.father
    stage.enter(Visitor(Walker(parents.father)).client)
    stage.look(f"/confirmations/{row.confirmation_id}/")
    stranger = mother(next(one for one in people().families if one.mother != asked.citizen))
    stage.enter(Visitor(stranger).client)
    stage.look(f"/confirmations/{row.confirmation_id}/", status=404)


@shows("portal/draft_over.html")
def test_a_draft_that_is_over(stage: Stage, asked: Walker) -> None:
    noticed(asked)
    journeys.lapse_drafts(asked.now + timedelta(days=91))
    stage.enter(Visitor(asked).client)
    stage.look(f"/drafts/{asked.id}/answers/", status=410)


# --- after handing in -------------------------------------------------------------------------------------------


@shows(
    "portal/applications.html", "portal/messages.html", "portal/message_settings.html", "portal/my_data.html",
    "portal/my_space.html", "portal/progress.html", "portal/receipt.html", "portal/withdraw.html",
    "portal/withdraw_case.html",
)  # fmt: skip
def test_following_what_was_handed_in(stage: Stage, walker: Walker, office: Office) -> None:
    at, first = whole(walker), office.first("filed")["case_id"]
    values = {"name": "孩子出生了", "receipt": "20260302-000042", "due": "12月31日"}
    person = walker.actor.id
    told = Told(
        UUID(int=1), walker.id, "submitted", "person", person, person, values, "progress", [str(walker.id)]
    )
    tell([told], now=walker.now)
    stage.enter(Visitor(walker).client)
    stage.look(f"{at}receipt/", at, f"{at}withdraw/", f"{at}cases/{first}/withdraw/", "/applications/")
    stage.look("/me/", "/me/data/", "/me/messages/", "/me/messages/settings/", "/logout/", "/")


@shows("portal/answer_correction.html")
def test_being_asked_for_something_more(stage: Stage, walker: Walker, office: Office) -> None:
    case_id = office.correct(CorrectionEntry("other", "", MATERIAL))
    stage.enter(Visitor(walker).client)
    stage.look(f"{whole(walker)}correction/{case_id}/", whole(walker), "/me/", "/")


@shows("portal/bring_later.html", "portal/notice.html", "portal/review.html", "portal/receipt.html")
def test_promising_something_for_later(stage: Stage, city: Population, registry: Registry) -> None:
    walker = shop(tenant(), certified(yes=True), how_big="400").fill().bring()
    given = journeys.give_notice(actor=walker.actor, draft_id=walker.id, now=walker.now)
    stage.enter(Visitor(walker).client)
    stage.look(
        f"/notices/{given.notice_id}/", f"/drafts/{walker.id}/materials/", f"/drafts/{walker.id}/review/"
    )
    walker.submit(signed=["fire-check"], bring_later=True)
    stage.look(f"{whole(walker)}receipt/", whole(walker), f"{whole(walker)}later/", "/me/", "/")


@shows("portal/answer_prerequisite.html")
def test_being_asked_whether_the_rest_goes_on(stage: Stage, walker: Walker, office: Office) -> None:
    refuse_first(office)
    (waiting,) = office.cases("waiting")
    stage.enter(Visitor(walker).client)
    stage.look(f"{whole(walker)}cases/{waiting['case_id']}/go-on/", whole(walker))


@shows("portal/again.html", "portal/progress.html")
def test_what_did_not_work_out(stage: Stage, walker: Walker, office: Office) -> None:
    bring_it_home(office, "partly")
    stage.enter(Visitor(walker).client)
    stage.look(whole(walker), f"{whole(walker)}again/")


@shows(
    "portal/result.html",
    "portal/show_certificate.html",
    "portal/verify_paper.html",
    "portal/verify_result.html",
)
def test_what_came_out(stage: Stage, walker: Walker, office: Office) -> None:
    office.finish()
    held = next(row for row in of_application(walker.id) if row["holder_id"] == walker.citizen.id)
    at = f"/me/results/{held['application_id']}/{held['certificate_id']}/"
    paper = fetch_one("SELECT code FROM documents_code WHERE application_id = %s LIMIT 1", [walker.id])
    assert paper is not None
    stage.enter(Visitor(walker).client)
    stage.look(whole(walker), "/me/", at, f"{at}show/", f"/verify/{paper['code']}/")
    stage.enter(Client())
    stage.look(f"/verify/shown/{showing.signed(held, walker.now + timedelta(minutes=9))}/")


@pytest.fixture
def offer(db: None, monkeypatch: pytest.MonkeyPatch) -> Offered:
    """A plan and its price, which wait for a yes or a no."""
    monkeypatch.setattr("bancheng.portal.queries.offers.plain_names", names)
    monkeypatch.setattr("bancheng.portal.views.offers.now_of", lambda _request: NOW)
    return Offered()


@shows("portal/answer_offer.html")
def test_an_offer(stage: Stage, offer: Offered) -> None:
    stage.enter(offer.browser)
    stage.look(offer.path)


# --- for others ---------------------------------------------------------------------------------------------------


@shows("portal/act_for.html", "portal/clerks.html", "portal/mandate.html", "portal/mandates.html",
       "portal/offer_mandate.html", "portal/start_draft.html")  # fmt: skip
def test_acting_for_others(stage: Stage, city: Population, registry: Any) -> None:
    shop = enterprises_of(city)[0]
    head, giver = Walker(shop.representative), Walker(city.families[0].mother)
    agent = Walker(city.families[7].mother)
    mandate = offered(giver, agent)
    visitor = Visitor(head)
    change(visitor, head, shop.name)
    stage.enter(visitor.client)
    stage.look("/acting/", "/acting/clerks/", "/things/newborn/start/", "/me/", "/")
    stage.page.goto(f"{SITE}/acting/clerks/")
    stage.press(MAIN, then=".bc-errors")
    stage.enter(Visitor(giver).client)
    stage.look("/acting/mandates/", "/acting/mandates/new/")
    stage.press(MAIN, then=".bc-errors")
    stage.look(mandate)
    stage.enter(Visitor(agent).client)
    stage.look(mandate, "/acting/")


@shows("portal/other_identity.html")
def test_a_draft_of_another_identity(stage: Stage, city: Population, registry: Any) -> None:
    clerk = Walker(clerks_of(city)[0].person)
    visitor = Visitor(clerk)
    clerk.start()
    change(visitor, clerk, "蓝湾")
    stage.enter(visitor.client)
    stage.look(f"/drafts/{clerk.id}/q/", status=409)
