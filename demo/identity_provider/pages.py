"""The pages a person sees at the provider: plain HTML, no script, made by escaping everything."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bancheng.demo_city.population.model import Bereavement, Citizen, Family, Population, Worker
from demo.identity_provider.provider import members

STYLE = """
:root{color-scheme:light dark}
body{font:18px/1.7 "PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:44rem;padding:1rem}
h1,h2{font-weight:600}h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
ul{list-style:none;padding:0;margin:0}li{border-bottom:1px solid #8886;padding:.25rem 0}
button{font:inherit;min-height:48px;width:100%;text-align:left;background:none;border:0;color:inherit;cursor:pointer}
button:hover,button:focus-visible{outline:3px solid #1f6fb2}
.main{background:#1b5e91;color:#fff;text-align:center;border-radius:6px;margin:.5rem 0}
.note{opacity:.8}small{display:block}label{display:block}
input{font:inherit;padding:.5rem;width:100%;box-sizing:border-box;min-height:48px}
"""


TIES = {"spouse": "配偶", "child": "子女", "parent": "父母", "other": "前妻或其他人"}


def choose(people: Population, query: Mapping[str, str], wanted: str) -> str:
    """Pick who you are. Without script, by a search field and a list of buttons."""
    found = [family for family in people.families if not wanted or _matches(family, wanted)]
    left = [loss for loss in people.bereavements if not wanted or _left_by(loss, wanted)]
    nearly = [one for one in people.workers if wanted in one.story or wanted in one.person.name]
    others = _neighbours(people, wanted) if wanted else []
    rows = "".join(map(_mourning, left[: 40 if wanted else 6]))
    rows += "".join(map(_retiring, nearly[: 40 if wanted else 6])) + "".join(map(_rows, found[:40]))
    rows += _household_rows(others[:40])
    more = f"<p class=note>还有{len(found) - 40}家没有列出，请用上面的搜索。</p>" if len(found) > 40 else ""
    none = "<p>没有找到这个名字。</p>" if not (found or left or nearly or others) else ""
    body = f"""<h1>统一身份认证（演示）</h1>
<p>“办成”想知道您是谁。这里是演示，选一个人就当作您已经刷脸通过。</p>
<form method=get action=/authorize>{_hidden(query)}
<label for=who>找一个人</label><input id=who name=who value="{escape(wanted)}" autocomplete=off>
</form>
<form method=post action=/authorize>{_hidden(query)}{rows}{none}</form>{more}
<form method=post action=/decline>{_hidden(query)}<button class=note>不登录，返回</button></form>"""
    return page("选一个人登录", body)


def confirm(person: Citizen, query: Mapping[str, str]) -> str:
    """Say what will be handed over, and ask."""
    shown = f"{person.id_number[:6]}********{person.id_number[-4:]}"
    body = f"""<h1>以{escape(person.name)}的身份登录“办成”？</h1>
<p>会告诉“办成”：姓名、身份证号（{shown}）、手机号（{person.phone[:3]}****{person.phone[-4:]}）。</p>
<form method=post action=/confirm>{_hidden(query)}<input type=hidden name=person value="{escape(person.key)}">
<button class=main autofocus>确认登录</button></form>
<form method=get action=/authorize>{_hidden(query)}<button class=note>换一个人</button></form>"""
    return page("确认登录", body)


def broken(sentence: str) -> str:
    """The request cannot be gone on with, and there is nowhere safe to send the browser back to."""
    return page(
        "登录没有成功", f"<h1>登录没有成功</h1><p>{escape(sentence)}</p><p>请回到“办成”重新登录。</p>"
    )


def page(title: str, body: str) -> str:
    """A whole page."""
    return (
        f"<!doctype html><html lang=zh-Hans><meta charset=utf-8><title>{escape(title)}</title>"
        f'<meta name=viewport content="width=device-width,initial-scale=1"><style>{STYLE}</style><main>{body}</main>'
    )


def _matches(family: Family, wanted: str) -> bool:
    return wanted in family.story or any(wanted in person.name for person in members(family))


def _rows(family: Family) -> str:
    people = "".join(
        f'<li><button name=person value="{escape(person.key)}">{escape(person.name)}'
        f"<small class=note>{_role(person, family)}，{escape(person.address)}</small></button></li>"
        for person in members(family)
    )
    return f"<h2>{escape(family.story)}</h2><ul>{people}</ul>"


def _neighbours(people: Population, wanted: str) -> list[Citizen]:
    """Grown-ups of the many households, by name or by the beginning of the identity number."""
    return [one for one in people.grown_ups if wanted in one.name or one.id_number.startswith(wanted)]


def _household_rows(found: list[Citizen]) -> str:
    people = "".join(
        f'<li><button name=person value="{escape(one.key)}">{escape(one.name)}'
        f"<small class=note>{escape(one.address)}，{one.born_on.year}年生</small></button></li>"
        for one in found
    )
    return f"<h2>住在善美市的人</h2><ul>{people}</ul>" if found else ""


def _left_by(loss: Bereavement, wanted: str) -> bool:
    return (
        wanted in loss.story
        or wanted == loss.deceased.name
        or any(wanted in one.person.name for one in loss.relatives)
    )


def _mourning(loss: Bereavement) -> str:
    """Whom somebody left, each marked with who they are to the one who died."""
    people = "".join(
        f'<li><button name=person value="{escape(one.person.key)}">{escape(one.person.name)}'
        f"<small class=note>{escape(loss.deceased.name)}（刚去世）的{TIES[one.tie]}</small></button></li>"
        for one in loss.relatives
    )
    return f"<h2>{escape(loss.story)}</h2><ul>{people}</ul>"


def _retiring(worker: Worker) -> str:
    """Who is about to retire."""
    person = worker.person
    return (
        f'<h2>{escape(worker.story)}</h2><ul><li><button name=person value="{escape(person.key)}">'
        f"{escape(person.name)}<small class=note>{escape(person.address)}</small></button></li></ul>"
    )


def _role(person: Citizen, family: Family) -> str:
    return "妈妈" if person.key == family.mother.key else "爸爸"


def _hidden(query: Mapping[str, str]) -> str:
    kept = ((name, value) for name, value in query.items() if name not in {"who", "person"})
    return "".join(
        f'<input type=hidden name="{escape(name)}" value="{escape(value)}">' for name, value in kept
    )
