"""Pictures of the pages of PDFs that were looked at."""

from typing import ClassVar

from django.db import migrations, models

from bancheng.kernel.database import grants


class Migration(migrations.Migration):
    dependencies: ClassVar = [("files", "0002_uploaded_by")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="DrawnPage",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "file_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("blob", models.TextField()),
            ],
            options={
                "db_table": "files_drawn_page",
                "indexes": [models.Index(fields=["blob"], name="files_drawn_page_blob")],
            },
        ),
        grants("files_drawn_page"),
    ]
