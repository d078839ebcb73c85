"""What an officer has to fill in to issue a result, and what the program can fill in for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bancheng.catalogue.spec import Item
from bancheng.certificates.spec import CertificateType
from bancheng.eforms.queries import Answer, answers_of
from bancheng.eforms.spec import Element
from bancheng.kernel.database import Row
from bancheng.kernel.numbers import take
from bancheng.kernel.rulebooks import Release, release, text

NUMBERED = "certificate_number"
"""Datatype of values that the issuing authority numbers: left empty, the program numbers them."""


@dataclass(frozen=True, slots=True)
class ResultField:
    """One value that the result gives: its path, its element, what is proposed, and whether it may be left empty."""

    path: str
    element: Element
    label: str
    proposed: Any
    numbered: bool


@dataclass(frozen=True, slots=True)
class ResultForm:
    """结果: the values to give, and the face of the certificate as it stands so far."""

    certificate: CertificateType | None
    fields: tuple[ResultField, ...]
    face: Mapping[str, Any]
    holder: str
    holder_number: str


def result_form(case: Row) -> ResultForm:
    """What issuing this case asks for. `case` is a row of `cases.queries` the caller may see. One statement."""
    return form_of(case, answers_of(case["application_id"]))


def form_of(case: Row, answers: Mapping[str, Answer]) -> ResultForm:
    """The same from answers that were read already."""
    book = release(case["release"])
    item = book.model("item", case["item"])
    plan = case["plan"]["result"]
    assert isinstance(item, Item)
    kind = book.model("certificate-type", plan["certificate"]) if plan["certificate"] else None
    certificate = kind if isinstance(kind, CertificateType) else None
    copies = {_end(given): _end(source) for given, source in item.outcome.copies.items()}
    fields = tuple(
        _field(book, path, code, copies, certificate is not None, answers)
        for path, code in plan["gives"].items()
    )
    holder = plan["holder"]
    return ResultForm(
        certificate=certificate,
        fields=fields,
        face=face_of(certificate, holder, {path: one.value for path, one in answers.items()}, answers),
        holder=holder,
        holder_number=_number_of(book, holder, answers),
    )


def _end(path: str) -> str:
    return path.partition(".")[2]


def _field(
    book: Release,
    path: str,
    code: str,
    copies: Mapping[str, str],
    issued: bool,
    answers: Mapping[str, Answer],
) -> ResultField:
    """A number is given by the program where a certificate is issued; of a mere record the officer writes it."""
    element = book.model("element", code)
    assert isinstance(element, Element)
    role, _dot, rest = path.rpartition(".")
    source = answers.get(f"{role}.{copies[rest]}") if rest in copies else answers.get(path)
    return ResultField(
        path=path,
        element=element,
        label=text(element.plain_name or element.name),
        proposed=source.value if source else None,
        numbered=issued and element.datatype == NUMBERED,
    )


def face_of(
    certificate: CertificateType | None, holder: str, values: Mapping[str, Any], answers: Mapping[str, Answer]
) -> dict[str, Any]:
    """The values on the certificate: those of its holder that are of the elements on its face."""
    if certificate is None:
        return {}
    by_element = {
        answers[path].element: value
        for path, value in values.items()
        if path in answers and path.rpartition(".")[0] == holder
    }
    return {one.name: by_element[one.element] for one in certificate.fields if one.element in by_element}


def _number_of(book: Release, holder: str, answers: Mapping[str, Answer]) -> str:
    """The holder's identity number, if anybody knows one: by it later journeys find the certificate."""
    numbers = {
        code
        for code, one in book.models("element").items()
        if isinstance(one, Element) and one.datatype == "id_number"
    }
    found = (
        one for path, one in answers.items() if path.rpartition(".")[0] == holder and one.element in numbers
    )
    return next((str(one.value) for one in found if one.value), "")


_BLANKS = {"year": r"\d{4}", "region": r"\d*", "serial": r"[0-9A-Z]+"}


def fits(certificate: CertificateType, number: str) -> bool:
    """Whether a number that somebody typed has the form of the certificate type's own numbers."""
    parts = re.split(r"\{(\w+)(?::\d+)?\}", certificate.number_pattern)
    pattern = "".join(_BLANKS.get(part, ".*") if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.fullmatch(pattern, number) is not None


def next_number(certificate: CertificateType, region: str, on: date) -> str:
    """The next number of a certificate type by its own pattern: literal text with {year}, {region}, {serial:n}."""
    pattern = certificate.number_pattern.replace("{year}", f"{on:%Y}").replace("{region}", region)
    wanted = re.search(r"\{serial(?::(\d+))?\}", pattern)
    if wanted is None:
        return pattern
    serial = take(f"certificate:{certificate.code}:{region}", on)[0]
    digits = f"{on:%m%d}{serial:04d}" if int(wanted[1] or 0) >= 8 else str(serial)
    return pattern.replace(wanted[0], digits.zfill(int(wanted[1] or 0)))
