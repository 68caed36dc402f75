"""What the shop shows, and to whom."""

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from oscar.core.loading import get_model

from mentorship.models import Pairing, Project, ProjectFile
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core.paging import KeptRows
from portal.core.search import matching, words_in
from shop.models import Approval, Listing, Option
from shop.models.listings import ListingQuerySet

StockRecord = get_model("partner", "StockRecord")

#: Pieces of which at least one can be had.
AVAILABLE = Q(kind=Listing.Kind.DIGITAL) | Exists(
    StockRecord.objects.filter(product=OuterRef("product"), num_in_stock__gt=0)
)
BY_PRICE = ("cheapest", "dearest")
ORDERS: dict[str, tuple[str, str]] = {
    "newest": ("-created_at", "-pk"),
    "cheapest": ("product__stockrecords__price", "-pk"),
    "dearest": ("-product__stockrecords__price", "-pk"),
}


def market(*, discipline: str = "", kind: str = "", words: str = "", order: str = "newest") -> ListingQuerySet:
    """Return the pieces in the shop: of a discipline (slug), of a kind, with every one of `words`."""
    pieces = Listing.objects.live()
    if discipline:
        of_skills = Project.skills.through.objects.filter(skill__discipline__slug=discipline)
        pieces = pieces.filter(project_id__in=of_skills.values("project_id"))
    if kind:
        pieces = pieces.filter(kind=kind)
    if words_in(words):
        pieces = pieces.filter(project__in=matching(Project.objects.all(), words).values("pk"))
    if order in BY_PRICE:
        # A piece has exactly one record that is not of a size or colour, which names their lowest price. Asked for
        # so, and not as an outer join, PostgreSQL goes along the index of prices.
        of_option = Option.objects.filter(stockrecord=OuterRef("product__stockrecords"))
        pieces = pieces.filter(~Exists(of_option), product__stockrecords__isnull=False)
    return pieces.with_piece().order_by(*ORDERS.get(order, ORDERS["newest"]))


def newest_pieces(*, count: int) -> list[Listing]:
    """List the latest pieces that can still be had, newest first. Three queries."""
    return list(Listing.objects.live().filter(AVAILABLE).with_piece().newest_first()[:count])


def pieces_of(*, person: Any, count: int) -> KeptRows:
    """List the latest pieces of `person` that can still be had, newest first. Three queries when looked at."""

    def read() -> list[Listing]:
        pieces = Listing.objects.live().filter(AVAILABLE, project__owner=person)
        return list(pieces.with_piece().newest_first()[:count])

    return KeptRows(f"pieces-{count}", str(person.pk), read)


def offer_of(*, project: Project) -> Listing | None:
    """Return the offer of `project` that its public page shows. At most two queries."""
    if not project.is_public:
        return None
    offer = Listing.objects.live().filter(project=project).with_stock().first()
    if offer:
        offer.project = project
    return offer


def offers_of(*, projects: Iterable[Project]) -> dict[int, Listing]:
    """Return {project id: offer} of those of `projects` that anybody may buy or find. At most two queries."""
    known = {project.pk: project for project in projects}
    offers = {each.project_id: each for each in Listing.objects.live().filter(project__in=known).with_stock()}
    for number, offer in offers.items():
        offer.project = known[number]
    return offers


def works_for_sale(*, works: QuerySet[Project]) -> QuerySet[Project]:
    """Narrow `works` to those that are in the shop at this moment."""
    return works.filter(pk__in=Listing.objects.live().values("project"))


def piece(*, public_id: str) -> Listing | None:
    """Return a piece that anybody may see, with every picture of its work; sold ones stay. Four queries."""
    pictures = ProjectFile.objects.filter(kind=ProjectFile.Kind.IMAGE).order_by("position", "pk")
    return (
        Listing.objects.live()
        .filter(public_id=public_id)
        .with_piece()
        .select_related("shipping_profile")
        .prefetch_related(
            Prefetch("project__files", queryset=pictures, to_attr="pictures"), "shipping_profile__rates__country"
        )
        .first()
    )


def withdrawn(*, public_id: str) -> Listing | None:
    """Return a piece that its maker took out of the shop while its work stays public."""
    gone = Listing.objects.filter(status=Listing.Status.WITHDRAWN, project__visibility=Project.Visibility.PUBLIC)
    return gone.filter(public_id=public_id).select_related("project__owner").first()


def piece_of_product(*, pk: str) -> Listing | None:
    """Return the piece behind Oscar's product `pk` (digits), if anybody may see it."""
    return Listing.objects.live().select_related("project").filter(product_id=int(pk[:18])).first()


def works_to_offer(*, user: User, count: int) -> list[Project]:
    """List the latest public works of `user` that are not in the shop. Two queries."""
    return list(Project.objects.filter(owner=user, listing=None).public().with_card().newest_first()[:count])


def listings_of(*, user: User) -> ListingQuerySet:
    """Return everything that `user` has offered, newest first."""
    note = Approval.objects.filter(listing=OuterRef("pk"), approved=False).order_by("-pk").values("note")[:1]
    return Listing.objects.of(user).annotate(last_note=Subquery(note)).with_piece().newest_first()


def away(*, listing: Listing) -> str:
    """Say when the maker takes orders again, and what they let visitors know."""
    said = _("The maker is away; this can be bought again on %(day)s.") % {"day": _back(listing, "DATE_FORMAT")}
    return f"{said} {listing.seller.away_note}".strip()


def _back(listing: Listing, form: str) -> str:
    day = listing.seller.away_until
    return formats.date_format(day, form) if day else ""


def availability(*, listing: Listing) -> str:
    """Say in a few words whether and how many can be bought."""
    if listing.seller.is_away and not listing.is_sold:
        return _("Back on %(day)s") % {"day": _back(listing, "MONTH_DAY_FORMAT")}
    if listing.is_held:
        return _("Someone is buying this right now")
    if listing.is_sold:
        return _("Sold") if listing.kind == Listing.Kind.ORIGINAL else _("Sold out")
    if listing.kind == Listing.Kind.ORIGINAL:
        return _("One of a kind")
    left = listing.left
    if left is None:
        return _("Available at once")
    return ngettext("%(left)d left", "%(left)d left", left) % {"left": left}


def waiting_for(*, user: User) -> ListingQuerySet:
    """Return offers that wait for a look and that `user` may decide about, the oldest first."""
    waiting = Listing.objects.filter(status=Listing.Status.WAITING).exclude(seller__user=user)
    if not can_run_chapter(user):
        waiting = waiting.filter(seller__user__in=Pairing.objects.participants_of(user))
    return waiting.with_piece().order_by("created_at", "pk")
