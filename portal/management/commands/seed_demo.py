"""Fill an empty site with a chapter that looks alive."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.accounts.models import User

PASSWORD = "demo-portal-2026"  # noqa: S105  printed at start; refused in production
LOGINS = (
    ("amina@example.org", "participant: weaving, portfolio, shop"),
    ("bruno@example.org", "participant: music"),
    ("maria@example.org", "mentor"),
    ("carol@example.org", "coordinator"),
    ("ben@example.org", "buyer"),
)


def is_loaded() -> bool:
    return User.objects.filter(email=LOGINS[0][0]).exists()


class Command(BaseCommand):
    help = "Load the demo; running it again changes nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        from portal.testing import cast

        if is_loaded():
            return
        cast.operator()
