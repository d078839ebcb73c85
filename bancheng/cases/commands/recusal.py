"""回避: nobody handles a matter of their own (公务员法第七十六条; for utilities the same rule of ours)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from bancheng.cases.access import NOT_HANDLING
from bancheng.cases.queries.recusal import law_of, who_else
from bancheng.kernel.errors import RuleBroken, define
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.workdays import local_day

OWN_MATTER = define(
    RuleBroken,
    "own_matter",
    gettext_lazy("这件事和您本人有关，您要回避，不能由您办。您的操作没有生效。"),
    next_step=gettext_lazy("请{who}办。"),
)


def refuse_own_matter(row: Mapping[str, Any], act: str, now: datetime) -> None:
    """RuleBroken `own_matter` for a member of staff whom the case concerns: by what law, and who else can take it.
    Giving back what one holds handles nothing and stays open."""
    if row.get("own_matter") and act not in NOT_HANDLING:
        who = "、".join(who_else(row, local_day(now))) or _("本单位负责人另外指定的人")
        raise OWN_MATTER(regulation=law_of(row), who=who)
