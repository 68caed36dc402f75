"""The badges, certificates and points of the demo."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from leaderboard.models import Badge, Milestone, PointEntry
from leaderboard.selectors import boards
from leaderboard.services import badges, certificates, points
from leaderboard.services import boards as service
from mentorship.models import LevelConfirmation
from portal.accounts import roles
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


def load_milestones(*, content: Iterable[shapes.Milestone]) -> int:
    """Make the milestones that are not there; return how many there are."""
    for each in content:
        Milestone.objects.get_or_create(
            name=each.name,
            defaults={
                "description": each.description,
                "badge": Badge.objects.get(slug=each.badge),
                "pieces_sold": each.pieces,
                "level": each.level or None,
                "saved_amount": Decimal(each.saved) if each.saved else None,
            },
        )
    return Milestone.objects.count()


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


def stand_on_boards(*, users: Iterable[User], now: datetime) -> int:
    """Let the grown-ups who learn stand on the boards, and return how much earned points."""
    for user in users:
        if user.has_role(roles.PARTICIPANT) and not user.is_minor and boards.choice_of(user) is None:
            service.choose(user=user, by=user, takes_part=True, now=now)
    points.rebuild(now=now)
    return PointEntry.objects.count()
