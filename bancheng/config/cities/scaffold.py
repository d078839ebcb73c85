"""Writes the documents of a new city: commented examples that pass every check, to be replaced one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bancheng.config import variables

TEMPLATE = variables.ROOT / "demo" / "new_city"
NAME = "新城市"
"""What the examples call the city."""
_DEMO = variables.ROOT / "demo" / "rulebooks"
_PAPERS = (
    "one-time-notice", "receipt", "closing-letter", "acceptance", "refusal-of-acceptance", "correction-notice",
    "approval", "refusal", "due-date-notice",
)  # fmt: skip
_SHARED = (
    *(f"papers/{name}.yaml" for name in _PAPERS),
    *(f"elements/person.{name}.yaml" for name in ("name", "id_number", "phone")),
    "messages/*.yaml",
    "national/*.yaml",
)
"""What every city needs alike: taken from the demo city, so that there is one wording to keep."""
_SIGN = "善美"
"""The demo city's sign in the numbers of its papers."""
_REGISTER = re.compile(r"^authority: .*\n", re.MULTILINE)
"""A new city is connected to no register yet."""


class CannotWrite(Exception):
    """Why nothing was written, for the person who typed the command."""


def write(folder: Path, name: str = NAME) -> list[Path]:
    """Write the documents into a new or empty folder; answers the files. CannotWrite when something is there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotWrite(f"{folder} 里已经有东西了。换一个新的文件夹。")
    written = []
    for place, text in _documents(name):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return sorted(written)


def _documents(name: str) -> Iterator[tuple[Path, str]]:
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_file():
            yield path.relative_to(TEMPLATE), path.read_text(encoding="utf-8").replace(NAME, name)
    for pattern in _SHARED:
        for path in sorted(_DEMO.glob(pattern)):
            text = _REGISTER.sub("", path.read_text(encoding="utf-8")).replace(_SIGN, name.removesuffix("市"))
            yield Path("rulebooks") / path.relative_to(_DEMO), text
