"""Text → tokens. English keywords and the Chinese words an official would write mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from bancheng.kernel.expressions.nodes import ExpressionError

MAX_LENGTH: Final = 2_000
MAX_TOKENS: Final = 600
MAX_DIGITS: Final = 18

KEYWORDS: Final = frozenset(
    {"and", "or", "not", "in", "between", "is", "present", "missing", "if", "else"}
    | {"null", "yes", "no", "true", "false"}
)
# Longest first: 不等于 must win over 不.
CHINESE: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("不介于", ("not", "between")),
    ("不属于", ("not", "in")),
    ("不等于", ("!=",)),
    ("不小于", (">=",)),
    ("不少于", (">=",)),
    ("不早于", (">=",)),
    ("不大于", ("<=",)),
    ("不超过", ("<=",)),
    ("不晚于", ("<=",)),
    ("并且", ("and",)),
    ("或者", ("or",)),
    ("属于", ("in",)),
    ("介于", ("between",)),
    ("等于", ("=",)),
    ("大于", (">",)),
    ("晚于", (">",)),
    ("小于", ("<",)),
    ("早于", ("<",)),
    ("至少", (">=",)),
    ("至多", ("<=",)),
    ("已填", ("is", "present")),
    ("未填", ("is", "missing")),
    ("如果", ("if",)),
    ("否则", ("else",)),
    ("日期", ("date",)),
    ("周岁", ("age",)),
    ("加天", ("add_days",)),
    ("加月", ("add_months",)),
    ("加年", ("add_years",)),
    ("相差天数", ("days_between",)),
    ("年份", ("year",)),
    ("且", ("and",)),
    ("和", ("and",)),
    ("或", ("or",)),
    ("非", ("not",)),
    ("是", ("yes",)),
    ("否", ("no",)),
    ("空", ("null",)),
)
_WORDS: Final = tuple(sorted(CHINESE, key=lambda pair: -len(pair[0])))
_SIGNS: Final = (
    "<=",
    ">=",
    "!=",
    "<>",
    "==",
    "=",
    "<",
    ">",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
)
_SAME: Final = {"<>": "!=", "==": "="}
_FULL_WIDTH: Final = str.maketrans("（）［］，．＝＜＞＋－×÷≤≥≠［］　", "()[],.=<>+-*/\u2264\u2265\u2260[] ")
_UNEQUAL: Final = {"≤": "<=", "≥": ">=", "≠": "!="}


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: name, number, text, keyword, sign, end; ``text`` its normal spelling."""

    kind: str
    text: str
    start: int
    end: int


def tokens(source: str) -> list[Token]:
    """The tokens of a text, closed by one of kind ``end``. ExpressionError: too long, unknown character."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(_("这条规则太长，最多{n}个字。").format(n=MAX_LENGTH), MAX_LENGTH)
    found: list[Token] = []
    position = 0
    while position < len(source):
        if source[position].isspace():
            position += 1
            continue
        new = _next(source, position)
        found.extend(new)
        position = new[-1].end
        if len(found) > MAX_TOKENS:
            raise ExpressionError(_("这条规则太复杂，请拆成几条。"), position)
    return [*found, Token("end", "", len(source), len(source))]


def _next(source: str, start: int) -> list[Token]:
    letter = source[start]
    if letter in "\"'“‘":
        return [_text(source, start)]
    if letter.isascii() and letter.isdigit():
        return [_number(source, start)]
    if letter.isascii() and (letter.isalpha() or letter == "_"):
        return [_name(source, start)]
    return _sign(source, start) or _chinese(source, start)


def _text(source: str, start: int) -> Token:
    close = {"“": "”", "‘": "’"}.get(source[start], source[start])
    end = source.find(close, start + 1)
    if end < 0:
        raise ExpressionError(_("这个引号没有合上。"), start)
    if "\x00" in source[start:end]:
        raise ExpressionError(_("引号里有不能用的字符。"), start)
    return Token("text", source[start + 1 : end], start, end + 1)


def _number(source: str, start: int) -> Token:
    end = start
    while end < len(source) and (
        _digit(source[end]) or (source[end] == "." and "." not in source[start:end])
    ):
        end += 1
    if source[end - 1] == ".":
        end -= 1
    if end - start > MAX_DIGITS:
        raise ExpressionError(_("这个数太长，最多{n}位。").format(n=MAX_DIGITS), start)
    return Token("number", source[start:end], start, end)


def _digit(letter: str) -> bool:
    return letter.isascii() and letter.isdigit()


def _name(source: str, start: int) -> Token:
    end = start
    while end < len(source) and source[end].isascii() and (source[end].isalnum() or source[end] == "_"):
        end += 1
    word = source[start:end]
    return Token("keyword" if word in KEYWORDS else "name", word, start, end)


def _sign(source: str, start: int) -> list[Token]:
    plain = source[start : start + 2].translate(_FULL_WIDTH)
    if plain[0] in _UNEQUAL:
        return [Token("sign", _UNEQUAL[plain[0]], start, start + 1)]
    sign = next((one for one in _SIGNS if plain.startswith(one)), None)
    return [Token("sign", _SAME.get(sign, sign), start, start + len(sign))] if sign else []


def _chinese(source: str, start: int) -> list[Token]:
    for word, meaning in _WORDS:
        if source.startswith(word, start):
            end = start + len(word)
            return [Token(_kind(one), one, start, end) for one in meaning]
    raise ExpressionError(_("这里不认识“{letter}”。").format(letter=source[start]), start)


def _kind(word: str) -> str:
    if word in KEYWORDS:
        return "keyword"
    return "name" if word[0].isalpha() else "sign"
