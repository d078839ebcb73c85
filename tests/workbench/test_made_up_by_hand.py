"""手改的表单: what no page of the desk offers begins nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.kernel.database import fetch_all
from bancheng.kernel.ids import uuid7
from bancheng.workbench.queries.designer import writing
from tests.workbench.desks import Desk
from tests.workbench.test_designer import desk_of


@pytest.fixture
def editor(city: Any) -> Desk:
    return desk_of("editor")


@pytest.mark.parametrize("kind", ["", "poem", "../item"])
def test_a_rulebook_of_a_kind_that_there_is_not_is_not_begun(editor: Desk, kind: str) -> None:
    told = {"kind": kind, "code": "new-thing", "name": "新的", "revision_id": str(uuid7())}
    assert editor.client.post("/desk/rulebooks/begin/", told).status_code == 404
    assert fetch_all("SELECT 1 FROM journeys_revision") == []


@pytest.mark.parametrize(
    ("typed", "said"), [("甲", "缺冒号"), ("：一", "缺冒号"), ("甲：一\n甲：二", "写了两次")]
)
def test_a_line_that_would_be_lost_is_refused_with_its_words(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        writing.read("pairs", typed, {})
