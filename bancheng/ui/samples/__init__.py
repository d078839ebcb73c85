"""Sample data of the design pages: every component in every state, people and numbers invented.

Dates lie around the day of reading, so that nothing on the page is in the wrong past or future.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bancheng.ui.samples import desk, form, plan, progress
from bancheng.ui.samples.parts import parts
from bancheng.ui.samples.row import HERE, Row

RAIL: Row = {
    "name": "李建国",
    "post": "户籍窗口（城北分局）",
    "rows": [
        {"word": _("我的待办"), "href": "/design/desk/", "count": 18, "current": True},
        {"word": _("科室待领"), "href": HERE, "count": 100},
        {"word": _("我办过的"), "href": HERE},
        {"word": _("找办件"), "href": HERE},
        {"word": _("批量办理"), "href": HERE},
    ],
    "others": [{"word": "出入境窗口", "href": HERE}],
    "logout": HERE,
}


def everything() -> Row:
    """All samples by component, seen from now."""
    now = timezone.localtime()
    return {
        "today": now.date(),
        "now": now,
        **parts(),
        **form.choices(),
        **form.messages(),
        **form.known(now),
        **form.typed(),
        **form.handed_in(now),
        **plan.needs(now),
        **plan.nodes(),
        **plan.specimens(),
        **plan.lists(),
        **progress.states(now),
        **progress.items(now),
        **progress.certificates(now),
        **desk.inbox(now),
        **desk.case(now),
    }
