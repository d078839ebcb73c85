"""How a person wants to see the pages follows them to another device."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from bancheng.kernel.database import grants


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0004_person_of_staff")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="DisplayChoice",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="display_choice",
                        serialize=False,
                        to="accounts.person",
                    ),
                ),
                ("modes", models.CharField(blank=True, default="", max_length=200)),
                ("chosen_at", models.DateTimeField()),
            ],
            options={"db_table": "accounts_display_choice"},
        ),
        grants("accounts_display_choice", update=["modes", "chosen_at"]),
    ]
