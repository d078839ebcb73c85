"""事项与一件事: an editor changes, a second person publishes, a citizen is served by the new rule."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bancheng.organizations.spec import Role
from tests.browser.applying import search_and_open
from tests.browser.city import Browsers, City, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TOO_WIDE = """width => document.documentElement.scrollWidth <= width ? [] :
  [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > width + 1)
  .map(one => one.outerHTML.slice(0, 160)).slice(0, 5)"""
PICTURES = os.environ.get("DESIGNER_PICTURES", "")


def account_of(city: City, role: Role, organization: str = "data") -> str:
    """Of a body of which every post is held by one person: whoever has the post with a role."""
    posts = sorted(city.world.posts_of(organization), key=lambda post: post.code)
    return f"{organization}-{1 + next(n for n, post in enumerate(posts) if role in post.roles)}"


def sound(page: Page, name: str) -> None:
    """Nothing reaches beyond the window, on a wide and on a narrow screen (the rules of accessibility: tests/looks)."""
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
        assert page.evaluate(TOO_WIDE, width) == [], (name, width)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_changed_rule_serves_the_next_citizen(city: City, browsers: Browsers) -> None:
    editor = browsers.officer(account_of(city, Role.EDITOR))
    press(editor, "事项与一件事")
    sound(editor, "list")
    editor.get_by_label("找一份").fill("新生儿出生")
    press(editor, "找", exact=True)
    press(editor, "改这一份")
    document = editor.url
    sound(editor, "document")

    editor.get_by_label("一句话说明").fill("一次申请，出生以后要办的都办好。")
    press(editor, "保存", exact=True)
    expect(editor.get_by_text("存好了")).to_be_visible()

    editor.goto(f"{document}?at=items")
    sound(editor, "entries")
    editor.get_by_role("link", name="打疫苗").first.click()
    rule = editor.get_by_label("什么情况下")
    rule.fill("extras.no_such")
    rule.blur()
    expect(editor.locator("#findings-list")).to_contain_text("no_such")
    press(editor, "保存", exact=True)
    expect(editor.locator(".bc-errors")).to_contain_text("处问题")
    sound(editor, "finding")
    revision = document.split("/journey/")[0] + "/"
    editor.goto(revision)
    press(editor, "提交发布")
    expect(editor.locator("main")).to_contain_text("先改好再提交")
    editor.locator("#findings ~ ul a").first.click()
    editor.get_by_label("什么情况下").fill("extras.vaccination or extras.insurance")
    expect(editor.get_by_text("意思是：")).to_contain_text("或者")
    press(editor, "保存", exact=True)
    for tab, name in (
        ("流程图", "picture"),
        ("试一试", "try"),
        ("和已发布的比", "changes"),
        ("谁在用", "uses"),
    ):
        press(editor, tab)
        sound(editor, name)
    editor.goto(revision)
    press(editor, "提交发布")
    expect(editor.locator("main")).to_contain_text("要由没有动手改过的人来发布")
    sound(editor, "submitted")
    assert editor.get_by_role("button", name="看过了，发布").count() == 0

    second = browsers.officer(account_of(city, Role.PUBLISHER), script=False)
    second.goto(revision)
    expect(second.locator("main")).to_contain_text("出生以后要办的都办好")
    press(second, "看过了，发布")
    expect(second.locator("main")).to_contain_text("已发布")

    citizen = browsers.open(script=False)
    search_and_open(citizen, "生孩子")
    expect(citizen.locator("main")).to_contain_text("出生以后要办的都办好")


def test_two_editors_at_one_value(city: City, browsers: Browsers) -> None:
    account = account_of(city, Role.EDITOR)
    first, second = (browsers.officer(account, script=False) for _one in range(2))
    first.goto("/desk/rulebooks/?q=restaurant&kind=journey")
    press(first, "改这一份")
    second.goto(first.url)
    first.get_by_label("一句话说明").fill("先存的人写的。")
    press(first, "保存", exact=True)
    second.get_by_label("一句话说明").fill("后存的人写的。")
    press(second, "保存", exact=True)
    expect(second.locator("main")).to_contain_text("同事存的是：先存的人写的。")
    assert second.get_by_label("一句话说明").input_value() == "后存的人写的。"
    press(second, "保存", exact=True)
    first.reload()
    assert first.get_by_label("一句话说明").input_value() == "后存的人写的。"
