"""The CMS answers an address that names something foreign like one that names nothing.

The addresses are found, not listed: a new release of Wagtail brings its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, resolve, reverse

from cms_pages import walls
from cms_pages.models import BlogPostPage
from cms_pages.services import approvals
from cms_pages.tests import factories
from cms_pages.tests.test_admin import CANARY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_gate(settings: Any) -> None:
    """The gate in front stops most of these requests: here the wall has to hold by itself."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != "portal.core.gate.GateMiddleware"]


@pytest.fixture
def bruno(stranger: Any) -> Any:
    """Owns a draft, a picture and a document, all named by the canary."""
    post = BlogPostPage(title=f"{CANARY} story", owner=stranger, live=False)
    factories.journal(stranger).add_child(instance=post)
    post.save_revision(user=stranger)
    factories.image(stranger, f"{CANARY} bowl")
    factories.document(stranger, f"{CANARY} notes")
    return stranger


def admin_patterns(patterns: Any = None, prefix: str = "", name: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the CMS that takes something: (full name, pattern)."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if route.startswith("cms/") and pattern.name and pattern.pattern.regex.groups:
                yield f"{name}{pattern.name}", pattern
        elif "cms/".startswith(route[:4]) or route.startswith("cms/"):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from admin_patterns(pattern.url_patterns, route, f"{name}{space}")


PAGE_DOORS = sorted(
    {
        name
        for name, pattern in admin_patterns()
        if walls.PAGE_NAMES & pattern.pattern.regex.groupindex.keys() or name in walls.PAGE_VIEWS
    }
)
FILE_DOORS = sorted(
    {
        name
        for name, pattern in admin_patterns()
        if (walls.IMAGE_NAMES | walls.DOCUMENT_NAMES) & pattern.pattern.regex.groupindex.keys()
        or (name in walls.IMAGE_VIEWS | walls.DOCUMENT_VIEWS)
    }
)


def address(name: str, number: int, own: int) -> str:
    """An address of `name` about the thing `number`; what else it takes is the person's own."""
    pattern = next(pattern for each, pattern in admin_patterns() if each == name)
    values: dict[str, Any] = {
        "content_type_app_name": "cms_pages",
        "content_type_model_name": "blogpostpage",
        "action_name": "copy",
        "filter_spec": "max-100x100",
        "revision_id_a": "live",
        "revision_id_b": "latest",
        "destination_id": own,
    }
    kwargs = {key: values.get(key, number) for key in pattern.pattern.regex.groupindex}
    return reverse(name, kwargs=kwargs)


def test_there_are_many_doors() -> None:
    assert len(PAGE_DOORS) >= 34
    assert len(FILE_DOORS) >= 15


@pytest.mark.parametrize("name", PAGE_DOORS)
def test_a_foreign_page_is_like_none(name: str, participant: Any, bruno: Any, login: Any) -> None:
    browser, own = login(participant), participant.portfolio.pk
    foreign = BlogPostPage.objects.get(title__startswith=CANARY).pk
    for number in (foreign, 987654):
        for method in (browser.get, browser.post):
            answer = method(address(name, number, own))
            assert answer.status_code == 404
            assert CANARY not in answer.content.decode()


def test_who_edits_a_foreign_page_is_not_told(participant: Any, bruno: Any, login: Any) -> None:
    browser, own = login(participant), factories.post(participant)
    foreign = BlogPostPage.objects.get(title__startswith=CANARY)

    def ping(*args: Any) -> int:
        return browser.post(reverse(walls.PING, args=[*args, 987654])).status_code

    assert ping("cms_pages", "blogpostpage", own.pk) == 200
    for number in (foreign.pk, 987654):
        assert ping("cms_pages", "blogpostpage", number) == 404
    assert ping("cms_pages", "nothing", own.pk) == 404


def test_a_page_is_not_moved_to_a_foreign_place(participant: Any, bruno: Any, login: Any) -> None:
    own = factories.post(participant)
    url = reverse("wagtailadmin_pages:move_confirm", args=[own.pk, factories.journal(bruno).pk])

    assert login(participant).get(url).status_code == 404


@pytest.mark.parametrize("name", FILE_DOORS)
def test_a_foreign_file_is_like_none(name: str, participant: Any, bruno: Any, login: Any) -> None:
    browser = login(participant)
    is_image = name.startswith(("wagtailimages", "wagtailadmin_api:images"))
    files = bruno.portalimage_set if is_image else bruno.portaldocument_set
    for number in (files.get().pk, 987654):
        answer = browser.get(address(name, number, 0))
        assert answer.status_code == 404
        assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("number", ["foreign", "987654", "abc", "9" * 30, "-1"])
@pytest.mark.parametrize(
    ("url", "model"),
    [
        ("/cms/bulk/wagtailcore/page/delete/?id=", "page"),
        ("/cms/bulk/wagtailcore/page/move/?id=", "page"),
        ("/cms/bulk/wagtailcore/page/publish/?id=", "page"),
        ("/cms/bulk/wagtailcore/page/delete/?id=all&childOf=", "page"),
        ("/cms/bulk/cms_pages/portalimage/delete/?id=", "image"),
        ("/cms/bulk/cms_pages/portaldocument/delete/?id=", "document"),
        ("/cms/choose-page/chosen-multiple/?id=", "page"),
        ("/cms/images/chooser/chosen-multiple/?id=", "image"),
        ("/cms/documents/chooser/chosen-multiple/?id=", "document"),
        ("/cms/choose-external-link/?parent_page_id=", "page"),
        ("/cms/choose-page/?target_pages[]=", "page"),
    ],
)
def test_a_foreign_number_in_a_query_is_like_none(
    url: str, model: str, number: str, participant: Any, bruno: Any, login: Any
) -> None:
    foreign = {
        "page": BlogPostPage.objects.get(title__startswith=CANARY).pk,
        "image": bruno.portalimage_set.get().pk,
        "document": bruno.portaldocument_set.get().pk,
    }[model]
    answer = login(participant).get(url + (str(foreign) if number == "foreign" else number))

    assert answer.status_code == 404
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    ["id=all", "id=all&q=e", "id=all&childOf={people}", "id=all&childOf={home}&q=story", "id={own}&id={b}"],
)
def test_all_means_ones_own(query: str, participant: Any, bruno: Any, login: Any) -> None:
    """The list of people holds everybody's titles, and costs a query for each."""
    numbers = {
        "people": participant.portfolio.get_parent().pk,
        "home": participant.portfolio.get_parent().get_parent().pk,
        "own": factories.post(participant).pk,
        "b": BlogPostPage.objects.get(title__startswith=CANARY).pk,
    }
    url = f"/cms/bulk/wagtailcore/page/delete/?{query.format(**numbers)}"

    assert login(participant).get(url).status_code == 404


