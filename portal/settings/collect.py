"""For `collectstatic` while an image is built: no secrets, no database, the storage of production."""

from portal.settings.base import *

SECRET_KEY = "not-a-secret-while-files-are-copied"  # noqa: S105  serves nobody
#: Everybody may read them, and the image's user is not the one who builds it.
FILE_UPLOAD_PERMISSIONS = 0o644
