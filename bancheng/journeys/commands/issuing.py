"""出结果: what the officer filled in, numbered and put on the face of the certificate, handed to `cases`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries import local_day, person_by_id_number
from bancheng.cases import commands as cases
from bancheng.cases.queries import case_page
from bancheng.cases.spec import Issue, Moved
from bancheng.eforms.forms import Field, parse_form
from bancheng.eforms.queries import answers_of
from bancheng.journeys.queries.choices import choices
from bancheng.journeys.queries.results import ResultField, ResultForm, fits, form_of, next_number
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.rulebooks import release

NUMBER_FORM = define(
    InvalidInput,
    "certificate_number_form",
    _("填的编号和这种证的编号不一样，没有出结果。"),
    next_step=_("对照证件再填，或者留空，由系统编号。"),
)


def issue_result(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    filled: Mapping[str, str],
    now: datetime,
    key: str | None = None,
) -> Moved:
    """Issue the result of a case. `filled` is what stands in the officer's boxes, by path.

    Numbers left empty are given by the certificate type's own pattern; values that copy an answer are proposed and
    may be overwritten. InvalidInput says which box is wrong; what `cases.issue` refuses is refused here too.
    """
    page = case_page(application_id, case_id, actor)
    answers = answers_of(application_id)
    form = form_of(page.case, answers)
    book, on = release(page.case["release"]), local_day(now)
    parsed = parse_form(
        [
            Field(one.path, one.element, one.label, required=False, options=choices(book, one.element, on))
            for one in form.fields
        ],
        filled,
        on=on,
    )
    values = parsed.require()
    _insist_on_form(form, values)
    region = str(page.case["plan"]["facts"].get("region") or "")
    number = next_number(form.certificate, region, on) if form.certificate else ""
    facts = {one.path: _value(one, values, number) for one in form.fields}
    face = _face(form, facts)
    holder_number = _own_number(form, facts) or form.holder_number
    return cases.issue(
        actor=actor,
        application_id=application_id,
        case_id=case_id,
        version=version,
        issue=Issue(
            values=face,
            facts=facts,
            holder_id=person_by_id_number(holder_number) if holder_number else None,
            holder_number=holder_number,
            number=next((str(facts[one.path]) for one in form.fields if one.numbered), number),
        ),
        now=now,
        key=key,
    )


def _insist_on_form(form: ResultForm, values: Mapping[str, Any]) -> None:
    """A number typed by hand must look like the numbers of its certificate type: later departments rely on it."""
    wrong = [
        one
        for one in form.fields
        if one.numbered
        and form.certificate
        and values.get(one.path)
        and not fits(form.certificate, str(values[one.path]))
    ]
    if wrong:
        raise NUMBER_FORM(
            fields={one.path: str(_("{label}和这种证的编号不一样")).format(label=one.label) for one in wrong}
        )


def _value(field: ResultField, values: Mapping[str, Any], number: str) -> Any:
    given = values.get(field.path)
    if given not in (None, ""):
        return given
    return number if field.numbered else field.proposed


def _face(form: ResultForm, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The face with what this result itself gives."""
    face = dict(form.face)
    if form.certificate is None:
        return face
    given = {
        one.element.code: facts[one.path] for one in form.fields if one.path.rpartition(".")[0] == form.holder
    }
    face |= {one.name: given[one.element] for one in form.certificate.fields if given.get(one.element)}
    return face


def _own_number(form: ResultForm, facts: Mapping[str, Any]) -> str:
    """The identity number that this very result gives its holder (a newborn's household registration)."""
    for one in form.fields:
        if (
            one.element.datatype == "id_number"
            and one.path.rpartition(".")[0] == form.holder
            and facts[one.path]
        ):
            return str(facts[one.path])
    return ""
