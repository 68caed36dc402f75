"""The chapter's pages in several languages: coordinators translate them, visitors find them, people stay out."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText
from wagtail_localize.models import StringSegment, Translation

from cms_pages.models import FormField, FormPage, HomePage, PortfolioIndexPage, StandardPage
from cms_pages.permissions import page_roots
from cms_pages.repairs import OnePageForm
from cms_pages.tests import factories

pytestmark = pytest.mark.django_db


capture_on_commit = TestCase.captureOnCommitCallbacks


def original() -> HomePage:
    return HomePage.objects.get(locale__language_code="en")


def submit(page: Any, by: Any, login: Any, *codes: str) -> Any:
    numbers = Locale.objects.filter(language_code__in=codes).values_list("pk", flat=True)
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return login(by).post(address, {"locales": list(numbers), "include_subtree": "on"})


def translate(page: Any, by: Any, login: Any, code: str = "es") -> Any:
    """Translate every piece of `page` in the browser of `by`, publish it, and return the translation."""
    submit(page, by, login, code)
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code=code
    )
    browser = login(by)
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        words = urlencode({"value": f"{code} {segment.string.data}"})
        assert browser.put(address, words, content_type="application/x-www-form-urlencoded").status_code == 201
    target = translation.get_target_instance()
    with capture_on_commit(execute=True):  # localize publishes after the commit
        browser.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"})
    return type(page).objects.get(pk=target.pk)


# Coordinators --------------------------------------------------------------------------------------------


def test_a_coordinator_translates_the_front_page_and_one_below(moderator: Any, login: Any) -> None:
    home = translate(original(), moderator, login)
    about = translate(StandardPage.objects.get(slug="about"), moderator, login)

    assert (home.live, about.live) == (True, True)
    assert about.get_parent().pk == home.pk
    assert about.title == "es About us"
    page = Client().get(about.url)
    assert about.url.startswith("/es/")
    assert "es About us" in page.content.decode()


def test_what_nobody_has_translated_yet_is_not_shown(moderator: Any, login: Any) -> None:
    submit(original(), moderator, login, "es")

    assert not HomePage.objects.get(locale__language_code="es").live
    assert Client().get("/es/").status_code == 404


def test_a_page_waits_for_the_one_above_it(moderator: Any, login: Any) -> None:
    about = StandardPage.objects.get(slug="about")

    answer = submit(about, moderator, login, "es")

    assert answer.status_code == 200
    assert set(OnePageForm(about).fields["locales"].queryset) == set()
    assert not Page.objects.filter(locale__language_code="es").exists()


def test_the_pages_below_are_never_translated_along(moderator: Any, participant: Any, login: Any) -> None:
    submit(original(), moderator, login, "es", "fr")

    assert set(Page.objects.exclude(locale__language_code="en").values_list("depth", flat=True)) == {2}


def test_a_form_is_translated_with_its_questions_and_answered(moderator: Any, login: Any) -> None:
    form = FormPage(title="Help us", slug="help-us", owner=moderator)
    form.form_fields = [FormField(label="Your name", field_type="singleline")]
    original().add_child(instance=form)
    form.save_revision().publish()
    translate(original(), moderator, login)

    page = translate(FormPage.objects.get(pk=form.pk), moderator, login)

    shown = Client().get(page.url).content.decode()
    assert "es Your name" in shown
    assert 'name="answer_your_name"' in shown
    assert reverse("cms_pages:answer_send", args=[page.pk]) in shown


def test_coordinators_work_on_every_language(moderator: Any, login: Any) -> None:
    home = translate(original(), moderator, login)

    assert {root.pk for root, _actions in page_roots(moderator)} == {original().pk, home.pk}
    assert login(moderator).get(reverse("wagtailadmin_pages:edit", args=[home.pk])).status_code == 200


# People --------------------------------------------------------------------------------------------------


def test_pages_of_people_are_not_translated(moderator: Any, participant: Any, operator: Any, login: Any) -> None:
    for page in (participant.portfolio, factories.post(participant), PortfolioIndexPage.objects.get()):
        address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        for person in (moderator, operator):
            assert login(person).get(address).status_code == 404
            assert submit(page, person, login, "es").status_code == 404
        listing = login(moderator).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert address not in listing


@pytest.mark.parametrize("who", ["participant", "mentor", "buyer"])
def test_nobody_else_translates(request: Any, moderator: Any, login: Any, who: str) -> None:
    person = request.getfixturevalue(who)
    home = translate(original(), moderator, login)
    translation = Translation.objects.get()
    segment = StringSegment.objects.first()
    browser = login(person)

    for name, numbers in (
        ("submit_page_translation", [original().pk]),
        ("edit_string_translation", [translation.pk, segment.pk]),
        ("download_pofile", [translation.pk]),
        ("upload_pofile", [translation.pk]),
        ("preview_translation", [translation.pk]),
        ("stop_translation", [translation.pk]),
        ("update_translations", [translation.source_id]),
        ("convert_to_alias", [home.pk]),
        ("translations_report", []),
    ):
        address = reverse(f"wagtail_localize:{name}", args=numbers)
        for answer in (browser.get(address), browser.post(address), browser.put(address)):
            assert answer.status_code == 404, name
    assert browser.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).status_code in (302, 403, 404)


def test_a_participant_still_publishes(participant: Any) -> None:
    assert factories.post(participant, "A story").live


# Visitors ------------------------------------------------------------------------------------------------


def test_search_engines_and_visitors_are_told_of_translations(moderator: Any, login: Any) -> None:
    assert "hreflang" not in Client().get("/").content.decode()
    translate(original(), moderator, login)

    for path, language in (("/", "en"), ("/es/", "es")):
        page = Client().get(path, headers={"accept-language": "pt"})
        text = page.content.decode()
        assert f'<html lang="{language}"' in text
        assert page["Content-Language"] == language
        assert f'hreflang="en" href="{settings.SITE_URL}/"' in text
        assert f'hreflang="es" href="{settings.SITE_URL}/es/"' in text
        assert f'hreflang="x-default" href="{settings.SITE_URL}/"' in text
        assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in text
        assert "/language/es/?next=%2Fes%2F" in text


def test_the_sitemap_names_translations(moderator: Any, login: Any) -> None:
    translate(original(), moderator, login)

    text = Client().get("/sitemap-pages.xml").content.decode()

    assert f"<loc>{settings.SITE_URL}/es/</loc>" in text
    assert text.count('hreflang="es"') == 2


def test_links_written_into_our_pages_lead_to_translations(moderator: Any, login: Any) -> None:
    translate(original(), moderator, login)
    about = translate(StandardPage.objects.get(slug="about"), moderator, login)

    spanish, english = Client().get("/es/").content.decode(), Client().get("/").content.decode()

    assert f'href="{about.url}"' in spanish
    assert 'class="brand" href="/es/"' in spanish
    assert 'href="/about/"' in english


def test_choosing_a_language_is_remembered_and_leads_nowhere_else(settings: Any) -> None:
    settings.INTERFACE_LANGUAGES = ["en", "es"]
    browser = Client()

    answer = browser.get("/language/es/", {"next": "/works/"})
    assert answer["Location"] == "/works/"
    assert '<html lang="es"' in browser.get("/works/").content.decode()
    assert '<html lang="en"' in browser.get("/").content.decode()
    assert browser.get("/language/es/", {"next": "https://evil.example/"})["Location"] == "/"
    assert browser.get("/language/es/", {"next": "//evil.example/"})["Location"] == "/"
    assert browser.get("/language/xx/").status_code == 404


def test_the_browser_is_asked_for_its_language_where_the_site_speaks_it(settings: Any) -> None:
    settings.INTERFACE_LANGUAGES = ["en", "es"]

    assert (
        '<html lang="es"'
        in Client().get("/works/", headers={"accept-language": "es-MX,en;q=0.5"}).content.decode()
    )
    assert (
        '<html lang="en"' in Client().get("/works/", headers={"accept-language": "fr,en;q=0.5"}).content.decode()
    )


def test_a_language_that_the_site_does_not_speak_changes_nothing(settings: Any) -> None:
    settings.INTERFACE_LANGUAGES = ["en"]

    page = Client().get("/works/", headers={"accept-language": "es"}).content.decode()

    assert '<html lang="en"' in page
    assert "/language/" not in page


def test_links_in_words_cost_no_query_each(moderator: Any) -> None:
    def questions(links: int) -> int:
        about = StandardPage.objects.get(slug="about")
        html = "".join(f'<a linktype="page" id="{about.pk}">{number}</a>' for number in range(links))
        about.body = [("text", RichText(html))]
        about.save_revision().publish()
        Client().get("/about/")
        with CaptureQueriesContext(connection) as queries:
            assert Client().get("/about/").status_code == 200
        return len(queries)

    assert questions(1) == questions(20)
