"""The receipt is a paper: `cases_open_v1` freezes it in the statement that opens the application."""

from django.db import migrations

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_rehoming"),
        ("documents", "0002_codes"),
    ]

    operations = [
        load_sql(__file__, "open_v1.sql"),
    ]
