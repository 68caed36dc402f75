"""A fresh installation has a site, and our rules guard it."""

from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.images.models import AbstractImage
from wagtail.models import Page, Site
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from cms_pages import checks, demo
from cms_pages.models import HomePage, StandardPage
from cms_pages.models.standard import TO_WRITE
from cms_pages.services import sites

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/", "/people/", "/stories/", "/news/", "/about/", "/safety/", "/money/", "/imprint/", "/privacy/"]
)
def test_a_fresh_installation_answers(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1
    assert "Wagtail" not in answer.content.decode()


def test_preparing_again_changes_nothing() -> None:
    before = list(Page.objects.order_by("path").values_list("path", "latest_revision"))

    home = sites.prepare_site()

    assert list(Page.objects.order_by("path").values_list("path", "latest_revision")) == before
    assert HomePage.objects.get() == home


def test_a_page_that_was_deleted_stays_away() -> None:
    StandardPage.objects.get(slug="money").delete()

    sites.prepare_site()

    assert not StandardPage.objects.filter(slug="money").exists()


def test_the_site_follows_the_address_of_the_settings(settings: Any) -> None:
    settings.SITE_URL = "https://makers.example.org"

    sites.prepare_site()

    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("makers.example.org", 443)
    assert HomePage.objects.get().full_url == "https://makers.example.org/"


def test_no_group_opens_every_page() -> None:
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert not HomePage.objects.get().has_workflow


def test_our_policies_are_in_force() -> None:
    assert checks.our_policies_are_in_force() == []


def test_the_check_notices_a_foreign_policy() -> None:
    real = policy_registry.get_by_type

    def other(model: type, **options: Any) -> Any:
        return ModelPermissionPolicy(model) if issubclass(model, AbstractImage) else real(model, **options)

    with mock.patch.object(policy_registry, "get_by_type", other):
        assert [error.id for error in checks.our_policies_are_in_force()] == ["cms_pages.E001"]


def test_the_demo_says_in_its_imprint_that_it_is_one_and_keeps_what_others_wrote(
    client: Client, moderator: Any
) -> None:
    demo.write_imprint(words="<p>This is a demo.</p>", by=moderator)
    demo.write_imprint(words="<p>Written again.</p>", by=moderator)

    page = client.get("/imprint/").content.decode()

    assert "This is a demo." in page
    assert "Written again." not in page
    assert TO_WRITE not in page
