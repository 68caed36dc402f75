"""Includes of lists that are the same for everybody, whose HTML is kept until what they show is written to."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.loader_tags import IncludeNode, do_include

from portal.core import freshness
from portal.core.paging import KeptRows

register = template.Library()


class KeptIncludeNode(IncludeNode):
    """An include of nothing but KeptRows; others may be shown by it, too, and are not kept."""

    def render(self, context: Context) -> Any:
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        (rows,) = values.values()
        name = self.template.resolve(context)

        def make() -> str:
            # Nothing of the request comes along: nothing personal can be kept.
            inner = Context(values, autoescape=context.autoescape)
            return str(context.template.engine.get_template(name).render(inner))

        if not isinstance(rows, KeptRows) or not rows.is_kept or context.template.engine.debug:
            return make()
        return freshness.kept_html(rows.kind, f"{rows.name}:{name}", make)


@register.tag
def include_kept(parser: Parser, token: Token) -> KeptIncludeNode:
    """`{% include_kept "partials/….html" with rows=rows only %}`: as `include`, for one list alone."""
    node = do_include(parser, token)
    if not node.isolated_context or len(node.extra_context) != 1:
        raise template.TemplateSyntaxError("include_kept shows one list alone: write `with rows=… only`")
    return KeptIncludeNode(node.template, extra_context=node.extra_context, isolated_context=True)
