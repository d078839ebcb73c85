"""Who may do what with drafts, notices and confirmations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, Always, Condition, In, Never, declare, scope_ids, scope_values


def _own(actor: Actor) -> Condition:
    return In("owner_id", scope_ids(actor, "for:person")) if actor.kind == "person" else Never


def _asked(actor: Actor) -> Condition:
    """A confirmation belongs to whoever carries the identity number it was asked of."""
    return In("subject_index", scope_values(actor, "index")) if actor.kind == "person" else Never


def _signed_in(actor: Actor) -> Condition:
    return Always if actor.kind == "person" else Never


declare("journeys.start", _signed_in, _("开始办一件事"))
declare("journeys.see_draft", _own, _("看自己的草稿"))
declare("journeys.edit_draft", _own, _("填自己的草稿"), sees="journeys.see_draft")
declare("journeys.submit", _own, _("提交自己的草稿"), sees="journeys.see_draft")
declare("journeys.answer_confirmation", _asked, _("确认别人请您确认的事"))
