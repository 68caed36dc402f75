"""Pieces in the words of schema.org."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core import jsonld
from portal.core.addresses import absolute
from portal.core.jsonld import Thing
from shop.models import Listing
from shop.selectors.reviews import Opinion

__all__ = ["Thing", "page_of_piece", "piece"]
IN_STOCK, SOLD_OUT = "https://schema.org/InStock", "https://schema.org/SoldOut"


def piece(listing: Listing) -> Thing:
    """Describe a piece that anybody may find; {} for any other. Needs `with_piece()`."""
    if not listing.is_shown:
        return {}
    project = listing.project
    image = project.image
    return jsonld.without_blanks(
        {
            "@type": "Product",
            "name": project.title,
            "sku": listing.public_id,
            "url": absolute(listing.get_absolute_url()),
            "description": project.description[:500] or project.title,
            "image": absolute(image["src"]) if image else "",
            "brand": {"@type": "Brand", "name": project.owner.display_name},
            "offers": {
                "@type": "Offer",
                "url": absolute(listing.get_absolute_url()),
                "price": f"{listing.price}",
                "priceCurrency": listing.currency,
                "availability": IN_STOCK if listing.can_be_bought else SOLD_OUT,
                "seller": jsonld.person(project.owner.display_name),
            },
        }
    )


def page_of_piece(listing: Listing, opinion: Opinion | None = None) -> list[Thing]:
    """Describe a piece, what buyers say of it, and the way to its page."""
    trail = [(_("Shop"), reverse("catalogue:index"))]
    described = piece(listing)
    if described and opinion and opinion.count:
        described["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": opinion.mean,
            "bestRating": opinion.best,
            "reviewCount": opinion.count,
        }
    return [described, jsonld.breadcrumbs(trail, listing.project.title, listing.get_absolute_url())]
