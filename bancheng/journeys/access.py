"""Who may do what with drafts, notices and confirmations."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.spec import is_limited, on_behalf
from bancheng.kernel.access import (
    Actor,
    Always,
    AnyOf,
    Condition,
    In,
    Never,
    declare,
    scope_ids,
    scope_values,
)


def _own(*acts: str) -> Callable[[Actor], Condition]:
    """Drafts of the one acted for, as far as the right to act for it goes."""
    return lambda actor: on_behalf(actor, *acts, subject="acting_for_id")


def _asked(actor: Actor) -> Condition:
    """A confirmation belongs to whoever carries the identity number it was asked of."""
    return In("subject_index", scope_values(actor, "index")) if actor.kind == "person" else Never


def _starts(actor: Actor) -> Condition:
    """Whoever acts in a person's or enterprise's name; rows carry the `journey`."""
    if actor.kind != "person":
        return Never
    return on_behalf(actor, "fill", subject="acting_for_id") if is_limited(actor) else Always


def _by_the_clock(actor: Actor) -> Condition:
    """Only the program itself."""
    return Always if "system:clock" in actor.scopes else Never


def _edits(actor: Actor) -> Condition:
    """Editors, the revisions of their own organization. Rows carry `organization_id`."""
    if actor.kind != "staff" or "role:editor" not in actor.scopes:
        return Never
    return In("organization_id", scope_ids(actor, "org"))


def _publishes(actor: Actor) -> Condition:
    """Whoever publishes; that it is not somebody who wrote is the rule of the command and of the statement."""
    return Always if actor.kind == "staff" and "role:publisher" in actor.scopes else Never


def _reads(actor: Actor) -> Condition:
    either = [rule for rule in (_edits(actor), _publishes(actor)) if rule != Never]
    return AnyOf(*either) if either else Never


declare("journeys.see_revision", _reads, _("看修订稿"))
declare("journeys.revise", _edits, _("修改事项和一件事"), sees="journeys.see_revision")
declare("journeys.publish_revision", _publishes, _("发布修订稿"), sees="journeys.see_revision")
declare("journeys.start", _starts, _("开始办一件事"))
declare("journeys.see_draft", _own("fill", "submit"), _("看自己的草稿"))
declare("journeys.edit_draft", _own("fill"), _("填自己的草稿"), sees="journeys.see_draft")
declare("journeys.submit", _own("submit"), _("提交自己的草稿"), sees="journeys.see_draft")
declare("journeys.recompute", _by_the_clock, _("按放假通知重算确认的期限"))
declare("journeys.answer_confirmation", _asked, _("确认别人请您确认的事"))
