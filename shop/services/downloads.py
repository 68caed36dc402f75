"""The files of a download: kept privately, handed to who has paid, and no more once the money went back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from oscar.core.loading import get_model
from wagtail.log_actions import log

from mentorship.services import files as stored
from portal.accounts.models import User
from portal.core import documents, quota, uploads
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from portal.core.uploads import BadUpload
from shop.models import Download, DownloadFile, Listing, SaleLine, TakenBack

Line = get_model("order", "Line")

SALT = "shop.download"
MOST_FILES = 20
DOCUMENTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
}


class NoDownload(DomainError):
    message = gettext_lazy("Only what you sell as a download has files to hand over.")


class TooManyFiles(DomainError):
    message = gettext_lazy("A download cannot have so many files.")


class AlreadySold(DomainError):
    message = gettext_lazy("Somebody has paid for this file, so it stays. You can add others.")


class LastFile(DomainError):
    message = gettext_lazy("This is the only file of a piece that is in the shop. Withdraw the piece first.")


class UnknownLink(DomainError):
    message = gettext_lazy("There is no such file. Open it from the page of your order.")


class Revoked(DomainError):
    message = gettext_lazy("The money for this went back, so the file cannot be fetched any more.")


class NotPaid(DomainError):
    message = gettext_lazy("This is not paid yet. The file is here as soon as it is.")


class TooLate(DomainError):
    """The link has ended."""


class FetchedOut(DomainError):
    """The file was fetched as often as it may be."""


@dataclass(frozen=True)
class _Clean:
    content: Any
    filename: str
    content_type: str
    extension: str


def add(*, listing: Listing, files: Iterable[Any], by: User) -> list[DownloadFile]:
    """Keep `files` for the buyers of `listing`, all or none.

    Raises NotAllowed, NoDownload, TooManyFiles, BadUpload.
    """
    require(can(by, "change", listing), _("Only the seller changes this."))
    if listing.is_thing:
        raise NoDownload
    cleaned = [_clean(file) for file in files]
    if not cleaned:
        raise BadUpload(_("Choose a file."))
    with stored.shelf() as shelf, transaction.atomic():
        listing = Listing.objects.select_for_update(of=("self",)).get(pk=listing.pk)
        if listing.files.count() + len(cleaned) > MOST_FILES:
            raise TooManyFiles
        quota.claim(by, sum(file.content.size for file in cleaned))
        return [_keep(listing, file, shelf) for file in cleaned]


def _clean(file: Any) -> _Clean:
    """Look at a file: documents as documents, everything else as what works are made of. Raises BadUpload."""
    extension = uploads.clean_filename(file.name).rsplit(".", 1)[-1].lower()
    if extension in DOCUMENTS:
        document = documents.clean(file)
        return _Clean(document, str(document.name), DOCUMENTS[extension], extension)
    upload = uploads.clean(file)
    return _Clean(upload.content, upload.filename, upload.content_type, upload.extension)


def _keep(listing: Listing, file: _Clean, shelf: stored.Shelf) -> DownloadFile:
    file.content.seek(0)
    path = shelf.put(f"{uploads.stored_folder('downloads')}/original.{file.extension}", file.content)
    return DownloadFile.objects.create(
        listing=listing,
        original=path,
        filename=file.filename,
        content_type=file.content_type,
        size_bytes=file.content.size,
    )


@transaction.atomic
def remove(*, file: DownloadFile, by: User) -> None:
    """Forget a file that nobody has paid for. Raises NotAllowed, AlreadySold, LastFile."""
    listing = Listing.objects.select_for_update(of=("self",)).select_related("seller").get(pk=file.listing_id)
    require(can(by, "change", listing), _("Only the seller changes this."))
    if Line.objects.filter(product=listing.product_id, sale__paid_at__gte=file.created_at).exists():
        raise AlreadySold
    if listing.status != Listing.Status.WITHDRAWN and listing.files.count() == 1:
        raise LastFile
    path = str(file.original.name)
    file.delete()
    log(listing, "shop.listing.change", user=by, data={"removed": file.filename})
    transaction.on_commit(lambda: stored.delete_paths([path]), robust=True)


# Handing over ----------------------------------------------------------------------------------------------


def link_token(*, line: Any, file: DownloadFile) -> str:
    """Make the unguessable end of the address of one file of one bought line."""
    return signing.dumps([line.pk, file.pk], salt=SALT)


@transaction.atomic
def fetch(*, token: str, now: datetime, counts: bool = True, goes_on: bool = False) -> DownloadFile:
    """Return the file behind a link, once more counted, unless it `goes_on` with what was fetched before.

    Raises UnknownLink, NotPaid, Revoked, TooLate, FetchedOut.
    """
    sale, file = _read(token)
    refuse_if_over(sale=sale, now=now)
    Download.objects.get_or_create(line=sale.line, file=file)
    download = Download.objects.select_for_update().get(line=sale.line, file=file)
    counts = counts and not (goes_on and download.count)
    if download.count >= settings.DOWNLOADS_MOST and counts:
        most = settings.DOWNLOADS_MOST
        raise FetchedOut(
            ngettext(
                "This file was fetched %(most)d time, as often as it may be. Ask the maker if you need it again.",
                "This file was fetched %(most)d times, as often as it may be. Ask the maker if you need it again.",
                most,
            )
            % {"most": most}
        )
    if counts:
        download.count += 1
        download.save(update_fields=["count"])
    return file


def _read(token: str) -> tuple[SaleLine, DownloadFile]:
    try:
        line_pk, file_pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise UnknownLink from error
    file = DownloadFile.objects.select_related("listing").filter(pk=file_pk).first()
    line = Line.objects.filter(pk=line_pk).first()
    if file is None or line is None or line.product_id != file.listing.product_id:
        raise UnknownLink
    sale = SaleLine.objects.select_related("line").filter(line=line).first()
    if sale is None:
        raise NotPaid
    return sale, file


def refuse_if_over(*, sale: SaleLine, now: datetime) -> None:
    """Refuse what was given back or ended. One query. Raises Revoked, TooLate."""
    taken = TakenBack.objects.standing().filter(sale=sale).aggregate(total=Sum("amount_minor", default=0))["total"]
    if taken >= sale.gross_minor or sale.line.status == "Cancelled":
        raise Revoked
    if now > ends_at(sale=sale):
        raise TooLate(
            _("This link ended %(days)d days after you paid. Ask the maker if you need it again.")
            % {"days": settings.DOWNLOAD_DAYS}
        )


def ends_at(*, sale: SaleLine) -> datetime:
    """Return until when the files of a sale can be fetched."""
    return sale.paid_at + timedelta(days=settings.DOWNLOAD_DAYS)
