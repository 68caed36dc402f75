from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self) -> None:
        from shop import checks, permissions, receivers, timeline  # noqa: F401  connects them
