"""Two bodies become one while their work is under way."""

from __future__ import annotations

from datetime import timedelta

from bancheng.cases.tasks import rehome
from bancheng.kernel.access import system_actor
from bancheng.organizations.commands import take_notice
from bancheng.organizations.queries import world
from bancheng.organizations.tasks import reorganize
from tests.journeys.walking import Walker
from tests.workbench.desks import Desk, Matter


def merged(walker: Walker, matter: Matter) -> tuple[str, Desk]:
    """Another body of the same kind takes over whoever has the matter: its name, and an officer of its post."""
    body, _dot, post = matter.post.partition(".")
    before, then = world(walker.on), walker.now + timedelta(days=1)
    other = next(one for one in before.organizations if f"{one}.{post}" in before.posts and one != body)
    posts = [
        {"code": one.code, "into": f"{other}.{one.code.partition('.')[2]}"} for one in before.posts_of(body)
    ]
    points = [{"code": one.code} for one in before.service_points.values() if one.organization == body]
    ended = {"organizations": [{"code": body, "into": other}], "posts": posts, "service_points": points}
    notice = {
        "notice": "善卫函〔2026〕12号",
        "title": "两家合并",
        "on": walker.on + timedelta(days=1),
        "ended": ended,
    }
    take_notice(actor=system_actor("test"), written=notice, now=walker.now)
    reorganize(then)
    rehome(then)
    return before.organizations[other].name, Desk(f"{other}-1", f"{other}.{post}")
