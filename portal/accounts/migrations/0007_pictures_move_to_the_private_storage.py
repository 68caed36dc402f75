"""Pictures of people lay in the public storage. `tidy_media` makes the public copies of those that may have one."""

from django.db import migrations

from portal.core import copies, stores


def move(apps, schema_editor):
    _move(apps, stores.public(), stores.private())


def move_back(apps, schema_editor):
    profiles = apps.get_model("accounts", "Profile").objects.exclude(public_token="")
    for token in profiles.values_list("public_token", flat=True):
        copies.remove(token)
    profiles.update(public_token="")
    _move(apps, stores.private(), stores.public())


def _move(apps, source, target):
    """Move each file and note its new name, so that a run that was broken off may be run again."""
    for profile in apps.get_model("accounts", "Profile").objects.exclude(avatar="").iterator(chunk_size=200):
        name = profile.avatar.name
        if not source.exists(name):
            continue
        with source.open(name) as stored:
            profile.avatar.name = target.save(name, stored)
        profile.save(update_fields=["avatar"])
        source.delete(name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_pictures_are_private")]
    operations = [migrations.RunPython(move, move_back)]
