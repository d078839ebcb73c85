"""Names and free text: kept as people write them, rare characters included (GB 18030—2022)."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from .slips import Slip, half_width, visible

_DOTS = re.compile("[•・‧·．∙⋅᛫﹒]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ .'’-]*")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST_NAME = 50  # GA/T 543 (公安数据元): 姓名 c..50


def person_name(raw: str, *, label: str) -> str:
    """姓名: 汉字 of any plane, · between the parts of a name, or a Latin name. Nothing is replaced by a
    look-alike, except radicals that some input methods give for the character, and the many dots, which
    become ·."""
    name = _DOTS.sub("·", visible(raw))
    name = "".join(_ideograph(character) for character in name)
    if _LATIN.fullmatch(name):
        return _bounded(re.sub(r"\s+", " ", name), label)
    name = re.sub(r"[\s\u3000]+", "", name)
    for place, character in enumerate(name, start=1):
        _judge(character, place, label)
    if name.startswith("·") or name.endswith("·") or "··" in name:
        raise Slip(_("{label}里的“·”应当在两部分名字中间。").format(label=label))
    return _bounded(name, label)


def organization_name(raw: str, *, label: str) -> str:
    """名称 of an enterprise or institution: one line of visible text; Chinese brackets are the registered
    form."""
    name = re.sub(r"\s+", " ", visible(raw)).translate({ord("("): "（", ord(")"): "）"})
    return _text_of(name, label=label, longest=200)


def text(raw: str, *, label: str, longest: int = 500, lines: bool = False) -> str:
    """Free text without control characters; at most `longest` characters."""
    cleaned = visible(raw)
    if not lines:
        cleaned = re.sub(r"\s+", " ", cleaned)
    return _text_of(cleaned, label=label, longest=longest)


def email(raw: str, *, label: str) -> str:
    """An address that mail could be sent to; judged by form only."""
    address = half_width(raw).replace(" ", "")
    if not _EMAIL.fullmatch(address) or len(address) > 254:
        raise Slip(_("{label}要像name@example.com这样写全。").format(label=label))
    return address


def _text_of(value: str, *, label: str, longest: int) -> str:
    if len(value) > longest:
        raise Slip(_("{label}最多{most}个字，现在是{n}个。").format(label=label, most=longest, n=len(value)))
    for place, character in enumerate(value, start=1):
        if unicodedata.category(character) in {"Co", "Cs", "Cn"} and not _is_ideograph(character):
            raise Slip(_unseen(place, label))
    return value


def _ideograph(character: str) -> str:
    """Kangxi radicals (⽅) are drawn like characters (方) but are none: 户籍 systems would not find them."""
    if 0x2F00 <= ord(character) <= 0x2FDF:
        return unicodedata.normalize("NFKC", character)
    return character


def _judge(character: str, place: int, label: str) -> None:
    if character == "·" or _is_ideograph(character):
        return
    if unicodedata.category(character) in {"Co", "Cs", "Cn"}:
        raise Slip(_unseen(place, label))
    if character in "□■?？*＊":
        raise Slip(_("{label}第{place}个字没打出来，请看“打不出这个字？”。").format(label=label, place=place))
    raise Slip(
        _("{label}里有“{character}”，请照证件上的写法只填姓名。").format(label=label, character=character)
    )


def _unseen(place: int, label: str) -> str:
    return _("{label}第{place}个字是这台电脑自造的字，别处看不见，请看“打不出这个字？”。").format(
        label=label, place=place
    )


def _is_ideograph(character: str) -> bool:
    if character in "〇々":
        return True
    name = unicodedata.name(character, "")
    if name.startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH")):
        return True
    # Characters added after this Python's Unicode table: planes 2 and 3 hold ideographs only.
    return 0x20000 <= ord(character) <= 0x3FFFD and unicodedata.category(character) == "Cn"


def _bounded(name: str, label: str) -> str:
    if len(name) < 2:
        raise Slip(_("{label}至少2个字，请照证件上的写法填全。").format(label=label))
    if len(name) > _LONGEST_NAME:
        raise Slip(
            _("{label}最多{most}个字，现在是{n}个。").format(label=label, most=_LONGEST_NAME, n=len(name))
        )
    return name
