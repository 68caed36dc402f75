from django.apps import AppConfig
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "portal.core"

    def ready(self) -> None:
        from portal.core import freshness, lookups, watching  # noqa: F401  lookups register themselves
        from portal.core.patience import GRACE, Patience

        connection_created.connect(_watch, dispatch_uid="portal.core.watching")
        if settings.DATABASE_SECONDS:
            self.patience = Patience(
                settings.DATABASE_SECONDS + GRACE
            )  # kept: signals do not hold their listeners
            connection_created.connect(self.patience.watch, dispatch_uid="portal.core.patience")
        watching.tally.keep_in(settings.METRICS_DIR if settings.METRICS_TOKEN else None)
        if settings.PAGE_CACHE:
            connection_created.connect(freshness.watch, dispatch_uid="core.watch")


def _watch(sender: object, connection: BaseDatabaseWrapper, **_: object) -> None:
    from portal.core import watching

    watching.watch_queries(connection)
