from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import checks, wiring  # noqa: F401  registers the system checks; connects neighbours
        from portal.accounts.roles import sync_roles

        # Django sends post_migrate app by app, only for apps with models; after the last every permission exists.
        last = [app for app in apps.get_app_configs() if app.models_module][-1]
        post_migrate.connect(sync_roles, sender=last, dispatch_uid="accounts.sync_roles")
