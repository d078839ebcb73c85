"""容缺 on the pages: told before handing in, promised with a day, brought afterwards, and seen at the desk."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

import pytest

from bancheng.accounts.queries import local_day
from bancheng.cases import commands as cases
from bancheng.cases.queries import application_progress, case_page
from bancheng.demo_city.drive.inventing import photograph
from bancheng.demo_city.drive.working import Staff
from bancheng.files.commands import keep
from bancheng.journeys import commands as journeys
from bancheng.journeys import subscriptions
from bancheng.journeys.commands import submitting
from bancheng.journeys.queries.deferring import left_for_later
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import InvalidInput
from bancheng.kernel.models import Event
from bancheng.kernel.workdays import calendar
from bancheng.notifications.models import Message
from bancheng.workbench.queries.acts import sentence
from tests.city import people
from tests.journeys.test_restaurant_plan import certified, shop, tenant
from tests.journeys.walking import Walker
from tests.portal.browsing import MOST_STATEMENTS, Screen, Visitor

pytestmark = pytest.mark.usefixtures("city", "registry")
TEN = 10
"""Working days that the demo's matter gives."""


def ready() -> Walker:
    """A shop that signs the fire pledge, all in but what may follow later."""
    return shop(tenant(), certified(yes=True), how_big="400").fill().bring()


@pytest.fixture
def walker() -> Walker:
    return ready()


@pytest.fixture
def visitor(walker: Walker) -> Visitor:
    return Visitor(walker)


@pytest.fixture
def owing(walker: Walker) -> Walker:
    """Handed in without the papers, which are promised."""
    walker.submit(signed=["fire-check"], bring_later=True)
    return walker


def last_day(walker: Walker) -> str:
    day = calendar(walker.on).add(walker.on, TEN).date
    return f"{day.month}月{day.day}日"


def picture() -> BytesIO:
    made = photograph(Random(3))
    made.name = "rules.jpg"  # type: ignore[attr-defined]
    return made


def page_of(walker: Walker) -> str:
    return f"/applications/{walker.id}/later/"


def screen(answer: Any) -> Screen:
    return Screen(answer.content.decode())


# 提交前


def test_what_may_follow_is_shown_with_its_day_before_handing_in(walker: Walker, visitor: Visitor) -> None:
    for path in ("materials/", "review/"):
        assert f"{last_day(walker)}前补上" in visitor.get(f"/drafts/{walker.id}/{path}").text.replace(" ", "")
    given = journeys.give_notice(actor=walker.actor, draft_id=walker.id, now=walker.now)
    page = visitor.get(f"/notices/{given.notice_id}/")
    assert "没有也能先提交的" in page.headings
    assert f"{last_day(walker)}前补上" in page.text


def test_the_review_asks_for_a_promise_that_says_what_until_when_and_what_otherwise(
    walker: Walker, visitor: Visitor
) -> None:
    page = visitor.get(f"/drafts/{walker.id}/review/")
    assert "答应以后补的材料" in page.headings
    assert "营业后的消防核查" in page.text
    assert page.primary == 1
    assert "bring_later" in page.html


def test_without_the_promise_nothing_is_handed_in_and_what_was_ticked_stays(
    walker: Walker, visitor: Visitor
) -> None:
    path = f"/drafts/{walker.id}/"
    page = visitor.get(f"{path}review/")
    answer = visitor.post(f"{path}submit/", page.boxes | {"declared": "on", "signed-1": "fire-check"})
    assert answer.status_code == 422
    shown = screen(answer)
    assert "#id_bring_later" in shown.links
    assert "bring_later" in shown.invalid
    done = visitor.post(
        f"{path}submit/", shown.boxes | {"declared": "on", "signed-1": "fire-check", "bring_later": "on"}
    )
    assert (done.status_code, done["Location"]) == (302, f"/applications/{walker.id}/receipt/")


def test_nobody_promises_it_by_handing_in_some_other_way(walker: Walker) -> None:
    with pytest.raises(InvalidInput) as refused:
        walker.submit(signed=["fire-check"])
    assert refused.value.code == submitting.DEFERRAL_NOT_PROMISED.code


def test_who_hands_in_everything_promises_nothing(walker: Walker, visitor: Visitor) -> None:
    for one in left_for_later(walker.view):
        kept = keep(upload=picture(), name="a.jpg", actor=walker.actor, now=walker.now)
        walker.view = journeys.attach(
            actor=walker.actor, draft_id=walker.id, material=one.key, file_id=kept.id, now=walker.now
        )
    assert "bring_later" not in visitor.get(f"/drafts/{walker.id}/review/").html
    walker.submit(signed=["fire-check"])
    assert all(not one["missing"] for one in application_progress(walker.id, walker.actor).cases)


# 提交后


def test_the_receipt_the_progress_and_my_space_say_what_is_owed_until_when(
    owing: Walker, visitor: Visitor
) -> None:
    day = last_day(owing)
    at = f"/applications/{owing.id}/"
    for path in (f"{at}receipt/", at, "/me/", "/"):
        page = visitor.get(path)
        assert page_of(owing) in page.links, path
        assert day in page.text, path
        assert len(visitor.statements(path)) <= MOST_STATEMENTS, path


