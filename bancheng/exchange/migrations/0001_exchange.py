"""The query log and the kept answers: append-only, written through one function."""

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Query",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "query_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("query_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("resource", models.TextField()),
                ("provider", models.TextField()),
                ("purpose", models.TextField()),
                ("inputs_index", models.TextField()),
                ("result", models.TextField()),
                ("milliseconds", models.IntegerField()),
            ],
            options={
                "db_table": "exchange_query",
                "indexes": [models.Index(fields=["resource", "at"], name="exchange_query_resource")],
            },
        ),
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "query_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("query_id", models.UUIDField()),
                ("resource", models.TextField()),
                ("inputs_index", models.TextField()),
                ("found", models.BooleanField()),
                ("authority", models.TextField()),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("sealed", models.TextField()),
            ],
            options={
                "db_table": "exchange_answer",
                "indexes": [
                    models.Index(
                        fields=["application_id", "resource", "inputs_index"], name="exchange_answer_again"
                    )
                ],
            },
        ),
        grants("exchange_query", insert=False),
        grants("exchange_answer", insert=False),
        load_sql(__file__, "record_v1.sql"),
    ]
