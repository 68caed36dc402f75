"""The field template, the error pages and the components as a browser receives them."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import get_language

from cms_pages import context
from portal.core.templatetags import ui
from portal.styleguide import style_guide


class BowlForm(forms.Form):
    title = forms.CharField(help_text="What you would call it to a friend.")
    mine = forms.BooleanField(label="I made this")
    note = forms.CharField(required=False)


@pytest.fixture
def request_from_a_stranger(rf: RequestFactory) -> HttpRequest:
    cache.set(context.key(get_language()), context.Chapter(name="Kindling"))  # as every page before it has left it
    return rf.get("/", {"q": "bowl & rug", "page": "3"})


def show(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    made = RequestContext(request, context) if request else Context(context)
    return Template(source).render(made)


def test_a_refused_field_names_its_help_and_its_error() -> None:
    page = str(BowlForm({"title": "", "mine": "on"}))

    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'id="id_title_helptext"' in page
    assert 'id="id_title_error"' in page


def test_every_field_has_a_label_and_optional_ones_say_so() -> None:
    page = str(BowlForm())

    assert page.count('<label class="field-label"') == 3
    assert page.count('class="optional"') == 1


def test_a_field_keeps_what_was_typed_and_escapes_it() -> None:
    page = str(BowlForm({"title": '<script>"', "mine": ""}))

    assert 'value="&lt;script&gt;&quot;"' in page


def test_form_errors_are_announced() -> None:
    form = BowlForm({"title": "Bread bowl", "mine": "on"})
    form.add_error(None, "Sold in the meantime.")

    assert 'class="errorlist nonfield" role="alert"' in str(form)


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_the_last_resort_pages_need_no_context(template: str) -> None:
    page = render_to_string(template)

    assert "<h1" in page
    assert "css/site.css" in page


@pytest.mark.parametrize("template", ["403.html", "404.html"])
def test_the_error_pages_cost_no_query(template: str, request_from_a_stranger: HttpRequest) -> None:
    assert "<h1" in render_to_string(template, {}, request_from_a_stranger)


def test_pages_keep_the_rest_of_the_query(request_from_a_stranger: HttpRequest) -> None:
    page = show(
        '{% include "components/pagination.html" with page_obj=page_obj only %}',
        request_from_a_stranger,
        page_obj=Paginator(range(200), 10).get_page(3),
    )

    assert 'href="?q=bowl+%26+rug&amp;page=4"' in page
    assert page.count('aria-current="page"') == 1


def test_one_page_needs_no_pagination(request_from_a_stranger: HttpRequest) -> None:
    page = show(
        '{% include "components/pagination.html" with page_obj=page_obj only %}',
        request_from_a_stranger,
        page_obj=Paginator(range(3), 10).get_page(1),
    )

    assert "<nav" not in page


def test_a_picture_offers_its_sizes() -> None:
    page = show(
        '{% include "components/picture.html" with src="/b.jpg" width=640 height=480 alt=alt srcset=sizes only %}',
        alt='A "bowl"',
        sizes=[("/s.jpg", 320), ("/b.jpg", 640)],
    )

    assert 'srcset="/s.jpg 320w, /b.jpg 640w"' in page
    assert 'alt="A &quot;bowl&quot;"' in page
    assert 'width="640" height="480"' in page


@pytest.mark.parametrize(
    ("name", "short"), [("Amina Diallo", "AD"), ("Dalia", "D"), ("José de la Cruz", "JC"), ("", ""), ("· ·", "")]
)
def test_initials(name: str, short: str) -> None:
    assert ui.initials(name) == short


def test_money_is_written_with_its_currency() -> None:
    assert ui.money("48.5", "EUR") == "€48.50"
    assert ui.money("", "EUR") == ""


def test_the_style_guide_shows_every_component(request_from_a_stranger: HttpRequest) -> None:
    page = style_guide(request_from_a_stranger).content.decode()

    assert page.count("<h1") == 1
    assert "{%" not in page
