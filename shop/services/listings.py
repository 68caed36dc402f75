"""Offering works in the shop, changing offers and taking them down."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model
from wagtail.log_actions import log

from mentorship.models import Project
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.ids import public_id
from portal.core.policy import can, require
from shop.models import Listing, Seller, ShippingProfile

Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
StockRecord = get_model("partner", "StockRecord")

LEAST_PRICE = Decimal("0.50")
MOST_PRICE = Decimal("9999.99")
MOST_COPIES = 999

#: Oscar's product class of each kind: (name, whether its number is counted, whether it is sent).
CLASSES = {
    Listing.Kind.ORIGINAL: ("Original", True, True),
    Listing.Kind.EDITION: ("Edition", True, True),
    Listing.Kind.DIGITAL: ("Digital", False, False),
}


class NotPublic(DomainError):
    message = gettext_lazy("Only works that everybody can see can be sold. Make the work public first.")


class AlreadyListed(DomainError):
    message = gettext_lazy("This work is in the shop already.")


class BadPrice(DomainError):
    """The price is no amount of money that we take."""


class BadQuantity(DomainError):
    """There cannot be so many."""


class UnknownKind(DomainError):
    message = gettext_lazy("Choose what you sell: an original, an edition or a download.")


class NoFiles(DomainError):
    message = gettext_lazy("Add the files first that buyers get.")


class BadLeast(DomainError):
    message = gettext_lazy("The least price cannot be above the price that you suggest.")


class SoldOut(DomainError):
    message = gettext_lazy("This original has been sold; it cannot be offered again.")


class NotYourWay(DomainError):
    message = gettext_lazy("Choose one of your own ways of sending.")


class NoPickupPlace(DomainError):
    message = gettext_lazy("Say first where and when buyers can come: under “My shop”, “About my shop”.")


@dataclass(frozen=True)
class Terms:
    """How a piece reaches its buyer; without a way of sending its price includes that."""

    profile: ShippingProfile | None = None
    can_be_picked_up: bool = False
    #: Buyers name the price themselves, from this on; without it the price is fixed.
    least_price: Decimal | None = None


USUAL = Terms()
NOT_YOURS = gettext_lazy("Only participants sell, and only their own works.")


def permit(*, by: User) -> None:
    """Refuse who sells nothing here. Raises NotAllowed."""
    require(can(by, "create", Listing), NOT_YOURS)


@transaction.atomic
def offer(
    *, project: Project, kind: str, price: Decimal, quantity: int | None, by: User, terms: Terms = USUAL
) -> Listing:
    """Put `project` into the shop; of an original there is one. A download waits for its files.

    Where somebody has to look first, it waits for them. Raises NotAllowed, NotPublic, AlreadyListed, UnknownKind,
    BadPrice, BadQuantity, BadLeast, NotYourWay, NoPickupPlace.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    permit(by=by)
    require(project.owner_id == by.pk, NOT_YOURS)
    if not project.is_public:
        raise NotPublic
    if Listing.objects.filter(project=project).exists():
        raise AlreadyListed
    if kind not in Listing.Kind.values:
        raise UnknownKind
    amount, copies = exact_price(price), _copies(kind, quantity)
    try:
        with transaction.atomic():
            listing = _create(project, Listing.Kind(kind), amount, copies, seller_of(user=by), terms)
    except IntegrityError as error:
        raise AlreadyListed from error
    log(listing, "shop.listing.offer", user=by, data={"price": str(amount), "quantity": copies})
    return listing


@transaction.atomic
def change(
    *, listing: Listing, price: Decimal, quantity: int | None, by: User, terms: Terms | None = None
) -> Listing:
    """Set the price, how it reaches buyers and, of an edition, how many can be bought from now on.

    What somebody is paying for at this moment stays theirs, at the price they saw. Without `terms`, those stay.
    Raises NotAllowed, SoldOut, BadPrice, BadQuantity, NotYourWay, NoPickupPlace.
    """
    listing, stock = _lock(listing)
    require(can(by, "change", listing), _("Only the seller changes this."))
    if listing.kind == Listing.Kind.ORIGINAL and not stock.num_in_stock:
        raise SoldOut
    if not listing.options.exists():  # `options.set_all` sets those prices and numbers
        stock.price = exact_price(price)
        if listing.kind == Listing.Kind.EDITION:
            stock.num_in_stock = (_copies(listing.kind, quantity) or 0) + (stock.num_allocated or 0)
        stock.save(update_fields=["price", "num_in_stock", "date_updated"])
    if terms is not None:
        _set_terms(listing, terms, exact_price(price))
        listing.save(update_fields=["shipping_profile", "can_be_picked_up", "least_price", "updated_at"])
    log(
        listing,
        "shop.listing.change",
        user=by,
        data={"price": str(stock.price), "quantity": stock.num_in_stock},
    )
    return listing


@transaction.atomic
def withdraw(*, listing: Listing, by: User) -> Listing:
    """Take `listing` out of the shop; orders that exist stand. Raises NotAllowed."""
    listing, _stock = _lock(listing)
    require(can(by, "withdraw", listing), _("Only the seller changes this."))
    if listing.status != Listing.Status.WITHDRAWN:
        set_status(listing, Listing.Status.WITHDRAWN)
        log(listing, "shop.listing.withdraw", user=by)
    return listing


