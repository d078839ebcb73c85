"""A form of data elements: what was typed → values as they are stored, and a sentence for each that cannot
be.

The element's document decides everything: datatype, checks, code list, words. Nothing typed is ever lost:
it comes back in `Parsed.typed` whatever was wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bancheng.eforms.spec import Element
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.rulebooks import text as human

from . import dates, identity, numbers, words
from .checks import check
from .slips import Slip, compact, half_width, visible

Value = str | int | bool | None
Typed = str | Sequence[str]

FORM_INVALID = define(
    InvalidInput,
    "form_invalid",
    gettext_lazy("{sentence}"),
    next_step=gettext_lazy("改好标出来的地方再保存，您填的都在。"),
)


@dataclass(frozen=True)
class Field:
    """One box of a form."""

    path: str
    """`mother.phone`, `child[1].name`."""
    element: Element
    label: str
    """As the person reads it: 妈妈的手机号."""
    required: bool = True
    options: Mapping[str, str] | None = None
    """For codes and regions: code → name as offered. None: any code of the right form."""
    name: str | None = None
    """Name of the input in the page; the path when not given."""

    @property
    def input(self) -> str:
        return self.name or self.path


@dataclass(frozen=True)
class Parsed:
    """What came out of a posted form; each path is in `values` or in `errors`, and always in `typed`."""

    values: Mapping[str, Value]
    errors: Mapping[str, str]
    typed: Mapping[str, str]

    @property
    def ok(self) -> bool:
        return not self.errors

    def require(self) -> Mapping[str, Value]:
        """The values; InvalidInput `form_invalid` with a sentence per field when any is wrong."""
        if self.errors:
            n = len(self.errors)
            raise FORM_INVALID(
                sentence=ngettext("有{n}处要改。", "有{n}处要改。", n).format(n=n), fields=self.errors
            )
        return self.values


def parse_form(fields: Sequence[Field], data: Mapping[str, str], *, on: date) -> Parsed:
    """Parse posted strings. A date may come in one box (`name`) or three (`name-year`, `name-month`,
    `name-day`).

    An empty box gives None: an error only where the field is required.
    """
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    for one in fields:
        raw = _typed(one, data)
        typed[one.path] = _shown(raw)
        try:
            values[one.path] = _parse(one, raw, on)
        except Slip as slip:
            errors[one.path] = slip.sentence
    return Parsed(values, errors, typed)


def parse_value(
    element: Element,
    raw: Typed,
    *,
    label: str | None = None,
    on: date,
    required: bool = True,
    options: Mapping[str, str] | None = None,
) -> Value:
    """One typed value as it is stored. InvalidInput `form_invalid` with the sentence."""
    one = Field(element.code, element, label or label_of(element), required, options)
    try:
        return _parse(one, raw, on)
    except Slip as slip:
        raise FORM_INVALID(sentence=slip.sentence, fields={element.code: slip.sentence}) from slip


def label_of(element: Element) -> str:
    """The element's plain words, else its official name."""
    return human(element.plain_name or element.name)


def _typed(one: Field, data: Mapping[str, str]) -> Typed:
    if one.element.datatype == "date" and one.input not in data:
        return tuple(data.get(f"{one.input}-{part}", "") for part in ("year", "month", "day"))
    return data.get(one.input, "")


def _shown(raw: Typed) -> str:
    return raw if isinstance(raw, str) else "-".join(raw) if any(raw) else ""


def _parse(one: Field, raw: Typed, on: date) -> Value:
    if not (visible(raw) if isinstance(raw, str) else any(visible(part) for part in raw)):
        if one.required:
            choice = one.element.datatype in {"code", "region", "yes_no"}
            raise Slip((_("请选择{label}。") if choice else _("请填{label}。")).format(label=one.label))
        return None
    value = _by_datatype(one, raw, on)
    check(one.element, value, label=one.label, on=on)
    return value


def _by_datatype(one: Field, raw: Typed, on: date) -> str | int | bool:
    datatype, label = one.element.datatype, one.label
    if datatype == "date":
        return dates.parse_date(raw, label=label).isoformat()
    joined = raw if isinstance(raw, str) else "".join(raw)
    if datatype == "id_number":
        return identity.identity_number(joined, label=label, on=on)
    if datatype in {"code", "region"}:
        return _choice(joined, one)
    return _PARSERS[datatype](joined, label=label)


def _choice(raw: str, one: Field) -> str:
    """A code, or the words of one option exactly."""
    given = half_width(raw)
    if one.options is None:
        if one.element.datatype == "region" and not _is_region(given):
            raise Slip(_("{label}要填6位、9位或者12位的区划代码。").format(label=one.label))
        return given
    if given in one.options:
        return given
    by_name = [code for code, name in one.options.items() if name == visible(raw)]
    if len(by_name) == 1:
        return by_name[0]
    raise Slip(_("请从列出的里面选择{label}。").format(label=one.label))


def _is_region(code: str) -> bool:
    """GB/T 2260 (6 digits), GB/T 10114 (9), statistical (12)."""
    return code.isascii() and code.isdigit() and len(code) in {6, 9, 12}


def _yes_no(raw: str, *, label: str) -> bool:
    word = half_width(raw).lower()
    if word in {"yes", "true", "on", "1", "是", "有"}:
        return True
    if word in {"no", "false", "off", "0", "否", "不是", "没有", "无"}:
        return False
    raise Slip(_("请选择{label}：是还是否。").format(label=label))


def _certificate_number(raw: str, *, label: str) -> str:
    number = compact(raw)
    if not number.isascii():
        # Older certificates carry characters such as 字第…号: kept as they are.
        return words.text(raw, label=label, longest=80)
    return words.text(number, label=label, longest=80)


_PARSERS: dict[str, Callable[..., str | int | bool]] = {
    "text": partial(words.text, longest=200),
    "long_text": partial(words.text, longest=2000, lines=True),
    "name": words.person_name,
    "uscc": identity.credit_code,
    "phone": numbers.phone,
    "email": words.email,
    "bank_card": numbers.bank_card,
    "datetime": dates.parse_instant,
    "integer": numbers.integer,
    "decimal": numbers.decimal,
    "money": numbers.money,
    "yes_no": _yes_no,
    "address": partial(words.text, longest=200),
    "certificate_number": _certificate_number,
}
