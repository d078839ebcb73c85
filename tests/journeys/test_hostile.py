"""A citizen who does not mean well: other people's files, data, consent and drafts, and posts that no page makes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from bancheng.catalogue.spec import Material
from bancheng.demo_city.drive.inventing import photograph
from bancheng.demo_city.population.model import Citizen, Population
from bancheng.files.commands import keep, remove
from bancheng.files.queries import readable
from bancheng.journeys import commands as journeys
from bancheng.journeys.commands.answering import parse_answer
from bancheng.journeys.commands.opening import _parties
from bancheng.journeys.queries.confirmations import asked_of
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.spec import ScenarioQuestion
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import DomainError, InvalidInput, NotFound, RuleBroken
from bancheng.kernel.ids import uuid7
from tests.city import Registry, family, login
from tests.journeys.walking import Walker, mother

TWO_PLACES = "夫妻两地户口，一个宝宝"
UNMARRIED = "没有登记结婚，两人一起申报"
TWINS = "双胞胎"


@pytest.fixture
def walker(city: Population, registry: Registry) -> Walker:
    """林小雨 with a complete form, before the materials."""
    return mother(family(TWO_PLACES)).start().answer_all(who="mother").fill()


def stranger() -> Citizen:
    return family(TWINS).mother


def upload(owner: Citizen, walker: Walker, seed: int = 1) -> Any:
    return keep(upload=photograph(Random(seed)), name="a.jpg", actor=login(owner.id), now=walker.now)


def a_material(view: DraftView) -> str:
    return next(one.key for one in view.plan.materials)


def attach(walker: Walker, file_id: Any, material: str | None = None) -> DraftView:
    return journeys.attach(
        actor=walker.actor, draft_id=walker.id, material=material or a_material(walker.view), file_id=file_id,
        now=walker.now,
    )  # fmt: skip


# 别人的文件


def test_somebody_elses_file_cannot_be_handed_in_and_so_never_be_read(walker: Walker) -> None:
    theirs = upload(stranger(), walker)
    with pytest.raises(NotFound) as refused:
        attach(walker, theirs.id)
    with pytest.raises(NotFound) as absent:
        attach(walker, uuid7())
    assert str(refused.value) == str(absent.value)
    assert walker.reload().materials == {}
    with pytest.raises(NotFound):
        readable(walker.actor, theirs.id)


def test_a_file_that_was_taken_back_cannot_be_handed_in(walker: Walker) -> None:
    mine = upload(walker.citizen, walker)
    remove(actor=walker.actor, file_id=mine.id, now=walker.now)
    with pytest.raises(NotFound):
        attach(walker, mine.id)


def test_a_material_takes_no_more_files_than_its_type_says(walker: Walker) -> None:
    key = a_material(walker.view)
    kind = walker.view.release.model("material", key.partition("@")[0])
    assert isinstance(kind, Material)
    for number in range(kind.max_files):
        attach(walker, upload(walker.citizen, walker, number).id)
    one_more = upload(walker.citizen, walker, kind.max_files)
    with pytest.raises(InvalidInput) as refused:
        attach(walker, one_more.id)
    assert refused.value.code == "material_full"


def test_a_material_that_the_plan_does_not_want_takes_nothing(walker: Walker) -> None:
    with pytest.raises(InvalidInput) as refused:
        attach(walker, upload(walker.citizen, walker).id, "passport@mother")
    assert refused.value.code == "material_unknown"


def test_what_was_handed_in_is_not_taken_back_by_another_way(walker: Walker) -> None:
    mine = upload(walker.citizen, walker)
    attach(walker, mine.id, next(one.key for one in walker.view.plan.to_bring()))
    walker.bring().confirmed().submit()
    with pytest.raises(RuleBroken) as refused:
        remove(actor=walker.actor, file_id=mine.id, now=walker.now)
    assert refused.value.code == "file_handed_in"
    assert readable(walker.actor, mine.id).state == "kept"


# 别人的数据


def test_typing_a_strangers_number_opens_none_of_their_data(city: Population, registry: Registry) -> None:
    walker = mother(family(UNMARRIED)).start().answer_all(who="mother", married="no")
    other = family(TWINS).father
    assert other is not None
    walker.save({"father.id_number": other.id_number})
    looked = walker.look(again=True)
    known = {path: one.value for path, one in walker.view.entries.items() if path.startswith("father.")}
    assert known == {"father.id_number": other.id_number}
    assert walker.view.checked["certificates@father"]["held"] == {}
    assert looked.silent, "the page says why these are asked"
    sources = {one.path: one.source for one in walker.view.plan.fields if one.path.startswith("father.")}
    assert set(sources.values()) == {"asked"}, "the person fills in what nobody may be asked"


def test_objecting_with_a_strangers_number_opens_none_of_their_data(walker: Walker) -> None:
    other = family(TWINS).father
    assert other is not None
    walker.save({}, objections={"father.id_number": other.id_number})
    walker.look(again=True)
    values = [str(one.value) for path, one in walker.view.entries.items() if path != "father.id_number"]
    assert other.name not in values
    assert walker.view.checked["certificates@father"]["held"] == {}


def test_a_number_typed_wrongly_opens_the_application_to_nobody(walker: Walker) -> None:
    other = family(TWINS).father
    assert other is not None
    assert {one.role for one in _parties(walker.view, {})} >= {"mother", "father"}
    walker.save({}, objections={"father.id_number": other.id_number})
    assert other.id not in {one.subject_id for one in _parties(walker.view, {})}


# 替别人点头


def test_nobody_confirms_in_anothers_place_by_giving_their_own_number(
    city: Population, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = mother(family(UNMARRIED)).start().answer_all(who="mother", married="no")
    with (
        monkeypatch.context() as before
    ):  # that these are two people is refused earlier; this is the second door
        before.setattr("bancheng.journeys.commands.filling.double_roles", lambda _view: [])
        walker.fill(father__id_number=walker.citizen.id_number)
    with pytest.raises(InvalidInput) as refused:
        walker.ask("father")
    assert refused.value.code == "confirmation_of_oneself"
    assert asked_of(walker.actor) == []


def test_the_digest_of_another_page_is_no_yes(walker: Walker) -> None:
    walker.bring()
    row = walker.ask("father")
    parents = family(TWO_PLACES)
    assert parents.father is not None
    with pytest.raises(DomainError) as refused:
        journeys.answer_confirmation(
            actor=login(parents.father.id), confirmation_id=row.confirmation_id, answer="confirmed",
            digest="sm3:" + "0" * 64, now=walker.now,
        )  # fmt: skip
    assert refused.value.code == "confirmation_changed"


# 页面从不这样提交


@pytest.mark.parametrize(
    "text", ["\x00", "小\x00雨", "\u2028", "x" * 100_000, "𬱖" * 3000, "\x1b[31m", "=1+1"]
)
def test_odd_text_is_refused_or_kept_and_never_an_accident(walker: Walker, text: str) -> None:
    for one in walker.view.plan.asked():
        saved = walker.save({one.path: text})
        stored = walker.reload().value(one.path)
        assert "\x00" not in str(stored)
        assert one.path in saved.errors or len(str(stored)) < 5000


@pytest.mark.parametrize(
    "raw", [["\x00"], ["no-such-answer"], ["-1"], ["99999999999999999999"], [""], [], ["2.5"]]
)
def test_an_answer_that_no_page_offers_is_refused(walker: Walker, raw: list[str]) -> None:
    for question in walker.view.journey.questions:
        if question.kind in {"choice", "yes_no", "count", "number", "date"}:
            with pytest.raises(InvalidInput):
                journeys.answer_question(
                    actor=walker.actor, draft_id=walker.id, question=question.id, raw=raw, now=walker.now
                )
    assert walker.view.answers == walker.reload().answers


def test_a_question_of_another_journey_is_refused(walker: Walker) -> None:
    with pytest.raises(InvalidInput):
        journeys.answer_question(
            actor=walker.actor, draft_id=walker.id, question="how_many_employees", raw=["2"], now=walker.now
        )


@pytest.mark.parametrize("raw", ["31/12/2026", "2026-02-30", "yesterday", "0000-00-00"])
def test_a_date_is_a_date(raw: str) -> None:
    question = ScenarioQuestion.model_validate(
        {"id": "born_on", "ask": "哪天出生？", "why": "定期限", "kind": "date"}
    )
    with pytest.raises(InvalidInput):
        parse_answer(question, [raw])
    assert parse_answer(question, ["2026-02-28"]) == "2026-02-28"


def test_text_of_an_answer_holds_no_control_characters() -> None:
    question = ScenarioQuestion.model_validate({"id": "what", "ask": "什么？", "why": "说明", "kind": "text"})
    with pytest.raises(InvalidInput):
        parse_answer(question, ["a\x00b"])


@pytest.mark.parametrize("version", [-1, 0, 2**31, 2**63, 10**30])
def test_a_version_that_no_page_showed_hands_in_nothing(walker: Walker, version: int) -> None:
    walker.bring().confirmed()
    with pytest.raises(DomainError) as refused:
        journeys.submit_application(actor=walker.actor, draft_id=walker.id, version=version, now=walker.now)
    assert refused.value.code == "draft_stale"


def test_nothing_moves_after_it_was_handed_in(walker: Walker) -> None:
    walker.bring().confirmed().submit()
    acts: list[Callable[[], object]] = [
        lambda: journeys.discard_draft(actor=walker.actor, draft_id=walker.id, now=walker.now),
        lambda: journeys.drop_answers(actor=walker.actor, draft_id=walker.id, now=walker.now),
        lambda: journeys.adopt_release(actor=walker.actor, draft_id=walker.id, now=walker.now),
        lambda: walker.save({"mother.address": "别处"}),
        lambda: walker.look(again=True),
        lambda: attach(walker, upload(walker.citizen, walker, 7).id),
        lambda: walker.ask("father"),
    ]
    before = fetch_all("SELECT * FROM public.journeys_draft WHERE draft_id = %s", [walker.id])
    for act in acts:
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "draft_over"
    assert fetch_all("SELECT * FROM public.journeys_draft WHERE draft_id = %s", [walker.id]) == before


def test_starting_with_the_id_of_somebody_elses_draft_shows_nothing(walker: Walker) -> None:
    with pytest.raises(NotFound):
        journeys.start_draft(
            actor=login(stranger().id), journey="newborn", now=walker.now, draft_id=walker.id
        )
    assert walker.reload().owner_id == walker.citizen.id
