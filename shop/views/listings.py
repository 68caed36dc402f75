"""A seller's own offers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView

from mentorship.models import Project
from portal.core.exceptions import DomainError
from shop.forms.listings import ChangeForm, OfferForm
from shop.models import Listing
from shop.selectors import listings as offers
from shop.services import listings
from shop.views.pages import NearestPage


class MyListingsView(LoginRequiredMixin, NearestPage, ListView[Listing]):
    template_name = "shop/listing_list.html"
    context_object_name = "listings"
    paginate_by = 24

    def get_queryset(self) -> Any:
        return offers.listings_of(user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(unlisted=offers.works_to_offer(user=self.request.user, count=12), **kwargs)


class OfferView(LoginRequiredMixin, FormView[OfferForm]):
    """Put a work of one's own into the shop."""

    form_class = OfferForm
    template_name = "shop/listing_offer.html"
    success_url = reverse_lazy("shop:my_listings")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            own = Project.objects.filter(owner=request.user).with_card()
            self.project = get_object_or_404(own, public_id=kwargs["project_public_id"])
            listing = Listing.objects.filter(project=self.project).first()
            if listing:
                return redirect("shop:change_listing", public_id=listing.public_id)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "seller": getattr(self.request.user, "seller", None)}

    def form_valid(self, form: OfferForm) -> HttpResponse:
        try:
            listing = listings.offer(
                project=self.project,
                kind=form.cleaned_data["kind"],
                price=form.cleaned_data["price"],
                quantity=form.cleaned_data["quantity"],
                by=self.request.user,
                terms=form.terms(),
            )
        except DomainError as refusal:
            return self.form_invalid(_refused(form, refusal))
        if not listing.is_thing:
            messages.info(self.request, _("Add the files that buyers get; then put it in the shop."))
            return redirect("shop:listing_files", public_id=listing.public_id)
        messages.success(self.request, said_of(listing))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(project=self.project, **kwargs)


class OwnListing(LoginRequiredMixin):
    """Finds the listing of the address among the person's own; others' are not there."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def own_listing(self) -> Listing:
        listing = offers.listings_of(user=self.request.user).filter(public_id=self.kwargs["public_id"]).first()
        if listing is None:
            raise Http404
        return listing


class ChangeListingView(OwnListing, FormView[ChangeForm]):
    form_class = ChangeForm
    template_name = "shop/listing_change.html"
    success_url = reverse_lazy("shop:my_listings")

    def get_form_kwargs(self) -> dict[str, Any]:
        self.listing = self.own_listing()
        return {**super().get_form_kwargs(), "listing": self.listing}

    def form_valid(self, form: ChangeForm) -> HttpResponse:
        try:
            listings.change(
                listing=self.listing,
                price=form.cleaned_data.get("price", self.listing.price),
                quantity=form.cleaned_data.get("quantity"),
                by=self.request.user,
                terms=form.terms(),
            )
        except DomainError as refusal:
            return self.form_invalid(_refused(form, refusal))
        messages.success(self.request, _("The offer is changed."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "listing": self.listing, "project": self.listing.project}


class WithdrawView(OwnListing, TemplateView):
    """Ask first, then take the offer out of the shop."""

    template_name = "shop/listing_withdraw.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(listing=self.own_listing(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        listing = self.own_listing()
        listings.withdraw(listing=listing, by=request.user)
        messages.success(request, _("“%(title)s” is out of the shop.") % {"title": listing.project.title})
        return redirect("shop:my_listings")


class RelistView(OwnListing, TemplateView):
    """Ask first, then bring the offer back."""

    template_name = "shop/listing_relist.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(listing=self.own_listing(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        listing = self.own_listing()
        try:
            listing = listings.relist(listing=listing, by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, said_of(listing))
        return redirect("shop:my_listings")


def said_of(listing: Listing) -> str:
    """Say where an offer stands now."""
    title = {"title": listing.project.title}
    if listing.status == Listing.Status.WAITING:
        return _("“%(title)s” waits for somebody who accompanies you to look at it.") % title
    return _("“%(title)s” is in the shop.") % title


def _refused(form: Any, refusal: DomainError) -> Any:
    """Put the service's words beside the field they are about."""
    fields = {
        listings.BadPrice: "price",
        listings.BadQuantity: "quantity",
        listings.UnknownKind: "kind",
        listings.BadLeast: "least_price",
        listings.NotYourWay: "profile",
        listings.NoPickupPlace: "can_be_picked_up",
    }
    field = fields.get(type(refusal))
    form.add_error(field if field in form.fields else None, refusal.message)
    return form
