"""Signing on of staff by account and password, and what slows down guessing.

Every attempt is counted before the password is looked at, so attempts in parallel cannot slip through.
Accounts that do not exist are counted and hashed like those that do: neither answer nor time tells.
The second factor that GB/T 22239 asks of staff belongs between `_verified` and `open_session`.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext_lazy as _

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.queries import SHANGHAI, actor_of_staff, local_day
from bancheng.accounts.spec import ActorPost
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.database import execute, fetch_one
from bancheng.kernel.errors import InvalidInput, NotPermitted, define

WINDOW = timedelta(minutes=15)
PAIR_LIMIT = 5
"""Wrong passwords for one account from one address; this is the limit that people meet."""
ACCOUNT_LIMIT = 30
"""For one account from anywhere: high, or anybody could lock anybody out."""
ADDRESS_LIMIT = 60
"""From one address for any account: an office behind one address must still get in on Monday morning."""
LONGEST = 200

WRONG_PASSWORD = define(
    InvalidInput,
    "staff_login_wrong",
    _("账号或者密码不对。再输错{left}次，这个账号要等15分钟才能再登录。"),
    next_step=_("请核对账号，注意大小写锁定键，再输一次密码。"),
    ask=_("忘了密码，请打{help}。"),
)
LOGIN_LOCKED = define(
    NotPermitted,
    "staff_login_locked",
    _("密码连续输错太多次，{until}以后才能再试（还要等{minutes}分钟）。"),
    next_step=_("到时间再登录。这段时间里输对了密码也进不来。"),
    ask=_("等不及，请打{help}。"),
)
NO_POST_TODAY = define(
    NotPermitted,
    "staff_without_post",
    _("您的账号今天没有担任任何岗位。"),
    next_step=_("请本单位给您安排岗位后再登录。"),
    ask=_("请打{help}。"),
)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A staff session was opened. `post` is None when the person holds several and has to choose."""

    key: str
    name: str
    post: ActorPost | None


def log_in_staff(
    *, account: str, password: str, address: str, now: datetime, replaces: str | None = None
) -> LoggedIn:
    """Open a session for an account. WRONG_PASSWORD, LOGIN_LOCKED, NO_POST_TODAY."""
    name = _normal(account)
    left = _count_attempt(name, address, now)
    if not _verified(name, password):
        raise WRONG_PASSWORD(left=left, help=help_line())
    _forgive(name, address)
    actor = actor_of_staff(name, local_day(now))
    if actor is None:
        raise NO_POST_TODAY(help=help_line())
    post = actor.post if len(actor.posts) == 1 else None
    key = open_session(now=now, staff_id=actor.id, post_id=post.id if post else None, replaces=replaces)
    return LoggedIn(key, actor.name, post)


def _normal(account: str) -> str:
    """As typed on any keyboard: full-width letters, capitals and spaces around do not matter."""
    text = unicodedata.normalize("NFKC", account).strip().lower()
    return "".join(sign for sign in text if sign.isprintable())[:LONGEST]


def help_line() -> str:
    """Whom staff call who cannot get in."""
    return str(getattr(settings, "BANCHENG_STAFF_HELP", "") or "12345")


def _verified(account: str, password: str) -> bool:
    row = fetch_one(
        "SELECT password FROM public.accounts_staff_member WHERE account = %s AND closed_at IS NULL",
        [account],
    )
    encoded = row["password"] if row else _nobody()
    return check_password(password[:LONGEST], encoded) and row is not None


@functools.cache
def _nobody() -> str:
    """A hash that costs as much to check as a real one."""
    return make_password("nobody has this password")


def _key(kind: str, *what: str) -> str:
    return blind_index(" ".join((kind, *what)), "accounts.failed_login")


def _count_attempt(account: str, address: str, now: datetime) -> int:
    """Count an attempt; answers how many wrong ones are left after it. LOGIN_LOCKED when none was left.

    From the wide to the narrow, and an attempt refused early is not counted further: whoever hammers from one
    address locks that address, not the account for everybody else.
    """
    left = [
        _count(_key("address", address), ADDRESS_LIMIT, now),
        _count(_key("pair", account, address), PAIR_LIMIT, now),
        _count(_key("account", account), ACCOUNT_LIMIT, now),
    ]
    return min(left)


def _count(key: str, limit: int, now: datetime) -> int:
    """Count one more under a key, in one statement. Beyond the limit the time stands still: the lock ends
    `WINDOW` after the last attempt that was let through, whatever is tried meanwhile."""
    row = fetch_one(
        """INSERT INTO public.accounts_failed_login AS f (key, failures, since)
           VALUES (%(key)s, 1, %(now)s)
           ON CONFLICT (key) DO UPDATE SET
               failures = CASE WHEN f.since <= %(window)s THEN 1 ELSE LEAST(f.failures, %(limit)s) + 1 END,
               since = CASE WHEN f.since > %(window)s AND f.failures >= %(limit)s THEN f.since
                            ELSE excluded.since END
           RETURNING failures, since""",
        {"key": key, "limit": limit, "now": now, "window": now - WINDOW},
    )
    if row is None:
        raise LookupError("an upsert returned nothing")
    if row["failures"] > limit:
        until = row["since"] + WINDOW
        minutes = max(1, -int(-(until - now).total_seconds() // 60))
        at = until.astimezone(SHANGHAI).strftime("%H:%M")
        raise LOGIN_LOCKED(until=at, minutes=minutes, help=help_line())
    return int(limit - row["failures"])


def _forgive(account: str, address: str) -> None:
    """A right password clears its own counts; the address only gets this one attempt back."""
    mine = [_key("pair", account, address), _key("account", account)]
    execute("DELETE FROM public.accounts_failed_login WHERE key = ANY(%s)", [mine])
    execute(
        "UPDATE public.accounts_failed_login SET failures = GREATEST(failures - 1, 0) WHERE key = %s",
        [_key("address", address)],
    )


def forget_old_failures(*, before: datetime) -> int:
    """Remove counts that no longer count."""
    return execute("DELETE FROM public.accounts_failed_login WHERE since < %s", [before])
