"""看样子: how each material looks is drawn from the rulebooks, told in words too, and shows nobody."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

import pytest
from pydantic import ValidationError

from bancheng.accounts.queries import local_day
from bancheng.catalogue.spec import Material, Specimen
from bancheng.journeys.queries.published import published
from bancheng.kernel.rulebooks import Document, Release
from bancheng.portal.queries.specimens import has_specimen, specimen
from tests.city import family
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import MOST_STATEMENTS, Visitor

PNG = "data:image/png;base64," + b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 40).decode()
PUBLIC = re.compile(r"^/things/[a-z-]+/samples/[a-z-]+/$")
OWN = re.compile(r"^/drafts/[0-9a-f-]+/samples/[a-z-]+/$")


def release(**more: Any) -> Release:
    body = {"schema": "material/1", "code": "paper", "name": "一份材料", "plain_name": "材料"} | more
    return Release("material", "paper", {"material/paper": Document.of(body)})


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return mother(family("未婚妈妈，单方申报")).start().answer_all(who="mother").fill()


def test_every_material_of_every_thing_of_the_demo_has_something_to_see(city: Any) -> None:
    on = local_day(mother(family("未婚妈妈，单方申报")).now)
    for thing in published(on):
        for code, model in thing.release.models("material").items():
            assert isinstance(model, Material)
            found = specimen(thing.release, code)
            assert found is not None, code
            assert found["must"], code
            assert all(one in found["alt"] for one in found["must"])


def test_a_material_of_which_the_rulebooks_say_nothing_has_none() -> None:
    assert not has_specimen(release(), "paper")
    assert not has_specimen(release(specimen={"shape": "card"}), "paper")
    assert not has_specimen(release(), "unknown")


def test_the_city_s_own_picture_wins() -> None:
    found = specimen(release(specimen={"shows": ["印章"], "picture": PNG}), "paper")
    assert found is not None
    assert found["picture"] == PNG
    assert found["must"] == ["印章"]


@pytest.mark.parametrize(
    "wrong",
    [
        "https://example.org/x.png", "data:image/svg+xml;base64,PHN2Zy8+", "data:image/png;base64,!!!!",
        PNG.replace("png", "jpeg"), "data:text/html;base64," + PNG.rpartition(",")[2],
    ],
)  # fmt: skip
def test_a_picture_is_a_picture(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Specimen(picture=wrong)


def test_what_is_too_long_for_the_drawing_stands_whole_beside_it() -> None:
    long = "变更后的法定代表人的姓名和住所"
    found = specimen(release(specimen={"shows": [long]}), "paper")
    assert found is not None
    assert found["rows"][0]["short"] != long
    assert found["must"] == [long]


def test_whoever_looks_at_a_thing_finds_how_its_materials_look(city: Any) -> None:
    visitor = Visitor()
    links = [one for one in visitor.get("/things/newborn/").links if PUBLIC.match(one)]
    assert links
    page = visitor.get(links[0])
    assert page.primary == 1
    assert "样张" in page.html
    assert "要看得清这些" in page.text
    assert len(visitor.statements(links[0])) <= MOST_STATEMENTS


def test_an_unknown_material_or_thing_is_not_found(city: Any) -> None:
    for path in ("/things/newborn/samples/nothing/", "/things/nothing/samples/bank-card/"):
        Visitor().get(path, status=404)


def test_the_list_and_the_upload_show_it_without_script(walker: Walker) -> None:
    visitor = Visitor(walker)
    page = visitor.get(f"/drafts/{walker.id}/materials/")
    (link, *_more) = [one for one in page.links if OWN.match(one)]
    assert "要看得清这些" in visitor.get(link).text
    key = next(one.key for one in walker.view.plan.to_bring() if one.necessity == "required")
    html = visitor.get(f"/drafts/{walker.id}/materials/{key}/").html
    assert html.count('class="bc-sample"') == 1
    assert html.index("看样子") < html.index('class="bc-sample"') < html.index('type="file"')


def test_another_person_s_draft_shows_no_sample(walker: Walker) -> None:
    key = next(one.type for one in walker.view.plan.to_bring())
    Visitor(mother(family("双胞胎"))).get(f"/drafts/{walker.id}/samples/{key}/", status=404)
