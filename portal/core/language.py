"""In which language a page speaks: a page of the chapter in its own, everything else in the visitor's.

Django's own middleware would answer every address without a language in it in the language of the settings, as
soon as the pages of the chapter have translations below /es/ and the like.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

PAGES = "wagtail_serve"
#: Longer addresses are not remembered.
LONGEST = 200


class LanguageMiddleware:
    """Speaks the language of the address, of the page, or the one that the visitor or their browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        own = language_of_address(request.path_info)
        with translation.override(own or preferred(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", str(request.LANGUAGE_CODE))
        if own is None:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of_address(path: str) -> str | None:
    """Return the language that an address has by itself; None where the visitor's counts."""
    if len(settings.INTERFACE_LANGUAGES) == 1 and not settings.WAGTAIL_I18N_ENABLED:
        return str(settings.LANGUAGE_CODE)
    with translation.override(settings.LANGUAGE_CODE):
        named = translation.get_language_from_path(path)
        if named:
            return named
        if len(settings.INTERFACE_LANGUAGES) == 1:
            return str(settings.INTERFACE_LANGUAGES[0])
        asked = leads_to_page if len(path) <= LONGEST else leads_to_page.__wrapped__
        return str(settings.LANGUAGE_CODE) if asked(path, settings.ROOT_URLCONF) else None


@lru_cache(2_000)
def leads_to_page(path: str, urls: str) -> bool:
    """Whether `path` is the address of a page, as `urls` say: hundreds of patterns are tried to find that out."""
    try:
        return resolve(path, urls).view_name == PAGES
    except Resolver404:
        return False


def preferred(request: HttpRequest) -> str:
    """Return the language of the interface that the visitor chose, or the first that their browser asks for."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    asked = [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    for code in (chosen, *asked):
        for known in (code, code.partition("-")[0]):
            if known in settings.INTERFACE_LANGUAGES:
                return known
    return str(settings.LANGUAGE_CODE)


@require_safe
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language `code` and go on to `next`: a translation of the page one came from, or that page."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(wanted if is_ours else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    response["Cache-Control"] = "private, no-store"
    return response
