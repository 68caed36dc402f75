import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0012_media_moves_to_the_private_storage")]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        )
        for name in ("portaldocument", "portalimage")
    ]
