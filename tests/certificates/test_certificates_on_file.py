"""Certificates are found by holder, read only with the row they were sealed for, and replaced by later versions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bancheng.certificates.commands import prepare, register
from bancheng.certificates.queries import by_identifier, held_by, in_force, is_valid, values_of
from bancheng.kernel.crypto import SealBroken
from bancheng.kernel.ids import uuid7

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
NUMBER = "449902199003078888"


def _certificate(**more: object) -> dict[str, object]:
    own = uuid7()
    values: dict[str, object] = {
        "case_id": own, "certificate_id": own, "type_": "marriage", "type_code": "11100000000013338W032",
        "name": "结婚证", "number": "J1", "holder_kind": "person", "holder_id": uuid7(), "holder_role": "",
        "holder_number": NUMBER, "issuer": uuid7(), "issuer_name": "善美市民政局", "now": NOW,
        "issuer_uscc": "12449900MB2D000016", "values": {"name": "林小雨", "id_number": NUMBER},
    }  # fmt: skip
    return prepare(**{**values, **more})  # type: ignore[arg-type]


def test_a_certificate_on_file_is_found_by_account_and_by_number() -> None:
    one = _certificate()
    assert register([one]) == 1
    register([one])  # the loader runs again
    assert [row["identifier"] for row in held_by([one["holder_id"]])] == [one["identifier"]]  # type: ignore[list-item]
    (found,) = held_by(numbers=[NUMBER])
    assert values_of(found) == {"name": "林小雨", "id_number": NUMBER}
    assert NUMBER not in str(found), "numbers stand nowhere in clear"
    assert by_identifier(str(one["identifier"])) is not None
    assert by_identifier("no such") is None


def test_values_moved_to_another_row_do_not_open() -> None:
    one, other = _certificate(), _certificate()
    register([one, {**other, "values": one["values"]}])
    rows = {row["certificate_id"]: row for row in held_by(numbers=[NUMBER])}
    with pytest.raises(SealBroken):
        values_of(rows[other["certificate_id"]])


def test_its_last_day_counts_whole_and_a_later_version_replaces_it() -> None:
    first = _certificate(valid_days=10)
    second = _certificate(version=2, previous=first["identifier"], holder_id=first["holder_id"])
    register([first])
    (row,) = held_by([first["holder_id"]])  # type: ignore[list-item]
    assert row["valid_to"] == date(2026, 3, 12)
    assert is_valid(row, datetime(2026, 3, 12, 15, 59, 59, tzinfo=UTC))
    assert not is_valid(row, datetime(2026, 3, 12, 16, 0, tzinfo=UTC))
    register([second])
    rows = held_by([first["holder_id"]])  # type: ignore[list-item]
    assert [one["version"] for one in in_force(rows, date(2026, 3, 3))] == [2]
