"""人随职能走: who is appointed to a post that a reorganization ended goes on at its successor."""

from __future__ import annotations

from datetime import date
from uuid import uuid5

from django.db import transaction

from bancheng.accounts.access import REGISTER
from bancheng.accounts.models import Appointment
from bancheng.kernel.access import Actor, require


def follow_posts(*, actor: Actor, on: date) -> int:
    """End appointments to ended posts on the day those ended and begin them at the successor; answers how many.

    Who is appointed there already is not appointed twice. Doing it again changes nothing.
    """
    require(REGISTER, actor)
    ended = Appointment.objects.filter(
        valid_to__isnull=True, post__valid_to__lte=on, post__succeeded_by__isnull=False
    ).select_related("post")[:1000]
    moved = 0
    for one in ended:
        since, successor = one.post.valid_to, one.post.succeeded_by_id
        assert since is not None  # the filter asked for it
        assert successor is not None
        with transaction.atomic():
            Appointment.objects.filter(pk=one.pk, valid_to__isnull=True).update(
                valid_to=max(since, one.valid_from)
            )
            held = Appointment.objects.filter(staff_id=one.staff_id, post_id=successor, valid_to__isnull=True)
            if not held.exists():
                Appointment.objects.create(
                    id=uuid5(one.pk, str(successor)),
                    staff_id=one.staff_id,
                    post_id=successor,
                    valid_from=since,
                )
        moved += 1
    return moved
