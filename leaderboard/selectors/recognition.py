"""Questions about who has earned what: for everybody, and for those who give badges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from leaderboard.models import Badge, BadgeAward
from leaderboard.models.badges import BadgeAwardQuerySet
from leaderboard.selectors import shown_with_grounds, with_grounds
from mentorship.models import Cohort, CohortMember
from portal.accounts import roles, showing
from portal.accounts.models import User
from portal.accounts.permissions import accompanied_by, can_run_chapter
from portal.core import freshness
from portal.core.paging import KeptPaginator

#: How far back the hall goes; older awards stand on the pages of who holds them.
LATEST = 480


def hall() -> BadgeAwardQuerySet:
    """The awards that their holders show, of people who have a page that everybody may read, the newest first.

    Of minors only with the consents to be shown. One query.
    """
    # Asked about the holder of each award, as they come: with IN, PostgreSQL looks at everybody before it begins.
    seen = showing.shown_to_all().filter(pk=OuterRef("user")).values("pk")[:1]
    return _with_holder(shown_with_grounds().alias(seen=Subquery(seen)).filter(seen=F("user")))


def pages_of_hall(per_page: int) -> KeptPaginator:
    """The LATEST of them in pages, with how rare each badge is."""
    return KeptPaginator(
        "hall",
        lambda: hall()[:LATEST],
        lambda: _with_holder(with_grounds(BadgeAward.objects.all())),
        per_page,
        finish=lambda awards: count_holders(award.badge for award in awards),
    )


def count_holders(badges: Iterable[Badge]) -> None:
    """Say of each of `badges` in `one_in` that one of so many who learn holds it; None: nobody.

    Two queries at most.
    """
    badges = list(badges)
    if not badges:
        return
    holders = freshness.kept_for_all("holders", "all", _holders)
    crowd = freshness.kept_count("learners", _learners)
    for each in badges:
        number = holders.get(each.pk, 0)
        each.one_in = max(round(crowd / number), 1) if number else None  # type: ignore[attr-defined]


def _holders() -> dict[int, int]:
    """How many who learn hold each badge, by its number."""
    rows = BadgeAward.objects.standing().filter(user__in=_learners())
    return dict(rows.order_by().values_list("badge").annotate(number=Count("pk")))


def _learners() -> QuerySet[User]:
    return User.objects.filter(groups__name=roles.PARTICIPANT, is_active=True)


def _with_holder(awards: BadgeAwardQuerySet) -> BadgeAwardQuerySet:
    return awards.select_related("user")


def to_give() -> QuerySet[Badge]:
    """The badges that people award, by name."""
    return Badge.objects.filter(skill=None, milestones=None).order_by("name", "pk")


def may_get(by: Any, *, cohort: Cohort | None = None, name: str = "") -> QuerySet[User]:
    """To whom `by` gives badges: whom they accompany, or who learns; those of a cohort or with a name. By name."""
    people = User.objects.filter(groups__name=roles.PARTICIPANT, is_active=True).exclude(pk=by.pk)
    if not can_run_chapter(by):
        people = people.filter(accompanied_by(by))
    if cohort:
        people = people.filter(pk__in=CohortMember.objects.current().filter(cohort=cohort).values("person"))
    for word in name.split()[:6]:
        people = people.filter(Q(display_name__icontains=word) | Q(handle__icontains=word))
    return people.order_by("display_name", "pk")


def given_by(by: Any) -> BadgeAwardQuerySet:
    """What `by` awarded and may take away. The newest first.

    For who runs the chapter all that people awarded, but what its holder hides: nobody reads why it was given.
    """
    rows = BadgeAward.objects.standing().filter(awarded_by__isnull=False).exclude(user=by)
    own = Q(awarded_by=by)
    rows = rows.filter(own | Q(is_hidden=False) if can_run_chapter(by) else own)
    return rows.select_related("badge", "user", "awarded_by").order_by("-awarded_at", "-pk")
