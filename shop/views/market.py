"""The market and its pieces."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, RedirectView

from mentorship.models import Discipline
from mentorship.selectors import crafts
from portal.core.limits import limited, searches
from portal.core.paging import KeptPaginator
from shop.forms.market import FilterForm
from shop.models import Listing
from shop.selectors import listings, reviews, vouchers
from shop.views.pages import NearestPage


@method_decorator(limited("search", counts=searches), name="dispatch")
class MarketView(NearestPage, ListView[Listing]):
    """What is for sale, all of it or one craft's."""

    template_name = "oscar/catalogue/browse.html"
    context_object_name = "pieces"
    paginate_by = 24

    def get_queryset(self) -> Any:
        self.crafts = crafts()
        self.craft = self._craft()
        self.form = FilterForm(self.request.GET)
        self.form.is_valid()
        chosen = self.form.cleaned_data
        return listings.market(
            discipline=self.craft.slug if self.craft else "",
            kind=chosen.get("kind", ""),
            words=chosen.get("q", ""),
            order=chosen.get("order", ""),
        )

    def get_paginator(self, queryset: Any, *args: Any, **kwargs: Any) -> Paginator[Listing]:
        if self.craft or self.form.cleaned_data.get("q") or self.form.cleaned_data.get("kind"):
            pages: Paginator[Listing] = super().get_paginator(queryset, *args, **kwargs)
            return pages
        name = f"market-{self.form.cleaned_data.get('order', '')}"
        return KeptPaginator(name, lambda: queryset, Listing.objects.with_piece, self.paginate_by)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filtered = any(self.form.cleaned_data.get(name) for name in self.form.fields)
        return super().get_context_data(
            craft=self.craft,
            crafts=self._chips(),
            form=self.form,
            is_filtered=filtered,
            reset_url=self.request.path if filtered else "",
            **kwargs,
        )

    def _craft(self) -> Discipline | None:
        slug = self.kwargs.get("craft")
        if not slug:
            return None
        for craft in self.crafts:
            if craft.slug == slug:
                return craft
        raise Http404

    def _chips(self) -> list[tuple[str, str, bool, None]]:
        kept = self.request.GET.copy()
        kept.pop("page", None)
        query = f"?{kept.urlencode()}" if kept else ""
        everything = (_("All crafts"), reverse("catalogue:index") + query, self.craft is None, None)
        return [
            everything,
            *(
                (craft.name, reverse("catalogue:craft", args=[craft.slug]) + query, craft == self.craft, None)
                for craft in self.crafts
            ),
        ]


class PieceView(DetailView[Listing]):
    """One piece with its maker, its price and whether it can be had."""

    template_name = "oscar/catalogue/detail.html"
    context_object_name = "listing"

    def get_object(self, queryset: Any = None) -> Listing:
        listing = listings.piece(public_id=self.kwargs["public_id"])
        if listing is None:
            raise Http404
        return listing

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.object = self.get_object()
        except Http404:
            gone = listings.withdrawn(public_id=self.kwargs["public_id"])
            if gone is None:
                raise
            return render(request, "oscar/catalogue/withdrawn.html", {"project": gone.project}, status=410)
        address = self.object.get_absolute_url()
        if request.path != address:
            return redirect(address, permanent=True)
        return self.show()

    def show(self, *, refusals: dict[str, str] | None = None, typed: dict[str, str] | None = None) -> HttpResponse:
        """Answer with the page; each of `refusals` stands beside its field, which stays as `typed`."""
        return self.render_to_response(
            self.get_context_data(refusals=refusals or {}, typed=typed or {"quantity": "1"})
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            project=self.object.project,
            share=f"{settings.PLATFORM_SHARE_BP / 100:g}" if settings.PLATFORM_SHARE_BP else "",
            is_wished=vouchers.is_wished(listing=self.object, by=self.request.user),
            opinion=reviews.opinion_of(self.object),
            is_own=self.object.project.owner_id == self.request.user.pk,
            **kwargs,
        )


class ShortAddressView(RedirectView):
    """The address of a piece without its title."""

    permanent = True

    def get_redirect_url(self, *args: Any, public_id: str, **kwargs: Any) -> str:
        listing = listings.piece(public_id=public_id) or listings.withdrawn(public_id=public_id)
        if listing is None:
            raise Http404
        return listing.get_absolute_url()


class OldAddressView(RedirectView):
    """Oscar's address of a product, by its database key."""

    permanent = True

    def get_redirect_url(self, *args: Any, pk: str, **kwargs: Any) -> str:
        listing = listings.piece_of_product(pk=pk)
        if listing is None:
            raise Http404
        return listing.get_absolute_url()
