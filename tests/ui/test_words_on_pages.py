"""How we write (face.md §6.2, §6.4): the lint over the words of all templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "bancheng"
HAN = "[\u4e00-\u9fff]"
STAFF = {
    "desk.html",
    "action_panel.html",
    "checklist.html",
    "viewer.html",
    "batch_bar.html",
    "desk_design.html",
}
NOWHERE = (
    "点击",
    "温馨提示",
    "特别提醒",
    "敬请谅解",
    "抱歉",
    "恭喜",
    "无数据",
    "非法字符",
    "格式有误",
    "必填",
    "稍后重试",
    "系统异常",
)
"""Said to nobody."""
NOT_TO_CITIZENS = (
    *NOWHERE,
    *(
        "提交成功",
        "上传失败",
        "登录超时",
        "申请人",
        "办事人",
        "办理事项",
        "补正",
        "不予受理",
        "办结",
        "停钟",
        "环节",
    ),
    *(
        "承诺时限",
        "法定时限",
        "审核中",
        "流转",
        "材料清单",
        "容缺",
        "告知承诺",
        "共享核验",
        "免提交",
        "授权委托",
    ),
    *("跑动次数", "统一社会信用代码", "联办", "并联"),
)
"""Office words with a plain one in their place (the table on /design/words/)."""
LONGEST = 40
"""汉字 in a sentence."""


def templates() -> list[Path]:
    return sorted(HOUSE.glob("*/templates/**/*.html"))


def said(path: Path) -> list[str]:
    """The strings that a reader sees."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [one or two for one, two in re.findall(r"_\(\s*(?:\"([^\"]*)\"|'([^']*)')", text)]


def findings(strings: list[str], banned: tuple[str, ...]) -> list[str]:
    """What is wrong with these strings."""
    found = []
    for text in strings:
        plain = re.sub(r"%\(\w+\)s", "", text)
        found += [f"{word}: {text}" for word in banned if word in text]
        found += [f"！: {text}"] if "！" in text else []
        found += [f"typed space: {text}"] if re.search(rf"{HAN} [0-9A-Za-z]|[0-9A-Za-z] {HAN}", text) else []
        found += [f"half-width mark: {text}"] if re.search(rf"{HAN}[,;:?!]", plain) else []
        found += [f"ideographic space: {text}"] if "\u3000" in text else []
        found += [
            f"long: {text}" for part in re.split("[。！？；]", plain) if len(re.findall(HAN, part)) > LONGEST
        ]
    return found


TWO_FACED = {"deadline.html": ("停钟",)}
"""Components that print an office word on the desk and a plain one elsewhere."""


def is_for_staff(path: Path) -> bool:
    return path.name in STAFF or "workbench" in path.parts or path.name.startswith(("staff_", "choose_post"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_words_follow_the_style_guide(path: Path) -> None:
    banned = NOWHERE if is_for_staff(path) else NOT_TO_CITIZENS
    assert (
        findings(said(path), tuple(word for word in banned if word not in TWO_FACED.get(path.name, ()))) == []
    )


def test_the_lint_finds_each_kind_of_fault() -> None:
    planted = ["点击此处", "办好了！", "还剩 5 个工作日", "请填手机号,谢谢", "一" * 41, "前\u3000后"]
    assert len(findings(planted, NOWHERE)) == len(planted)


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_chinese_word_can_be_translated(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    bare = re.findall(rf">\s*([^<]*{HAN}[^<]*)<", text)
    assert bare == []


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_the_vendors_own_colours_are_not_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"\b(bg-(green|yellow|orange|red|blue)|text-(green|yellow|orange|muted)|badge bg-)", text
    )
