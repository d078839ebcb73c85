"""Functions that a newer version replaced and that no program in use calls any more."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0009_find")]
    operations: ClassVar = [
        migrations.RunSQL(
            """
            DROP FUNCTION IF EXISTS public.cases_close_v1(uuid, jsonb);
            DROP FUNCTION IF EXISTS public.cases_close_v2(uuid, jsonb);
            DROP FUNCTION IF EXISTS public.cases_go_on_v1(uuid, jsonb);
            """,
            migrations.RunSQL.noop,
        )
    ]
