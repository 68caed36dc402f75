"""The badges and certificates of the demo."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from leaderboard.models import Badge
from leaderboard.services import badges, certificates
from mentorship.models import LevelConfirmation
from portal.accounts.models import User
from portal.demo.content import shapes


def load_badges(*, content: Iterable[shapes.Badge]) -> int:
    """Make the badges that people award; return how many there are, with those of the packs."""
    for each in content:
        badges.define(
            slug=each.slug,
            name=each.name,
            description=each.description,
            criteria={},
            rarity=each.rarity,
            earned_by=each.earned_by,
            shape=each.shape,
            motif=each.motif,
            dye=each.dye,
        )
    return Badge.objects.count()


def give_badges(
    *, given: Iterable[tuple[str, str, str]], users: Mapping[str, User], by: User, now: datetime
) -> None:
    """Let `by` award the badges that people award."""
    for slug, key, evidence in given:
        badges.award(badge=Badge.objects.get(slug=slug), user=users[key], evidence=evidence, by=by, now=now)


def make_certificates(*, users: Iterable[User], now: datetime) -> None:
    """Let each of `users` make the certificates of what mentors confirmed."""
    for user in users:
        for said in LevelConfirmation.objects.standing().filter(user=user):
            certificates.issue(confirmation=said, by=user, now=now)
