"""What other apps' pages show of the shop."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.template import Context

from mentorship.models import Project
from portal.core.paging import KeptRows
from shop import jsonld
from shop.models import CommissionOffer, Listing
from shop.selectors import baskets, earnings, listings, orders, purses

register = template.Library()


@register.simple_tag
def offer_of(project: Project) -> Listing | None:
    """Return the offer that stands on the page of `project`. At most two queries."""
    return listings.offer_of(project=project)


@register.simple_tag
def offer_among(project: Project, asked_with: Sequence[Project]) -> Listing | None:
    """Return the offer of `project`; the first call loads those of `asked_with` along: two queries for all."""
    if not hasattr(project, "shown_offer"):
        found = listings.offers_of(projects=[project, *asked_with])
        for each in (project, *asked_with):
            each.shown_offer = found.get(each.pk)  # type: ignore[attr-defined]  # kept for the rest of the page
    return project.shown_offer


@register.simple_tag
def newest_pieces(count: int = 8) -> list[Listing]:
    """List the latest pieces that can be had. Three queries."""
    return listings.newest_pieces(count=count)


@register.simple_tag
def pieces_of(person: Any, count: int = 4) -> KeptRows:
    """List the latest pieces of `person` that can be had. Three queries when looked at."""
    return listings.pieces_of(person=person, count=count)


@register.simple_tag
def piece_facts(listing: Listing, opinion: Any = None) -> list[jsonld.Thing]:
    """A piece and the way to it, for machines: `{% json_ld %}` writes them."""
    return jsonld.page_of_piece(listing, opinion)


@register.simple_tag(takes_context=True)
def basket_count(context: Context) -> int:
    """Count what is in the visitor's basket: one query, none for visitors without a basket."""
    return baskets.count(request=context.get("request"))


@register.filter
def availability(listing: Listing) -> str:
    """Say whether and how many can be bought."""
    return listings.availability(listing=listing)


@register.filter
def away_note(listing: Listing) -> str:
    """Say when the maker takes orders again."""
    return listings.away(listing=listing)


@register.filter
def badge_of(listing: Listing) -> str:
    """Name what a card must say beside the price, if anything."""
    if listing.is_sold:
        return listings.availability(listing=listing)
    return str(listing.get_kind_display()) if listing.kind == Listing.Kind.DIGITAL else ""


@register.simple_tag
def bought_by(person: Any, count: int = 3) -> dict[str, Any]:
    """The latest `orders` of `person`, and the latest `offers` made to them that still run. Seven queries."""
    return {
        "orders": orders.of_buyer(person)[:count],
        "offers": CommissionOffer.objects.made_to(person).with_sides().newest_first()[:count],
    }


@register.simple_tag
def earned_by(person: Any) -> dict[str, Any]:
    """What sales of `person` brought and saved in the last months, in the shop's currency. One query."""
    return earnings.earned_chart(person, settings.OSCAR_DEFAULT_CURRENCY)


@register.filter
def shares_money_with(person: Any, viewer: Any) -> bool:
    """Whether `person` lets `viewer`, their mentor, see what they earn and save. Two queries."""
    return purses.is_shared_with(viewer, person)
