"""After a merger the pages say who has the matter now, to the officer and to the applicant."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.organizations.queries import forget_world
from tests.portal.browsing import Visitor
from tests.portal.officers import usual
from tests.workbench.desks import first
from tests.workbench.merging import merged


@pytest.fixture(autouse=True)
def _fresh_world() -> Any:
    yield
    forget_world()


def test_both_pages_say_who_goes_on_and_that_the_day_stays(city: Any, registry: Any) -> None:
    walker = usual().ready()
    walker.submit()
    matter = first(walker)
    name, desk = merged(walker, matter)
    case = desk.get(matter.path).text
    assert f"机构改革后由{name}接着办，期限不变。" in case
    assert f"机构改革，移到{name}接着办，期限不变" in case
    whole = Visitor(walker).get(f"/applications/{walker.id}/").text
    assert f"机构改革后由{name}接着办，日期不变。" in whole
    assert f"机构改革，改由{name}接着办，日期不变" in whole
