"""What accounts does by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from bancheng.accounts.commands.following import follow_posts
from bancheng.accounts.commands.sessions import forget_old_sessions
from bancheng.accounts.commands.staff_login import forget_old_failures
from bancheng.accounts.queries import local_day
from bancheng.kernel.access import system_actor

KEPT = timedelta(days=180)
"""Ended sessions are kept as long as network logs have to be (网络安全法: 不少于六个月)."""


def forget(now: datetime) -> int:
    """Forget ended sessions and old failed sign-ons."""
    return forget_old_sessions(before=now - KEPT) + forget_old_failures(before=now - KEPT)


def follow(now: datetime) -> int:
    """Who held a post that a reorganization ended goes on at its successor; returns how many appointments."""
    return follow_posts(actor=system_actor("clock"), on=local_day(now))
