"""What the page of a piece's origin says: never a buyer's name, and of the maker only what is public anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from mentorship.models import JournalEntry, LevelConfirmation, Project, ProjectFile, Skill
from portal.core.addresses import absolute
from shop.models import Listing, Provenance, SaleLine, TakenBack
from shop.models.listings import ListingQuerySet

#: So many pages of a diary can be chosen from.
MOST_ENTRIES = 60


@dataclass(frozen=True)
class Owned:
    """That somebody got `quantity` of a piece in the month of `since`; `came_back` when the money was returned."""

    since: date
    quantity: int
    came_back: bool = False


@dataclass(frozen=True)
class Origin:
    listing: Listing
    materials: Sequence[str]
    method: str
    skills: Sequence[Skill]
    levels: Sequence[LevelConfirmation] = ()
    entries: Sequence[JournalEntry] = ()
    pictures: Sequence[ProjectFile] = ()
    owners: Sequence[Owned] = field(default_factory=tuple)


def address(listing: Listing) -> str:
    """Return the whole address of the page of a piece's origin, as its code says it."""
    return absolute(reverse("shop:provenance", args=[listing.public_id]))


def told() -> ListingQuerySet:
    """Pieces whose origin anybody may read: their work is public and nobody has to look at the offer first."""
    shown: ListingQuerySet = Listing.objects.filter(project__visibility=Project.Visibility.PUBLIC)
    return shown.exclude(status=Listing.Status.WAITING)


def is_told(listing: Listing) -> bool:
    """Say the same of one piece, whose work is loaded."""
    return listing.project.is_public and listing.status != Listing.Status.WAITING


def origin(*, public_id: str) -> Origin | None:
    """Return the origin of a piece, if anybody may read it. Constant number of queries."""
    listing = told().filter(public_id=public_id).with_piece().select_related("provenance").first()
    if listing is None:
        return None
    said: Provenance | None = getattr(listing, "provenance", None)
    skills = list(listing.project.skills.select_related("discipline").order_by("name"))
    return Origin(
        listing=listing,
        materials=[line.strip() for line in said.materials.splitlines() if line.strip()] if said else [],
        method=said.method if said else "",
        skills=skills,
        levels=_levels(listing, skills) if said and said.shows_levels else [],
        entries=_entries(said) if said else [],
        pictures=list(
            listing.project.files.filter(kind=ProjectFile.Kind.IMAGE, is_process=True).order_by("position", "pk")
        ),
        owners=_owners(listing),
    )


def _levels(listing: Listing, skills: Sequence[Skill]) -> list[LevelConfirmation]:
    """The highest level that stands in each of the work's skills."""
    rows = LevelConfirmation.objects.standing().filter(user=listing.project.owner_id, skill__in=skills)
    rows = rows.select_related("skill", "confirmed_by").order_by("skill__name", "-level")
    best: dict[int, LevelConfirmation] = {}
    for each in rows:
        best.setdefault(each.skill_id, each)
    return list(best.values())


def _entries(said: Provenance) -> list[JournalEntry]:
    entries = JournalEntry.objects.public().filter(provenances=said, owner=said.listing.project.owner_id)
    return list(entries.order_by("happened_on", "pk"))


def _owners(listing: Listing) -> list[Owned]:
    taken = TakenBack.objects.standing().filter(sale=OuterRef("pk")).order_by().values("sale")
    back = Subquery(taken.annotate(total=Sum("amount_minor")).values("total"))
    sales: Any = SaleLine.objects.filter(line__product=listing.product_id)
    rows = sales.annotate(back=Coalesce(back, 0), quantity=F("line__quantity")).order_by("paid_at", "pk")
    return [
        Owned(
            timezone.localdate(sale.paid_at).replace(day=1),
            sale.quantity,
            came_back=bool(sale.back) and sale.back >= sale.gross_minor,
        )
        for sale in rows
    ]


def entries_to_choose(*, listing: Listing) -> QuerySet[JournalEntry]:
    """The latest public pages of the maker's diary. One query."""
    entries = JournalEntry.objects.public().filter(owner=listing.project.owner_id)
    newest = entries.order_by("-happened_on", "-pk").values("pk")[:MOST_ENTRIES]
    return JournalEntry.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).latest_day_first()
