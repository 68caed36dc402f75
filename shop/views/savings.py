"""One's own rules for saving, and moving money between one's own places."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from portal.core.exceptions import DomainError
from shop import money
from shop.forms.saving import HAND, MoveForm, RuleFormSet
from shop.selectors import purses
from shop.services import ledger, saving_plans, savings


class InCurrency(LoginRequiredMixin):
    """Knows in which of one's own currencies the page is: the one that the address names, else the shop's."""

    request: HttpRequest

    def holding(self) -> purses.Holding:
        user: Any = self.request.user
        held = purses.holdings(user)
        wanted = self.request.GET.get("currency", held[0].currency)
        found = next((each for each in held if each.currency == wanted), None)
        if found is None:
            raise Http404
        return found


class RulesView(InCurrency, View):
    """The rules as a form: tried on past sales, or kept; a refusal keeps everything that was typed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        currency = self.holding().currency
        user: Any = request.user
        rules = purses.rules_of(user, currency)
        rows = [
            {
                "how": rule.how,
                "percent": rule.percent or None,
                "amount": rule.amount_minor or None,
                "pot": purses.key_of(rule.pot),
                "cap": rule.cap_minor,
                "by_date": rule.by_date,
                "then": purses.key_of(rule.then_pot) if rule.then_pot else "",
                "place": rule.position + 1,
            }
            for rule in (rules.rules.all() if rules else [])
        ]
        return self._page(self._forms(currency, initial=rows), currency)

    def post(self, request: HttpRequest) -> HttpResponse:
        currency = self.holding().currency
        user: Any = request.user
        forms = self._forms(currency, data=request.POST)
        if not forms.is_valid():
            return self._page(forms, currency, status=422)
        asked: Any = {
            "owner": user,
            "currency": currency,
            "plans": forms.plans(),
            "by": user,
            "now": timezone.now(),
        }
        try:
            if "try" in request.POST:
                return self._page(forms, currency, trial=saving_plans.try_out(**asked))
            saving_plans.adopt(**asked)
        except DomainError as refusal:
            return self._page(forms, currency, refusal=refusal.message, status=422)
        messages.success(request, _("Your next sales are saved like this."))
        return redirect("shop:my_money")

    def _forms(self, currency: str, **said: Any) -> Any:
        user: Any = self.request.user
        shared = {"places": purses.places(user, currency), "currency": currency}
        return RuleFormSet(prefix="rules", form_kwargs=shared, **said)

    def _page(self, forms: Any, currency: str, status: int = 200, **more: Any) -> HttpResponse:
        context = {"forms": forms, "currency": currency, "example": saving_plans.EXAMPLE, **more}
        return render(self.request, "shop/saving_rules.html", context, status=status)


class MoveView(InCurrency, View):
    """From hand into a pot, from pot to pot, and back."""

    def get(self, request: HttpRequest) -> HttpResponse:
        held = self.holding()
        wanted = {"source": HAND, "target": request.GET.get("to", "")[:20]}
        return self._page(self._form(held, initial=wanted), held)

    def post(self, request: HttpRequest) -> HttpResponse:
        held = self.holding()
        form = self._form(held, data=request.POST)
        if not form.is_valid():
            return self._page(form, held, status=422)
        try:
            self._move(form, held.currency)
        except ledger.NotEnough as refusal:
            form.add_error("amount", refusal.message)
        except savings.NothingToMove as refusal:
            form.add_error("target", refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Moved."))
            return redirect("shop:my_money")
        return self._page(form, held, status=422)

    def _move(self, form: MoveForm, currency: str) -> None:
        said, user = form.cleaned_data, self.request.user
        saving_plans.move(
            owner=user,  # type: ignore[arg-type]  # logged in
            currency=currency,
            source="" if said["source"] == HAND else said["source"],
            target="" if said["target"] == HAND else said["target"],
            amount_minor=said["amount"],
            by=user,  # type: ignore[arg-type]  # logged in
            now=timezone.now(),
            submission=said["submission"],
        )

    def _form(self, held: purses.Holding, **said: Any) -> MoveForm:
        user: Any = self.request.user
        places = purses.places(user, held.currency)
        return MoveForm(places=places, currency=held.currency, in_hand_minor=held.ready_minor, **said)

    def _page(self, form: MoveForm, held: purses.Holding, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "currency": held.currency,
            "in_hand": money.from_minor(held.ready_minor, held.currency),
        }
        return render(self.request, "shop/saving_move.html", context, status=status)
