"""提交: only what is complete, only what was reviewed, and however often it is posted, once."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connections

from bancheng.cases.spec import Opened
from bancheng.demo_city.population.model import Population
from bancheng.journeys import commands as journeys
from bancheng.kernel.crypto import open_value, seal_value
from bancheng.kernel.database import Outcome, call, count_statements, fetch_all, fetch_one
from bancheng.kernel.errors import DomainError, InvalidInput
from tests.city import Copy, Registry, family
from tests.journeys.test_drafts import publish_changed, row
from tests.journeys.walking import Walker, confirm, mother

TWO_PLACES = "夫妻两地户口，一个宝宝"
ALONE = "未婚妈妈，单方申报"
PARALLEL = 50


def missing(refused: pytest.ExceptionInfo[DomainError]) -> set[tuple[str, str]]:
    return {(one["kind"], one["target"]) for one in refused.value.facts["missing"]}


def applications() -> int:
    found = fetch_one("SELECT count(*) AS n FROM public.cases_application")
    assert found is not None
    return int(found["n"])


def rewrite(walker: Walker, path: str, value: Any) -> None:
    """What the draft shows for a path, as if the register had said so when the person reviewed it."""
    before = row(walker)
    stored = before["fields"][path]
    if "sealed" in stored:
        place = f"journeys_draft:{walker.id}:{path}"
        both = {**json.loads(open_value(stored["sealed"], aad=place)), "value": value}
        stored["sealed"] = seal_value(json.dumps(both), aad=place)
    else:
        stored["value"] = value
    same = {
        name: before[name] for name in ("version", "release", "answers", "materials", "checked", "expires_at")
    }
    assert call(
        "journeys_save_v1", draft_id=walker.id, fields=before["fields"], at=before["updated_at"], **same
    ).ok
    walker.reload()


# 缺什么


def test_an_incomplete_draft_says_everything_that_is_missing_at_once(
    city: Population, registry: Registry
) -> None:
    walker = mother(family(TWO_PLACES)).start().answer_all(who="mother")
    with pytest.raises(InvalidInput) as refused:
        walker.submit()
    assert refused.value.code == "submission_incomplete"
    fields = {one.path for one in walker.view.plan.asked() if one.required}
    bring = {one.key for one in walker.view.plan.to_bring() if one.necessity == "required"}
    assert bring
    assert missing(refused) == {("field", path) for path in fields} | {("material", key) for key in bring}
    assert refused.value.facts["count"] == len(fields) + len(bring)
    assert refused.value.fields["child[1].name"] == "请填宝宝的名字"
    assert applications() == 0


def test_an_unanswered_question_is_named(city: Population, registry: Registry) -> None:
    walker = mother(family(TWO_PLACES)).start()
    with pytest.raises(InvalidInput) as refused:
        walker.submit()
    assert ("question", "who") in missing(refused)


def test_a_thing_that_this_city_cannot_do_is_not_taken(city: Population, registry: Registry) -> None:
    walker = mother(family(TWO_PLACES)).start()
    walker.answer("born_in", "abroad")
    with pytest.raises(InvalidInput) as refused:
        walker.submit()
    assert ("excluded", "") in missing(refused)


def test_each_emptied_box_alone_stops_the_submission(city: Population, registry: Registry) -> None:
    walker = mother(family(TWO_PLACES)).ready()
    for path in ("child[1].name", "mother.bank_account"):
        value = str(walker.view.value(path))
        walker.save({path: ""}, shown={path: value})
        with pytest.raises(InvalidInput) as refused:
            walker.submit()
        assert missing(refused) == {("field", path)}
        walker.save({path: value})
    assert walker.submit().receipt


# 提交前又查了一遍


@pytest.mark.parametrize(("path", "value"), [("child[1].weight", 1234), ("father.name", "别人")])
def test_a_value_that_a_register_now_gives_otherwise_goes_back_to_the_person(
    city: Population, registry: Registry, path: str, value: Any
) -> None:
    walker = mother(family(TWO_PLACES)).ready()
    right = walker.view.value(path)
    rewrite(walker, path, value)
    walker.ask("father")
    father = family(TWO_PLACES).father
    assert father is not None
    confirm(father.id, walker.id, walker.now)
    with pytest.raises(DomainError) as refused:
        walker.submit()
    assert (refused.value.code, refused.value.facts["paths"]) == ("prefill_changed", [path])
    assert applications() == 0
    assert walker.reload().value(path) == right
    walker.ask("father")  # he had seen the other value
    confirm(father.id, walker.id, walker.now)
    assert walker.submit().receipt


def test_what_the_person_wrote_themselves_is_not_taken_for_a_change(
    city: Population, registry: Registry
) -> None:
    walker = mother(family(TWO_PLACES)).start().answer_all(who="mother")
    walker.save({}, objections={"child[1].weight": "3333"})
    assert walker.fill().bring().confirmed().submit().receipt


# 一次


def test_posting_again_answers_the_same_receipt(city: Population, registry: Registry) -> None:
    walker = mother(family(TWO_PLACES)).ready()
    version = walker.view.version
    first = walker.submit(version)
    second = walker.submit(version)
    assert (first.again, second.again) == (False, True)
    assert second.receipt == first.receipt
    assert (second.submitted_at, second.due_at) == (first.submitted_at, first.due_at)
    assert applications() == 1


def test_a_submitted_draft_is_not_changed_any_more(city: Population, registry: Registry) -> None:
    walker = mother(family(TWO_PLACES)).ready()
    walker.submit()
    for act in (
        lambda: walker.save({"child[1].name": "改了名"}),
        walker.look,
        lambda: walker.answer("follow", "father"),
        lambda: walker.ask("father"),
        lambda: journeys.discard_draft(actor=walker.actor, draft_id=walker.id, now=walker.now),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "draft_over"


def test_fifty_parallel_posts_open_one_application_with_fifty_equal_receipts(
    committed_city: Copy, registry: Registry
) -> None:
    walker = mother(family(TWO_PLACES)).ready()
    version = walker.view.version
    gate = threading.Barrier(PARALLEL)

    def post(_number: int) -> Opened:
        try:
            fetch_one("SELECT 1 AS ready")
            gate.wait(30)
            return walker.submit(version)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PARALLEL) as pool:
        opened = list(pool.map(post, range(PARALLEL)))
    assert len({(one.receipt, one.submitted_at, one.due_at) for one in opened}) == 1
    assert [one.again for one in opened].count(False) == 1
    with psycopg.connect(committed_city.url("owner")) as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM cases_application), (SELECT count(*) FROM cases_case),"
            " (SELECT count(*) FROM kernel_event WHERE type = 'application_submitted')"
        ).fetchone()
    assert counts == (1, len(walker.view.plan.items), 1)


def test_a_page_that_another_device_made_stale_hands_in_nothing(city: Population, registry: Registry) -> None:
    walker = mother(family(TWO_PLACES)).ready()
    reviewed = walker.view.version
    walker.save({"child[1].name": "改了名"}, shown={"child[1].name": ""})
    with pytest.raises(DomainError) as refused:
        walker.submit(reviewed)
    assert refused.value.code == "draft_stale"
    assert applications() == 0


def test_what_happened_to_the_draft_in_the_last_moment_is_told(
    city: Population, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = mother(family(ALONE)).ready(father_known="no")
    told = {"missing": "not_found", "changed": "draft_stale", "gone": "draft_over"}
    for code, expected in told.items():
        outcome = Outcome(code, {"version": 9, "state": "discarded"})
        with monkeypatch.context() as patch, pytest.raises(DomainError) as refused:  # noqa: PT012
            patch.setattr("bancheng.journeys.commands.submitting.hand_over", lambda *_a, o=outcome: o)
            walker.submit()
        assert refused.value.code == expected
    assert applications() == 0


def test_handed_in_by_another_post_while_the_registers_are_asked_it_answers_that_receipt(
    city: Population, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = mother(family(ALONE)).ready(father_known="no")
    place, version, first = (
        "bancheng.journeys.commands.submitting.look_up",
        walker.view.version,
        list[Opened](),
    )

    def slow(**asked: Any) -> Any:
        monkeypatch.setattr(place, journeys.look_up)
        first.append(walker.submit(version))
        return journeys.look_up(**asked)

    monkeypatch.setattr(place, slow)
    again = walker.submit(version)
    assert (again.again, again.receipt) == (True, first[0].receipt)
    assert applications() == 1


# 规则换了


def test_an_application_stays_under_the_rules_of_its_draft(city: Population, registry: Registry) -> None:
    walker = mother(family(TWO_PLACES)).ready()
    own = walker.view.digest
    publish_changed(walker, "9 wd")
    walker.submit()
    application = fetch_one("SELECT release FROM public.cases_application")
    assert application is not None
    assert application["release"] == own
    card = fetch_one("SELECT plan FROM public.cases_case WHERE item = 'social-security-card'")
    assert card is not None
    assert next(one for one in walker.view.plan.items if one.code == "social-security-card").promised.n == 2
    assert "9" not in str(card["plan"]["promised"])
    later = mother(family("双胞胎")).start()
    assert later.view.digest != own


# 一句话写进去


def test_opening_an_application_with_all_its_cases_is_one_writing_statement(
    city: Population, registry: Registry
) -> None:
    walker = mother(family("双胞胎")).ready()
    with count_statements() as seen:
        walker.submit()
    writing = [one for one in seen.sql if "journeys_submit_v3" in one]
    assert len(writing) == 1
    rows = fetch_all("SELECT case_id FROM public.cases_case WHERE application_id = %s", [walker.id])
    assert len(rows) == len(walker.view.plan.items) == 15