def test_what_is_ones_own_opens(participant: Any, bruno: Any, login: Any) -> None:
    """The control: the wall is no locked door."""
    browser, journal, post = login(participant), factories.journal(participant), factories.post(participant)
    picture, people = factories.image(participant), participant.portfolio.get_parent()
    for url in (
        reverse("wagtailadmin_pages:edit", args=[post.pk]),
        reverse("wagtailadmin_pages:history", args=[post.pk]),
        reverse("wagtailadmin_choose_page_child", args=[people.pk]),
        reverse("wagtailimages:edit", args=[picture.pk]),
        reverse("wagtailimages:preview", args=[picture.pk, "max-165x165"]),
        f"/cms/bulk/wagtailcore/page/delete/?id={post.pk}",
        f"/cms/bulk/wagtailcore/page/delete/?id=all&childOf={journal.pk}",
        f"/cms/bulk/cms_pages/portalimage/delete/?id={picture.pk}",
        f"/cms/bulk/cms_pages/portalimage/delete/?id=all&childOf={picture.collection_id}",
        f"/cms/choose-page/chosen-multiple/?id={post.pk}",
    ):
        assert browser.get(url).status_code == 200, url


def test_an_operator_opens_everything(operator: Any, bruno: Any, login: Any) -> None:
    browser, draft = login(operator), BlogPostPage.objects.get(title__startswith=CANARY)
    for url in (
        reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        f"/cms/bulk/wagtailcore/page/delete/?id={draft.pk}",
        reverse("wagtailimages:edit", args=[bruno.portalimage_set.get().pk]),
    ):
        assert CANARY in browser.get(url).content.decode()


