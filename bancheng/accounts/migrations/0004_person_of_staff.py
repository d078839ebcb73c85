"""A member of staff may be known as a person: nobody handles a matter of their own."""

from typing import ClassVar

from django.db import migrations, models

from bancheng.kernel.database import grants


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0003_death")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="staffmember",
            name="person_index",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        grants("accounts_staff_member", update=["name", "password", "closed_at", "person_index"]),
    ]
