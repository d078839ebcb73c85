"""手改的地址和表单: what no page of ours offers is not there and does nothing, and a refusal keeps its own sentence."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory

from bancheng.journeys.commands.confirming import ASKED_ENOUGH
from bancheng.kernel.access import PlainActor
from bancheng.kernel.errors import RuleBroken
from bancheng.portal.views.request import signed_in
from tests.journeys.walking import Walker
from tests.portal.browsing import Visitor
from tests.portal.officers import drafted, walker

__all__ = ["drafted", "walker"]


def test_the_id_of_a_draft_of_one_thing_starts_no_other(drafted: Walker) -> None:
    visitor = Visitor(drafted)
    boxes = visitor.get("/things/posthumous/start/").boxes
    answer = visitor.post("/things/posthumous/start/", boxes | {"draft": str(drafted.id)})
    assert answer.status_code == 422
    assert "这个页面已经提交过一次" in answer.content.decode()
    assert drafted.reload().state == "open"


def test_a_material_that_the_draft_does_not_ask_for_has_no_sample(drafted: Walker) -> None:
    Visitor(drafted).get(f"/drafts/{drafted.id}/samples/nothing/", status=404)


def test_only_a_draft_that_is_over_is_said_to_be_over() -> None:
    """Any other refusal goes on with what it says, also on a page of a draft."""

    def view(request: Any, **_ids: Any) -> Any:
        raise ASKED_ENOUGH(most=3)

    request = RequestFactory().get("/")
    request.actor = PlainActor("person", uuid4())  # type: ignore[attr-defined]
    with pytest.raises(RuleBroken) as refused:
        signed_in(view)(request, draft_id=uuid4())
    assert refused.value.code == ASKED_ENOUGH(most=3).code
