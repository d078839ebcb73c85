"""The registry of public codes: written with the paper, read by whoever holds it in hand."""

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Code",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("application_id", models.UUIDField()),
                ("paper_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "documents_code",
            },
        ),
        grants("documents_code", insert=False),
        load_sql(__file__, "freeze_v2.sql"),
    ]