def test_the_receipt_does_not_say_that_there_is_nothing_to_do(owing: Walker, visitor: Visitor) -> None:
    page = visitor.get(f"/applications/{owing.id}/receipt/")
    assert "接下来：" in page.text
    assert "您不用做什么" not in page.text


def test_it_is_brought_on_a_page_of_its_own_and_nothing_uploaded_is_lost(
    owing: Walker, visitor: Visitor
) -> None:
    page = visitor.get(page_of(owing))
    assert page.primary == 1
    keys = sorted(one.partition("-")[2] for one in page.boxes if one.startswith("file-"))
    assert [key.partition("@")[0] for key in keys] == ["fire-plans", "fire-rules"]
    kept = screen(visitor.post(page_of(owing), page.boxes | {f"file-{keys[0]}": picture(), "upload": "1"}))
    assert kept.boxes[f"kept-{keys[0]}"]
    empty = {name: value for name, value in kept.boxes.items() if not name.startswith("file-")}
    answer = visitor.post(page_of(owing), empty | {"done": "1"})
    assert answer.status_code == 302
    again = visitor.get(page_of(owing))
    assert [name for name in again.boxes if name.startswith("file-")] == [f"file-{keys[1]}"]
    visitor.post(page_of(owing), again.boxes | {f"file-{keys[1]}": picture(), "done": "1"})
    assert visitor.client.get(page_of(owing)).status_code == 302, "nothing is owed any more"
    assert page_of(owing) not in visitor.get("/me/").links


def test_nothing_chosen_says_so(owing: Walker, visitor: Visitor) -> None:
    page = visitor.get(page_of(owing))
    boxes = {name: value for name, value in page.boxes.items() if not name.startswith("file-")}
    answer = visitor.post(page_of(owing), boxes | {"done": "1"})
    assert answer.status_code == 422
    assert "还没有选要补的照片或者文件" in screen(answer).text


def test_a_file_that_is_none_is_refused_beside_its_box(owing: Walker, visitor: Visitor) -> None:
    page = visitor.get(page_of(owing))
    name = next(one for one in page.boxes if one.startswith("file-"))
    wrong = BytesIO(b"MZ not a picture")
    wrong.name = "a.exe"
    answer = visitor.post(page_of(owing), page.boxes | {name: wrong, "done": "1"})
    assert answer.status_code == 422
    assert f"#id_{name}" in screen(answer).links


def test_nobody_elses_page_and_nobody_elses_files(owing: Walker, visitor: Visitor) -> None:
    stranger = Walker(next(one for one in people().citizens if one.local and one.id != owing.citizen.id))
    Visitor(stranger).get(page_of(owing), 404)
    theirs = keep(upload=picture(), name="theirs.jpg", actor=stranger.actor, now=owing.now)
    page = visitor.get(page_of(owing))
    name = next(one for one in page.boxes if one.startswith("file-")).replace("file-", "kept-")
    shown = screen(visitor.post(page_of(owing), page.boxes | {name: str(theirs.id)}))
    assert "theirs.jpg" not in shown.text


def test_where_nothing_was_promised_there_is_no_such_page(walker: Walker, visitor: Visitor) -> None:
    visitor.get(page_of(walker), 404)


# 告诉


def told(walker: Walker) -> list[str]:
    for event in Event.objects.filter(application_id=walker.id).order_by("seq"):
        for subscriber in (subscriptions.tell_applicant, subscriptions.tell_promised):
            if event.type in ("application_submitted", "case_deferral_reminded"):
                subscriber(event)
    return list(Message.objects.filter(recipient_id=walker.actor.id).values_list("kind", flat=True))


def test_a_message_says_it_when_it_is_promised_and_before_it_ends(owing: Walker) -> None:
    assert "deferral_promised" in told(owing)
    for _round in range(3):
        cases.silence(owing.now + timedelta(days=13))
    assert "deferral_due_soon" in told(owing)


# 部门


def test_the_officer_sees_what_is_promised_and_why_the_decision_waits(owing: Walker) -> None:
    progress = application_progress(owing.id, owing.actor)
    (owed,) = [one for one in progress.cases if one["missing"]]
    queue = case_page(owing.id, owed["case_id"], owing.actor).case["queue"]
    officer = Staff(local_day(owing.now)).at(queue)
    page = case_page(owing.id, owed["case_id"], officer)
    page.case["state"], page.case["stage"] = "accepted", 2
    said = sentence(page, officer, owing.now)
    assert "还不能准予" in said
    assert last_day(owing) in said
    rows = fetch_all(
        "SELECT kind FROM cases_clock WHERE application_id = %s AND case_id = %s AND stopped_at IS NULL",
        [owing.id, owed["case_id"]],
    )
    assert {"deferral", "deferral_warning"} <= {row["kind"] for row in rows}
