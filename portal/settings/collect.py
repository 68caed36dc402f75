"""For `collectstatic` while an image is built: no secrets, no database, the storage of production."""

from portal.settings.base import *

SECRET_KEY = "not-a-secret-while-files-are-copied"  # noqa: S105  serves nobody
