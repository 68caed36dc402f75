"""Where a piece comes from: the page behind its code, and the maker's form."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from shop import printing
from shop.forms.provenance import ProvenanceForm
from shop.models import Listing
from shop.selectors import provenance
from shop.services import provenance as telling
from shop.views.listings import OwnListing


def code_of(listing: Listing) -> SafeString:
    """Draw the code that leads to the page of a piece's origin."""
    code = segno.make(provenance.address(listing), error="m", micro=False)
    return mark_safe(code.svg_inline(scale=4, border=2, dark="#000", light="#fff"))


@method_decorator(require_safe, name="dispatch")
class ProvenanceView(View):
    """What anybody may know of a piece; as a PDF, the sheet that goes along with it."""

    def get(self, request: HttpRequest, public_id: str, pdf: bool = False) -> HttpResponse:
        origin = provenance.origin(public_id=public_id)
        if origin is None:
            raise Http404
        if pdf:
            headers = {"Content-Disposition": f'attachment; filename="origin-{public_id}.pdf"'}
            return HttpResponse(printing.origin_pdf(origin), content_type="application/pdf", headers=headers)
        context = {"origin": origin, "listing": origin.listing, "code": code_of(origin.listing)}
        context["address"] = provenance.address(origin.listing).removeprefix(settings.SITE_URL)
        return render(request, "shop/provenance.html", context)


class TellView(OwnListing, View):
    """The maker's side of that page."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        listing = self.own_listing()
        return self._page(listing, ProvenanceForm(listing=listing))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        listing, by = self.own_listing(), request.user
        form = ProvenanceForm(request.POST, listing=listing)
        if not form.is_valid():
            return self._page(listing, form, status=422)
        telling.tell(listing=listing, by=by, **form.cleaned_data)  # type: ignore[arg-type]  # logged in
        messages.success(request, _("Noted. Buyers read it on the page of its origin."))
        return redirect("shop:my_listings")

    def _page(self, listing: Listing, form: Any, status: int = 200) -> HttpResponse:
        shown = provenance.told().filter(pk=listing.pk).exists()
        context = {"form": form, "listing": listing, "is_shown": shown}
        return render(self.request, "shop/provenance_tell.html", context, status=status)