def test_without_the_wall_titles_leak(
    participant: Any, bruno: Any, login: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: Wagtail itself shows these titles to everybody in its admin."""
    monkeypatch.setattr(walls, "_require_findable", lambda request, match: None)
    draft = BlogPostPage.objects.get(title__startswith=CANARY)
    own = factories.journal(participant)

    for url in (
        reverse("wagtailadmin_choose_page_child", args=[draft.pk]),
        reverse("wagtailadmin_pages:move_confirm", args=[draft.pk, own.pk]),
        f"/cms/bulk/wagtailcore/page/delete/?id={draft.pk}",
        f"/cms/bulk/cms_pages/portalimage/delete/?id={bruno.portalimage_set.get().pk}",
        f"/cms/bulk/cms_pages/portaldocument/delete/?id={bruno.portaldocument_set.get().pk}",
    ):
        assert CANARY in login(participant).get(url, follow=True).content.decode(), url


def test_a_mentor_finds_what_waits_and_nothing_else(child: Any, mina: Any, login: Any) -> None:
    portfolio, journal = child.portfolio, factories.journal(child)
    approvals.submit(page=portfolio, by=child)
    browser = login(mina)

    assert browser.get(reverse("wagtailadmin_pages:edit", args=[portfolio.pk])).status_code == 200
    for page in (journal, portfolio.get_parent()):
        assert browser.get(reverse("wagtailadmin_choose_page_child", args=[page.pk])).status_code == 404
    approvals.take_back(page=portfolio, by=child)
    assert browser.get(reverse("wagtailadmin_pages:edit", args=[portfolio.pk])).status_code == 404


@pytest.mark.parametrize(
    ("spec", "is_cheap"),
    [
        ("max-165x165", True),
        ("fill-400x300-c100|format-webp", True),
        ("width-800", True),
        ("original", True),
        ("scale-50", True),
        ("max-9000x9000", False),
        ("width-0", False),
        ("scale-900", False),
        ("fill-1x1|fill-1x1|fill-1x1|fill-1x1", False),
        ("jpegquality-1", False),
        ("blur-9999", False),
        ("../../secret", False),
        ("", False),
    ],
)
def test_only_cheap_filters_are_drawn(spec: str, is_cheap: bool) -> None:
    assert walls.is_cheap_filter(spec) is is_cheap


def test_an_expensive_filter_is_refused_even_to_operators(operator: Any, login: Any) -> None:
    picture = factories.image(operator)
    for name in ("preview",):
        url = reverse(f"wagtailimages:{name}", args=[picture.pk, "max-9000x9000"])
        assert login(operator).get(url).status_code == 404


@pytest.mark.parametrize(("name", "queries"), [("wagtailadmin_pages:edit", 5), ("wagtailadmin_home", 0)])
def test_the_wall_is_cheap(name: str, queries: int, participant: Any, bruno: Any) -> None:
    """Three for roles, groups and roots, which the view needs anyway; one for what is above, one for the page."""
    url = reverse(name, args=[participant.portfolio.pk] if queries else [])
    request = RequestFactory().get(url)
    request.user, request.resolver_match = type(participant).objects.get(pk=participant.pk), resolve(url)
    wall = walls.OwnIdsMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]

    with CaptureQueriesContext(connection) as asked:
        assert wall.process_view(request, None, (), request.resolver_match.kwargs) is None

    assert len(asked) <= queries
