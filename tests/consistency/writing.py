"""How we write, as a program can check it (`/design/words/`): what is found in a text, and the texts that people read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tests.consistency.source import ROOT

HAN = "[\u4e00-\u9fff]"
LONGEST = 40
"""汉字 in a sentence."""
NOWHERE = (
    "点击", "温馨提示", "特别提醒", "敬请谅解", "抱歉", "恭喜", "无数据", "暂无", "非法字符", "格式有误", "必填",
    "稍后重试", "系统异常", "亲，",
)  # fmt: skip
"""Said to nobody."""
NOT_TO_CITIZENS = (
    *NOWHERE, "提交成功", "上传失败", "登录超时", "申请人", "办事人", "办理事项", "补正", "不予受理", "办结", "停钟",
    "特别程序", "环节", "节点", "承诺时限", "法定时限", "审核中", "流转", "材料清单", "容缺", "告知承诺", "共享核验",
    "免提交", "授权委托", "跑动次数", "统一社会信用代码", "联办", "并联", "行政复议、诉讼权利",
)  # fmt: skip
"""Office words with a plain one in their place (the table on `/design/words/`)."""
_PLACE = re.compile(r"%\(\w+\)[sd]|%%|\{[^{}]*\}")
_SPACE = re.compile(rf"{HAN} [0-9A-Za-z]|[0-9A-Za-z] {HAN}")
_HALF = re.compile(rf"{HAN}[,;:?!]|{HAN}\.(?!\w)")
_QUOTED = re.compile(r"《[^》]*》")


@dataclass(frozen=True, slots=True)
class Said:
    """A text that people read, and where it is written."""

    path: Path
    line: int
    text: str
    key: str = ""
    """Of a rulebook: the key that it stands under."""

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.text[:80]}"


def faults(text: str, banned: tuple[str, ...] = NOT_TO_CITIZENS) -> list[str]:
    """What is wrong with a text, one short word each. Titles of laws in 《》 are quoted, not written."""
    plain = _QUOTED.sub("", _PLACE.sub("", text))
    found = [word for word in banned if word in plain]
    found += ["！"] if "！" in text else []
    found += ["typed space"] if _SPACE.search(text) else []
    found += ["half-width mark"] if _HALF.search(plain) else []
    found += ["ideographic space"] if "\u3000" in text else []
    sentences = (re.findall(HAN, part) for part in re.split(r"[。！？；\n]", plain))
    return found + [f"{len(one)} characters in a sentence" for one in sentences if len(one) > LONGEST]


def findings(said: Iterator[Said], banned: tuple[str, ...], excepted: dict[str, str]) -> list[str]:
    """Every fault with its place. `excepted`: text or beginning of one → why it may stand."""
    found = []
    for one in said:
        if not any(one.text.startswith(start) for start in excepted):
            found += [f"{one} ← {fault}" for fault in faults(one.text, banned)]
    return found


# texts of the program -------------------------------------------------------------------------------------------

_MARKED = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext"}


def marked(path: Path) -> Iterator[Said]:
    """The literals of a Python file that are marked for translation."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in _MARKED:
            for one in node.args:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield Said(path, node.lineno, one.value)


def in_template(path: Path) -> Iterator[Said]:
    """The literals of a template that are marked for translation."""
    source = re.sub(
        r"\{#.*?#\}",
        lambda m: "\n" * m[0].count("\n"),
        path.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    for hit in re.finditer(r"_\(\s*(?:\"([^\"]*)\"|'([^']*)')", source):
        yield Said(path, source.count("\n", 0, hit.start()) + 1, hit[1] or hit[2] or "")


# texts of rulebooks ---------------------------------------------------------------------------------------------

PUBLIC_KEYS = {
    "journeys": {"plain_name", "one_line", "why", "ask", "hint", "label", "unsure", "reason", "reason_against", "text",
                 "go_to", "note", "q", "a"},
    "items": {"plain_name", "one_line", "why", "how", "q", "a", "visits_reason", "accept_standard", "correction"},
    "materials": {"plain_name", "one_line", "why", "how", "why_not"},
    "elements": {"plain_name", "why", "how", "message", "unit"},
    "resources": {"fallback_sentence"},
    "messages": {"title", "text", "sms", "word"},
    "certificate-types": {"plain_name"},
}  # fmt: skip
"""Kind of document → the keys whose text stands on public pages or in messages. Official names, the words of laws and what
papers and certificates say are quoted as the authority wrote them."""
QUOTING = {"basis", "published_reductions", "sources", "review", "legal_basis", "words", "synonyms"}
"""Keys under which something is quoted, or is written for officers."""


@cache
def in_rulebooks() -> tuple[Said, ...]:
    """Every public text of the demo's rulebooks."""
    found: list[Said] = []
    for kind, keys in PUBLIC_KEYS.items():
        for path in sorted((ROOT / "demo" / "rulebooks" / kind).glob("*.yaml")):
            for document in yaml.compose_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
                found += _texts(path, document, "", keys)
    return tuple(found)


def _texts(path: Path, node: yaml.Node, key: str, keys: set[str]) -> Iterator[Said]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            language = name.value in {"zh-Hans", "zh-Hant"}
            if name.value not in QUOTING:
                yield from _texts(path, value, key if language else name.value, keys)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _texts(path, value, key, keys)
    elif key in keys and re.search(HAN, node.value):
        yield Said(path, node.start_mark.line + 1, node.value, key)
