"""Quantities and stores in templates: `{% load supplies_tags %}{{ line.rest|quantity }}`."""

from decimal import Decimal
from typing import Any

from django import template

from mentorship.permissions import keeps_supplies as keeps
from mentorship.services.resources_stock import spoken

register = template.Library()


@register.filter
def quantity(value: Decimal) -> str:
    """Write a quantity without idle noughts."""
    return spoken(Decimal(value))


@register.filter
def keeps_supplies(user: Any) -> bool:
    """Whether `user` hands out and keeps stores."""
    return keeps(user)
