"""The site as benches measure it: like production, but without TLS, limits and a mail server."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import RATE_LIMITS, ROOT, STORAGES, env

SECRET_KEY = "of-benches-only-0123456789abcdef0123456789abcdef0123456789"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "1000000/s")
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = ROOT / "static"  # nothing is collected, nothing is missed
PAGE_CACHE = True  # so that what is written is seen
if not env.bool("PAGE_CACHE", default=False):
    PAGE_CACHE_NEVER = ("/",)  # as for whoever is logged in or has a basket
