"""The bar of acts: only what is allowed now, and a sentence for what is not because somebody else is at it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bancheng.accounts.spec import SessionActor
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries import CasePage
from bancheng.cases.queries.recusal import law_of, who_else
from bancheng.kernel.workdays import local_day
from bancheng.organizations.spec import Nature
from bancheng.ui.words import day_words
from bancheng.workbench.queries.inbox import Wanted, case_href

STEPS = {"accept": "A", "claim": "", "release": "", "resume": ""}
"""Acts of one step: a button that does it. The rest open a panel first."""

PANELS = {
    "request_correction": "C",
    "refuse_acceptance": "",
    "review": "P",
    "approve": "P",
    "refuse": "R",
    "offer": "P",
    "issue": "I",
    "transfer": "T",
    "pause": "",
    "terminate": "",
}
PRIMARY = ("accept", "review", "approve", "offer", "issue", "resume")
"""What the case waits for; one of them at most is allowed at a time."""
LAST = ("terminate",)

URLS = {"review": "pass_review", "approve": "decide", "refuse": "decide"}


def bar(page: CasePage, wanted: Wanted) -> list[dict[str, Any]]:
    """The acts in the order in which they are wanted: the one the case waits for first, ending it last."""
    order = [act for act in PRIMARY if act in page.acts]
    order += [act for act in page.acts if act not in order and act not in LAST]
    order += [act for act in LAST if act in page.acts]
    if not page.case["plan"]["procedures"]:
        order = [act for act in order if act != "pause"]  # the item has no special procedure to pause for
    return [_act(page, act, wanted) for act in order]


def _act(page: CasePage, act: str, wanted: Wanted) -> dict[str, Any]:
    case = page.case
    href = case_href(case["application_id"], case["case_id"], wanted, URLS.get(act, act))
    if act == "refuse":
        href += ("&" if "?" in href else "?") + "choice=refuse"
    return {
        "act": act,
        "word": word_of(act, case["plan"].get("nature", "")),
        "href": href,
        "key": STEPS.get(act) or PANELS.get(act, ""),
        "step": act in STEPS,
        "primary": act in PRIMARY,
    }


def word_of(act: str, nature: str = "") -> str:
    """What stands on the button. A public utility agrees or cannot; it grants and refuses nothing."""
    words = {"approve": _("决定准予"), "refuse": _("不予许可"), "request_correction": _("一次性要求补正")}
    if nature == Nature.ENTERPRISE:
        words |= {
            "accept": _("收下"),
            "approve": _("同意"),
            "refuse": _("不能办"),
            "refuse_acceptance": _("不收"),
        }
    return words.get(act) or CASE.title(act)


def verdicts(nature: str) -> dict[str, str]:
    """What a yes and a no are called in the panel and in the outcome."""
    if nature == Nature.ENTERPRISE:
        return {"yes": _("同意"), "no": _("不能办")}
    return {"yes": _("准予"), "no": _("不予许可")}


def sentence(page: CasePage, actor: SessionActor, now: datetime) -> str:
    """Why there is nothing to do, or nothing for this officer, in one sentence; empty when there is something."""
    case = page.case
    if case.get("own_matter") and case["state"] not in CASE.ends:
        return _recused(case, actor, now)
    if case["held_by"] and case["held_by"] != actor.id:
        return _("{who}正在办（{when}领取）。").format(who=case["held_name"], when=_clock(case["held_at"]))
    state = case["state"]
    if state == "waiting":
        return _("等前一项办好，办好后自动到待受理。")
    if state == "correction_requested":
        return _("等申请人补正。补好交上后回到待受理。")
    if state == "offered":
        return _("等申请人答复方案和报价。接受后回到这里签约，不接受就结束。")
    if case.get("missing") and page.stage["act"] in ("decide", "offer") and state == "accepted":
        return _owed(page)
    if page.acts:
        return ""
    if state in CASE.ends:
        return _("这件事已经办结：{word}。").format(word=CASE.state(state).desk)
    return _("这一步由{organization}的“{stage}”岗位办，您可以看，不能办。").format(
        organization=case["plan"]["organization_name"], stage=page.stage["name"]
    )


def _owed(page: CasePage) -> str:
    """容缺: that the decision waits, for what, until when, and what happens then."""
    names = "、".join(one["name"] for one in page.case["missing"])
    clock = next(one for one in page.clocks if one["kind"] == "deferral")
    return _(
        "还不能准予：申请人答应后补的“{names}”没有到，最晚{day}。补上后在这里决定；到期没补，系统终止办理并告诉申请人。"
    ).format(names=names, day=day_words(local_day(clock["due_at"])))


def _recused(case: dict[str, Any], actor: SessionActor, now: datetime) -> str:
    """回避: that it is not theirs to handle, by what law, and who else can take it."""
    others = "、".join(who_else(case, local_day(now)))
    by = _("这件事和您本人有关，您要回避，可以看，不能办。")
    who = _("请{who}办。").format(who=others or _("本单位负责人另外指定的人"))
    give_back = _("您领着的，请放回科室。") if case["held_by"] == actor.id else ""
    law = law_of(case)
    return f"{by}{who}{give_back}{law and _('依据：{law}。').format(law=law)}"


def _clock(at: Any) -> str:
    return f"{timezone.localtime(at):%H:%M}"
