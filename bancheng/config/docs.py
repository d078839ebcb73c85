"""Pages written from the registries: who may do what, which states there are, every error, schema and setting.

`stale()` says which differ from `docs/generated`; the test run fails on any, so a change of a rule shows in review.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.utils import translation

from bancheng.config import seams, variables
from bancheng.kernel import access, errors, events, lifecycle, rulebooks

FOLDER = variables.ROOT / "docs" / "generated"
ROLES = ("clerk", "approver", "editor", "publisher", "data-bureau", "hotline", "vital-records")
SELF, QUEUE, ORGANIZATION = (UUID(int=number) for number in (1, 2, 3))
NAMES = {str(SELF): "本人", str(QUEUE): "本岗队列", str(ORGANIZATION): "本机构"}
NOTE = "<!-- Written by `make fix` from the code; do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """Every generated page: name → content."""
    seams.load_declarations()
    access.load_declarations()
    with translation.override("zh-hans"):
        written = {
            "permissions.md": _permissions(),
            "lifecycles.md": _lifecycles(),
            "errors.md": _errors(),
            "events.md": _events(),
            "settings.md": _settings(),
        }
    for kind, schema in rulebooks.json_schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True)
        written[f"schemas/{kind.replace('/', '-')}.json"] = text + "\n"
    return written


def stale(folder: Path = FOLDER) -> list[str]:
    """Pages that are missing, differ, or have nothing to be written from any more."""
    wanted = pages()
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    different = [n for n, text in wanted.items() if n not in there or (folder / n).read_text("utf-8") != text]
    return sorted({*different, *(there - set(wanted))})


def write(folder: Path = FOLDER) -> list[str]:
    """Write what is stale, remove what is orphaned; the names."""
    wanted, changed = pages(), stale(folder)
    for name in changed:
        path = folder / name
        if name not in wanted:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[name], encoding="utf-8")
    return changed


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *(list(row) for row in rows)]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n"
        for line in lines
    )


def _permissions() -> str:
    """Action × kind of actor: never (—), always (✓), or the rows it holds for."""
    actors: dict[str, access.Actor] = {"未登录": access.ANONYMOUS}
    actors["个人"] = access.PlainActor("person", SELF, frozenset({f"self:{SELF}", f"for:person:{SELF}"}))
    places = {f"self:{SELF}", f"queue:{QUEUE}", f"org:{ORGANIZATION}"}
    for role in ROLES:
        actors[role] = access.PlainActor("staff", SELF, frozenset({*places, f"role:{role}"}))
    actors["系统"] = access.system_actor("system")
    rows = []
    for declaration in access.declarations():
        cells = [_condition(declaration.rule(actor)) for actor in actors.values()]
        rows.append([f"`{declaration.action}`", str(declaration.title), declaration.sees or "", *cells])
    head = ["动作", "名称", "能看见才拒绝（403）", *actors]
    return f"# 权限表 · Who may do what\n\n{NOTE}— 不可以；✓ 都可以；其余写明对哪些行可以。\n\n{_table(head, rows)}"


def _condition(condition: access.Condition) -> str:
    if condition is access.Never:
        return "—"
    if condition is access.Always:
        return "✓"
    text, values = condition.sql()
    for value in values:
        shown = (
            ", ".join(str(one) for one in value)
            if isinstance(value, list | tuple | set | frozenset)
            else str(value)
        )
        text = text.replace("%s", shown, 1)
    for number, name in NAMES.items():
        text = text.replace(number, name)
    return re.sub(r"= ANY\((.*?)\)", r"∈ \1", text)


def _lifecycles() -> str:
    """Each transition table as a picture and as a list."""
    parts = [f"# 状态与流转 · Lifecycles\n\n{NOTE}"]
    for name, table in sorted(lifecycle.lifecycles().items()):
        states = [[f"`{s.code}`", str(s.public), str(s.desk), s.kind, s.icon] for s in table.states]
        moves = [
            [f"`{t.act}`", str(t.title), ", ".join(f"`{s}`" for s in t.sources), f"`{t.target}`", str(t.who)]
            for t in table.transitions
        ]
        parts.append(f"## {name}\n\n```mermaid\n{table.mermaid().rstrip()}\n```\n\n")
        parts.append(_table(["状态", "公众看到", "工作台", "类", "图标"], states) + "\n")
        parts.append(_table(["动作", "按钮", "从", "到", "谁"], moves) + "\n")
    return "".join(parts).rstrip("\n") + "\n"


def _errors() -> str:
    """Every code with its sentences."""
    rows = [
        [
            f"`{e.code}`",
            e.family.__name__,
            str(e.family.status),
            str(e.message),
            str(e.next_step),
            str(e.ask),
            str(e.regulation),
        ]
        for e in errors.all_errors()
    ]
    head = ["代码", "类", "HTTP", "发生了什么", "接下来做什么", "问谁", "依据"]
    return f"# 错误一览 · Errors\n\n{NOTE}{_table(head, rows)}"


def _events() -> str:
    """Every event type with its version and keys."""
    rows = []
    for code, kind in sorted(events.event_types().items()):
        keys = ", ".join(
            [*(f"`{key}`" for key in sorted(kind.keys)), *(f"`{key}`?" for key in sorted(kind.optional))]
        )
        rows.append([f"`{code}`", str(kind.v), str(kind.title), keys])
    return f"# 事件一览 · Events\n\n{NOTE}{_table(['代码', '版本', '名称', '内容（? 可缺）'], rows)}"


def _settings() -> str:
    """Every variable of the environment."""
    rows = [
        [
            f"`{v.name}`",
            _default(v),
            v.form.strip("|").replace("|", " · "),
            ("🔒 " if v.secret else "") + v.meaning,
        ]
        for v in variables.ALL
    ]
    return f"# 设置 · Settings\n\n{NOTE}{_table(['变量', '默认', '形式', '含义'], rows)}"


def _default(variable: variables.Variable) -> str:
    return f"`{variable.default.replace(str(variables.ROOT), '<clone>')}`" if variable.default else "—"
