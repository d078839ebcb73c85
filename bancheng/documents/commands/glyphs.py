"""Characters that the papers' fonts do not have: a name is never an empty box on paper.

The electronic record keeps the character itself; print says which one it is by its number in the standard (GB 18030
and Unicode count alike), so that a clerk can find it and nobody reads a gap as a shorter name.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bancheng.documents.commands.typesetting import fonts
from bancheng.kernel.recording import recorded as _

IDEOGRAPHS = 0x2E80
"""From here on a character is in our fonts or nowhere; below it typst's own fonts help."""


@functools.cache
def covered() -> frozenset[int]:
    """The characters that every one of the papers' fonts has: a layout may choose either."""
    from fontTools.ttLib import TTFont

    maps = []
    for folder in fonts():
        for path in sorted(Path(folder).glob("*.otf")):
            with TTFont(path, lazy=True) as font:
                maps.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*maps)


def printable(value: Any) -> Any:
    """A value with what cannot be printed written as 〔生僻字U+20BB7〕; everything else as it is."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return "".join(one if _has(one) else _("〔生僻字U+{code:X}〕").format(code=ord(one)) for one in value)
    if isinstance(value, Mapping):
        return {name: printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value


def _has(one: str) -> bool:
    return ord(one) < IDEOGRAPHS or ord(one) in covered()
