"""Links only to what is open."""

from typing import Any

from django import template

from portal.core.gate import NOBODY, may_enter, role_table

register = template.Library()


@register.filter
def may_open(person: Any, name: str) -> bool:
    """Whether the gate lets `person` to the address called `name`: `{% if user|may_open:"shop:sales" %}`."""
    return may_enter(person, role_table().get(name, NOBODY))
