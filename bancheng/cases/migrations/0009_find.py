"""Applications are found by the beginning of the applicant's name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_hand_over"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["applicant_name"], name="cases_application_name", opclasses=["text_pattern_ops"]
            ),
        ),
    ]
