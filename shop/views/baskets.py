"""The basket: look at it, fill it, empty it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from portal.core.exceptions import DomainError
from portal.core.telling import told
from shop.forms.baskets import BuyForm, QuantityForm
from shop.selectors import baskets as contents
from shop.selectors import listings
from shop.services import baskets
from shop.views.market import PieceView
from shop.views.pages import PostOnly

LARGEST_KEY = 2**63 - 1
#: The field beside which a refusal stands; all others stand beside the quantity.
FIELDS = {baskets.ChooseOption: "option", baskets.TooLittle: "price"}


class BasketView(TemplateView):
    template_name = "oscar/basket/basket.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = contents.rows_of(basket=self.request.basket, user=self.request.user)
        can_be_bought = [row for row in rows if not row.problem]
        return super().get_context_data(
            rows=rows,
            can_be_bought=can_be_bought,
            has_problems=len(can_be_bought) < len(rows),
            total=contents.total(rows=rows),
            costs_sending=any(row.listing.shipping_profile_id for row in can_be_bought if row.listing),
            makers={row.listing.project.owner for row in can_be_bought if row.listing},
            **kwargs,
        )


class AddView(PieceView):
    """Put a piece into the basket; a refusal stands on the piece's own page, beside the field."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect("catalogue:short", public_id=self.kwargs["public_id"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        listing = listings.piece(public_id=self.kwargs["public_id"])
        if listing is None:
            messages.error(request, baskets.NotForSale().message)
            return redirect("catalogue:index")
        self.object = listing
        form = BuyForm(request.POST)
        if not form.is_valid():
            return self._refused({name: " ".join(errors) for name, errors in form.errors.items()})
        try:
            baskets.add(basket=request.basket, listing=listing, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            return self._refused({FIELDS.get(type(refusal), "quantity"): refusal.message})
        messages.success(request, _("“%(title)s” is in your basket.") % {"title": listing.project.title})
        return redirect("basket:summary")

    def _refused(self, refusals: dict[str, str]) -> HttpResponse:
        """Show the piece's page with each refusal beside its field and everything as it was typed."""
        typed = {name: self.request.POST.get(name, "")[:20] for name in BuyForm.base_fields}
        return self.show(refusals=refusals, typed=typed)


class ChangeView(PostOnly, BasketView):
    """Set how many of a line; a refusal stands in the basket, beside the field."""

    page = "basket:summary"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        line_id = _key(kwargs["line_id"])
        form = QuantityForm(request.POST)
        try:
            if not form.is_valid():
                raise baskets.BadQuantity
            baskets.set_quantity(
                basket=request.basket, line_id=line_id, quantity=form.cleaned_data["quantity"], by=request.user
            )
        except baskets.NotInBasket as refusal:
            messages.error(request, refusal.message)
        except DomainError as refusal:
            typed = request.POST.get("quantity", "")[:20]
            return self.render_to_response(
                self.get_context_data(refused=line_id, refusal=refusal.message, typed=typed)
            )
        return redirect("basket:summary")


class RemoveView(PostOnly, View):
    page = "basket:summary"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        with told(request, _("Taken out of your basket.")):
            baskets.remove(basket=request.basket, line_id=_key(kwargs["line_id"]))
        return redirect("basket:summary")


class ClearView(PostOnly, View):
    """Take out what cannot be bought, then go on to the checkout."""

    page = "basket:summary"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        rows = contents.rows_of(basket=request.basket, user=request.user)
        gone = [row.line.pk for row in rows if row.problem]
        try:
            baskets.remove_all(basket=request.basket, line_ids=gone)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("basket:summary")
        return redirect("checkout:index" if len(gone) < len(rows) else "basket:summary")


def _key(line_id: str) -> int:
    """Return what the address says as a database key; 0, which no line has, for nonsense."""
    key = int(line_id) if line_id.isascii() and line_id.isdigit() and len(line_id) < 20 else 0
    return key if key <= LARGEST_KEY else 0
