"""django-oscar: its defaults first, then what this shop does otherwise."""

from django.utils.translation import gettext_lazy as _
from oscar.defaults import *

from portal.settings.env import env

OSCAR_SHOP_NAME = env.str("SITE_NAME", default="Kindling")
OSCAR_DEFAULT_CURRENCY = env.str("CURRENCY", default="EUR")
OSCAR_HOMEPAGE = "/shop/"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_HIDDEN_FEATURES = ["wishlists", "reviews"]
OSCAR_SAVE_SENT_EMAILS_TO_DB = False
OSCAR_EAGER_ALERTS = False  # we have no product alerts to send when stock changes
OSCAR_BASKET_COOKIE_OPEN = "basket"
OSCAR_BASKET_COOKIE_HTTPONLY = True
THUMBNAIL_STORAGE = "public"
OSCAR_THUMBNAILER = "oscar.core.thumbnails.SorlThumbnail"
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "postcode", "country")

OSCAR_INITIAL_ORDER_STATUS = "Awaiting payment"
OSCAR_INITIAL_LINE_STATUS = "Awaiting payment"
OSCAR_ORDER_STATUS_PIPELINE = {
    "Awaiting payment": ("Paid", "Cancelled"),
    "Paid": ("Shipped", "Complete", "Cancelled", "Refunded"),
    "Shipped": ("Complete", "Refunded"),
    "Complete": ("Refunded",),
    "Cancelled": (),
    # A refund that failed is undone.
    "Refunded": ("Paid", "Shipped", "Complete"),
}
OSCAR_LINE_STATUS_PIPELINE = OSCAR_ORDER_STATUS_PIPELINE
#: How an order's status reads to a person.
ORDER_STATUS_NAMES = {
    "Awaiting payment": _("Awaiting payment"),
    "Paid": _("Paid"),
    "Shipped": _("Shipped"),
    "Complete": _("Complete"),
    "Cancelled": _("Cancelled"),
    "Refunded": _("Given back"),
}

#: Class forks keep Oscar's own migrations; `partner` adds one of ours behind them (shop/forks/README.md).
MIGRATION_MODULES = {
    "basket": "oscar.apps.basket.migrations",
    "catalogue": "oscar.apps.catalogue.migrations",
    "customer": "oscar.apps.customer.migrations",
    "order": "oscar.apps.order.migrations",
    "partner": "shop.forks.partner.migrations",
}

# Oscar imports haystack; an inert engine keeps it out of the way. Site search is Wagtail's.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