@transaction.atomic
def relist(*, listing: Listing, by: User) -> Listing:
    """Bring `listing` back, to who has to look at it first if somebody has to.

    Raises NotAllowed, NotPublic, SoldOut, NoFiles.
    """
    listing, stock = _lock(listing)
    require(can(by, "change", listing), _("Only the seller changes this."))
    if listing.status != Listing.Status.WITHDRAWN:
        return listing
    if not listing.project.is_public:
        raise NotPublic
    if listing.kind == Listing.Kind.ORIGINAL and not stock.num_in_stock:
        raise SoldOut
    if not listing.is_thing and not listing.files.exists():
        raise NoFiles
    set_status(listing, _first_status(listing))
    log(listing, "shop.listing.relist", user=by)
    return listing


def seller_of(*, user: User) -> Seller:
    """Return `user` as a seller, made with Oscar's partner on their first listing."""
    seller = Seller.objects.filter(user=user).first()
    if seller:
        return seller
    try:
        with transaction.atomic():
            partner = Partner.objects.create(name=user.display_name, code=f"seller-{user.handle}-{public_id(6)}")
            return Seller.objects.create(user=user, partner=partner)
    except IntegrityError:  # somebody with two windows; the other one has made it
        return Seller.objects.get(user=user)


def exact_price(price: Decimal) -> Decimal:
    """Return `price` with exactly the decimals that the shop's currency has. Raises BadPrice rather than round."""
    currency = settings.OSCAR_DEFAULT_CURRENCY
    decimals = min(get_currency_precision(currency), 2)
    if not isinstance(price, Decimal) or not price.is_finite():
        raise BadPrice(_("Write the price as a number, such as 12.50."))
    if not LEAST_PRICE <= price <= MOST_PRICE:
        raise BadPrice(_("The price must lie between 0.50 and 9,999.99."))
    exact = price.quantize(Decimal(1).scaleb(-decimals))
    if exact != price:
        raise BadPrice(
            _("A price has at most %(decimals)d decimals.") % {"decimals": decimals}
            if decimals
            else _("A price in this currency has no decimals.")
        )
    return exact


def follow_project(*, project: Project) -> None:
    """Let what Oscar keeps of a work follow it: the title on orders, and whether it can be bought. Two queries."""
    listing = Listing.objects.filter(project=project).first()
    if listing:
        Product.objects.filter(pk=listing.product_id).update(
            title=project.title, slug=_slug(project), is_public=listing.is_live and project.is_public
        )


def _copies(kind: str, quantity: int | None) -> int | None:
    if kind == Listing.Kind.DIGITAL:
        return None
    if kind == Listing.Kind.ORIGINAL:
        if quantity not in (None, 1):
            raise BadQuantity(_("There is one original. Choose “Print or edition” to sell several."))
        return 1
    if quantity is None or isinstance(quantity, bool) or not 1 <= quantity <= MOST_COPIES:
        raise BadQuantity(_("Offer between 1 and %(most)d of an edition.") % {"most": MOST_COPIES})
    return quantity


def needs_look(user: User) -> bool:
    """Say whether somebody looks first at what `user` offers: always for minors, else if the site says so."""
    return user.is_minor or settings.SELLING_APPROVAL


def _first_status(listing: Listing) -> Listing.Status:
    seen = listing.pk and listing.approvals.order_by("-pk").first()
    if needs_look(listing.project.owner) and not (seen and seen.approved):
        return Listing.Status.WAITING
    return Listing.Status.LIVE


def _set_terms(listing: Listing, terms: Terms, price: Decimal) -> None:
    if terms.profile and terms.profile.seller_id != listing.seller_id:
        raise NotYourWay
    if terms.can_be_picked_up and listing.is_thing and not listing.seller.pickup:
        raise NoPickupPlace
    least = None if terms.least_price is None else exact_price(terms.least_price)
    if least is not None and least > price:
        raise BadLeast
    listing.least_price = least
    listing.shipping_profile = terms.profile if listing.is_thing else None
    listing.can_be_picked_up = terms.can_be_picked_up and listing.is_thing


def _create(
    project: Project, kind: Listing.Kind, price: Decimal, copies: int | None, seller: Seller, terms: Terms
) -> Listing:
    listing = Listing(project=project, seller=seller, kind=kind)
    _set_terms(listing, terms, price)
    listing.status = _first_status(listing) if listing.is_thing else Listing.Status.WITHDRAWN
    listing.product = Product.objects.create(
        product_class=_product_class(kind),
        upc=listing.public_id,
        title=project.title,
        slug=_slug(project),
        is_public=listing.is_live,
    )
    StockRecord.objects.create(
        product=listing.product,
        partner_id=seller.partner_id,
        partner_sku=listing.public_id,
        price=price,
        price_currency=settings.OSCAR_DEFAULT_CURRENCY,
        num_in_stock=copies,
    )
    listing.save()
    return listing


def _product_class(kind: Listing.Kind) -> Any:
    name, counted, sent = CLASSES[kind]
    product_class, _created = ProductClass.objects.get_or_create(
        slug=name.lower(), defaults={"name": name, "track_stock": counted, "requires_shipping": sent}
    )
    return product_class


def _slug(project: Project) -> str:
    return slugify(project.title) or "piece"


def _lock(listing: Listing) -> tuple[Listing, Any]:
    listing = Listing.objects.select_related("seller", "project", "product").get(pk=listing.pk)
    stock = StockRecord.objects.select_for_update(of=("self",)).get(product_id=listing.product_id, option=None)
    return listing, stock


def set_status(listing: Listing, status: Listing.Status) -> None:
    listing.status = status
    listing.save(update_fields=["status", "updated_at"])
    Product.objects.filter(pk=listing.product_id).update(is_public=listing.is_shown)
