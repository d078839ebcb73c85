"""What a parent does on the public face, page by page, from the search to the receipt. One function, one page or two."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from bancheng.demo_city.population.model import Citizen
from tests.browser.city import heading, press, primary, say_who, see

Watch = Callable[[Page], None]
"""Called once on every new page that somebody sees."""

ANSWERS = {
    "妈妈还是爸爸": "妈妈",
    "在哪里出生": "本市的医院",
    "写爸爸吗": "是",
    "登记结婚了吗": "是",
    "出生多久": "不到一个月",
    "随爸爸还是随妈妈": "随妈妈",
}
"""What this mother answers: words of the question → words of the answer. All offers of 还要一起办 are taken."""
NEW_BABY = "林知夏"
WRITTEN: Mapping[str, str] = {
    "name": NEW_BABY,
    "bank_account": "6222020000000000000",
    "bank_name": "善美银行春风街支行",
    "post_address": "善美市城区春风街道玉兰路8号",
}
CHOSEN: Mapping[str, str] = {"ethnicity": "01", "receive_by": "electronic"}


def nobody(page: Page) -> None:
    """Watches nothing."""


@cache
def photograph(words: str = "x") -> bytes:
    """A picture that the checks of uploads take: large enough, and not of one colour."""
    picture = Image.new("RGB", (1200, 900), "white")
    pen = ImageDraw.Draw(picture)
    for line in range(60, 840, 60):
        pen.line((80, line, 1120 - line % 170, line), fill=(30, 60, 90), width=9)
    pen.text((90, 20), words, fill="black")
    kept = BytesIO()
    picture.save(kept, "JPEG")
    return kept.getvalue()


def search_and_open(page: Page, words: str, watch: Watch = nobody) -> None:
    """首页 → 搜索 → the page of the thing."""
    page.goto("/")
    watch(page)
    page.get_by_role("searchbox").or_(page.locator("main input[name=q]")).first.fill(words)
    press(page, "搜索")
    see(page, "孩子出生了")
    watch(page)
    press(page, re.compile("孩子出生了"))
    see(page, "您会拿到什么")
    watch(page)


def begin(page: Page, person: Citizen | None, watch: Watch = nobody) -> str:
    """开始, signing on when asked who it is; the draft's address without its last part."""
    press(page, re.compile("^(开始|另外开始|再办一件)"))
    if person is not None:
        say_who(page, person)
    see(page, "先回答几个问题")
    watch(page)
    primary(page)
    found = re.search(r"/drafts/[0-9a-f-]+/", page.url)
    assert found, page.url
    return found.group()


def answer_questions(
    page: Page, answers: Mapping[str, str] = ANSWERS, watch: Watch = nobody, extras: str = ""
) -> list[str]:
    """One question a page, until there are no more; what was asked."""
    asked: list[str] = []
    while re.search(r"/q/", page.url):
        asked.append(heading(page))
        assert len(asked) < 15, asked
        _answer(page, answers, extras)
        watch(page)
        primary(page)
    return asked


def _answer(page: Page, answers: Mapping[str, str], extras: str) -> None:
    """Choose what the mother says; of several things all, or those whose words hold `extras`."""
    boxes = page.locator("label.bc-choice, label.bc-check").filter(has_text=extras)
    boxes = boxes.locator("input[name=answer][type=checkbox]")
    for number in range(boxes.count()):
        boxes.nth(number).check()
    if boxes.count():
        return
    question = heading(page)
    wanted = next((said for words, said in answers.items() if words in question), None)
    choices = page.locator("label.bc-choice")
    if wanted:
        choices = choices.filter(has_text=wanted)
    choices.first.locator("input").check()


def read_notice(page: Page, watch: Watch = nobody) -> None:
    """The overview of the answers, the personal notice, and on to the form."""
    see(page, "您的情况")
    watch(page)
    primary(page)
    see(page, "要填的")
    watch(page)
    primary(page)


def fill_parts(page: Page, more: Mapping[str, str] | None = None, watch: Watch = nobody) -> None:
    """Every part of the form in its order."""
    while re.search(r"/form/", page.url):
        fill_part(page, {**WRITTEN, **CHOSEN, **(more or {})})
        watch(page)
        here = page.url
        primary(page)
        assert page.url != here, page.locator("main").inner_text()


def fill_part(page: Page, values: Mapping[str, str]) -> None:
    """Write into what is empty; what is known stays as it is."""
    for box in _empty(page.locator("main form").first):
        path = box.get_attribute("name") or ""
        value = values.get(path, values.get(path.rpartition(".")[2], ""))
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value or {"index": 1})  # type: ignore[arg-type]
        else:
            assert value, f"nobody said what to write into {path}"
            box.fill(value)
    for name in _unchosen(page):
        group = page.locator(f'main input[type=radio][name="{name}"]')
        value = values.get(name, values.get(name.rpartition(".")[2], ""))
        (page.locator(f'main input[name="{name}"][value="{value}"]') if value else group.first).check()


