from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "portal.core"

    def ready(self) -> None:
        from portal.core import freshness

        if settings.PAGE_CACHE:
            connection_created.connect(freshness.watch, dispatch_uid="core.watch")
