"""Pictures and documents lay in the public folder. Renditions are made anew when somebody asks for them."""

import uuid
from pathlib import PurePath

from django.db import migrations

from portal.core import stores, uploads


def move(apps, schema_editor):
    public, private = stores.public(), stores.private()
    renditions = apps.get_model("cms_pages", "PortalRendition").objects.all()
    old = list(renditions.values_list("file", flat=True))
    renditions.delete()
    for label, folder in (("PortalImage", "originals"), ("PortalDocument", "documents")):
        for row in apps.get_model("cms_pages", label).objects.all():
            row.public_id = uuid.uuid4()
            if public.exists(row.file.name):
                old.append(row.file.name)
                with public.open(row.file.name) as stored:
                    row.file.name = private.save(
                        f"{uploads.stored_folder(folder)}/file{PurePath(row.file.name).suffix.lower()}", stored
                    )
            row.save(update_fields=["public_id", "file"])
    for name in old:
        if public.exists(name):
            public.delete(name)


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0011_media_has_secret_addresses")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
