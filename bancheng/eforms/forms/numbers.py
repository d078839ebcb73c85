"""Telephone, bank card, money and whole numbers."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _
from stdnum import luhn

from .slips import Slip, compact, half_width

_COUNTRY = re.compile(r"^(\+86|0086|86(?=1\d{10}$))")
_MONEY = re.compile(r"-?\d+(\.\d+)?")
_LARGEST = Decimal("99999999999999.99")  # GB/T 39046—2020: amounts are n..16,2


def phone(raw: str, *, label: str) -> str:
    """手机号: 11 digits from 1, as stored without country code.

    Which segments operators use is theirs to change (工信部 numbering plan), so only form is judged.
    """
    number = _COUNTRY.sub("", compact(raw).replace("(", "").replace(")", ""))
    if number.isdecimal() and number.startswith("0"):
        raise Slip(_("{label}要填能收短信的手机号，这像是座机号。").format(label=label))
    _digits(number, label)
    if not number.startswith("1"):
        raise Slip(_("{label}应当以1开头，现在以{first}开头。").format(label=label, first=number[0]))
    if len(number) != 11:
        raise Slip(_("{label}要11位，现在是{n}位。").format(label=label, n=len(number)))
    return number


def bank_card(raw: str, *, label: str) -> str:
    """银行卡号: 16 to 19 digits, last digit by Luhn (GB/T 19584, ISO/IEC 7812-1)."""
    number = compact(raw)
    _digits(number, label)
    if len(number) < 16:
        raise Slip(_("{label}至少16位，现在是{n}位，请对照卡面再输一遍。").format(label=label, n=len(number)))
    if len(number) > 19:
        raise Slip(_("{label}最多19位，现在是{n}位，请对照卡面再输一遍。").format(label=label, n=len(number)))
    if not luhn.is_valid(number):
        raise Slip(_("{label}里有一位对不上，请对照卡面再看一遍。").format(label=label))
    return number


def money(raw: str, *, label: str) -> str:
    """金额, in yuan, as text with two decimals ("1200.00"): no floating-point number ever holds money."""
    text = half_width(raw).replace(" ", "").lstrip("¥￥").removesuffix("元").replace(",", "")
    if re.search("[万亿]", text):
        raise Slip(_("{label}请写成元，例如1.2万写成12000。").format(label=label))
    if not _MONEY.fullmatch(text):
        raise Slip(_("{label}要填数字，例如1200或者1200.50。").format(label=label))
    amount = Decimal(text)
    if amount < 0:
        raise Slip(_("{label}不能小于0。").format(label=label))
    if amount > _LARGEST:
        raise Slip(_("{label}太大了，请再看一遍。").format(label=label))
    if amount != amount.quantize(Decimal("0.01")):
        raise Slip(_("{label}最多写到分，也就是小数点后2位。").format(label=label))
    return f"{amount:.2f}"


def integer(raw: str, *, label: str) -> int:
    """A whole number."""
    text = half_width(raw).replace(" ", "").replace(",", "")
    if not re.fullmatch(r"[+-]?\d{1,15}", text, re.ASCII):
        raise Slip(_("{label}要填整数，例如3。").format(label=label))
    return int(text)


def decimal(raw: str, *, label: str) -> str:
    """A number with a fraction, as text, so that what is stored is what was written."""
    text = half_width(raw).replace(" ", "").replace(",", "")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,6})?", text, re.ASCII):
        raise Slip(_("{label}要填数字，例如3或者3.5。").format(label=label))
    return format(Decimal(text), "f")


def _digits(number: str, label: str) -> None:
    if not number:
        raise Slip(_("{label}要填数字。").format(label=label))
    for place, character in enumerate(number, start=1):
        if character not in "0123456789":
            raise Slip(
                _("{label}第{place}位是“{character}”，应当是数字。").format(
                    label=label, place=place, character=character
                )
            )
