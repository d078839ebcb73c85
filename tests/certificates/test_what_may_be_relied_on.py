"""Which certificates may be relied on, whom they are found by, and what stays as it was first registered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bancheng.certificates.commands import prepare, register
from bancheng.certificates.commands.identifiers import identifier, is_identifier
from bancheng.certificates.invariants import identifiers_check
from bancheng.certificates.queries import (
    _HELD,
    by_identifier,
    held_by,
    in_force,
    of_application,
    values_of,
)
from bancheng.certificates.spec import CertificateType
from bancheng.kernel.database import as_json, fetch_all
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import Reference

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)
NUMBER, OTHER = "449902199003078888", "449902199305210029"
TYPE, ISSUER = "11100000000013338W032", "12449900MB2D000016"


def version(**more: Any) -> dict[str, Any]:
    """One version as a list of versions shows it."""
    plain = {"identifier": "a", "previous": "", "state": "01", "valid_from": DAY, "valid_to": None}
    return {**plain, **more}


def certificate(**more: Any) -> dict[str, Any]:
    own = uuid7()
    values: dict[str, Any] = {
        "case_id": own, "certificate_id": own, "type_": "marriage", "type_code": TYPE, "name": "结婚证",
        "number": "J1", "holder_kind": "person", "holder_id": uuid7(), "holder_role": "", "holder_number": NUMBER,
        "issuer": uuid7(), "issuer_name": "善美市民政局", "now": NOW, "issuer_uscc": ISSUER, "values": {"name": "林小雨"},
    }  # fmt: skip
    return prepare(**{**values, **more})


# 可以依据的


@pytest.mark.parametrize("state", ["02", "03", "04", "05", "06", "07", "99"])
def test_what_is_suspended_revoked_or_cancelled_is_not_relied_on(state: str) -> None:
    assert in_force([version()], DAY)
    assert in_force([version(state=state)], DAY) == []


def test_before_its_first_day_and_after_its_last_it_is_not_relied_on() -> None:
    one = version(valid_to=DAY + timedelta(days=1))
    days = [DAY + timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert [bool(in_force([one], day)) for day in days] == [False, True, True, False]


def test_what_a_later_version_replaced_is_not_relied_on_and_the_rest_is() -> None:
    rows = [version(), version(identifier="b", previous="a"), version(identifier="c")]
    assert [one["identifier"] for one in in_force(rows, DAY)] == ["b", "c"]


def test_a_version_that_replaces_none_ends_none() -> None:
    """A row without an identifier of its own would not be ended by all those that have no previous one."""
    assert len(in_force([version(identifier=""), version()], DAY)) == 2


# 编号与持证人


def test_a_certificate_numbered_by_its_holder_shows_the_number_masked() -> None:
    card = certificate(number=NUMBER)
    assert card["number"] == "449902********8888"
    assert certificate(number=OTHER)["number"] == OTHER, "a number of its own is shown whole"


def test_without_a_number_of_the_holder_there_is_nothing_to_find_it_by() -> None:
    assert certificate(holder_number="")["holder_index"] == ""
    assert certificate()["holder_index"] not in ("", NUMBER)


def test_its_days_are_counted_from_its_first_day_in_shanghai() -> None:
    late = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # the third of March there
    assert certificate(now=late)["valid_from"] == date(2026, 3, 3)
    assert certificate(now=late)["valid_to"] is None
    begun = certificate(valid_from=date(2026, 2, 1), valid_days=30)
    assert (begun["valid_from"], begun["valid_to"]) == (date(2026, 2, 1), date(2026, 3, 3))


def test_a_certificate_keeps_the_serial_and_the_id_that_it_was_given() -> None:
    own = uuid7()
    one = certificate(serial="0000042", certificate_id=own, version=3)
    assert one["identifier"] == identifier(TYPE, ISSUER, "0000042", 3)
    assert one["certificate_id"] == own
    free = [certificate(certificate_id=None) for _twice in range(2)]
    assert len({two["certificate_id"] for two in free}) == len({two["identifier"] for two in free}) == 2


@pytest.mark.django_db
def test_registered_again_it_stays_as_it_was_first() -> None:
    one = certificate(serial="0000042")
    register([one])
    register([{**one, "name": "别的证", "number": "J2"}])
    found = by_identifier(one["identifier"])
    assert found is not None
    assert (found["name"], found["number"]) == ("结婚证", "J1")
    assert len(fetch_all("SELECT FROM public.certificates_identifier")) == 1


@pytest.mark.django_db
def test_each_is_found_only_by_its_own_holder_application_and_identifier() -> None:
    mine, theirs = certificate(), certificate(holder_number=OTHER, values={"name": "周明"})
    nobodys = certificate(holder_number="", holder_id=None)
    register([mine, theirs, nobodys])
    for found in (
        held_by([mine["holder_id"]]),
        held_by(numbers=[NUMBER]),
        held_by(numbers=["", NUMBER]),
        of_application(mine["certificate_id"]),
        [by_identifier(mine["identifier"])],
    ):
        assert [one["certificate_id"] for one in found if one] == [mine["certificate_id"]]
    assert held_by() == held_by(numbers=[""]) == []
    found_theirs = by_identifier(theirs["identifier"])
    assert found_theirs is not None
    assert values_of(found_theirs) == {"name": "周明"}


@pytest.mark.django_db
def test_of_two_certificates_of_one_application_each_is_read_by_its_own_identifier() -> None:
    application = uuid7()
    later, first = certificate(now=NOW + timedelta(days=1)), certificate()
    elsewhere = certificate(certificate_id=first["certificate_id"])
    register([elsewhere])
    for one in (later, first):
        fetch_all("SELECT public.certificates_issue_v1(%s, %s)", [application, as_json(one)])
    assert [row["identifier"] for row in of_application(application)] == [
        first["identifier"], later["identifier"],
    ]  # fmt: skip
    for one in (later, first):
        found = by_identifier(one["identifier"])
        assert found is not None
        assert found["identifier"] == one["identifier"]


@pytest.mark.django_db
def test_of_what_somebody_holds_the_newest_comes_first() -> None:
    older = certificate()
    newer = certificate(holder_id=older["holder_id"], now=NOW + timedelta(days=1))
    register([older, newer])
    held = [one["identifier"] for one in held_by([older["holder_id"]], [NUMBER])]
    assert held == [newer["identifier"], older["identifier"]], "each once, though found by both"


@pytest.mark.django_db
def test_by_a_number_they_are_found_in_the_index_of_those_that_have_one() -> None:
    fetch_all("SELECT set_config('enable_seqscan', 'off', true)")
    plan = fetch_all("EXPLAIN " + _HELD, [[], ["x"]])
    assert "certificates_index" in str(plan)


# 标识


@pytest.mark.django_db
def test_an_identifier_whose_check_character_is_wrong_is_found_by_the_audit() -> None:
    right = certificate(serial="0000042")
    wrong = {**certificate(), "identifier": right["identifier"][:-1] + "?"}
    register([right, wrong])
    found = [breach.row for breach in identifiers_check()]
    assert found == [f"certificates_certificate {wrong['certificate_id']} {wrong['certificate_id']}"]


@pytest.mark.parametrize(
    "wrong",
    [
        "1.2.156.3005.2.11100000000013338W032.12449900MB2D000016.42.001",  # no check character
        "1.2.156.3005.2.0.11100000000013338W032.12449900MB2D000016.42.001.{check}",
        "1.2.156.3005.3.11100000000013338W032.12449900MB2D000016.42.001.{check}",
        "1.2.156.3005.2.11100000000013338w032.12449900MB2D000016.42.001.{check}",
        "1.2.156.3005.2.....1",  # nothing, whose check character is 1
        "1.2.156.3005.2",
    ],
)
def test_what_has_other_parts_is_no_identifier(wrong: str) -> None:
    right = identifier(TYPE, ISSUER, "42")
    assert is_identifier(right)
    assert not is_identifier(wrong.format(check=right[-1]))


def test_a_type_brings_its_elements_and_its_face_along() -> None:
    body = {
        "schema": "certificate-type/1",
        "code": "card",
        "name": "证",
        "fields": [{"name": "n", "element": "x.name"}],
    }
    bare = CertificateType.model_validate(body)
    assert list(bare.references()) == [Reference("element", "x.name")]
    faced = CertificateType.model_validate({**body, "paper": "card-face"})
    assert list(faced.references()) == [Reference("element", "x.name"), Reference("paper", "card-face")]
