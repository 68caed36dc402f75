"""What people are told about badges and levels."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

import leaderboard.signals as recognition
import mentorship.signals as learning
from messaging.kinds.row import RECOGNITION, Kind, To, say, url
from messaging.models.notifications import Mail

KINDS: tuple[Kind, ...] = (
    Kind(
        slug="badge_awarded",
        label=__("I have a new badge"),
        group=RECOGNITION,
        signals=(recognition.badge_awarded,),
        hears=lambda f: [To(f["award"], f["award"].user)],
        model="leaderboard.BadgeAward",
        along=("badge",),
        words=lambda row, me: say(_("You have earned the badge “%(name)s”"), name=row.badge.name),
        link=lambda row, me: url("leaderboard:my_badges"),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="level_confirmed",
        label=__("A mentor vouches for a skill of mine"),
        group=RECOGNITION,
        signals=(learning.level_confirmed,),
        hears=lambda f: [To(f["confirmation"], f["confirmation"].user)],
        model="mentorship.LevelConfirmation",
        along=("skill", "confirmed_by"),
        words=lambda row, me: (
            say(_("%(name)s vouches for your %(skill)s"), name=row.confirmed_by.display_name, skill=row.skill.name)
            if row.confirmed_by
            else say(_("Your %(skill)s is vouched for"), skill=row.skill.name)
        ),
        link=lambda row, me: url("mentorship:my_skills"),
        mail=Mail.DAILY,
    ),
)