def _empty(form: Locator) -> list[Locator]:
    boxes = form.locator(
        "input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=file]), select, textarea"
    )
    return [box for box in boxes.all() if box.is_visible() and not box.input_value() and _needed(box)]


def _needed(box: Locator) -> bool:
    """Not what the page calls optional."""
    name = box.get_attribute("id") or ""
    label = box.page.locator(f'label[for="{name}"]')
    return not (label.count() and "选填" in label.first.inner_text())


def _unchosen(page: Page) -> list[str]:
    radios = [one for one in page.locator("main form input[type=radio]").all() if one.is_visible()]
    names = {one.get_attribute("name") or "": False for one in radios}
    for one in radios:
        names[one.get_attribute("name") or ""] |= one.is_checked()
    return [name for name, chosen in names.items() if not chosen]


def bring_materials(page: Page, watch: Watch = nobody) -> None:
    """Hand in what is asked for, one photograph each."""
    see(page, "材料")
    watch(page)
    while (button := page.locator("main section.bc-card a.btn")).count():
        with page.expect_navigation(wait_until="domcontentloaded"):
            button.first.click()
        watch(page)
        upload(page)
        press(page, "交好了")
    watch(page)
    press(page, "去检查一遍")
    see(page, "提交前，请看一遍")


def complete(page: Page, values: Mapping[str, str], watch: Watch = nobody) -> None:
    """Follow what the last look says is missing, until nothing is."""
    for _each in range(5):
        if "还差这些" not in page.locator("main").inner_text():
            return
        watch(page)
        primary(page)
        fill_parts(page, values, watch)
        bring_materials(page, watch)
    raise AssertionError("there is always something missing")


def upload(page: Page, name: str = "材料.jpg") -> None:
    """Choose a picture and send it; the page says that it was taken."""
    page.locator("main input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": photograph(name)}
    )
    page.get_by_role("button", name="上传这一份").first.click()  # with a script no new page is loaded
    expect(page.locator("main")).to_contain_text("收下了")


def to_review(page: Page, mother: Citizen, watch: Watch = nobody, extras: str = "") -> str:
    """From the search to the last look; the address of the draft."""
    search_and_open(page, "上户口", watch)
    signed_on = page.get_by_role("link", name="登录").count() == 0
    draft = begin(page, None if signed_on else mother, watch)
    answer_questions(page, watch=watch, extras=extras)
    read_notice(page, watch)
    fill_parts(page, watch=watch)
    bring_materials(page, watch)
    watch(page)
    return draft


def have_confirmed(page: Page, father: Page, watch: Watch = nobody) -> None:
    """Ask the father; he finds it in 我的 of his own browser and says yes."""
    press(page, "请爸爸确认")
    see(page, "等确认")
    watch(page)
    father.goto("/me/")
    see(father, "等您做的事")
    watch(father)
    primary(father)
    see(father, "请您确认一件事")
    see(father, NEW_BABY)
    watch(father)
    press(father, "我看过了，我确认")
    see(father, "您确认了")
    watch(father)
    press(page, "看确认好了没有")
    see(page, "确认了")


def hand_in(page: Page, watch: Watch = nobody) -> str:
    """Declare, promise what may follow later, and hand in; the address of the application."""
    if (later := page.locator("input[name=bring_later]")).count():
        later.check()
    page.locator("input[name=declared]").check()
    watch(page)
    press(page, "确认无误，提交")
    see(page, "已经交上了")
    watch(page)
    return page.url.split("/receipt/")[0].removeprefix(page.url.split("/applications/")[0]) + "/"


def bring_later(page: Page, application: str, watch: Watch = nobody) -> None:
    """补上答应以后交的: one after the other, until nothing is owed."""
    page.goto(application)
    while page.get_by_role("link", name="去补上").count():
        press(page, "去补上")
        see(page, "补上答应以后交的材料")
        watch(page)
        upload(page, "后补.jpg")
        press(page, "交上去")
        expect(page).to_have_url(re.compile(re.escape(application)))


def mend(page: Page, application: str, words: str, watch: Watch = nobody) -> None:
    """补材料: read in the page of the whole what is wrong, hand in a better picture, and send it off."""
    page.goto(application)
    see(page, "请您补1样")
    watch(page)
    press(page, "去补材料")
    see(page, words)
    watch(page)
    upload(page, "补拍.jpg")
    watch(page)
    press(page, "补好了，交上去")
    expect(page).to_have_url(re.compile(re.escape(application)))
    see(page, "已交，等受理")


def look_at_results(page: Page, application: str, watch: Watch = nobody) -> int:
    """都办好了: the certificates stand in 我的, and anybody may check one; how many there are."""
    page.goto(application)
    see(page, "都办好了")
    watch(page)
    page.goto("/me/")
    cards = page.locator(".bc-certificate").count()
    watch(page)
    page.goto(application)
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator(".bc-progress a").filter(has_text=re.compile("^看")).first.click()
    see(page, "让别人核对")
    watch(page)
    press(page, "核对一下")
    expect(page.locator(".bc-band.is-ok")).to_contain_text("有效")
    watch(page)
    return cards
