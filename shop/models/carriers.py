"""Who carries parcels, and where each of them tells how far one has come."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.db import models
from django.utils.translation import gettext_lazy as _


class Carrier(models.TextChoices):
    DHL = "dhl", "DHL"
    DPD = "dpd", "DPD"
    FEDEX = "fedex", "FedEx"
    GLS = "gls", "GLS"
    ROYAL_MAIL = "royal_mail", "Royal Mail"
    UPS = "ups", "UPS"
    USPS = "usps", "USPS"
    OTHER = "other", _("Another carrier")


#: What stands before the number; carriers that are not here have no link.
PAGES = {
    Carrier.DHL: "https://www.dhl.com/global-en/home/tracking/tracking-parcel.html?submit=1&tracking-id=",
    Carrier.DPD: "https://tracking.dpd.de/status/en_US/parcel/",
    Carrier.FEDEX: "https://www.fedex.com/fedextrack/?trknbr=",
    Carrier.GLS: "https://gls-group.com/track/",
    Carrier.ROYAL_MAIL: "https://www.royalmail.com/track-your-item#/tracking-results/",
    Carrier.UPS: "https://www.ups.com/track?tracknum=",
    Carrier.USPS: "https://tools.usps.com/go/TrackConfirmAction?tLabels=",
}
#: Letters, digits and single dashes, as carriers print them; anything else is words, and gets no link.
NUMBER = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


def page(*, carrier: str, number: str) -> str:
    """Return where `carrier` tells about the parcel `number`; empty if no such page is known."""
    number = "".join(number.split())
    known = PAGES.get(Carrier(carrier)) if carrier else None
    return f"{known}{quote(number, safe='')}" if known and NUMBER.fullmatch(number) else ""
