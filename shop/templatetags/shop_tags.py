"""What other apps' pages show of the shop."""

from django import template
from django.template import Context

from mentorship.models import Project
from shop.models import Listing
from shop.selectors import baskets, listings

register = template.Library()


@register.simple_tag
def offer_of(project: Project) -> Listing | None:
    """Return the offer that stands on the page of `project`. At most four queries."""
    return listings.offer_of(project=project)


@register.simple_tag
def newest_pieces(count: int = 8) -> list[Listing]:
    """List the latest pieces that can be had. Four queries."""
    return listings.newest_pieces(count=count)


@register.simple_tag(takes_context=True)
def basket_count(context: Context) -> int:
    """Count what is in the visitor's basket: one query, none for visitors without a basket."""
    return baskets.count(request=context.get("request"))


@register.filter
def availability(listing: Listing) -> str:
    """Say whether and how many can be bought."""
    return listings.availability(listing=listing)


@register.filter
def badge_of(listing: Listing) -> str:
    """Name what a card must say beside the price, if anything."""
    if listing.is_sold:
        return listings.availability(listing=listing)
    return str(listing.get_kind_display()) if listing.kind == Listing.Kind.DIGITAL else ""
