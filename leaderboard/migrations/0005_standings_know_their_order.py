"""Standings know by what equal points stand, so that one index serves a board and who is next to whom."""

from typing import Any

from django.db import migrations, models
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat, LPad


def fill(apps: Any, _editor: Any) -> None:
    """Name them all; those without a name in the next rebuild, as whoever changes their choice."""
    people = apps.get_model("accounts", "User").objects.filter(pk=OuterRef("user"))
    number = LPad(Cast("pk", CharField()), 12, Value("0"))
    key = people.annotate(key=Concat("display_name", Value(" "), number)).values("key")
    nameless = apps.get_model("leaderboard", "BoardChoice").objects.filter(is_nameless=True).values("user")
    apps.get_model("leaderboard", "Standing").objects.exclude(user__in=nameless).update(sorted_by=Subquery(key[:1]))


class Migration(migrations.Migration):
    dependencies = [("leaderboard", "0004_points"), ("accounts", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="standing", name="leaderboard_standing_order"),
        migrations.AddField(
            model_name="standing",
            name="sorted_by",
            field=models.CharField(default="", max_length=80),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["metric", "period", "begins", "skill", "-points", "sorted_by"],
                condition=Q(is_shown=True),
                name="leaderboard_board_order",
            ),
        ),
    ]
