"""The checks of an element's document, applied to a value that its datatype already accepted."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from bancheng.eforms.spec import Checks, Element
from bancheng.kernel.expressions import parse
from bancheng.kernel.rulebooks import text as human

from .dates import say
from .slips import Slip


def check(element: Element, value: str | int | bool, *, label: str, on: date) -> None:
    """Slip with a sentence when the value breaks a check. `on` is today."""
    checks = element.checks
    if isinstance(value, str):
        _length(checks, value, label)
    if element.datatype in {"date", "datetime"}:
        _day(checks, date.fromisoformat(str(value)[:10]), label, on)
    if element.datatype in {"integer", "decimal", "money"}:
        _range(element, Decimal(str(value)), label)
    _own_rules(checks, value, label, element)


def _length(checks: Checks, value: str, label: str) -> None:
    if checks.min_length is not None and len(value) < checks.min_length:
        raise Slip(
            _("{label}至少{least}个字，现在是{n}个。").format(
                label=label, least=checks.min_length, n=len(value)
            )
        )
    if checks.max_length is not None and len(value) > checks.max_length:
        raise Slip(
            _("{label}最多{most}个字，现在是{n}个。").format(
                label=label, most=checks.max_length, n=len(value)
            )
        )


def _day(checks: Checks, value: date, label: str, on: date) -> None:
    if checks.earliest is not None and value < _limit(checks.earliest, on):
        if checks.earliest == "today":
            raise Slip(
                _("{label}不能早于今天（{today}）。").format(label=label, today=say(on, this_year=on.year))
            )
        raise Slip(_("{label}不能早于{day}。").format(label=label, day=say(_limit(checks.earliest, on))))
    if checks.latest is not None and value > _limit(checks.latest, on):
        if checks.latest == "today":
            raise Slip(
                _("{label}不能晚于今天（{today}）。").format(label=label, today=say(on, this_year=on.year))
            )
        raise Slip(_("{label}不能晚于{day}。").format(label=label, day=say(_limit(checks.latest, on))))


def _limit(word: str, on: date) -> date:
    return on if word == "today" else date.fromisoformat(word)


def _range(element: Element, value: Decimal, label: str) -> None:
    unit = human(element.unit)
    least, most = element.checks.minimum, element.checks.maximum
    if least is not None and value < least:
        raise Slip(_("{label}不能小于{least}{unit}。").format(label=label, least=least, unit=unit))
    if most is not None and value > most:
        raise Slip(_("{label}不能大于{most}{unit}。").format(label=label, most=most, unit=unit))


def _own_rules(checks: Checks, value: str | int | bool, label: str, element: Element) -> None:
    """`pattern` over the text and `rule` over `value`; both may carry their own sentence."""
    sentence = human(checks.message) or _("{label}写得不对，请再看一遍。").format(label=label)
    if checks.pattern is not None and not re.fullmatch(checks.pattern, str(value)):
        raise Slip(sentence)
    if checks.rule is not None:
        given: object = value
        if element.expression_type == "number":
            given = Decimal(str(value))
        elif element.expression_type == "date":
            given = date.fromisoformat(str(value)[:10])
        if parse(checks.rule).evaluate({"value": given}).value is False:
            raise Slip(sentence)
