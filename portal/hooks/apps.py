from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "portal.hooks"
    label = "hooks"

    def ready(self) -> None:
        from portal.hooks import permissions, receivers  # noqa: F401  registers and connects them
