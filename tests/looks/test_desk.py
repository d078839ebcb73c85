"""Every page of the desk in every look: staff, too, have a right to pages that they can read, hit and hear."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bancheng.accounts.commands.persons import name_person_of_staff
from bancheng.demo_city.population.model import Population
from bancheng.eforms.queries import answers_of
from bancheng.kernel.access import system_actor
from tests.city import people
from tests.journeys.walking import Walker
from tests.looks.serving import SITE
from tests.looks.stage import Stage, shows
from tests.portal.officers import Office, sealed, usual
from tests.workbench.desks import Desk, first, matters, submitted, two_at_one_post
from tests.workbench.test_batch import confirm
from tests.workbench.test_deaths import PAGE as DEATHS
from tests.workbench.test_deaths import officer
from tests.workbench.test_looks import desk_of as desk_at
from tests.workbench.test_looks import material_of

__all__ = ["sealed"]
pytestmark = pytest.mark.browser

MAIN = "main .btn-primary"
FOLLOWED = "household-register-page"
"""What comes after the first matter, at an item with a special procedure."""


@pytest.fixture
def applied(city: Population, registry: Any) -> Walker:
    """A family that has handed in everything."""
    return submitted()


@shows("accounts/choose_post.html", "accounts/logout.html", "accounts/staff_login.html")
def test_the_doors(stage: Stage, city: Population) -> None:
    stage.enter(Client())
    stage.look("/desk/login/")
    stage.press(MAIN, then=".bc-errors")
    stage.enter(Desk("station-chunfeng-1").client)
    stage.look("/desk/login/post/", "/logout/")


@shows("ui/desk_design.html")
def test_every_component_of_the_desk(stage: Stage, db: None) -> None:
    stage.enter(Client())
    stage.look("/design/desk/")


@shows("workbench/case.html", "workbench/find_case.html", "workbench/inbox.html", "workbench/refuse_acceptance.html",
       "workbench/request_correction.html", "workbench/show_values.html", "workbench/transfer.html")  # fmt: skip
def test_the_list_and_a_case_that_waits(stage: Stage, applied: Walker) -> None:
    matter = first(applied)
    desk = matter.desk()
    stage.enter(desk.client)
    stage.look("/desk/", "/desk/?list=free", "/desk/?list=free&do=issue", "/desk/find/")
    stage.look(matter.path, *(f"{matter.path}{panel}/" for panel in ("not-accepted", "show", "transfer")))
    stage.page.goto(f"{SITE}{matter.path}correction/")
    stage.see()
    stage.press(".bc-panel .btn-primary, main form .btn-primary", then=".bc-band")
    stage.page.goto(f"{SITE}/desk/find/")
    stage.page.locator("input[type=search]").fill(people().families[0].mother.name)
    stage.press(MAIN, then="[data-inbox] a")


@shows("workbench/decide.html", "workbench/issue.html", "workbench/pause.html", "workbench/terminate.html")
def test_a_case_on_its_way(stage: Stage, applied: Walker) -> None:
    matter = first(applied)
    desk = matter.desk()
    stage.enter(desk.client)
    desk.post(desk.get(matter.path).form("accept"))
    stage.look(matter.path, f"{matter.path}terminate/")
    desk.post(
        desk.get(matter.path).form("review"), checked=desk.get(matter.path).form("review").choices["checked"]
    )
    stage.look(f"{matter.path}decide/", f"{matter.path}decide/?choice=refuse")
    desk.post(desk.get(f"{matter.path}decide/").form("decide"))
    stage.look(f"{matter.path}issue/")
    desk.post(desk.get(f"{matter.path}issue/").form("issue"))
    stage.look(matter.path)
    later = matters(applied)[FOLLOWED]
    desk = later.desk()
    desk.post(desk.get(later.path).form("accept"))
    stage.enter(desk.client)
    stage.look(f"{later.path}pause/")
    form = desk.get(f"{later.path}pause/").form("pause")
    desk.post(form, procedure=form.choices["procedure"][0])
    stage.look(later.path)


@shows("workbench/offer.html")
def test_an_offer_of_the_works(stage: Stage, city: Population, registry: Any, sealed: None) -> None:
    walker = Walker(city.families[3].mother).start("utilities").answer_all(services="water").fill().bring()
    walker.submit()
    office = Office(walker)
    survey = office.first("filed")["case_id"]
    office.decide(survey, True)
    office.issue(survey)
    matter = next(one for one in matters(walker).values() if one.state() == "filed")
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("accept"))
    stage.enter(desk.client)
    stage.look(f"{matter.path}offer/")
    stage.press("[data-confirm]", then="[aria-invalid], .bc-band.is-bad")


@shows("workbench/material.html")
def test_what_was_brought(stage: Stage, applied: Walker) -> None:
    address = material_of(first(applied))
    stage.enter(desk_at(address, applied).client)
    stage.look(address)


@shows("workbench/case.html")
def test_a_matter_of_ones_own(stage: Stage, city: Population, registry: Any) -> None:
    walker = usual().ready()
    walker.submit()
    matter = first(walker)
    desk = matter.desk()
    number = str(answers_of(walker.id)["mother.id_number"].value)
    name_person_of_staff(actor=system_actor("test"), staff_id=desk.actor.id, id_number=number)
    stage.enter(desk.client)
    stage.look(matter.path)


@shows("workbench/batch.html", "workbench/batch_done.html", "workbench/inbox.html")
def test_several_at_once(stage: Stage, city: Population, registry: Any) -> None:
    pair = two_at_one_post()
    desk = pair[0].desk()
    stage.enter(desk.client)
    stage.page.set_viewport_size({"width": 1440, "height": 900})
    stage.page.goto(f"{SITE}/desk/?list=free")
    stage.page.locator("[data-inbox] input[type=checkbox]").first.check()
    stage.page.locator("[data-batch]:visible").first.wait_for()
    stage.see()
    for act in ("accept", "transfer"):
        picked = "&".join(f"case={one.application_id}~{one.case_id}" for one in pair)
        stage.look(f"/desk/batch/?act={act}&{picked}")
    done = desk.client.post(**_posted(confirm(desk, "accept", *pair).form("batch")))
    stage.look(done["Location"].replace(SITE, ""))


def _posted(form: Any) -> dict[str, Any]:
    return {"path": form.action, "data": form.values}


@shows("workbench/death_reports.html", "workbench/record_death.html")
def test_recording_a_death(stage: Stage, city: Population) -> None:
    stage.enter(officer(usual(), "data-bureau"))
    stage.look(f"{DEATHS}reports/", DEATHS)
    stage.press(MAIN, then=".bc-errors")
