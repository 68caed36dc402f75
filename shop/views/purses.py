"""One's own money: what there is, what moved, and a statement for each month."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.models import Consent, User
from portal.accounts.selectors import consent_holds
from portal.accounts.services import audit
from portal.core import table_files
from shop.selectors import earnings, purses, statements
from shop.wording import entry_words, purse_words

SALES_SHOWN = 10


@login_required
@require_safe
def my_money(request: HttpRequest) -> HttpResponse:
    """Show what one has, where it came from and where it went. As many queries for one sale as for fifty."""
    user: Any = request.user
    held = purses.holdings(user)
    chosen = held[0].currency
    context = {
        "holdings": held,
        "pots": purses.pots(user),
        "rules": purses.rules_of(user, chosen),
        "movements": [
            {"posting": each, "words": entry_words(each.entry.kind), "purse": purse_words(each)}
            for each in purses.movements(user)
        ],
        "sales": purses.waterfalls(purses.sales_of(user)[:SALES_SHOWN]),
        "costs": purses.costs(user),
        "mentor_sees": consent_holds(user, Consent.Kind.MONEY),
        "month": timezone.localdate().replace(day=1),
        **earnings.earned_chart(user, chosen),
    }
    return render(request, "shop/money.html", context)


@login_required
@require_safe
def mentee_money(request: HttpRequest, handle: str) -> HttpResponse:
    """Show a mentor what somebody they accompany earns and saves, by that person's consent; nothing of buyers.

    Each look is noted.
    """
    person = get_object_or_404(User.objects.filter(is_active=True), handle=handle)
    if not purses.is_shared_with(request.user, person):
        raise Http404
    audit.looked_at(what="money", by=request.user, subject=person)
    held = purses.holdings(person)
    chosen = held[0].currency
    context = {
        "person": person,
        "holdings": held,
        "pots": purses.pots(person),
        "rules": purses.rules_of(person, chosen),
        **earnings.earned_chart(person, chosen),
    }
    return _private(render(request, "shop/mentee_money.html", context))


@login_required
@require_safe
def my_statement(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Show one month, or hand it out as a file: `?format=` names the kind, `?part=sales` the sales."""
    user: Any = request.user
    first, today = _month(year, month), timezone.localdate()
    if first > today:
        raise Http404
    currencies = [each.currency for each in purses.holdings(user)]
    currency = request.GET.get("currency", currencies[0])
    if currency not in currencies:
        raise Http404
    found = statements.statement(user, first, currency)
    tables = {
        "movements": statements.movements_table(found, name=user.display_name),
        "sales": statements.sales_table(found, name=user.display_name),
    }
    fmt, part = request.GET.get("format", ""), request.GET.get("part", "movements")
    if fmt in table_files.FORMATS and part in tables:
        name = f"{part}-{first:%Y-%m}-{currency}"
        return _private(table_files.respond(tables[part], fmt=fmt, filename=name))
    oldest = statements.first_month(user)
    context = {
        "statement": found,
        "tables": {part: statements.on_page(table) for part, table in tables.items()},
        "formats": table_files.FORMATS,
        "currencies": currencies,
        "earlier": statements.before(first) if oldest and first > oldest else None,
        "later": statements.after(first) if statements.after(first) <= today else None,
    }
    return render(request, "shop/statement.html", context)


def _month(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError as error:
        raise Http404 from error


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response
