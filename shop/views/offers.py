"""One offer of one's own in detail: sizes and colours, files, costs; and the look of others at it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import ListView

from portal.core.exceptions import DomainError
from portal.core.limits import limited, sends_files
from shop.forms.offers import ChoiceFormSet, CostForm, MaterialFormSet
from shop.models import Listing, PieceCost
from shop.selectors import costs as questions
from shop.selectors import listings as offers
from shop.services import approving, costs, downloads, options
from shop.views.listings import OwnListing
from shop.views.pages import NearestPage


class OptionsView(OwnListing, View):
    """Sizes and colours; a refusal keeps everything that was typed."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        listing = self._edition()
        rows = [
            {
                "pk": record.option.pk,
                "size": record.option.size,
                "colour": record.option.colour,
                "price": record.price,
                "quantity": max(0, record.net_stock_level),
            }
            for record in listing.choices
        ]
        return self._page(listing, ChoiceFormSet(initial=rows, prefix="choices"))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        listing = self._edition()
        forms = ChoiceFormSet(request.POST, prefix="choices")
        if not forms.is_valid():
            return self._page(listing, forms, status=422)
        wanted = [choice for choice in (form.choice() for form in forms) if choice]
        try:
            options.set_all(listing=listing, choices=wanted, by=request.user)  # type: ignore[arg-type]  # logged in
        except DomainError as refusal:
            return self._page(listing, forms, refusal=refusal.message, status=422)
        messages.success(request, _("Buyers can choose among these now."))
        return redirect("shop:my_listings")

    def _edition(self) -> Listing:
        listing = self.own_listing()
        if listing.kind != Listing.Kind.EDITION:
            raise Http404
        return listing

    def _page(self, listing: Listing, forms: Any, refusal: str = "", status: int = 200) -> HttpResponse:
        context = {"listing": listing, "forms": forms, "refusal": refusal}
        return render(self.request, "shop/listing_options.html", context, status=status)


@method_decorator(limited("upload", counts=sends_files), name="dispatch")
class FilesView(OwnListing, View):
    """The files of a download: add some, take one away."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self._page(self._download())

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        listing, by = self._download(), request.user
        try:
            if "remove" in request.POST:
                downloads.remove(file=self._file(listing), by=by)  # type: ignore[arg-type]  # logged in
            else:
                downloads.add(listing=listing, files=request.FILES.getlist("files"), by=by)  # type: ignore[arg-type]  # logged in
        except DomainError as refusal:
            return self._page(listing, refusal=refusal.message, status=422)
        return redirect("shop:listing_files", public_id=listing.public_id)

    def _download(self) -> Listing:
        listing = self.own_listing()
        if listing.is_thing:
            raise Http404
        return listing

    def _file(self, listing: Listing) -> Any:
        key = self.request.POST["remove"][:18]
        file = listing.files.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
        if file is None:
            raise Http404
        return file

    def _page(self, listing: Listing, refusal: str = "", status: int = 200) -> HttpResponse:
        context = {"listing": listing, "files": list(listing.files.order_by("pk")), "refusal": refusal}
        return render(self.request, "shop/listing_files.html", context, status=status)


class CostsView(OwnListing, View):
    """What one piece takes of work and material, and the price that follows."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        listing = self.own_listing()
        cost = questions.cost_of(listing=listing)
        form = CostForm(initial=_typed(cost))
        handed = questions.handed_out(user=request.user) if cost is None else []  # type: ignore[arg-type]  # logged in
        rows = [
            {"name": each.name, "amount": each.amount_minor, "resource": each.resource_id}
            for each in (cost.materials.all() if cost else handed)
        ]
        return self._page(listing, cost, form, MaterialFormSet(initial=rows, prefix="materials"))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        listing = self.own_listing()
        form, rows = CostForm(request.POST), MaterialFormSet(request.POST, prefix="materials")
        if not (form.is_valid() & rows.is_valid()):
            return self._page(listing, questions.cost_of(listing=listing), form, rows, status=422)
        try:
            costs.note(
                listing=listing,
                minutes=form.minutes,
                wage_minor=form.cleaned_data["wage"] or 0,
                materials=[each for each in (row.material() for row in rows) if each],
                by=request.user,  # type: ignore[arg-type]  # logged in
            )
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(listing, questions.cost_of(listing=listing), form, rows, status=422)
        return redirect("shop:listing_costs", public_id=listing.public_id)

    def _page(self, listing: Listing, cost: Any, form: Any, rows: Any, status: int = 200) -> HttpResponse:
        context = {
            "listing": listing,
            "form": form,
            "rows": rows,
            "sum": costs.reckon(listing=listing, cost=cost),
            "is_noted": cost is not None,
        }
        return render(self.request, "shop/listing_costs.html", context, status=status)


def _typed(cost: PieceCost | None) -> dict[str, Any]:
    return {"hours": round(cost.minutes / 60, 2), "wage": cost.wage_minor} if cost else {}


class WaitingOffersView(LoginRequiredMixin, NearestPage, ListView[Listing]):
    """Offers that wait for a look, and the decision about one of them."""

    template_name = "shop/offers_waiting.html"
    context_object_name = "listings"
    paginate_by = 20

    def get_queryset(self) -> Any:
        return offers.waiting_for(user=self.request.user)  # type: ignore[arg-type]  # logged in

    def post(self, request: HttpRequest) -> HttpResponse:
        listing = self.get_queryset().filter(public_id=request.POST.get("listing", "")[:12]).first()
        if listing is None:
            messages.error(request, approving.NotWaiting().message)
            return redirect("shop:offers_waiting")
        approved, note = request.POST.get("answer") == "approve", request.POST.get("note", "")[:500]
        try:
            approving.decide(listing=listing, approved=approved, by=request.user, note=note)  # type: ignore[arg-type]  # logged in
        except DomainError as refusal:
            self.object_list = self.get_queryset()
            context = self.get_context_data(refused=listing.public_id, refusal=refusal.message, typed=note)
            return self.render_to_response(context, status=422)
        messages.success(request, _("Done. The maker has a mail."))
        return redirect("shop:offers_waiting")
