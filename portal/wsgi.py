"""HTTP alone, for hosts without ASGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
os.environ.setdefault("PORTAL_WEB", "true")  # people wait: portal.settings.base
application = get_wsgi_application()
