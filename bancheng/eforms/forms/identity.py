"""Numbers that name a person or an enterprise: identity number (GB 11643), credit code (GB 32100)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from stdnum.cn import ric, uscc

from .slips import Slip, compact

_LOOKALIKE = {"O": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
_OLDEST_YEARS = 130
_USCC_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")


def identity_number(raw: str, *, label: str, on: date) -> str:
    """公民身份号码: 18 characters, birth date inside, check digit by ISO 7064 MOD 11-2 (GB 11643—1999).

    The area code is not judged: areas were merged and renamed, and the number stays.
    """
    number = compact(raw)
    if len(number) == 15 and number.isdigit():
        raise Slip(_("这是15位的旧号码，请填新证上的18位{label}。").format(label=label))
    if len(number) != 18:
        raise Slip(_("{label}要18位，现在是{n}位。").format(label=label, n=len(number)))
    _only_digits(number, label)
    born = _birth_date_inside(number, label)
    if born > on:
        raise Slip(
            _("{label}里的出生日期{day}还没有到，请对照证件再看一遍。").format(label=label, day=_say(born))
        )
    if born.year < on.year - _OLDEST_YEARS:
        raise Slip(
            _("{label}里的出生年份是{year}年，请对照证件再看一遍。").format(label=label, year=born.year)
        )
    if number[17] != ric.calc_check_digit(number):
        raise Slip(_("{label}最后一位和前17位对不上，请对照证件再看一遍。").format(label=label))
    return number


def birth_date(number: str) -> date:
    """The day of birth that a valid identity number says. ValueError: not such a number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> str:
    """The sex that a valid identity number says, in GB/T 2261.1 codes: "1" male, "2" female."""
    return "1" if int(number[16]) % 2 else "2"


def credit_code(raw: str, *, label: str) -> str:
    """统一社会信用代码: 18 characters without I, O, S, V, Z; check character MOD 31-3 (GB 32100—2015)."""
    code = compact(raw)
    for place, character in enumerate(code, start=1):
        if character in _USCC_ALPHABET:
            continue
        raise Slip(_wrong_character(character, place, label))
    if len(code) != 18:
        raise Slip(_("{label}要18位，现在是{n}位。").format(label=label, n=len(code)))
    if not code[2:8].isdigit():
        raise Slip(_("{label}第3到8位是登记地，应当都是数字。").format(label=label))
    if code[17] != uscc.calc_check_digit(code):
        raise Slip(_("{label}最后一位和前17位对不上，请对照营业执照再看一遍。").format(label=label))
    return code


def _wrong_character(character: str, place: int, label: str) -> str:
    if character in "IOSZ":
        return _("{label}第{place}位可能是字母{letter}和数字{digit}弄混了，代码里没有字母{letter}。").format(
            label=label, place=place, letter=character, digit=_LOOKALIKE[character]
        )
    return _("{label}第{place}位是“{character}”，代码里只有数字和大写字母，没有{character}。").format(
        label=label, place=place, character=character
    )


def _only_digits(number: str, label: str) -> None:
    for place, character in enumerate(number, start=1):
        if character in "0123456789" or (place == 18 and character == "X"):
            continue
        if character == "X":
            raise Slip(_("{label}只有最后一位可以是X，现在第{place}位是X。").format(label=label, place=place))
        digit = _LOOKALIKE.get(character)
        if digit:
            raise Slip(
                _("{label}第{place}位是字母{letter}，可能是数字{digit}。").format(
                    label=label, place=place, letter=character, digit=digit
                )
            )
        raise Slip(
            _("{label}第{place}位是“{character}”，应当是数字。").format(
                label=label, place=place, character=character
            )
        )


def _birth_date_inside(number: str, label: str) -> date:
    try:
        return birth_date(number)
    except ValueError:
        day = _("{year}年{month}月{day}日").format(
            year=int(number[6:10]), month=int(number[10:12]), day=int(number[12:14])
        )
        raise Slip(
            _("{label}第7到14位是出生日期，现在是{day}，没有这一天。").format(label=label, day=day)
        ) from None


def _say(day: date) -> str:
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
