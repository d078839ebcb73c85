"""The designer's pages: forms from the schema, errors stored but not handed in, a second person, what a change touches."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.accounts.queries import actor_of_staff, local_day
from bancheng.journeys.queries.revisions import revision
from bancheng.kernel.rulebooks import current, kinds
from bancheng.workbench.queries.designer import form, places, shapes, trying, words, writing
from bancheng.workbench.queries.designer.places import MISSING
from tests.workbench.desks import MOST_STATEMENTS, Desk, Page

LIST = "/desk/rulebooks/"
ITEM = "item/household-registration"


def desk_of(role: str, organization: str = "data", skip: int = 0) -> Desk:
    """An officer of an organization whose post has a role."""
    from datetime import UTC, datetime

    today = local_day(datetime.now(UTC))
    for number in range(1, 9):
        actor = actor_of_staff(f"{organization}-{number}", today)
        if actor and actor.post and role in actor.post.roles:
            if skip:
                skip -= 1
                continue
            return Desk(f"{organization}-{number}")
    raise LookupError(role)


@pytest.fixture
def editor(city: object) -> Desk:
    return desk_of("editor")


@pytest.fixture
def publisher(city: object) -> Desk:
    return desk_of("publisher")


def begin(desk: Desk, key: str = ITEM) -> Page:
    page = desk.get(f"{LIST}?q={key.partition('/')[2]}")
    row = next(one for one in page.forms if one.values.get("document") == [key])
    return desk.post(row)


def here(desk: Desk, key: str = ITEM) -> str:
    """The address of the document in the one living revision."""
    page = desk.get(LIST)
    href = next(
        link
        for link in page.links.values()
        if link.startswith(LIST) and link.count("/") == LIST.count("/") + 1
    )
    return f"{href}{key}/"


def save(desk: Desk, place: str, do: str = "save", at: str | None = None, **values: str) -> Page:
    address = here(desk)
    page = desk.get(f"{address}?at={place if at is None else at}")
    boxes = next(one for one in page.forms if "version" in one.values)
    return desk.post(boxes, do=do, **values)


def act(desk: Desk, revised: str, do: str, **values: str) -> Page:
    page = desk.get(revised)
    step = next(one for one in page.forms if one.action.endswith("/move/"))
    return desk.post(step, do=do, **values)


def test_every_key_and_value_of_every_schema_has_words() -> None:
    for kind in (one for one in kinds().values() if one.model.__module__.startswith("bancheng.")):
        for model in shapes.every_part(kind.model):
            for key, shape in shapes.shapes(model).items():
                assert words.label(model.__name__, key) != key, (model.__name__, key)
                assert shape.control != "raw", (model.__name__, key)
                for option in shape.options:
                    assert option.isdigit() or words.value_label(option) != option, (
                        model.__name__,
                        key,
                        option,
                    )


def test_every_box_of_every_rulebook_reads_back_what_it_shows(city: object) -> None:
    """Nothing that an editor did not touch is changed by looking at it."""
    release = current("journey", "newborn", local_day(Desk("data-1").now))
    for document in release.documents.values():
        for box in _every_box(document.kind, document.body, ()):
            held = places.value_at(document.body, box.spot)
            if box.control in form.GROUPS or held in ("", []):
                continue
            back = writing.read(box.control, box.value, held)
            assert back is held or back == held or str(back) == str(held).strip(), (document.key, box.place)


@pytest.mark.parametrize(
    "texts",
    [
        {"办理时间：上午": "Hours: mornings", "a:b": "c：d"},
        {'"引号"开头：还有冒号': '"quoted"', "反斜杠\\：": "back\\slash"},
        {"两\n行": "two\r\nlines", " 前后空格 ": "", "\u3000": "\u2028", "\t": "tab\t"},
        {'{"a": 1}': "[]", "“中文引号”：": "true", '"': '""'},
    ],
)
def test_any_text_of_a_translation_survives_the_form(texts: dict[str, str]) -> None:
    shown = writing.written("pairs", texts)
    assert shown.count("\n") == len(texts) - 1
    for told in (shown, shown.replace("\n", "\r\n")):  # browsers send both ends of a line
        assert writing.read("pairs", told, {}) == texts
    kept = [*texts, *texts.values()]
    assert writing.read("lines", writing.written("lines", kept), []) == kept


def test_what_is_typed_without_quotes_is_read_up_to_its_first_colon() -> None:
    assert writing.read("pairs", '办理：Handle: now\n"未完：x', {}) == {"办理": "Handle: now", '"未完': "x"}
    with pytest.raises(ValueError, match="缺冒号"):
        writing.read("pairs", '"只有引号"', {})


def test_advice_is_told_apart_and_keeps_nothing_back(editor: Desk) -> None:
    begin(editor)
    page = save(editor, "", topics="别处没有的主题")
    assert "检查过了，没有问题" in page.text
    assert "另有" in page.text
    assert "处建议，不改也能提交、发布" in page.text
    assert "主题“别处没有的主题”不在门面的任何一段里" in page.text
    revised = here(editor).removesuffix(f"{ITEM}/")
    assert "处建议" in editor.get(revised).text
    assert "要由没有动手改过的人来发布" in act(editor, revised, "submit").text


def _every_box(kind: str, body: Any, path: places.Path) -> Any:
    for box in form.boxes(kind, body, path):
        yield box
        held = places.value_at(body, box.spot)
        if box.control == "part" and held is not MISSING:
            yield from _every_box(kind, body, box.spot)
        elif box.control in ("rows", "map") and held is not MISSING:
            for key in range(len(held)) if isinstance(held, list) else held:
                yield from _every_box(kind, body, (*box.spot, str(key)))


def test_an_editor_changes_a_limit_and_a_second_person_publishes(editor: Desk, publisher: Desk) -> None:
    begin(editor)
    page = save(editor, "entry_defaults", promised="6个工作日")
    assert "存好了" in page.text
    revised = here(editor).removesuffix(f"{ITEM}/")
    page = act(editor, revised, "submit")
    assert "要由没有动手改过的人来发布" in page.text
    page = publisher.get(revised)
    assert "承诺时限" in page.text
    assert "6个工作日" in page.text
    page = act(publisher, revised, "publish")
    assert "已发布" in page.text
    today = local_day(editor.now)
    item: Any = current("journey", "newborn", today).model(*ITEM.split("/"))
    assert "6 wd" in {str(entry.promised) for entry in item.entries}


def test_what_is_wrong_is_stored_said_beside_its_box_and_not_handed_in(editor: Desk) -> None:
    begin(editor)
    page = save(editor, "entry_defaults", promised="很快")
    assert "检查出" in page.text
    page = save(editor, "conditions.0", when="mother.no_such = yes")
    revised = here(editor).removesuffix(f"{ITEM}/")
    refused = act(editor, revised, "submit")
    assert refused.status == 422
    assert "处问题，先改好再提交" in refused.text


def test_a_rule_is_read_in_chinese_and_asks_for_what_is_missing(editor: Desk) -> None:
    begin(editor)
    address = here(editor)
    spot, rule = next(trying.rules_of("item", revision_of(editor)))
    page = editor.get(f"{address}?at={'.'.join(spot[:-1])}")
    assert rule in page.html
    assert "意思是：" in page.text
    tried = editor.get(f"{address}see/try/")
    assert "待核验" in tried.text
    assert "还缺：" in tried.text
    answered = editor.get(f"{address}see/try/?a.follow=mother")
    assert "符合" in answered.text


def test_entries_are_added_doubled_moved_and_taken_away_by_named_buttons(editor: Desk) -> None:
    begin(editor)

    def regions() -> list[str]:
        view = revision_of(editor)
        return [str(one.get("region", "")) for one in view["entries"]]

    before = regions()
    save(editor, "entries", "down:entries.0")
    assert regions()[:2] == [before[1], before[0]]
    save(editor, "entries", "copy:entries.0")
    assert regions()[:2] == [before[1], before[1]]
    save(editor, "entries", "drop:entries.0")
    save(editor, "entries", "up:entries.1")
    assert regions() == before
    page = save(editor, "entries", "add:entries")
    assert regions() == [*before, ""]
    assert "检查出" in page.text


def revision_of(desk: Desk, key: str = ITEM) -> dict[str, Any]:
    from uuid import UUID

    number = UUID(here(desk).split("/")[3])
    return dict(revision(number, actor=desk.actor, on=local_day(desk.now)).documents[key].body)


def test_two_editors_of_different_values_both_are_kept_of_the_same_one_is_asked(editor: Desk) -> None:
    begin(editor)
    address = f"{here(editor)}?at="
    first, second = (next(f for f in editor.get(address).forms if "version" in f.values) for _n in range(2))
    editor.post(first, do="save", plain_name="甲的叫法")
    kept = editor.post(second, do="save", one_line="乙的说明")
    assert "存好了" in kept.text
    body = revision_of(editor)
    assert (body["plain_name"], body["one_line"]) == ("甲的叫法", "乙的说明")
    clash = editor.post(second, do="save", plain_name="乙的叫法")
    assert clash.status == 409
    assert "同事存的是：甲的叫法" in clash.text
    assert "乙的叫法" in clash.html
    again = next(one for one in clash.forms if "version" in one.values)
    editor.post(again, do="save", plain_name="乙的叫法")
    assert revision_of(editor)["plain_name"] == "乙的叫法"


def test_a_ring_of_items_is_named_in_words_and_the_order_is_drawn(editor: Desk) -> None:
    begin(editor, "journey/newborn")
    address = here(editor, "journey/newborn")
    drawn = editor.get(f"{address}see/picture/")
    assert "最长的一条路" in drawn.text
    assert "<svg" in drawn.html
    body = revision_of(editor, "journey/newborn")
    index = next(n for n, one in enumerate(body["items"]) if one["item"] == "birth-certificate")
    page = editor.get(f"{address}?at=items.{index}")
    boxes = next(one for one in page.forms if "version" in one.values)
    editor.post(boxes, do=f"add:items.{index}.after")
    page = editor.get(f"{address}?at=items.{index}.after.0")
    boxes = next(one for one in page.forms if "version" in one.values)
    editor.post(boxes, do="save", item="household-registration")
    assert "互相等" in editor.get(f"{address}see/picture/").text
    assert "上户口 → " in editor.get(f"{address}see/picture/").text


def test_who_uses_it_and_taking_another_rulebook_in(editor: Desk) -> None:
    begin(editor)
    page = editor.get(f"{here(editor)}see/uses/")
    assert "孩子出生了" in page.text
    form_ = next(one for one in page.forms if one.values.get("document") == ["journey/newborn"])
    editor.post(form_)
    page = editor.get(here(editor).removesuffix(f"{ITEM}/"))
    assert "孩子出生了" in page.text


def test_whoever_has_neither_role_finds_no_such_page(city: object) -> None:
    clerk = Desk("station-chunfeng-1")
    assert clerk.client.get(LIST).status_code == 403
    assert "事项与一件事" not in clerk.get("/desk/").text


def test_another_organization_does_not_see_it(editor: Desk) -> None:
    begin(editor)
    other = desk_of("editor", "health")
    assert other.client.get(here(editor)).status_code == 404


def test_sent_back_with_a_reason(editor: Desk, publisher: Desk) -> None:
    begin(editor)
    save(editor, "", plain_name="报户口")
    revised = here(editor).removesuffix(f"{ITEM}/")
    act(editor, revised, "submit")
    page = act(publisher, revised, "return")
    assert page.status == 422
    page = act(publisher, revised, "return", note="叫法改回去")
    assert "退回来了" in page.text
    assert "叫法改回去" in editor.get(revised).text


def test_the_check_answers_while_one_types_and_stores_nothing(editor: Desk) -> None:
    begin(editor)
    address = f"{here(editor)}?at=conditions.0"
    boxes = next(one for one in editor.get(address).forms if "version" in one.values)
    said = editor.client.post(
        f"{here(editor)}check/?at=conditions.0", {**boxes.values, "when": "nobody.knows = yes"}
    ).content.decode()
    assert "hx-partial" in said
    assert "nobody.knows" in said
    assert "nobody" not in str(revision_of(editor))


@pytest.mark.parametrize("end", ["", "household", "see/try/", "see/picture/", "see/changes/", "see/uses/"])
def test_few_statements(editor: Desk, end: str) -> None:
    begin(editor)
    address = LIST if end == "household" else f"{here(editor)}{end}"
    assert editor.statements(address) <= MOST_STATEMENTS
