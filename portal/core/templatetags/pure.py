"""Includes that show the same whenever they are given the same, so that each is rendered once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.loader_tags import IncludeNode, do_include
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

#: How many are kept by a process, of about two kilobytes each.
MOST = 2_000
#: Of these the type and the value say all that a template can see.
PLAIN = frozenset({str, SafeString, int, float, bool, type(None)})
_rendered: dict[Any, str] = {}


class PureIncludeNode(IncludeNode):
    """An include that depends on nothing but its values and the language; keeps what came of plain values."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.extra_context)

    def render(self, context: Context) -> Any:
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        name = self.template.resolve(context)
        marks = tuple([(type(each), each) if type(each) in PLAIN else mark(each) for each in values.values()])
        if None in marks:
            return self._included(name, context, values)
        key = (name, get_language(), context.autoescape, self.names, marks)
        found = _rendered.get(key)
        if found is None:
            found = self._included(name, context, values)
            if len(_rendered) >= MOST:
                _rendered.clear()
            if not context.template.engine.debug:
                _rendered[key] = found
        return found

    def _included(self, name: str, context: Context, values: dict[str, Any]) -> str:
        return context.template.engine.get_template(name).render(context.new(values))


def mark(value: Any) -> tuple[type, Any] | None:
    """Return what tells `value` from every other that a template would show differently; None if nothing does.

    Text that is safe and the same text that is not are two values.
    """
    kind = type(value)
    if kind in PLAIN:
        return kind, value
    if kind is Decimal:
        return kind, str(value)
    if kind is dict or kind is list or kind is tuple:
        inner = [mark(each) for each in (value.values() if kind is dict else value)]
        names = tuple(value) if kind is dict else ()
        return None if None in inner else (kind, (names, tuple(inner)))
    return None


@register.tag
def include_pure(parser: Parser, token: Token) -> PureIncludeNode:
    """`{% include_pure "components/…" with … only %}`: as `include`, for templates that need nothing else."""
    node = do_include(parser, token)
    if not node.isolated_context:
        raise template.TemplateSyntaxError("include_pure shows only what it is given: write `only`")
    return PureIncludeNode(node.template, extra_context=node.extra_context, isolated_context=True)
