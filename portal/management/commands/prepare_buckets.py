from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from portal.core import outages


class Command(BaseCommand):
    help = (
        "Makes the buckets of S3_BUCKET and BACKUP_BUCKET if they are missing, and lets anybody read what lies"
        " below public/ in the first. Once, or before each start."
    )

    @outages.of_the_store()
    def handle(self, *args: Any, **options: Any) -> None:
        places = {"public": True, "dbbackup": False}
        used = [name for name in places if "bucket_name" in settings.STORAGES[name]["OPTIONS"]]
        if not used:
            raise CommandError("S3_BUCKET names no bucket: files lie on the disk.")
        from portal.core import buckets  # its library is there where a bucket is named

        for name in used:
            was_missing = buckets.prepare(storages[name], is_read_by_all=places[name])  # type: ignore[arg-type]  # the backend of buckets
            said = "is made" if was_missing else "was there"
            self.stdout.write(f"{settings.STORAGES[name]['OPTIONS']['bucket_name']} {said}.")
