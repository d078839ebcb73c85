"""What a register does not say is asked on the form, also when only a rule reads it: nobody is left without a way on."""

from __future__ import annotations

from typing import Any

from bancheng.portal.queries.filling import fields_of, section_codes
from tests.city import Registry, people
from tests.journeys.walking import Walker
from tests.portal.browsing import Visitor

SITUATION = {
    "licensed": "no", "shop_type": "individual", "place_kind": "street", "cold_kind": "plant", "how_big": "120",
    "fun": "no", "fire_way": "pledge", "signboard": "no", "tobacco": "no", "how_many": "1",
}  # fmt: skip


def test_every_field_that_is_asked_has_a_box_on_a_part_of_the_form(city: Any, registry: Registry) -> None:
    registry.mode("health-certificates", "down")
    owner, staff = [one for one in people().citizens if one.local][:2]
    walker = Walker(owner).start("restaurant").answer_all(**SITUATION)
    told = {"employee[1].name": staff.name, "employee[1].id_number": staff.id_number}
    assert not walker.save(told | {"premises.region": "449902001", "premises.address": "玉兰路8号"}).errors
    walker.look()
    view = walker.view
    asked = {one.path for one in view.plan.asked()}
    assert "employee[1].certified" in asked
    parts = section_codes(view)
    assert asked <= {one.path for part in parts for one in fields_of(view, part)}
    visitor = Visitor(walker)
    pages = [visitor.get(f"/drafts/{walker.id}/form/{part}/").html for part in parts]
    assert any('name="employee[1].certified"' in html for html in pages)
