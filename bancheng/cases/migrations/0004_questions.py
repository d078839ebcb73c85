"""A question to the applicant has a clock of its own; silence may mean going on."""

from typing import ClassVar

from django.db import migrations

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0003_done")]
    operations: ClassVar = [
        load_sql(__file__, "close_v2.sql"),
        load_sql(__file__, "go_on_v2.sql"),
    ]
