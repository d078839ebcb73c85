"""What may be chosen: what the lists offer today; a code that was retired is read in old answers and offered to nobody."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from bancheng.eforms.spec import CodeList, Element
from bancheng.journeys.queries import choices as asked
from bancheng.journeys.queries.choices import choices

ON = date(2026, 3, 2)


def element(datatype: str, **more: Any) -> Element:
    return Element.model_validate(
        {"schema": "element/1", "code": "x", "name": "x", "datatype": datatype, **more}
    )


def test_a_retired_code_is_offered_to_nobody() -> None:
    codes = CodeList.model_validate(
        {"schema": "code-list/1", "code": "list", "name": "表",
         "values": [{"code": "1", "name": "甲"}, {"code": "2", "name": "乙", "retired": True}]}
    )  # fmt: skip
    book: Any = SimpleNamespace(
        model=lambda kind, code: codes if (kind, code) == ("code-list", "list") else None
    )
    assert choices(book, element("code", code_list="list"), ON) == {"1": "甲"}


@pytest.mark.parametrize("one", [element("code"), element("text", code_list="list")])
def test_what_has_no_list_is_typed(one: Element) -> None:
    assert choices(SimpleNamespace(), one, ON) is None  # type: ignore[arg-type]


def test_of_regions_townships_and_streets_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    regions = {
        code: SimpleNamespace(level=level)
        for code, level in (("449902001", "township"), ("449902", "county"), ("449901001", "township"))
    }
    here = SimpleNamespace(regions=regions, full_name=lambda code: f"善美市{code}")
    monkeypatch.setattr(asked, "world", lambda on: here if on == ON else None)
    offered = choices(SimpleNamespace(), element("region"), ON)  # type: ignore[arg-type]
    assert offered == {"449901001": "善美市449901001", "449902001": "善美市449902001"}
    assert list(offered) == sorted(offered)
