"""填表与材料: what is known is text with its source, what is asked is a box, and nothing typed is lost."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from bancheng.demo_city.drive.inventing import photograph
from bancheng.journeys.queries.drafts import draft
from tests.city import family, people
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import MOST_STATEMENTS, Screen, Visitor, noticed, same_but_for, writes

WRONG_CARD, RIGHT_CARD = "6222020000000000001", "6222020000000000000"


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    usual = next(one for one in people().families if one.father and one.marriage and one.birth_registered)
    walker = mother(usual)
    noticed(walker)
    return walker


@pytest.fixture
def visitor(walker: Walker) -> Visitor:
    return Visitor(walker)


def part(walker: Walker, name: str = "parents") -> str:
    return f"/drafts/{walker.id}/form/{name}/"


def everything(walker: Walker) -> list[str]:
    (bring, *_rest) = walker.view.plan.to_bring()
    materials = f"/drafts/{walker.id}/materials/"
    return [part(walker, "child"), part(walker), materials, f"{materials}{bring.key}/"]


def post(visitor: Visitor, path: str, page: Screen, **typed: str) -> Any:
    return visitor.post(path, page.boxes | {name.replace("__", "."): value for name, value in typed.items()})


def autosave(visitor: Visitor, path: str, page: Screen, **typed: str) -> Any:
    boxes = page.boxes | {name.replace("__", "."): value for name, value in typed.items()}
    return visitor.post(path, boxes, headers={"x-autosave": "1"})


def stored(walker: Walker, path: str) -> Any:
    entry = draft(walker.id, actor=walker.actor, now=walker.now).entries.get(path)
    return entry.value if entry else None


# --- what a part of the form shows --------------------------------------------------------------------------


def test_what_is_asked_comes_before_what_is_known(walker: Walker, visitor: Visitor) -> None:
    page = visitor.get(part(walker))
    html = page.html
    assert page.headings.index("要您填的") < page.headings.index("已经替您填好的13项")
    assert html.index('name="mother.bank_account"') < html.index('class="bc-known"')


def test_a_known_value_is_text_and_never_a_box(walker: Walker, visitor: Visitor) -> None:
    page = visitor.get(part(walker))
    assert walker.citizen.name in page.text
    assert "mother.name" not in page.boxes
    assert "readonly" not in page.html
    assert "disabled" not in page.html


def test_every_known_value_says_where_it_is_from_and_can_be_objected_to(
    walker: Walker, visitor: Visitor
) -> None:
    html = visitor.get(part(walker)).html
    rows = html.split('class="bc-known-row"')[1:]
    assert len(rows) == 13
    assert all("查到" in row and "这不对" in row for row in rows)


def test_a_known_value_can_say_by_what_right_it_was_looked_up(walker: Walker, visitor: Visitor) -> None:
    html = visitor.get(part(walker)).html
    assert html.count("凭什么查") == 13
    assert "查询编号" in html


def test_values_that_follow_from_answers_are_not_said_to_come_from_registers(
    walker: Walker, visitor: Visitor
) -> None:
    follows = {one.role for one in walker.view.plan.fields if one.source == "derived" and one.value}
    said = {role: "您前面的回答" in visitor.get(part(walker, role)).text for role in ("child", "parents")}
    assert said == {"child": True, "parents": False}, follows


def test_identity_numbers_are_masked(walker: Walker, visitor: Visitor) -> None:
    html = visitor.get(part(walker)).html
    assert walker.citizen.id_number not in html
    assert f"********{walker.citizen.id_number[-4:]}" in html


def test_under_a_heading_names_do_not_repeat_whose_they_are(walker: Walker, visitor: Visitor) -> None:
    html = visitor.get(part(walker)).html
    assert "<dt>姓名</dt>" in html
    assert "<dt>妈妈的姓名</dt>" not in html
    assert "妈妈的姓名" in html  # said to people who hear the page


# --- saving -------------------------------------------------------------------------------------------------


def test_a_wrong_value_stays_in_its_box_and_right_ones_are_kept(walker: Walker, visitor: Visitor) -> None:
    page = visitor.get(part(walker))
    typed = {"mother__bank_account": WRONG_CARD, "mother__bank_name": "善美银行春风街支行"}
    answer = post(visitor, part(walker), page, **typed)
    again = Screen(answer.content.decode())
    assert answer.status_code == 422
    assert again.boxes["mother.bank_account"] == WRONG_CARD
    assert again.invalid == ["mother.bank_account"]
    assert stored(walker, "mother.bank_name") == "善美银行春风街支行"
    assert stored(walker, "mother.bank_account") is None


def test_the_summary_says_what_is_beside_the_box_and_leads_to_it(walker: Walker, visitor: Visitor) -> None:
    page = visitor.get(part(walker))
    html = post(visitor, part(walker), page, mother__bank_account=WRONG_CARD).content.decode()
    assert "<title>有1处要改" in html
    assert 'href="#id_mother.bank_account"' in html
    assert 'id="id_mother.bank_account"' in html


def test_saving_leads_to_the_next_part_and_later_leads_home(walker: Walker, visitor: Visitor) -> None:
    page = visitor.get(part(walker))
    assert post(visitor, part(walker), page, mother__bank_account=RIGHT_CARD)["Location"] == part(
        walker, "receiving"
    )
    assert post(visitor, part(walker), visitor.get(part(walker)), later="1")["Location"] == "/me/"


def test_a_part_that_this_form_does_not_have_is_not_found(walker: Walker, visitor: Visitor) -> None:
    visitor.get(part(walker, "no-such-part"), status=404)


# --- 这不对 ---------------------------------------------------------------------------------------------------


def objection(visitor: Visitor, walker: Walker, value: str) -> Any:
    page = visitor.get(part(walker))
    wanted = {
        "objection-mother.name": value,
        "objection-mother.name-reason": "renamed",
        "objection": "mother.name",
    }
    return visitor.post(part(walker), page.boxes | wanted)


def test_an_objection_never_blocks_and_leads_back_to_its_row(walker: Walker, visitor: Visitor) -> None:
    answer = objection(visitor, walker, "林晓雨")
    assert answer.status_code == 302
    assert answer["Location"] == f"{part(walker)}#known-mother.name"
    page = visitor.get(part(walker))
    assert "known-mother.name" in page.ids
    assert "林晓雨" in page.text
    assert f"登记的是{walker.citizen.name}" in page.text
    assert "等核对" in page.text


def test_an_objection_can_be_taken_back(walker: Walker, visitor: Visitor) -> None:
    objection(visitor, walker, "林晓雨")
    page = visitor.get(part(walker))
    assert 'name="undo" value="mother.name"' in page.html
    visitor.post(part(walker), page.boxes | {"undo": "mother.name"})
    assert stored(walker, "mother.name") == walker.citizen.name


def test_a_wrong_objection_stays_open_as_it_was_typed(walker: Walker, visitor: Visitor) -> None:
    page = visitor.get(part(walker))
    wanted = {"objection-mother.id_number": "12345", "objection": "mother.id_number"}
    answer = visitor.post(part(walker), page.boxes | wanted)
    again = Screen(answer.content.decode())
    assert answer.status_code == 422
    assert again.boxes["objection-mother.id_number"] == "12345"
    assert "#id_objection-mother.id_number" in again.links
    assert "id_objection-mother.id_number" in again.ids


def by_post(walker: Walker, visitor: Visitor) -> str:
    """The part that asks where to post to, after “寄给我” was chosen."""
    receiving = part(walker, "receiving")
    post(visitor, receiving, visitor.get(receiving), mother__receive_by="post")
    assert "mother.post_address" in visitor.get(receiving).boxes
    return receiving


def test_nobody_has_to_mend_a_box_that_the_same_page_made_go(walker: Walker, visitor: Visitor) -> None:
    receiving = by_post(walker, visitor)
    page = visitor.get(receiving)
    assert post(visitor, receiving, page, mother__post_address="家").status_code == 422
    answer = post(visitor, receiving, page, mother__post_address="家", mother__receive_by="electronic")
    assert answer.status_code == 302


def test_nobody_chooses_between_two_devices_for_a_box_that_is_gone(walker: Walker, visitor: Visitor) -> None:
    receiving = by_post(walker, visitor)
    here, there = visitor.get(receiving), visitor.get(receiving)
    autosave(visitor, receiving, there, mother__post_address="春风街道朝阳社区49号")
    answer = post(
        visitor, receiving, here, mother__post_address="城东镇东门社区67号", mother__receive_by="electronic"
    )
    assert answer.status_code == 302


# --- saving by itself ---------------------------------------------------------------------------------------


def test_the_page_saves_itself_without_a_word(walker: Walker, visitor: Visitor) -> None:
    answer = autosave(visitor, part(walker), visitor.get(part(walker)), mother__bank_name="善美银行")
    assert answer.status_code == 204
    assert answer.content == b""
    assert stored(walker, "mother.bank_name") == "善美银行"


def test_what_the_page_saved_itself_does_not_clash_with_what_is_typed_next(
    walker: Walker, visitor: Visitor
) -> None:
    page = visitor.get(part(walker))
    page.boxes["base"] = autosave(visitor, part(walker), page, mother__bank_name="善美银")["X-Version"]
    answer = post(visitor, part(walker), page, mother__bank_name="善美银行", mother__bank_account=RIGHT_CARD)
    assert answer.status_code == 302
    assert stored(walker, "mother.bank_name") == "善美银行"


def test_the_page_lodges_no_objection_by_itself(walker: Walker, visitor: Visitor) -> None:
    autosave(visitor, part(walker), visitor.get(part(walker)), **{"objection-mother__name": "林"})
    assert stored(walker, "mother.name") == walker.citizen.name


def test_after_another_device_the_page_may_not_go_on_as_if_it_had_seen_it(
    walker: Walker, visitor: Visitor
) -> None:
    here, there = visitor.get(part(walker)), visitor.get(part(walker))
    autosave(visitor, part(walker), there, mother__bank_account=RIGHT_CARD)
    answer = autosave(visitor, part(walker), here, mother__bank_name="善美银行")
    assert answer.status_code == 204
    assert "X-Version" not in answer


# --- two devices --------------------------------------------------------------------------------------------


def two_devices(visitor: Visitor, walker: Walker) -> Any:
    here, there = visitor.get(part(walker)), visitor.get(part(walker))
    autosave(visitor, part(walker), there, mother__bank_name="那边写的银行")
    return here


def test_two_devices_that_wrote_the_same_box_are_told_apart(walker: Walker, visitor: Visitor) -> None:
    here = two_devices(visitor, walker)
    assert autosave(visitor, part(walker), here, mother__bank_name="这边写的银行").status_code == 409
    answer = post(visitor, part(walker), here, mother__bank_name="这边写的银行")
    page = Screen(answer.content.decode())
    assert answer.status_code == 422
    assert "这边写的银行" in page.text
    assert "那边写的银行" in page.text
    assert stored(walker, "mother.bank_name") == "那边写的银行"


@pytest.mark.parametrize(("choice", "kept"), [("mine", "这边写的银行"), ("theirs", "那边写的银行")])
def test_of_two_devices_the_person_chooses(walker: Walker, visitor: Visitor, choice: str, kept: str) -> None:
    here = two_devices(visitor, walker)
    page = Screen(post(visitor, part(walker), here, mother__bank_name="这边写的银行").content.decode())
    visitor.post(part(walker), page.boxes | {"version:mother.bank_name": choice})
    assert stored(walker, "mother.bank_name") == kept


def test_who_does_not_choose_is_asked_again_and_loses_nothing(walker: Walker, visitor: Visitor) -> None:
    here = two_devices(visitor, walker)
    page = Screen(post(visitor, part(walker), here, mother__bank_name="这边写的银行").content.decode())
    answer = visitor.post(part(walker), page.boxes)
    again = Screen(answer.content.decode())
    assert answer.status_code == 422
    assert "#id_version:mother.bank_name" in again.links
    assert "这边写的银行" in again.text
    assert stored(walker, "mother.bank_name") == "那边写的银行"


def test_a_clash_shows_no_box_for_the_same_value(walker: Walker, visitor: Visitor) -> None:
    here = two_devices(visitor, walker)
    html = post(visitor, part(walker), here, mother__bank_name="这边写的银行").content.decode()
    assert 'name="mother.bank_name"' not in html


# --- materials ----------------------------------------------------------------------------------------------


def upload(visitor: Visitor, path: str, name: str, content: bytes) -> Any:
    file = BytesIO(content)
    file.name = name
    return visitor.post(path, {"file": file, "upload": "file"})


def test_limits_are_said_before_the_box(walker: Walker, visitor: Visitor) -> None:
    html = visitor.get(everything(walker)[-1]).html
    assert html.index("20MB") < html.index('type="file"')


def test_a_photograph_is_taken_and_shown(walker: Walker, visitor: Visitor) -> None:
    path = everything(walker)[-1]
    assert 'class="btn btn-primary" name="upload"' in visitor.get(path).html  # what the page is for
    picture = BytesIO()
    Image.new("RGB", (1600, 1200), "white").save(picture, "JPEG")
    assert upload(visitor, path, "银行卡.jpg", picture.getvalue()).status_code == 302
    page = visitor.get(path)
    assert "银行卡.jpg" in page.text
    assert "收下了" in page.text
    assert 'class="btn btn-secondary" name="upload"' in page.html


def test_of_a_small_photograph_it_is_said_that_it_may_not_be_read(walker: Walker, visitor: Visitor) -> None:
    path = everything(walker)[-1]
    assert upload(visitor, path, "银行卡.jpg", photograph(walker.chance).read()).status_code == 302
    page = visitor.get(path)
    assert "可能看不清" in page.text
    assert "这张照片很小" in page.text


def test_a_file_that_is_no_picture_is_refused_with_the_reason(walker: Walker, visitor: Visitor) -> None:
    answer = upload(visitor, everything(walker)[-1], "银行卡.jpg", b"not a picture")
    assert answer.status_code == 422
    assert Screen(answer.content.decode()).invalid == ["file"]


def test_uploading_nothing_says_so(walker: Walker, visitor: Visitor) -> None:
    answer = visitor.post(everything(walker)[-1], {"upload": "file"})
    assert answer.status_code == 422
    assert "还没有选照片或者文件" in answer.content.decode()


def test_a_material_that_is_not_wanted_is_not_taken(walker: Walker, visitor: Visitor) -> None:
    assert visitor.client.get(f"/drafts/{walker.id}/materials/no-such-material/").status_code in {404, 422}


# --- every page ---------------------------------------------------------------------------------------------


def test_pages_of_filling_have_one_thing_to_do(walker: Walker, visitor: Visitor) -> None:
    assert {path: visitor.get(path).primary for path in everything(walker)} == dict.fromkeys(
        everything(walker), 1
    )


def test_pages_of_filling_ask_little_of_the_database_and_write_nothing(
    walker: Walker, visitor: Visitor
) -> None:
    for path in everything(walker):
        statements = visitor.statements(path)
        assert len(statements) <= MOST_STATEMENTS, (path, statements)
        assert writes(statements) == [], path


def test_the_form_of_another_answers_like_one_that_never_was(walker: Walker) -> None:
    stranger = Visitor(mother(family("未婚妈妈，单方申报")))
    never = uuid4()
    for theirs in everything(walker):
        nobodys = theirs.replace(str(walker.id), str(never))
        one, other = stranger.client.get(theirs), stranger.client.get(nobodys)
        assert one.status_code == other.status_code == 404
        assert sorted(one.headers) == sorted(other.headers)
        assert same_but_for(one.content.decode(), walker.id) == same_but_for(other.content.decode(), never)
        assert len(stranger.statements(theirs, 404)) == len(stranger.statements(nobodys, 404))


def test_the_form_of_another_cannot_be_saved(walker: Walker, visitor: Visitor) -> None:
    page = visitor.get(part(walker))
    stranger = Visitor(mother(family("未婚妈妈，单方申报")))
    assert post(stranger, part(walker), page, mother__bank_name="别人的银行").status_code == 404
    assert stored(walker, "mother.bank_name") is None
