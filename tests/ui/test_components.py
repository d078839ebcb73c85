"""Every component, in every state, as the design pages show it."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client
from jinja2 import Environment, UndefinedError

from bancheng.ui import icons
from bancheng.ui.environment import COMPONENTS, Components, component_files
from bancheng.ui.samples.parts import DESK, FRAME

TEMPLATES = COMPONENTS.parent
PAGES = [
    "/design/",
    "/design/desk/",
    "/design/words/",
    "/modes/",
    "/offline/",
    "/accessibility/",
    "/privacy/",
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def environment() -> Environment:
    return engines["jinja2"].env  # type: ignore[attr-defined, no-any-return]


def show(environment: Environment, source: str, **context: object) -> str:
    return environment.from_string(source).render(**context)


class Outline(HTMLParser):
    """Ids, label targets, headings and landmarks of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.described: list[str] = []
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.targets += [given["for"] or ""] if "for" in given else []
        self.targets += [given["href"][1:]] if (given.get("href") or "").startswith("#id_") else []  # type: ignore[index]
        self.described += (given.get("aria-describedby") or "").split()
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, client: Client) -> str:
    answer = client.get(request.param)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_page_has_one_main_one_h1_and_its_landmarks(page: str) -> None:
    outline = Outline(page)
    assert outline.tags.count("main") == 1
    assert outline.headings.count(1) == 1


def test_ids_are_unique_and_every_reference_finds_its_target(page: str) -> None:
    outline = Outline(page)
    twice = {one for one in outline.ids if outline.ids.count(one) > 1}
    assert twice == set()
    assert {target for target in outline.targets + outline.described if target not in outline.ids} == set()


def test_headings_never_jump_down_two_levels(page: str) -> None:
    levels = Outline(page).headings
    assert [b for a, b in itertools.pairwise(levels) if b > a + 1] == []


def test_one_filled_button_in_the_main_part(client: Client) -> None:
    for address in ("/modes/", "/offline/"):
        main = client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
        assert main.count("btn-primary") == 1, address


def test_every_component_stands_on_a_design_page_or_in_a_frame() -> None:
    shown = "".join(
        re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for path in (TEMPLATES / "design").rglob("*.html")
    )
    shown += "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in FRAMES)
    inner = {
        "described_by",
        "optional_mark",
        "group",
        "rare_character",
        "deadline_tag",
        "figure",
        "error_title",
    }
    assert {name for name in component_files() if f"ui.{name}(" not in shown} - inner == set()


def test_a_component_without_states_on_the_design_page_is_seen(client: Client) -> None:
    html = client.get("/design/").content.decode()
    for file in sorted(set(component_files().values())):
        name = file.removesuffix(".html")
        if name not in (*FRAME, *DESK):
            _before, _id, section = html.partition(f'id="component-{name}"')
            words = re.findall(r'class="bc-specimen-state">([^<]+)<', section.partition('id="component-')[0])
            assert len(words) >= STATES.get(name, 1), name
            assert len(set(words)) == len(words), name


STATES = {
    "acting_as": 5, "address": 3, "band": 4, "button": 5, "certificate_card": 5, "choices": 5, "conflict": 2,
    "date_input": 3, "deadline": 9, "details_why": 2, "field": 4, "figure": 3, "file_upload": 3, "icon": 0,
    "mode_switch": 0, "objection": 4, "pager": 3, "progress_list": 2, "provenance": 6, "receipt_panel": 2,
    "summary_list": 2, "tag": 12, "text": 11, "things": 4,
}  # fmt: skip
"""How many states a component has; those of a list stand in one block together. The switch of modes has its own page."""
FRAMES = ("base.html", "public.html", "desk.html", "desk_design.html", "design.html", "modes.html")


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.name)
def test_every_component_says_what_it_takes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = [name for name, file in component_files().items() if file == path.name]
    comments = "".join(re.findall(r"\{#.*?#\}", text, flags=re.DOTALL))
    assert text.startswith("{#")
    assert names
    assert all(name in comments or name in ("described_by", "optional_mark") for name in names)


def test_a_missing_value_is_an_error_and_not_a_blank(environment: Environment) -> None:
    with pytest.raises(UndefinedError):
        show(environment, "{{ date_of_the_letter }}")
    with pytest.raises(UndefinedError):
        show(environment, "{% for row in rows %}{% endfor %}")
    assert (
        show(environment, "{% if nothing %}x{% endif %}{{ 'x' if nothing }}{{ nothing|default('-') }}") == "-"
    )


def test_an_unknown_component_is_an_error(environment: Environment) -> None:
    with pytest.raises(AttributeError, match="no component"):
        _ = Components(environment).carousel


def test_what_people_typed_is_escaped(environment: Environment) -> None:
    html = show(
        environment,
        "{{ ui.text('a', label, value, error=value) }}",
        label="名字",
        value='"><script>x</script>',
    )
    assert "<script>" not in html
    assert 'value="&#34;&gt;' in html


