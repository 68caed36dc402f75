from django.db import migrations, models

from portal.core.migrating import AddIndexOnline


class Migration(migrations.Migration):
    """The list of people goes by their names."""

    atomic = False
    dependencies = [("accounts", "0005_jobs_in_the_audit_log")]
    operations = [
        AddIndexOnline("user", models.Index(fields=["display_name"], name="accounts_by_name")),
    ]
