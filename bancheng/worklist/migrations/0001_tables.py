"""The worklist, written through its functions only."""

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("queue", models.UUIDField()),
                ("held_by", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("state", models.TextField()),
                ("name", models.TextField()),
                ("url_name", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("warn_at", models.DateTimeField()),
                ("provisional", models.BooleanField()),
                ("put_at", models.DateTimeField()),
                ("facts", models.JSONField()),
            ],
            options={
                "db_table": "worklist_entry",
                "indexes": [
                    models.Index(fields=["queue", "due_at", "id"], name="worklist_entry_queue"),
                    models.Index(
                        condition=models.Q(("held_by__isnull", False)),
                        fields=["held_by", "due_at", "id"],
                        name="worklist_entry_holder",
                    ),
                ],
            },
        ),
        load_sql(__file__, "entry_v1.sql", to=()),
        grants("worklist_entry", insert=False),
    ]
