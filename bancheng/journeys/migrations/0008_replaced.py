"""Functions that a newer version replaced and that no program in use calls any more."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journeys", "0007_searched")]
    operations: ClassVar = [
        migrations.RunSQL(
            """
            DROP FUNCTION IF EXISTS public.journeys_ask_v1(
                uuid, uuid, text, text, text, timestamptz, timestamptz, jsonb
            );
            DROP FUNCTION IF EXISTS public.journeys_submit_v1(uuid, integer, jsonb, timestamptz);
            DROP FUNCTION IF EXISTS public.journeys_submit_v2(uuid, integer, jsonb, jsonb, timestamptz);
            """,
            migrations.RunSQL.noop,
        )
    ]
