"""Vouchers as their makers see them, and pieces that people wish for."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from mentorship.models import Project
from shop.models import Listing, Voucher, Wish
from shop.models.listings import ListingQuerySet


def of_seller(user: Any) -> QuerySet[Voucher]:
    """Vouchers of `user`, those that count first, newest first. One query."""
    return Voucher.objects.filter(seller__user=user).order_by("-is_on", "-created_at", "-pk")


def wished_by(user: Any) -> ListingQuerySet:
    """Pieces that `user` wishes for, the last first; hidden ones are left out until they are shown again."""
    seen = Q(project__visibility=Project.Visibility.PUBLIC) & ~Q(status=Listing.Status.WAITING)
    found: ListingQuerySet = Listing.objects.filter(seen, wishes__user=user).with_piece()
    return found.order_by("-wishes__created_at", "-pk")


def is_wished(*, listing: Listing, by: Any) -> bool:
    """Whether `by` wishes for `listing`. At most one query."""
    return bool(by.is_authenticated) and Wish.objects.filter(user=by, listing=listing).exists()
