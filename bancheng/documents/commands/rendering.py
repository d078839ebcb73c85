"""From frozen values to PDF bytes with typst: no network, no system fonts, the same bytes every time."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bancheng.kernel.canonical import sm3

TEMPLATES = Path(__file__).parents[1] / "typst"
LAYOUT = "paper.typ"


@functools.cache
def template_digest(kind: str) -> str:
    """`sm3:<hex>` of the layout and of the kind's own template, as they are in this program."""
    parts = [TEMPLATES / LAYOUT, TEMPLATES / f"{kind}.typ"]
    return "sm3:" + sm3(b"\0".join(part.read_bytes() for part in parts if part.exists()))


@functools.cache
def fonts() -> list[str]:
    """Folders of the fonts that papers are set in (Noto CJK, OFL)."""
    import pylopdf_fonts_zh_cn

    return [str(Path(pylopdf_fonts_zh_cn.__file__).parent)]


def render(paper: Mapping[str, Any]) -> bytes:
    """The PDF of a frozen paper. Its creation time is the paper's own, so that rendering again gives equal bytes."""
    import typst

    frozen = paper["frozen_at"]
    at = frozen if isinstance(frozen, datetime) else datetime.fromisoformat(frozen)
    kind = paper["template"] if (TEMPLATES / f"{paper['template']}.typ").exists() else "closing_letter"
    data = {
        "number": paper["number"],
        "title": paper["title"],
        "frozen_at": at.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat(),
        "values": paper["values"],
    }
    with tempfile.TemporaryDirectory() as folder:
        for source in TEMPLATES.glob("*.typ"):
            (Path(folder) / source.name).write_bytes(source.read_bytes())
        (Path(folder) / "paper.json").write_text(
            json.dumps(data, ensure_ascii=False, default=_plain), "utf-8"
        )
        made = typst.compile(
            str(Path(folder) / f"{kind}.typ"),
            root=folder,
            font_paths=fonts(),
            ignore_system_fonts=True,
            timestamp=int(at.timestamp()),
        )
    return bytes(made)


def _plain(value: object) -> str:
    if isinstance(value, UUID | datetime):
        return str(value)
    raise TypeError(type(value).__name__)
