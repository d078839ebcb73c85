"""Dates of entries can follow a holiday notice."""

from django.db import migrations

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0001_tables"),
    ]

    operations = [
        load_sql(__file__, "due_v1.sql", to=()),
    ]
