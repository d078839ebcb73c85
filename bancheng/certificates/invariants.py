"""What must hold of certificates."""

from __future__ import annotations

from collections.abc import Iterator

from bancheng.certificates.commands.identifiers import is_identifier
from bancheng.kernel.database import fetch_all
from bancheng.kernel.invariants import Breach, invariant


@invariant("I2", "一件办件、一个标识，最多一个有效证照")
def certificates_stand_once() -> Iterator[Breach]:
    """One certificate in force per case and version chain, and one per identifier; each is in the registry."""
    rows = fetch_all(
        "SELECT c.application_id, c.certificate_id, c.identifier FROM public.certificates_certificate AS c"
        " LEFT JOIN public.certificates_identifier AS i ON i.identifier = c.identifier"
        " WHERE i.identifier IS NULL OR i.certificate_id <> c.certificate_id"
    )
    for row in rows:
        yield Breach("I2", _row(row), f"标识 {row['identifier']} 没有登记，或者登记给了别的证照")
    rows = fetch_all(
        "SELECT c.application_id, c.certificate_id, c.identifier FROM public.certificates_certificate AS c"
        " WHERE c.state = '01' AND EXISTS (SELECT FROM public.certificates_certificate AS o"
        " WHERE o.application_id = c.application_id AND o.case_id = c.case_id AND o.state = '01'"
        " AND o.certificate_id > c.certificate_id AND o.previous <> c.identifier)"
    )
    for row in rows:
        yield Breach("I2", _row(row), "同一件办件还有另一个有效证照")


@invariant("I8", "证照标识的校验位正确")
def identifiers_check() -> Iterator[Breach]:
    """ISO 7064 MOD 37,36 over every identifier in force."""
    rows = fetch_all(
        "SELECT c.application_id, c.certificate_id, c.identifier FROM public.certificates_certificate AS c"
    )
    for row in rows:
        if not is_identifier(row["identifier"]):
            yield Breach("I8", _row(row), f"标识 {row['identifier']} 的校验位不对")


def _row(row: dict[str, object]) -> str:
    return f"certificates_certificate {row['application_id']} {row['certificate_id']}"
