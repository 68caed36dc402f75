"""A developer's or a newcomer's machine: nothing to configure, nothing to install beside Python."""

from portal.settings.base import *

DEVELOPMENT = True
#: Off unless asked for, so that a newcomer sees the designed error pages and nobody sees a trace.
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = SECRET_KEY or "development-only-key-never-used-in-production-0123456789abcdef"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *ALLOWED_HOSTS]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
INTERNAL_IPS = ["127.0.0.1"]
MIDDLEWARE = ["portal.core.packing.PackingMiddleware", *MIDDLEWARE]
