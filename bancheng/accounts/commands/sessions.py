"""Sessions: opened at sign-on with a fresh key, ended on the server at sign-off."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.access import CHOOSE_POST
from bancheng.accounts.queries import key_digest
from bancheng.accounts.spec import LIFETIME, ActorPost, SessionActor
from bancheng.kernel.access import require
from bancheng.kernel.database import execute
from bancheng.kernel.errors import NotFound, define
from bancheng.kernel.ids import uuid7

POST_NOT_HELD = define(
    NotFound,
    "post_not_held",
    _("您现在没有担任这个岗位。"),
    next_step=_("请从列出的岗位里选一个。"),
    ask=_("岗位安排问本单位人事，或者政务服务和数据管理局。"),
)


def open_session(
    *,
    now: datetime,
    person_id: UUID | None = None,
    staff_id: UUID | None = None,
    post_id: UUID | None = None,
    replaces: str | None = None,
    lifetime: timedelta = LIFETIME,
) -> str:
    """Open a session for a person or a member of staff and answer its key, which exists only in the browser.

    The key is always new: one that was in the browser before (`replaces`) is ended, so that a session planted
    there beforehand is worth nothing.
    """
    if replaces:
        end_session(key=replaces, now=now)
    key = secrets.token_urlsafe(32)
    execute(
        """INSERT INTO public.accounts_session
               (id, key_digest, kind, person_id, staff_id, post_id, opened_at, seen_at, expires_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            uuid7(),
            key_digest(key),
            "person" if person_id else "staff",
            person_id,
            staff_id,
            post_id,
            now,
            now,
            now + lifetime,
        ],
    )
    return key


def end_session(*, key: str, now: datetime) -> None:
    """End the session of this key; ending what is over or unknown is nothing."""
    execute(
        "UPDATE public.accounts_session SET ended_at = %s WHERE key_digest = %s AND ended_at IS NULL",
        [now, key_digest(key)],
    )


def end_sessions_of(*, now: datetime, person_id: UUID | None = None, staff_id: UUID | None = None) -> int:
    """End every session of somebody (account closed, password changed); answers how many."""
    return execute(
        """UPDATE public.accounts_session SET ended_at = %s
            WHERE ended_at IS NULL AND (person_id = %s OR staff_id = %s)""",
        [now, person_id, staff_id],
    )


def touch(*, actor: SessionActor, now: datetime) -> None:
    """Note that the session was used. The caller does so at most once a minute."""
    execute("UPDATE public.accounts_session SET seen_at = %s WHERE id = %s", [now, actor.session_id])


def choose_post(*, actor: SessionActor, post_id: UUID) -> ActorPost:
    """Act in this post from now on. POST_NOT_HELD when the person does not hold it today."""
    require(CHOOSE_POST, actor)
    post = next((each for each in actor.posts if each.id == post_id), None)
    if post is None:
        raise POST_NOT_HELD()
    execute("UPDATE public.accounts_session SET post_id = %s WHERE id = %s", [post.id, actor.session_id])
    return post


def forget_old_sessions(*, before: datetime, limit: int = 1000) -> int:
    """Remove sessions that were over long ago: they are no record of anything that is kept elsewhere."""
    return execute(
        """DELETE FROM public.accounts_session WHERE id IN (
               SELECT id FROM public.accounts_session WHERE expires_at < %s ORDER BY expires_at LIMIT %s)""",
        [before, limit],
    )
