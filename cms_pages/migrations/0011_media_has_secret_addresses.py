import uuid

import wagtail.images.models
from django.db import migrations, models

import cms_pages.models.media
import portal.core.stores


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0010_comments_and_messages")]

    operations = [
        migrations.AddField(
            model_name="portaldocument",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="portalimage",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="portalimage",
            name="public_token",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=32),
        ),
        migrations.AlterField(
            model_name="portaldocument",
            name="file",
            field=models.FileField(
                max_length=200,
                storage=portal.core.stores.private,
                upload_to=cms_pages.models.media.stored_document,
                verbose_name="file",
            ),
        ),
        migrations.AlterField(
            model_name="portalimage",
            name="file",
            field=cms_pages.models.media.CheckedImageField(
                height_field="height",
                max_length=200,
                storage=portal.core.stores.private,
                upload_to=wagtail.images.models.get_upload_to,
                verbose_name="file",
                width_field="width",
            ),
        ),
        migrations.AlterField(
            model_name="portalrendition",
            name="file",
            field=cms_pages.models.media.CheckedImageField(
                height_field="height",
                max_length=200,
                storage=portal.core.stores.private,
                upload_to=wagtail.images.models.get_rendition_upload_to,
                width_field="width",
            ),
        ),
    ]
