"""有没有健康证？有。 Yes and no are said in the words that the element gives them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from bancheng.eforms.spec import Element
from bancheng.portal.queries.yes_or_no import yes_or_no

HAS = {"yes": {"zh-hans": "有", "en": "Yes"}, "no": {"zh-hans": "没有", "en": "No"}}


def element(**more: Any) -> Element:
    return Element.model_validate(
        {"schema": "element/1", "code": "one", "name": "有没有健康证", "datatype": "yes_no", **more}
    )


def test_the_answer_takes_up_the_words_of_the_question() -> None:
    assert yes_or_no(element(answers=HAS)) == {"yes": "有", "no": "没有"}
    with translation.override("en"):
        assert yes_or_no(element(answers=HAS)) == {"yes": "Yes", "no": "No"}


def test_without_words_of_its_own_it_is_shi_and_bu_shi() -> None:
    assert yes_or_no(element()) == {"yes": "是", "no": "不是"}


def test_only_what_is_answered_by_yes_or_no_has_such_words() -> None:
    with pytest.raises(ValueError, match="yes_no"):
        element(datatype="text", answers=HAS)
