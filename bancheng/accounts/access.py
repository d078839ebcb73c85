"""Who may sign on and off, who keeps persons and staff, and who may let others act for whom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.spec import principals
from bancheng.kernel.access import Actor, Always, AnyOf, Condition, Equals, In, Never, declare, scope_ids


def _signed_on(actor: Actor) -> Condition:
    return Always if actor.kind in {"person", "staff"} else Never


def _staff(actor: Actor) -> Condition:
    return Always if actor.kind == "staff" else Never


def _keeper(actor: Actor) -> Condition:
    return Always if actor.kind == "system" or "role:data-bureau" in actor.scopes else Never


def _registrar(actor: Actor) -> Condition:
    """The program itself on a register's word, the data bureau, and whoever keeps 死亡信息 (`vital-records`)."""
    roles = {"role:data-bureau", "role:vital-records"}
    return Always if actor.kind == "system" or (actor.kind == "staff" and roles & actor.scopes) else Never


def _person(actor: Actor) -> Condition:
    return Always if actor.kind == "person" else Never


def _represents(actor: Actor) -> Condition:
    """The legal representative, acting for the enterprise now. Rows carry `enterprise_id`."""
    return In("enterprise_id", scope_ids(actor, "head")) if actor.kind == "person" else Never


def _gives(actor: Actor) -> Condition:
    """Whoever may bind the principal. Rows carry `principal_id`."""
    return In("principal_id", principals(actor))


def _takes(actor: Actor) -> Condition:
    """The agent: the person named, or who represents the agency. Rows carry `agent_person`, `agent_id`."""
    if actor.kind != "person" or actor.id is None:
        return Never
    return AnyOf(Equals("agent_person", actor.id), In("agent_id", scope_ids(actor, "head")))


def _party(actor: Actor) -> Condition:
    return AnyOf(_gives(actor), _takes(actor)) if actor.kind == "person" else Never


KEEP_SESSION = declare("accounts.keep_session", _signed_on, _("继续当前登录"))
CHOOSE_POST = declare("accounts.choose_post", _staff, _("选择岗位"))
REGISTER = declare("accounts.register", _keeper, _("登记人员和账号"))
RECORD_DEATH = declare("accounts.record_death", _registrar, _("登记去世"))
CHOOSE_SUBJECT = declare("accounts.choose_subject", _person, _("选择替谁办"))
SEE_CLERKS = declare("accounts.see_clerks", _represents, _("看企业的经办人"))
APPOINT_CLERK = declare("accounts.appoint_clerk", _represents, _("指定经办人"))
SEE_MANDATE = declare("accounts.see_mandate", _party, _("看委托"))
OFFER_MANDATE = declare("accounts.offer_mandate", _gives, _("请人代办"))
REVOKE_MANDATE = declare("accounts.revoke_mandate", _gives, _("收回委托"), sees="accounts.see_mandate")
ANSWER_MANDATE = declare(
    "accounts.answer_mandate", _takes, _("接受或者不接受委托"), sees="accounts.see_mandate"
)
