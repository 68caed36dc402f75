from django.db import migrations, models

from portal.core.migrating import AddIndexOnline


class Migration(migrations.Migration):
    """The hall of recognition goes from the newest award to the oldest."""

    atomic = False
    dependencies = [("leaderboard", "0006_fewer_indexes")]
    operations = [
        AddIndexOnline(
            "badgeaward",
            models.Index(
                fields=["-awarded_at", "-id"],
                condition=models.Q(revoked_at__isnull=True, is_hidden=False),
                name="leaderboard_shown_awards",
            ),
        ),
    ]
