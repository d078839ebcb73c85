"""Papers and their bytes; nobody may change either."""

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rendering",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "paper_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("paper_id", models.UUIDField()),
                ("content_type", models.TextField()),
                ("content", models.BinaryField()),
                ("sm3", models.TextField()),
                ("rendered_at", models.DateTimeField()),
            ],
            options={
                "db_table": "documents_rendering",
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "paper_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("paper_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("number", models.TextField()),
                ("title", models.TextField()),
                ("template", models.TextField()),
                ("template_digest", models.TextField()),
                ("values", models.JSONField()),
                ("values_digest", models.TextField()),
                ("frozen_at", models.DateTimeField()),
            ],
            options={
                "db_table": "documents_paper",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application_id", "number"), name="documents_paper_number"
                    )
                ],
            },
        ),
        load_sql(__file__, "freeze_v1.sql"),
        grants("documents_paper", insert=False),
        grants("documents_rendering"),
    ]
