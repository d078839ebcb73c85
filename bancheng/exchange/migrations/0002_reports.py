"""What departments' systems tell by themselves: each message once, each nonce once."""

from typing import ClassVar

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


def _key(*names: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exchange", "0001_exchange"), ("kernel", "0001_initial")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("pk", _key("system", "message_id")),
                ("system", models.TextField()),
                ("message_id", models.TextField()),
                ("report_id", models.UUIDField(unique=True)),
                ("resource", models.TextField()),
                ("kind", models.TextField()),
                ("digest", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("sealed", models.TextField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(default="")),
            ],
            options={"db_table": "exchange_report"},
        ),
        migrations.CreateModel(
            name="SpentNonce",
            fields=[
                ("pk", _key("system", "nonce")),
                ("system", models.TextField()),
                ("nonce", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "exchange_nonce",
                "indexes": [models.Index(fields=["at"], name="exchange_nonce_at")],
            },
        ),
        grants("exchange_report", insert=False),
        grants("exchange_nonce", insert=False),
        load_sql(__file__, "report_v1.sql"),
    ]
