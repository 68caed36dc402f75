"""What a maker says about their shop as a whole: terms, and what sending costs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from portal.core.exceptions import DomainError
from shop.forms.selling import ProfileForm, RateFormSet, TermsForm
from shop.models import Seller, ShippingProfile
from shop.selectors import delivery
from shop.services import selling, shipping
from shop.views.pages import PostOnly


class Sells(LoginRequiredMixin):
    """Knows the seller; who may come here says the role table."""

    request: HttpRequest

    @property
    def seller(self) -> Seller | None:
        return getattr(self.request.user, "seller", None)


class TermsView(Sells, FormView[TermsForm]):
    form_class = TermsForm
    template_name = "shop/selling_terms.html"
    success_url = reverse_lazy("shop:my_listings")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.seller}

    def form_valid(self, form: TermsForm) -> HttpResponse:
        selling.set_terms(by=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]  # logged in
        messages.success(self.request, _("Your shop is changed."))
        return super().form_valid(form)


class SendingView(Sells, TemplateView):
    template_name = "shop/sending_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        profiles = delivery.profiles_of(seller_id=self.seller.pk) if self.seller else []
        return super().get_context_data(profiles=profiles, **kwargs)


class OwnProfile(Sells):
    def own_profile(self, pk: int) -> ShippingProfile:
        seller = self.seller
        profile = ShippingProfile.objects.filter(seller=seller, pk=pk).first() if seller else None
        if profile is None:
            raise Http404
        return profile


class ProfileView(OwnProfile, View):
    """Set a way of sending up, or change it; a refusal keeps everything that was typed."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        profile = self.own_profile(pk) if pk else None
        rows = [
            {
                "country": rate.country,
                "first": rate.first_minor,
                "more": rate.more_minor,
                "free_from": rate.free_from_minor,
            }
            for rate in (profile.rates.select_related("country").order_by("pk") if profile else [])
        ]
        form = ProfileForm(initial={"name": profile.name if profile else ""})
        return self._page(profile, form, RateFormSet(initial=rows, prefix="rates"))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        profile = self.own_profile(pk) if pk else None
        form, rates = ProfileForm(request.POST), RateFormSet(request.POST, prefix="rates")
        if not (form.is_valid() & rates.is_valid()):
            return self._page(profile, form, rates, status=422)
        wanted = [rate for rate in (each.rate() for each in rates) if rate]
        try:
            shipping.save(name=form.cleaned_data["name"], rates=wanted, by=request.user, profile=profile)  # type: ignore[arg-type]  # logged in
        except DomainError as refusal:
            form.add_error("name" if isinstance(refusal, shipping.SameName) else None, refusal.message)
            return self._page(profile, form, rates, status=422)
        messages.success(request, _("“%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
        return redirect("shop:sending")

    def _page(self, profile: ShippingProfile | None, form: Any, rates: Any, status: int = 200) -> HttpResponse:
        context = {"profile": profile, "form": form, "rates": rates, "countries": delivery.countries()}
        return render(self.request, "shop/sending_form.html", context, status=status)


class RemoveProfileView(OwnProfile, PostOnly, View):
    page = "shop:sending"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        profile = self.own_profile(pk)
        try:
            shipping.remove(profile=profile, by=request.user)  # type: ignore[arg-type]  # logged in
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("“%(name)s” is removed.") % {"name": profile.name})
        return redirect("shop:sending")
