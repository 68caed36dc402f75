"""Files: public media, private originals, static files; on disk or S3-compatible."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from portal.settings.env import VAR, env

#: Public copies and people's pictures. A proxy may serve this folder as it is.
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
#: Never below MEDIA_ROOT: nothing here has an address of its own.
PRIVATE_MEDIA_ROOT = VAR / "private"
#: Who sends private files once a view has permitted it: app, nginx or signed (portal.core.delivery).
PRIVATE_FILES = env.str("PRIVATE_FILES", default="app")
if PRIVATE_FILES not in ("app", "nginx", "signed"):
    raise ImproperlyConfigured("PRIVATE_FILES is app, nginx or signed.")

FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024


def object_store(*, public_url: str = "", **reached: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the public and the private storage in one bucket that is `reached` by options of S3Storage."""
    # Version 4 in so many words: boto signs addresses in an older way for some regions.
    shared: dict[str, Any] = {**reached, "file_overwrite": False, "signature_version": "s3v4"}
    # What is larger is read by way of the disk: without a number here a whole dump would lie in memory.
    shared["max_memory_size"] = 8 * 1024 * 1024
    for_ever = {"CacheControl": "public, max-age=31536000, immutable"}
    public = {**shared, "location": "public", "querystring_auth": False, "object_parameters": for_ever}
    public["base_url"] = public_url
    private = {**shared, "location": "private", "default_acl": "private", "querystring_expire": 60}
    backend = "portal.core.buckets.BucketStorage"
    return {"BACKEND": backend, "OPTIONS": public}, {"BACKEND": backend, "OPTIONS": private}


#: Where browsers find what lies below `public/` of the bucket, if not at the store itself.
S3_PUBLIC_URL = env.str("S3_PUBLIC_URL", default="")

if _bucket := env.str("S3_BUCKET", default=""):
    _public, _private = object_store(
        public_url=S3_PUBLIC_URL,
        bucket_name=_bucket,
        endpoint_url=env.str("S3_ENDPOINT", default=None),
        region_name=env.str("S3_REGION", default=None),
        access_key=env.str("S3_ACCESS_KEY", default=None),
        secret_key=env.str("S3_SECRET_KEY", default=None),
    )
else:
    _public = {
        "BACKEND": "portal.core.disk.WholeFileStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT), "base_url": MEDIA_URL},
    }
    _private = {
        "BACKEND": "portal.core.disk.WholeFileStorage",
        "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": None},
    }

#: Backups lie apart from what they keep: another disk, or another bucket of the same object store.
if _backup_bucket := env.str("BACKUP_BUCKET", default=""):
    _backups: dict[str, object] = {**_private, "OPTIONS": {**_private["OPTIONS"], "bucket_name": _backup_bucket}}
else:
    _backups = {
        "BACKEND": "portal.core.disk.WholeFileStorage",
        "OPTIONS": {"location": env.str("BACKUP_DIR", default=str(VAR / "backups")), "base_url": None},
    }
#: After how many hours the clock takes the next one; 0: never. And how many are kept.
BACKUP_EVERY_HOURS = env.int("BACKUP_EVERY_HOURS", default=0)
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)
#: Whose key they are encrypted to (GnuPG's keyring of the process), and what opens that key, only to restore.
BACKUP_GPG_RECIPIENT = env.str("BACKUP_GPG_RECIPIENT", default="")
BACKUP_GPG_PASSPHRASE = env.str("BACKUP_GPG_PASSPHRASE", default="")

STORAGES = {
    "default": _private,  # whatever nobody has thought about has no address
    "private": _private,
    "public": _public,
    "dbbackup": _backups,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What an upload may be, before anything is decoded (portal.core.uploads).
UPLOAD_MAX_IMAGE_BYTES = 15 * 1024 * 1024
UPLOAD_MAX_IMAGE_PIXELS = 25_000_000
UPLOAD_MAX_MEDIA_BYTES = 60 * 1024 * 1024
UPLOAD_MAX_TEXT_BYTES = 1 * 1024 * 1024
#: How much one person may keep, in megabytes; 0: as much as they like (portal.core.quota).
QUOTA_MB = env.int("QUOTA_MB", default=1000)
