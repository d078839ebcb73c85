"""How somebody wants to see the pages."""

from __future__ import annotations

from django.db import models

from bancheng.accounts.models.people import Person


class DisplayChoice(models.Model):
    """显示方式。 The words of the display cookie (`bancheng.ui.modes`) as the person chose them last, signed on.

    Not a record of anything: a device without a choice of its own takes it over when the person signs on there.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="display_choice")
    modes = models.CharField(max_length=200, blank=True, default="")
    chosen_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_display_choice"

    def __str__(self) -> str:
        return self.modes
