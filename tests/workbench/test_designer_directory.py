"""认领、铺到县区和镇街、各改各的、替一个人试: at the desk, without a script."""

from __future__ import annotations

import pytest

from bancheng.kernel.rulebooks import standing
from bancheng.kernel.workdays import local_day
from tests.workbench.desks import MOST_STATEMENTS, Desk, Page
from tests.workbench.test_designer import LIST, act, begin, desk_of, here, revision_of

FREE, CODE = "000514011000", "unemployment-benefit"
CLAIMED = f"item/{CODE}"
FOOD = "item/food-licence"
DIRECTORY = f"{LIST}directory/"


@pytest.fixture
def editor(city: object) -> Desk:
    return Desk("human-resources-1", "human-resources.lead")


@pytest.fixture
def county(city: object) -> Desk:
    return Desk("market-anlan-1", "market-anlan.rules")


def claim(desk: Desk, code: str = CODE) -> Page:
    page = desk.get(f"{DIRECTORY}?matter={FREE}")
    return desk.post(page.form("adopt"), code=code)


def test_claimed_from_the_list_written_submitted_and_published_by_a_second_person(editor: Desk) -> None:
    listed = editor.get(DIRECTORY)
    assert "失业保险金申领" in listed.text
    assert "教师资格认定" not in listed.text
    one = editor.get(f"{DIRECTORY}?matter={FREE}")
    assert "《中华人民共和国社会保险法》第四十五条" in one.text
    page = claim(editor)
    assert "基本目录定的：失业保险金申领" in page.text
    revised = here(editor, CLAIMED).removesuffix(f"{CLAIMED}/")
    assert "要由没有动手改过的人来发布" in act(editor, revised, "submit").text
    assert "已发布" in act(desk_of("publisher"), revised, "publish").text
    assert CLAIMED in standing(local_day(editor.now)).documents
    assert "失业保险金申领" not in editor.get(DIRECTORY).links


def test_a_code_that_is_no_code_is_told_beside_its_box_and_kept(editor: Desk) -> None:
    refused = claim(editor, "不是编码")
    assert refused.status == 422
    assert "编码用小写字母" in refused.text
    assert refused.form("adopt").values["code"] == ["不是编码"]


def test_more_than_the_directory_allows_is_told_beside_its_box(editor: Desk) -> None:
    claim(editor)
    address = here(editor, CLAIMED)
    page = editor.get(f"{address}?at=entry_defaults")
    boxes = next(one for one in page.forms if "version" in one.values)
    told = editor.post(boxes, do="save", legal="30个工作日")
    assert "比基本目录的10个工作日还长" in told.text
    assert "最长10个工作日，可以更短" in told.text


def test_a_search_that_finds_nothing_leads_back(editor: Desk) -> None:
    page = editor.get(f"{DIRECTORY}?q=养鱼")
    assert "没有找到“养鱼”" in page.text
    assert page.links["看全部"] == DIRECTORY


def test_a_matter_of_another_line_is_not_there(editor: Desk) -> None:
    assert editor.client.get(f"{DIRECTORY}?matter=000105001000").status_code == 404


def test_entries_for_the_regions_that_have_none(city: object) -> None:
    desk = desk_of("editor")
    begin(desk, FOOD)
    address = here(desk, FOOD)
    assert "不用再铺" in desk.get(f"{address}extend/").text
    for _each in range(3):
        page = desk.get(f"{address}?at=entries")
        desk.post(next(one for one in page.forms if "version" in one.values), do="drop:entries.1")
    page = desk.get(f"{address}extend/")
    assert "还有3个地方没有" in page.text
    form = page.form("extend")
    made = desk.post(
        form, **{"body:449904": "market-wangjiang", "body:449921": "market-anlan", "body:449922": ""}
    )
    assert "加了2份实施清单" in made.text
    entries = revision_of(desk, FOOD)["entries"]
    assert [one["organization"] for one in entries[1:]] == ["org:market-wangjiang", "org:market-anlan"]


def test_a_body_that_the_page_does_not_offer_is_left_out(city: object) -> None:
    desk = desk_of("editor")
    begin(desk, FOOD)
    address = here(desk, FOOD)
    page = desk.get(f"{address}?at=entries")
    desk.post(next(one for one in page.forms if "version" in one.values), do="drop:entries.1")
    form = desk.get(f"{address}extend/").form("extend")
    made = desk.post(form, **{"body:449904": "police", "body:449902": "market-chengqu"})
    assert len(revision_of(desk, FOOD)["entries"]) == 3
    assert "实施清单" in made.text


def test_only_an_item_is_extended(city: object) -> None:
    desk = desk_of("editor")
    begin(desk, "journey/newborn")
    assert desk.client.get(f"{here(desk, 'journey/newborn')}extend/").status_code == 404


def test_others_entries_are_read_only_and_refused(county: Desk) -> None:
    begin(county, FOOD)
    address = here(county, FOOD)
    listed = county.get(f"{address}?at=entries")
    assert listed.text.count("别处的，只能看") == 3
    own = next(n for n, one in enumerate(revision_of(county, FOOD)["entries"]) if one["region"] == "449921")
    other = (own + 1) % 4
    page = county.get(f"{address}?at=entries.{other}")
    assert "本单位只能看" in page.text
    boxes = next(one for one in page.forms if "version" in one.values)
    assert "readonly" in page.html
    refused = county.post(boxes, do="save", phone="0799-5130999")
    assert refused.status == 422
    assert "只能改自己地方的那一份" in refused.text
    assert "0799-5130999" in refused.html, "nothing typed is lost"
    page = county.get(f"{address}?at=entries.{own}")
    boxes = next(one for one in page.forms if "version" in one.values)
    assert "存好了" in county.post(boxes, do="save", phone="0799-5130999").text


def test_a_sample_person_fills_the_boxes_and_the_plan_follows(city: object) -> None:
    desk = desk_of("editor")
    begin(desk, "journey/restaurant")
    address = f"{here(desk, 'journey/restaurant')}see/try/"
    page = desk.get(address)
    assert "街边小面馆，两个人" in page.text
    small, large = (
        desk.get(address + page.links[one]) for one in ("街边小面馆，两个人", "商场里的大酒楼，卖烟")
    )
    assert "600" in large.html
    assert "烟草" in to_do(large)
    assert "烟草" not in to_do(small)
    typed = next(one for one in large.forms if one.values.get("who") == ["banquet"])
    changed = desk.get(f"{address}?who=banquet&a.tobacco=no&a.how_big=100")
    assert typed.values["a.how_big"] == ["600"]
    assert typed.values["a.dishes"] == ["hot", "cold", "drinks", "cakes"], "several answers stay several"
    assert 'value="100"' in changed.html


def to_do(page: Page) -> str:
    """The part of a try that says what will be done."""
    return page.text.partition("会办这些事")[2].partition("不用办的")[0]


@pytest.mark.parametrize("end", ["directory/", f"directory/?matter={FREE}", "extend"])
def test_few_statements(editor: Desk, end: str) -> None:
    address = f"{LIST}{end}"
    if end == "extend":
        claim(editor)
        address = f"{here(editor, CLAIMED)}extend/"
    assert editor.statements(address) <= MOST_STATEMENTS
