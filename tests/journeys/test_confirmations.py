"""确认: the other parent says yes or no to what they saw, on their own login, and to nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bancheng.demo_city.population.model import Citizen, Population
from bancheng.journeys import commands as journeys
from bancheng.journeys.queries.confirmations import asked_of, confirmation, confirmations_of, shown_to
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.database import Outcome, fetch_all
from bancheng.kernel.errors import DomainError, NotFound
from tests.city import Registry, family, login
from tests.journeys.walking import Walker, confirm, mother

TWO_PLACES = "夫妻两地户口，一个宝宝"
TWINS = "双胞胎"


@pytest.fixture
def walker(city: Population, registry: Registry) -> Walker:
    """林小雨 with a complete form; nobody has confirmed it."""
    return mother(family(TWO_PLACES)).start().answer_all(who="mother").fill().bring()


def father(story: str = TWO_PLACES) -> Citizen:
    found = family(story).father
    assert found is not None
    return found


def state(walker: Walker) -> str:
    return confirmations_of(walker.id)["father"].state


def refusal(walker: Walker) -> str:
    with pytest.raises(DomainError) as refused:
        walker.submit()
    return refused.value.code


def test_the_father_finds_what_he_is_asked_under_his_own_login(walker: Walker) -> None:
    assert refusal(walker) == "not_confirmed"
    row = walker.ask("father")
    assert [one.confirmation_id for one in asked_of(login(father().id))] == [row.confirmation_id]
    assert confirm(father().id, walker.id, walker.now).state == "confirmed"
    assert asked_of(login(father().id)) == []
    assert walker.submit().receipt


def test_asking_again_for_the_same_changes_nothing_and_is_one_event(walker: Walker) -> None:
    first = walker.ask("father")
    assert walker.ask("father") == first
    events = fetch_all("SELECT type FROM public.kernel_event WHERE application_id = %s", [walker.id])
    assert [row["type"] for row in events] == ["confirmation_asked"]


def test_the_mother_cannot_confirm_in_his_place(walker: Walker) -> None:
    row = walker.ask("father")
    with pytest.raises(NotFound):
        journeys.answer_confirmation(
            actor=walker.actor,
            confirmation_id=row.confirmation_id,
            answer="confirmed",
            digest=row.digest,
            now=walker.now,
        )
    assert state(walker) == "asked"


def test_somebody_elses_confirmation_is_not_there(walker: Walker) -> None:
    row = walker.ask("father")
    stranger = login(father(TWINS).id)
    assert asked_of(stranger) == []
    with pytest.raises(NotFound):
        confirmation(row.confirmation_id, actor=stranger)


def test_he_is_shown_the_child_and_himself_and_nothing_of_her(walker: Walker) -> None:
    shown = shown_to(walker.view, "father")
    roles = {path.partition(".")[0].partition("[")[0] for path in shown["values"]}
    assert roles == {"child", "father"}
    assert str(walker.view.value("mother.bank_account")) not in str(shown)


def test_a_change_of_what_he_saw_asks_him_anew(walker: Walker) -> None:
    walker.ask("father")
    confirm(father().id, walker.id, walker.now)
    walker.save({"child[1].name": "改了名"}, shown={"child[1].name": str(walker.view.value("child[1].name"))})
    assert refusal(walker) == "not_confirmed"
    assert walker.ask("father").state == "asked"
    confirm(father().id, walker.id, walker.now)
    assert walker.submit().receipt


def test_a_change_of_what_he_did_not_see_leaves_his_yes(walker: Walker) -> None:
    walker.ask("father")
    confirm(father().id, walker.id, walker.now)
    walker.save({"mother.bank_name": "善美农商银行"}, shown={"mother.bank_name": ""})
    assert walker.submit().receipt


def test_a_yes_to_an_older_page_does_not_count(walker: Walker) -> None:
    row = walker.ask("father")
    walker.save({"child[1].name": "改了名"}, shown={"child[1].name": ""})
    with pytest.raises(DomainError) as refused:
        journeys.answer_confirmation(
            actor=login(father().id),
            confirmation_id=row.confirmation_id,
            answer="confirmed",
            digest=row.digest,
            now=walker.now,
        )
    assert refused.value.code == "confirmation_changed"
    assert state(walker) == "asked"


def test_a_no_stands_until_he_is_asked_again(walker: Walker) -> None:
    walker.ask("father")
    assert confirm(father().id, walker.id, walker.now, "refused").state == "refused"
    assert refusal(walker) == "not_confirmed"
    row = confirmations_of(walker.id)["father"]
    with pytest.raises(DomainError) as refused:
        journeys.answer_confirmation(
            actor=login(father().id),
            confirmation_id=row.confirmation_id,
            answer="confirmed",
            digest=row.digest,
            now=walker.now,
        )
    assert refused.value.code == "confirmation_over"
    assert walker.ask("father").state == "asked"


@pytest.mark.parametrize(
    ("code", "told"),
    [("missing", "not_found"), ("changed", "confirmation_changed"), ("moved", "confirmation_over")],
)
def test_what_became_of_the_question_while_he_answered_is_told(
    walker: Walker, monkeypatch: pytest.MonkeyPatch, code: str, told: str
) -> None:
    walker.ask("father")
    outcome = Outcome(code, {"state": "lapsed"})
    monkeypatch.setattr("bancheng.journeys.commands.confirming.call", lambda *_a, **_k: outcome)
    with pytest.raises(DomainError) as refused:
        confirm(father().id, walker.id, walker.now)
    assert refused.value.code == told


def test_answering_twice_the_same_is_once(walker: Walker) -> None:
    row = walker.ask("father")
    for _twice in range(2):
        journeys.answer_confirmation(
            actor=login(father().id),
            confirmation_id=row.confirmation_id,
            answer="confirmed",
            digest=row.digest,
            now=walker.now,
        )
    events = fetch_all("SELECT type FROM public.kernel_event WHERE application_id = %s", [walker.id])
    assert sorted(row["type"] for row in events) == ["confirmation_asked", "confirmation_confirmed"]


def test_what_nobody_answers_in_five_working_days_lapses(walker: Walker) -> None:
    row = walker.ask("father")
    assert journeys.lapse_confirmations(row.due_at) == 0
    assert journeys.lapse_confirmations(row.due_at + timedelta(seconds=1)) == 1
    assert state(walker) == "lapsed"
    assert asked_of(login(father().id)) == []
    assert refusal(walker) == "not_confirmed"


def test_without_his_number_nobody_can_be_asked(city: Population, registry: Registry) -> None:
    story = family("没有登记结婚，两人一起申报")
    walker = mother(story).start().answer_all(who="mother", married="no")
    with pytest.raises(DomainError) as refused:
        walker.ask("father")
    assert refused.value.code == "confirmation_subject_unknown"
    assert story.father is not None
    walker.fill(father__id_number=story.father.id_number).bring()
    walker.ask("father")
    assert confirm(story.father.id, walker.id, walker.now).state == "confirmed"


def test_nobody_is_asked_whose_yes_the_plan_does_not_need(walker: Walker) -> None:
    asked = journeys.ask_confirmation(
        actor=walker.actor, draft_id=walker.id, role="grandmother", now=walker.now
    )
    assert asked is None
    assert confirmations_of(walker.id) == {}


def test_his_number_is_kept_as_a_blind_index_only(walker: Walker) -> None:
    row = walker.ask("father")
    assert row.subject_index == blind_index(father().id_number, "identity-document")
    stored = fetch_all("SELECT * FROM public.journeys_confirmation")
    assert father().id_number not in str(stored)
    assert str(father().id_number) not in str(fetch_all("SELECT payload FROM public.kernel_event"))


def test_a_single_mother_needs_nobody(city: Population, registry: Registry) -> None:
    walker = mother(family("未婚妈妈，单方申报")).start().answer_all(who="mother", father_known="no")
    assert walker.view.plan.confirmations == ()
    assert walker.fill().bring().submit().receipt