def test_a_field_with_an_error_is_tied_to_its_words(environment: Environment) -> None:
    html = show(
        environment, "{{ ui.bank_card('bank', '银行卡号', '6222', hint='卡面上的号', error='卡号少了1位') }}"
    )
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_bank-hint id_bank-err"' in html
    assert (
        html.index("<label") < html.index("id_bank-hint") < html.index("id_bank-err") < html.index("<input")
    )
    assert 'value="6222"' in html


def test_nothing_is_chosen_beforehand(environment: Environment) -> None:
    html = show(
        environment,
        "{{ ui.radio_cards('f', '随谁', [{'value': '', 'label': '甲'}, {'value': 'b', 'label': '乙'}]) }}",
    )
    assert html.count("checked") <= 1
    assert "checked" not in html.partition('value="b"')[2]


def test_a_question_is_the_heading_of_its_page(environment: Environment) -> None:
    html = show(environment, "{{ ui.radio_cards('f', '随谁？', [], question=true) }}")
    assert "<legend><h1>随谁？</h1></legend>" in re.sub(r">\s+<", "><", html)


def test_the_error_summary_leads_to_the_control_and_takes_the_focus(environment: Environment) -> None:
    html = show(environment, "{{ ui.error_summary({'bank': '卡号少了1位'}) }}")
    assert 'href="#id_bank"' in html
    assert "autofocus" in html
    assert show(environment, "{{ ui.error_summary({}) }}").strip() == ""


def test_a_figure_is_one_number_where_nothing_changes(environment: Environment) -> None:
    same = show(environment, "{{ ui.figures([{'label': '材料', 'before': 3, 'after': 3, 'unit': '份'}]) }}")
    better = show(environment, "{{ ui.figures([{'label': '材料', 'before': 9, 'after': 1, 'unit': '份'}]) }}")
    assert "→" not in same
    assert "原来9份，现在1份" in better


def test_a_sad_receipt_has_no_green_and_no_tick(environment: Environment) -> None:
    assert "<svg" not in show(environment, "{{ ui.receipt_panel('已经交上了', solemn=true) }}")


def test_a_side_of_the_pager_that_does_not_exist_is_absent(environment: Environment) -> None:
    html = show(environment, "{{ ui.pager('', '?after=1') }}")
    assert "下一页" in html
    assert "上一页" not in html
    assert "disabled" not in html


@pytest.mark.parametrize(
    ("light", "audience", "words"),
    [
        ("far", "public", "还剩6个工作日"),
        ("near", "public", "还剩6个工作日"),
        ("today", "work", "今天到期"),
        ("overdue", "public", "晚了6个工作日"),
        ("overdue", "work", "逾期6个工作日"),
        ("paused", "work", "停钟"),
        ("paused", "public", "暂停计时"),
        ("met", "public", "按时办完"),
    ],
)
def test_a_deadline_says_its_light_in_words_and_by_shape(
    environment: Environment, light: str, audience: str, words: str
) -> None:
    from datetime import date

    due = {"light": light, "date": date(2026, 3, 9), "left": 6, "reason": "现场核查"}
    html = show(environment, "{{ ui.deadline(due, audience) }}", due=due, audience=audience)
    assert words in html
    assert "<svg" in html


def test_a_provisional_date_says_so(environment: Environment) -> None:
    from datetime import date

    due = {"light": "far", "date": date(2027, 1, 9), "left": 30, "provisional": True}
    assert "暂定" in show(environment, "{{ ui.deadline(due) }}", due=due)


def test_the_chart_always_has_its_words(environment: Environment) -> None:
    nodes = [
        {
            "code": "a",
            "name": "户口登记",
            "department": "公安局",
            "state": "now",
            "word": "正在办",
            "days": "1个工作日",
        }
    ]
    html = show(environment, "{{ ui.lanes(nodes, '各部门') }}", nodes=nodes)
    assert re.search(r"<ol.*户口登记</strong>（公安局）：正在办", html, re.DOTALL)


def test_an_act_that_is_not_allowed_is_absent(environment: Environment) -> None:
    html = show(environment, "{{ ui.action_bar([], '李建国正在办') }}")
    assert "btn" not in html
    assert "李建国正在办" in html


def test_every_icon_is_drawn_on_the_same_grid(environment: Environment) -> None:
    for name in icons.names():
        assert re.fullmatch(r"[MLHVCSAQTZmlhvcsaqtz\d.,\s-]+", icons.path(name)), name
    with pytest.raises(KeyError):
        show(environment, "{{ ui.icon('rocket') }}")


@pytest.mark.parametrize("status", [403, 404, 409, 422, 500, 503])
def test_a_refusal_says_what_to_do_next(environment: Environment, status: int) -> None:
    template = environment.get_template("ui/error.html")
    html = template.render(
        status=status, sentence="这件事已经有人办了。", next_step="看最新情况。", ask="", regulation=""
    )
    assert html.count("<h1>") == 1
    if status == 404:
        assert "没有找到这个页面" in html
        assert "已经有人办了" not in html
    if status == 500:
        assert "不是您的错" in html


def test_the_desk_works_without_the_vendors_style_sheet(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    monkeypatch.setitem(env.globals, "vendor", lambda path: "")
    html = client.get("/design/desk/").content.decode()
    assert "tabler" not in html
    assert "ui/desk.css" in html
