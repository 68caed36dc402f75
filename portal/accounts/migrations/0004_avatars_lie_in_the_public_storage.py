import django.db.models
from django.db import migrations

import portal.core.stores


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_audit_what_is_shared")]

    operations = [
        migrations.AlterField(
            model_name="profile",
            name="avatar",
            field=django.db.models.ImageField(
                blank=True, storage=portal.core.stores.public, upload_to="avatars/", verbose_name="picture"
            ),
        ),
    ]
