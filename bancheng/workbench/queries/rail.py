"""The left rail: the lists of a post, and the acts apart from cases that the officer may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.accounts.spec import SessionActor
from bancheng.kernel.access import may


def rail_rows(
    actor: SessionActor, shown: Mapping[str, int], current: str, places: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The rows as `ui.rail` takes them. `shown`: bounded counters by list, none on a case page; `current`: where one is;
    `places`: lists that were left filtered or further on, with the address that leads back there."""
    here = reverse("inbox")
    lists = [
        ("mine", _("我的待办"), here),
        ("free", _("科室待领"), f"{here}?list=free"),
        ("all", _("科室全部"), f"{here}?list=all"),
        ("done", _("我办过的"), f"{here}?list=done"),
    ]
    rows = [
        *((name, word, places.get(name, start)) for name, word, start in lists),
        ("find", _("找办件"), reverse("find_case")),
        ("batch", _("批量办理"), reverse("batch_acts")),
    ]
    if may("accounts.record_death", actor, None):
        rows.append(("deaths", _("登记去世"), reverse("record_death")))
    if {"role:editor", "role:publisher"} & actor.scopes:
        rows.append(("rulebooks", _("事项与一件事"), reverse("rulebooks")))
    marks = {"mine": "home", "find": "find"}
    return [
        {
            "word": word,
            "href": href,
            "count": shown.get(name),
            "current": name == current,
            "mark": marks.get(name, ""),
        }
        for name, word, href in rows
    ]
