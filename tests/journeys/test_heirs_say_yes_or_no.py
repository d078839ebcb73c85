"""几位继承人: each says yes or no on their own login, for the money only; what goes on when one says no or nothing."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bancheng.accounts.queries import person_by_id_number
from bancheng.cases.queries import application_progress
from bancheng.demo_city.population.model import Citizen
from bancheng.journeys import commands as journeys
from bancheng.journeys.commands.submitting import missing_of
from bancheng.journeys.queries.confirmations import (
    asked_of,
    confirmations_of,
    digest_of,
    shown_to,
    who_answers,
)
from bancheng.kernel.errors import NotFound, RuleBroken
from tests.city import login, people
from tests.journeys.walking import Walker, confirm

THING = "posthumous"
THREE = "父亲在医院去世，妈妈和弟弟都在"
APART = "父亲再婚，小的孩子跟着前妻"
pytestmark = pytest.mark.usefixtures("city", "registry")
MONEY = {"pension-employee", "medical-settlement", "fund-withdrawal", "deposit-withdrawal"}


def relatives(story: str) -> list[Citizen]:
    found = next(one for one in people().bereavements if one.story == story)
    return [one.person for one in found.relatives]


def filled(story: str, who: int = 0) -> Walker:
    walker = Walker(relatives(story)[who]).start(THING)
    walker.look()
    return walker.answer_all().fill().bring()


def roles(walker: Walker) -> dict[str, str]:
    """Name → role, as the register names the heirs."""
    named = (
        item
        for item in walker.view.entries.items()
        if item[0].startswith("heir[") and item[0].endswith(".name")
    )
    return {str(entry.value): path.partition(".")[0] for path, entry in named}


def asked(story: str) -> tuple[Walker, dict[str, str]]:
    walker = filled(story)
    found = roles(walker)
    for role in found.values():
        walker.ask(role)
    return walker, found


def codes(walker: Walker) -> Counter[str]:
    return Counter(item.code for item in walker.reload().plan.items)


# 各人看各人的


def test_each_heir_finds_what_they_are_asked_under_their_own_login_only() -> None:
    walker, found = asked(THREE)
    _child, widow, brother = relatives(THREE)
    for heir in (widow, brother):
        (row,) = [row for row in asked_of(login(heir.id)) if row.draft_id == walker.id]
        assert row.role == found[heir.name]
    assert not [row for row in asked_of(login(people().families[4].mother.id)) if row.draft_id == walker.id]


def test_an_heir_sees_the_money_matters_and_nothing_of_the_other_heirs_or_the_applicant() -> None:
    walker, found = asked(THREE)
    _child, widow, brother = relatives(THREE)
    shown = shown_to(walker.reload(), found[widow.name])
    assert {node.partition("@")[0] for node in shown["matters"]} == MONEY
    holders = {path.rpartition(".")[0] for path in shown["values"]}
    assert found[brother.name] not in holders
    assert "kin" not in holders
    assert {"deceased", found[widow.name]} <= holders
    assert shown["answers"] == {}


def test_nobody_reads_the_application_by_merely_being_named_an_heir() -> None:
    walker, _found = asked(THREE)
    _child, widow, brother = relatives(THREE)
    confirm(widow.id, walker.id, walker.now)
    confirm(brother.id, walker.id, walker.now, "refused")
    walker.reload()
    opened = walker.submit()
    assert application_progress(opened.application_id, login(widow.id)).application
    with pytest.raises(NotFound):
        application_progress(opened.application_id, login(brother.id))


def test_writing_another_number_over_an_heirs_does_not_choose_who_says_yes() -> None:
    walker = filled(THREE)
    _child, _widow, brother = relatives(THREE)
    role = roles(walker)[brother.name]
    accomplice = people().families[4].mother
    walker.save({}, objections={f"{role}.id_number": accomplice.id_number})
    assert walker.view.entries[f"{role}.id_number"].value == accomplice.id_number
    walker.ask(role)
    assert not [row for row in asked_of(login(accomplice.id)) if row.draft_id == walker.id]
    assert [row.role for row in asked_of(login(brother.id)) if row.draft_id == walker.id] == [role]


# 都同意


def test_when_all_agree_everything_is_handed_in() -> None:
    walker, _found = asked(THREE)
    for heir in relatives(THREE)[1:]:
        confirm(heir.id, walker.id, walker.now)
    assert codes(walker).keys() >= MONEY
    walker.submit()


def test_while_one_has_not_answered_nothing_is_handed_in() -> None:
    walker, _found = asked(THREE)
    confirm(relatives(THREE)[1].id, walker.id, walker.now)
    walker.reload()
    with pytest.raises(RuleBroken) as refused:
        walker.submit()
    assert refused.value.code == "not_confirmed"
    assert relatives(THREE)[2].name in str(refused.value)


# 有人不同意


def test_one_no_leaves_out_the_money_and_the_rest_goes_on() -> None:
    walker, _found = asked(THREE)
    before = codes(walker)
    confirm(relatives(THREE)[2].id, walker.id, walker.now, "refused")
    after = codes(walker)
    assert before.keys() - after.keys() == MONEY
    assert {"household-removal", "funeral-grant", "stop-old-age", "licence-removal"} <= after.keys()
    reasons = {one.code: one.reason for one in walker.view.plan.not_chosen}
    assert all("没有同意" in reasons[code] for code in MONEY)
    assert not missing_of(walker.view, confirmations_of(walker.id))
    walker.submit()


def test_one_no_does_not_make_another_yes_stale() -> None:
    walker, found = asked(THREE)
    _child, widow, brother = relatives(THREE)
    row = confirm(widow.id, walker.id, walker.now)
    confirm(brother.id, walker.id, walker.now, "refused")
    assert digest_of(walker.reload(), found[widow.name]) == row.digest


def test_asked_again_a_no_may_become_a_yes_and_the_money_comes_back() -> None:
    walker, found = asked(THREE)
    _child, widow, brother = relatives(THREE)
    confirm(widow.id, walker.id, walker.now)
    confirm(brother.id, walker.id, walker.now, "refused")
    walker.reload()
    walker.ask(found[brother.name])
    assert codes(walker).keys() >= MONEY
    confirm(brother.id, walker.id, walker.now)
    walker.reload()
    walker.submit()


def test_no_answer_in_time_is_like_a_no() -> None:
    walker, _found = asked(THREE)
    confirm(relatives(THREE)[1].id, walker.id, walker.now)
    assert journeys.lapse_confirmations(datetime.now(UTC) + timedelta(days=30)) >= 1
    assert not codes(walker).keys() & MONEY
    assert not missing_of(walker.view, confirmations_of(walker.id))


# 未成年的继承人


def test_the_guardian_answers_for_a_minor() -> None:
    walker, found = asked(APART)
    _widow, minor, mother = relatives(APART)
    role = found[minor.name]
    assert who_answers(walker.reload(), role) == mother.id_number
    assert person_by_id_number(mother.id_number) == mother.id
    assert not [row for row in asked_of(login(minor.id)) if row.draft_id == walker.id]
    confirm(mother.id, walker.id, walker.now)
    assert not missing_of(walker.reload(), confirmations_of(walker.id))


def test_the_guardian_sees_the_part_of_the_minor() -> None:
    walker, found = asked(APART)
    minor = relatives(APART)[1]
    values = shown_to(walker.reload(), found[minor.name])["values"]
    assert values[f"{found[minor.name]}.name"] == minor.name
