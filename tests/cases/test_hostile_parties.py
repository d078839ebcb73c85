"""Officers of other departments, parties that may only look, and citizens who post what no page offers."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from bancheng.cases import commands as cases
from bancheng.cases.queries import handed_in, sees_file
from bancheng.cases.spec import CorrectionEntry, CorrectionReply, Decision, Issue, NewMaterial
from bancheng.documents.commands import rendered
from bancheng.files.commands import remove
from bancheng.files.queries import readable
from bancheng.kernel.access import ANONYMOUS, PlainActor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import Conflict, DomainError, NotFound, NotPermitted, RuleBroken
from bancheng.kernel.ids import uuid7
from bancheng.kernel.invariants import audit
from tests.cases.plans import NOW, Walk, case, officer, opened, party, person, photo
from tests.cases.reading import case_row, papers, states

OTHER_DEPARTMENT = officer("tax.fees")
COLLEAGUE = officer("station.archive")


def asked_for_a_file() -> Walk:
    one = case("a")
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.act("request_correction", entries=[CorrectionEntry("material", "photo@child", "请重新拍照")])
    return walk


def reply(walk: Walk, *files: UUID) -> Any:
    return walk.act("answer_correction", actor=person(), replies=[CorrectionReply(0, files=list(files))])


@pytest.mark.django_db
def test_a_correction_takes_only_files_of_the_one_who_answers() -> None:
    walk, theirs = asked_for_a_file(), photo(person("stranger"))
    for file_id in (theirs, uuid7()):
        with pytest.raises(NotFound):
            reply(walk, file_id)
    assert not sees_file(person(), theirs)
    with pytest.raises(NotFound):
        readable(person(), theirs)
    mine = photo()
    assert reply(walk, mine).state == "filed"
    assert sees_file(walk.officer, mine)


@pytest.mark.django_db
def test_what_is_part_of_a_case_is_not_taken_back_also_after_its_end() -> None:
    walk, mine = asked_for_a_file(), photo()
    reply(walk, mine)
    walk.act("withdraw", actor=person())
    assert handed_in(mine)
    with pytest.raises(RuleBroken) as refused:
        remove(actor=person(), file_id=mine, now=NOW)
    assert refused.value.code == "file_handed_in"


@pytest.mark.django_db
def test_a_file_of_a_case_is_nothing_to_another_department() -> None:
    mine = photo()
    one = case("a", materials=[NewMaterial("photo", "照片", "child", "upload", [mine])])
    opened(one, parties=[party("father", "father")])
    for actor in (OTHER_DEPARTMENT, person("stranger"), ANONYMOUS):
        with pytest.raises(NotFound):
            readable(actor, mine)
    assert readable(officer("station.household"), mine).id == mine
    assert readable(person("father"), mine).id == mine


@pytest.mark.django_db
def test_a_paper_is_nothing_to_another_department_or_citizen() -> None:
    one = case("a")
    submitted, _ = opened(one)
    Walk(submitted.application_id, one).act("accept")
    (paper,) = papers(submitted.application_id, "acceptance_notice")
    for actor in (OTHER_DEPARTMENT, person("stranger"), ANONYMOUS):
        with pytest.raises(NotFound):
            rendered(submitted.application_id, paper["paper_id"], actor=actor, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [OTHER_DEPARTMENT, COLLEAGUE], ids=["other department", "other post"])
def test_another_post_decides_and_issues_nothing(actor: PlainActor) -> None:
    one = case("a", certificate=True)
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.approve()
    more: dict[str, Any]
    for name, more in (
        ("issue", {"issue": Issue(values={"name": "x"})}),
        ("terminate", {"reason": "x", "basis": ["x"]}),
        ("claim", {}),
    ):
        with pytest.raises((NotFound, NotPermitted)):
            walk.act(name, actor=actor, **more)
    assert states(submitted.application_id) == {"a": "approved"}


@pytest.mark.django_db
def test_a_citizen_does_no_act_of_an_officer() -> None:
    one = case("a")
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    with pytest.raises(NotPermitted):
        walk.act("accept", actor=person())
    walk.act("accept")
    walk.act("review")
    with pytest.raises(NotPermitted):
        walk.act("decide", actor=person(), decision=Decision(True))


@pytest.mark.django_db
def test_nothing_is_withdrawn_after_the_decision() -> None:
    one = case("a")
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.approve()
    with pytest.raises(RuleBroken):
        walk.act("withdraw", actor=person())
    with pytest.raises(Conflict) as refused:
        cases.withdraw_application(actor=person(), application_id=submitted.application_id, now=NOW)
    assert refused.value.code == "nothing_to_withdraw"


@pytest.mark.django_db
@pytest.mark.parametrize("version", [-1, 0, 2**31, 2**63, 10**30])
def test_a_version_that_no_page_showed_moves_nothing(version: int) -> None:
    one = case("a")
    submitted, _ = opened(one)
    with pytest.raises(Conflict):
        Walk(submitted.application_id, one, version=version).act("accept")
    assert case_row(submitted.application_id, one.case_id)["version"] == 1


@pytest.mark.django_db
def test_a_case_of_one_application_is_not_reached_through_another() -> None:
    mine, theirs = case("a"), case("b")
    first, _ = opened(mine)
    second, _ = opened(theirs, applicant=person("stranger"))
    for application_id, case_id in (
        (first.application_id, theirs.case_id),
        (second.application_id, mine.case_id),
    ):
        with pytest.raises(NotFound):
            cases.withdraw(actor=person(), application_id=application_id, case_id=case_id, version=1, now=NOW)


@pytest.mark.django_db
def test_somebody_elses_key_replays_nothing() -> None:
    one = case("a")
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.act("accept", key="k")
    with pytest.raises((NotFound, NotPermitted)):
        walk.act("accept", actor=OTHER_DEPARTMENT, version=1, key="k")
    with pytest.raises(Conflict):
        walk.act("review", version=1, key="another")


@pytest.mark.usefixtures("committed_db")
def test_issuing_twenty_times_at_once_gives_one_certificate() -> None:
    one = case("a", certificate=True)
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.approve()
    told: list[str] = []
    gate = Barrier(20)

    def issue(number: int) -> None:
        gate.wait()
        try:
            moved = cases.issue(
                actor=walk.officer, application_id=submitted.application_id, case_id=one.case_id,
                version=walk.version, issue=Issue(values={"name": "林知夏"}, number=f"N{number}"), now=NOW,
            )  # fmt: skip
            told.append(moved.state)
        except DomainError as refused:
            told.append(refused.code)
        finally:
            connections.close_all()

    threads = [Thread(target=issue, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["case_taken"] * 19 + ["issued"]
    held = fetch_all(
        "SELECT number FROM certificates_certificate WHERE application_id = %s", [submitted.application_id]
    )
    assert len(held) == 1
    assert audit(["I2", "I5", "I12"]) == []
