"""The style sheets of portfolios."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms_pages import themes

A_DAY = 24 * 3600


@require_safe
def look(request: HttpRequest, theme: str, accent: str) -> HttpResponse:
    """Answer with a theme in a colour: a file of the site that is written instead of stored. No query."""
    if not themes.can_be_read(theme, f"#{accent}"):
        raise Http404
    response = HttpResponse(themes.style_sheet(theme, f"#{accent}"), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response
