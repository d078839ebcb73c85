"""Water and power for a house: one form, one survey, two offers of which one is declined, permits that the survey decides,
works off the clock, and the water opened. The applicant's browser runs no script."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser import applying, working
from tests.browser.applying import Watch, nobody
from tests.browser.backstage import Backstage
from tests.browser.city import Browsers, City, heading, press, primary, see

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CODE = "4499-449902-04-01-100001"
ANSWERS: Mapping[str, str] = {
    "给谁装": "自己家", "项目代码": "是", "门口有接口": "说不准", "多粗的水管": "20毫米", "一路电": "一路",
}  # fmt: skip
SERVICES = ("自来水", "电")
FOUND: Mapping[str, str] = {
    "水气暖网": "180", "电线": "40", "占多大的路": "0", "挖多大的路": "12", "占多大的绿地": "0", "迁几棵树": "0",
}  # fmt: skip
"""What the survey measures: a road is dug up, no green, no tree."""
working.DONE |= {"确认同意": "已决定准予"}


@dataclass
class Utility(working.Officer):
    """An officer who also measures and offers."""

    measured: Mapping[str, str] = field(default_factory=lambda: FOUND)

    def work_off(self, applicant: str) -> int:
        """As far as it goes here: an offer goes to the applicant and leaves the list."""
        finished = 0
        while self.open(applicant):
            here = self.heading.inner_text()
            while self.heading.count() and self.heading.inner_text() == here and self.next_word():
                self.step()
                if self.done[-1] in ("确认出结果", "发给申请人"):
                    finished += 1
                    break
        return finished

    def step(self) -> None:
        word = self.next_word()
        if word == "收下":
            self.page.locator("#act").get_by_role("button", name=re.compile("^收下")).click()
            self.done.append(word)
            expect(self.page.locator("#act")).to_be_visible()
            expect(self.page.locator("#act .btn-primary").first).not_to_contain_text("收下")
        elif word == "同意":
            self.panel(word)
            self.press("确认同意")
        elif word == "报方案和价格":
            self.panel("报方案和价格")
            self.page.locator("textarea[name=words]").fill("从玉兰路的管线接到院子门口，地下走管")
            self.page.locator("input[name=line_quantity]").first.fill("2")
            self.page.get_by_role("button", name=re.compile("^发给申请人")).click()
            expect(
                self.page.locator(".bc-band.is-ok").filter(has_text="已把方案和报价发给").first
            ).to_be_visible()
            self.done.append("发给申请人")
        else:
            super().step()

    def fill_result(self) -> None:
        for box in self.page.locator("section.bc-action input[type=text]").all():
            label = self.page.locator(f'label[for="{box.get_attribute("id")}"]').inner_text()
            value = next((said for words, said in self.measured.items() if words in label), "")
            if value:
                box.fill(value)
        for choice in self.page.locator("section.bc-action select").all():
            choice.select_option("no")


def applied(page: Page, city: City, watch: Watch = nobody) -> str:
    """From the search to the receipt; the address of the application."""
    page.goto("/")
    page.get_by_role("searchbox").or_(page.locator("main input[name=q]")).first.fill("装水")
    press(page, "搜索")
    watch(page)
    press(page, re.compile("装水、电、气、网"))
    see(page, "您会拿到什么")
    watch(page)
    applying.begin(page, city.families[3].mother, watch)
    answer(page, watch)
    applying.read_notice(page, watch)
    applying.fill_parts(page, {"code": CODE}, watch)
    applying.bring_materials(page, watch)
    watch(page)
    return applying.hand_in(page, watch)


def answer(page: Page, watch: Watch = nobody) -> None:
    """The questions: of the services two, a number where one is asked for."""
    while re.search(r"/q/", page.url):
        boxes = page.locator("label.bc-choice, label.bc-check").filter(
            has=page.locator("input[type=checkbox]")
        )
        if boxes.count():
            for one in SERVICES:
                boxes.filter(has_text=re.compile(f"^\\s*{one}")).locator("input").check()
        elif page.locator("main input[name=answer][type=text]").count():
            page.locator("main input[name=answer]").fill("200")
        else:
            said = next((word for words, word in ANSWERS.items() if words in heading(page)), "")
            page.locator("label.bc-choice").filter(has_text=said).first.locator("input").check()
        watch(page)
        primary(page)


def offers(page: Page, application: str, watch: Watch = nobody) -> None:
    """Two offers lie there: take the water, decline the power."""
    for take in (True, False):
        page.goto(application)
        watch(page)
        rows = page.locator(".bc-progress li").filter(has_text="供水" if take else "供电")
        with page.expect_navigation(wait_until="domcontentloaded"):
            link = page.locator("main a").filter(has_text="去看方案和报价")
            (rows.locator("a").filter(has_text="去看方案和报价").or_(link)).first.click()
        see(page, "玉兰路")
        watch(page)
        accept = "供水" in heading(page) or "水" in page.locator("h1").inner_text()
        if accept:
            press(page, "接受这份方案")
        else:
            page.locator("summary").filter(has_text=re.compile("^\\s*不接受")).click()
            see(page, "这几项也不办了")
            press(page, "不接受，这一项不办了")
        expect(page).to_have_url(re.compile(re.escape(application)))


def test_from_search_to_an_opened_tap_with_one_offer_declined(
    city: City, browsers: Browsers, backstage: Backstage
) -> None:
    """What follows the answers to the offers is done by commands."""
    person = city.families[3].mother
    walk(city, browsers, rest=lambda path: backstage.work(path.split("/")[2], person.key))


def walk(
    city: City,
    browsers: Browsers,
    watch: Watch = nobody,
    desk_watch: Watch = nobody,
    rest: Callable[[str], object] | None = None,
) -> None:
    """The whole of it. `rest`: who does what is left once the offers are answered; the departments at their desks."""
    person = city.families[3].mother
    page = browsers.open(script=False)
    application = applied(page, city, watch)
    page.goto(application)
    see(page, "才知道这一项要不要办")
    watch(page)

    desks: dict[str, working.Officer] = {}

    def work(account: str) -> working.Officer:
        if account not in desks:
            desks[account] = Utility(browsers.officer(account, script=True), desk_watch)
        desks[account].work_off(person.name)
        return desks[account]

    work("housing-chengqu-1")
    page.goto(application)
    see(page, "踏勘发现不占绿地")
    watch(page)
    for company in ("water-company-1", "power-company-1"):
        work(company)
    offers(page, application, watch)
    page.goto(application)
    see(page, "您没有接受方案")
    watch(page)
    if rest is not None:
        rest(application)
    for _round in range(14):
        turns = working.whose_turn(city, page, application)
        if not turns:
            break
        watch(page)
        for account in turns:
            work(account)
    page.goto(application)
    see(page, "通水")
    watch(page)
    told = page.locator("main").inner_text()
    assert "您没有接受方案" in told
    assert "要交：城市道路挖掘修复费：12平方米" in told.replace(" ", "")
    assert "行政复议" not in _texts(page, "供水")
    assert page.locator(".bc-progress li.is-ok").count() >= 4


def _texts(page: Page, words: str) -> str:
    return " ".join(page.locator(".bc-progress li").filter(has_text=words).all_inner_texts())
