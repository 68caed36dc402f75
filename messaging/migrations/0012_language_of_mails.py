from django.db import migrations, models


class Migration(migrations.Migration):
    """People say in which language mails to them are written."""

    dependencies = [("messaging", "0011_who_wanted_no_reminders")]
    operations = [
        migrations.AddField(
            "reception",
            "language",
            models.CharField("language", max_length=12, blank=True, default="", db_default=""),
        ),
    ]
