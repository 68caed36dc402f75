from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mentorship", "0010_commissions")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="public_token",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=32),
        ),
    ]
