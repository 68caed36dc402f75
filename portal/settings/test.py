"""The suite: SQLite and memory by default, PostgreSQL and Redis when DATABASE_URL and REDIS_URL say so."""

import os
import tempfile
from pathlib import Path

from portal.settings.base import *

SECRET_KEY = "test-only-key-0123456789abcdef0123456789abcdef0123456789"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
SLOW_QUERY_MS = 0  # its tests set their own
EVEN_SECONDS = 0  # its test sets its own
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "100000/m")  # tests of limits set their own

STRIPE_API_BASE = PAYPAL_API_BASE = "http://127.0.0.1:9"  # nobody; tests of a provider name their own fake

_files = Path(tempfile.gettempdir()) / "portal-test-files"
MEDIA_ROOT = _files / "media"
PRIVATE_MEDIA_ROOT = _files / "private"
ERASURE_LIST = str(_files / "erasures.jsonl")
MEMORY = "portal.testing.memory.MemoryStorage"
STORAGES["public"] = {"BACKEND": MEMORY, "OPTIONS": {"shelf": "public", "base_url": MEDIA_URL}}
STORAGES["private"] = {"BACKEND": MEMORY, "OPTIONS": {"shelf": "private"}}
STORAGES["default"] = {"BACKEND": MEMORY, "OPTIONS": {"shelf": "private"}}
STORAGES["dbbackup"] = {"BACKEND": MEMORY, "OPTIONS": {"shelf": "backups"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: races and live servers need several connections to one database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    # Threads of the race tests outnumber a pool, and a pool would keep the test database busy. What a machine that
    # loses its power would lose need not be on the disk yet.
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5, "options": "-c synchronous_commit=off"}

if REDIS_URL and (_worker := os.environ.get("PYTEST_XDIST_WORKER", "")):
    # Clearing a cache empties its whole Redis database: each worker of the suite has one of its own.
    _own = f"{REDIS_URL.rsplit('/', 1)[0]}/{int(_worker.removeprefix('gw')) + 1}"
    for _cache in CACHES.values():
        _cache["LOCATION"] = _own
