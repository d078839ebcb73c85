"""Uploads: rows are written once; the state moves through one function."""

import django.contrib.postgres.fields
from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="File",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("owner_kind", models.TextField()),
                ("owner_id", models.UUIDField()),
                ("state", models.TextField()),
                ("state_at", models.DateTimeField()),
                ("name", models.TextField()),
                ("kind", models.TextField()),
                ("size", models.IntegerField()),
                ("sm3", models.TextField()),
                ("pages", models.IntegerField()),
                (
                    "warnings",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("scanned_by", models.TextField()),
                ("blob", models.TextField()),
                ("shown", models.TextField()),
                ("key", models.TextField()),
                ("uploaded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "files_file",
                "indexes": [
                    models.Index(fields=["owner_id", "uploaded_at"], name="files_file_owner"),
                    models.Index(
                        fields=["uploaded_at"],
                        name="files_file_quarantined",
                        condition=models.Q(("state", "quarantined")),
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["kept", "quarantined", "infected", "removed"])),
                        name="files_file_state",
                    ),
                ],
            },
        ),
        grants("files_file"),
        load_sql(__file__, "move_v1.sql"),
    ]
