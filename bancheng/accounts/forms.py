"""Reading what is typed at the doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class StaffLogin:
    """Account and password as typed. The password is never shown again, not even to who typed it."""

    account: str = ""
    password: str = field(default="", repr=False)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> StaffLogin:
        """Both are needed; nothing else is asked of them here."""
        account = data.get("account", "").strip()[:200]
        password = data.get("password", "")
        errors = {}
        if not account:
            errors["account"] = _("请填账号")
        if not password:
            errors["password"] = _("请填密码")
        return cls(account, password, errors)


def post_id(data: Mapping[str, str]) -> UUID | None:
    """The post chosen, or None when none was or it is no id."""
    try:
        return UUID(data.get("post", ""))
    except ValueError:
        return None
