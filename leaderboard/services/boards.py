"""Who stands on boards, what they choose about that, and boards whose period is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField
from django.db.models.functions import Cast, Concat, LPad
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leaderboard import signals
from leaderboard.models import BoardChoice, PastPlace, Period, Standing
from portal.accounts import roles, showing
from portal.accounts.models import User
from portal.accounts.selectors import discoverable
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require

#: Who has left comes back after so long, so that nobody hops on for a good week only.
AWAY = timedelta(days=3)
#: So many places of a board that is over are kept.
PLACES_KEPT = 100


class TooSoon(DomainError):
    message = gettext_lazy("You left the boards a short while ago. You can come back three days after leaving.")


def people() -> QuerySet[User]:
    """Everybody, with `may_show`: whether they stand on boards, and `sorted_by`, by what among equals.

    Those who learn, as long as they stay and may be shown, and nobody who teaches or runs the chapter. Minors only
    when they chose it and the consent to be shown holds; others as `BOARDS_OPT_OUT` says. Who stands there without
    a name is not given away by the place of it.
    """
    holds = User.groups.through.objects.filter(user=OuterRef("pk"))
    learns = Exists(holds.filter(group__name=roles.PARTICIPANT))
    teaches = Exists(holds.filter(group__name__in=[roles.MENTOR, roles.COORDINATOR, roles.SAFEGUARDING]))
    stays = Exists(showing.shown_to_members().filter(pk=OuterRef("pk")))
    chose = BoardChoice.objects.filter(user=OuterRef("pk"))
    wants = Q(Exists(chose.filter(takes_part=True)))
    if settings.BOARDS_OPT_OUT:
        wants |= ~Q(Exists(chose)) & ~Q(age_band__in=User.MINOR)
    is_agreed = Exists(discoverable().filter(pk=OuterRef("pk")))
    may = Q(learns) & ~Q(teaches) & Q(stays) & Q(is_agreed) & Q(is_superuser=False) & wants
    name = Case(When(Exists(chose.filter(is_nameless=True)), then=Value("")), default=F("display_name"))
    number = LPad(Cast("pk", CharField()), 12, Value("0"))
    return User.objects.annotate(
        may_show=ExpressionWrapper(may, output_field=BooleanField()),
        sorted_by=Concat(name, Value(" "), number, output_field=CharField()),
    )


@transaction.atomic
def choose(
    *, user: User, takes_part: bool, by: User, now: datetime, is_nameless: bool = False, near_only: bool = False
) -> BoardChoice:
    """Let `user` stand on boards or not, from this moment on. Raises NotAllowed, TooSoon."""
    require(by == user and by.has_role(roles.PARTICIPANT), _("Those who learn decide about this, for themselves."))
    User.objects.select_for_update().get(pk=user.pk)
    own = BoardChoice.objects.filter(user=user).first() or BoardChoice(user=user, takes_part=True)
    was_part = own.takes_part if own.pk else not takes_part
    if takes_part and not was_part and own.left_at and now < own.left_at + AWAY:
        raise TooSoon
    if was_part and not takes_part:
        own.left_at = now
    own.takes_part, own.is_nameless, own.near_only = takes_part, is_nameless, near_only
    own.save()
    show_again(user_id=user.pk)
    return own


def show_again(*, user_id: int) -> None:
    """Show or hide the standings of somebody about whom something has changed. Two queries."""
    for may_show, sorted_by in people().filter(pk=user_id).values_list("may_show", "sorted_by"):
        if Standing.objects.filter(user=user_id).update(is_shown=may_show, sorted_by=sorted_by):
            announce(signals.standings_changed, Standing)


@transaction.atomic
def freeze(*, now: datetime) -> int:
    """Keep the first places of the boards whose period is over, forget the rest, and return how many were kept.

    Boards of single skills are not kept.
    """
    today = timezone.localtime(now).date()
    kept = 0
    for period in Period:
        over = Standing.objects.filter(period=period, begins__lt=period.begins(today))
        kept += sum(_keep(metric, period, begins) for metric, begins in _boards(over))
        over.delete()
    return kept


def _boards(over: QuerySet[Standing]) -> list[tuple[str, date]]:
    shown: Any = over.filter(is_shown=True, skill="").order_by("metric", "begins")
    return list(shown.values_list("metric", "begins").distinct())


def _keep(metric: str, period: Period, begins: date) -> int:
    rows = Standing.objects.filter(metric=metric, period=period, begins=begins, skill="", is_shown=True)
    places, place, before = [], 0, None
    for number, row in enumerate(rows.order_by("-points", "sorted_by")[:PLACES_KEPT], start=1):
        place = place if row.points == before else number
        before = row.points
        places.append(
            PastPlace(
                user_id=row.user_id, metric=metric, period=period, begins=begins, place=place, points=row.points
            )
        )
    return len(PastPlace.objects.bulk_create(places, ignore_conflicts=True))
