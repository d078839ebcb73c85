"""Applications are found by the names on their form: blind indices in `facts.names`, each with where it stands."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0010_replaced")]
    operations: ClassVar = [
        migrations.RunSQL(
            "CREATE INDEX cases_application_names ON public.cases_application USING gin ((facts -> 'names'))",
            "DROP INDEX public.cases_application_names",
        ),
    ]
