"""The first pages of a fresh installation."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sites.models import Site as DjangoSite
from django.db import transaction
from wagtail.models import Collection, GroupApprovalTask, Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask
from wagtail.rich_text import RichText

from cms_pages.models import (
    BlogPage,
    HomePage,
    MentorApprovalTask,
    PortfolioIndexPage,
    StandardPage,
    StoriesIndexPage,
)
from cms_pages.permissions import PARTICIPANTS_COLLECTION
from cms_pages.services import first_words

WAGTAILS_APPROVAL = "Moderators approval"

logger = logging.getLogger(__name__)


def after_migrate(plan: Iterable[tuple[Any, bool]] = (), **_: Any) -> None:
    """Prepare the site when every migration has run; says nothing when it is prepared."""
    backwards = any(is_backwards for _migration, is_backwards in plan)
    if not backwards and Page.get_first_root_node() is not None:
        prepare_site()


@transaction.atomic
def prepare_site() -> HomePage:
    """Make sure that there is a front page with its sections, at the address of the settings.

    Nothing that somebody has changed or deleted comes back: the pages are made once, with the front page.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home: HomePage | None = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    if home is None:
        home = _make_pages()
        _close_what_wagtail_opens()
    _provide_approval()
    _provide_languages()
    _set_address(site or Site(is_default_site=True), home)
    return home


def _make_pages() -> HomePage:
    root = Page.get_first_root_node()
    for welcome in root.get_children().exclude(pk__in=HomePage.objects.values("pk")):
        if welcome.specific_class is Page:  # Wagtail's "Welcome to your new Wagtail site!"
            welcome.delete()
    root.refresh_from_db()
    home: HomePage = root.add_child(
        instance=HomePage(
            title=settings.SITE_NAME,
            slug="home",
            hero_title=first_words.GREETING,
            intro=first_words.INTRODUCTION,
            search_description=first_words.DESCRIPTION,
        )
    )
    for page in (
        PortfolioIndexPage(title="People", slug="people", intro=first_words.PEOPLE),
        StoriesIndexPage(title="Journal", slug="stories", intro=first_words.STORIES),
        BlogPage(title="News of the chapter", slug="news", intro=first_words.NEWS),
    ):
        home.add_child(instance=page)
    for slug, title, intro, paragraphs in first_words.PAGES:
        body = [(kind, RichText(words) if kind == "text" else words) for kind, words in paragraphs]
        home.add_child(instance=StandardPage(title=title, slug=slug, intro=intro, body=body))
    for page in home.get_descendants(inclusive=True).specific():
        page.save_revision(log_action=False).publish(log_action=False)
    logger.info("Prepared the site %s with %d pages.", settings.SITE_NAME, home.get_descendant_count() + 1)
    home.refresh_from_db()
    return home


def _close_what_wagtail_opens() -> None:
    """Take away the groups and the workflow that let every moderator open every page; make the collection."""
    WorkflowPage.objects.filter(page__depth=1).delete()
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()
    root = Collection.get_first_root_node()
    if not root.get_children().filter(name=PARTICIPANTS_COLLECTION).exists():
        root.add_child(name=PARTICIPANTS_COLLECTION)


def _provide_approval() -> None:
    """Replace Wagtail's approval by every moderator by one by the person's own mentor, once."""
    people = PortfolioIndexPage.objects.order_by("pk").first()
    if people is None or MentorApprovalTask.objects.exists():
        return
    for wagtails in Workflow.objects.filter(name=WAGTAILS_APPROVAL, active=True):
        wagtails.deactivate()
    for task in GroupApprovalTask.objects.filter(name=WAGTAILS_APPROVAL, active=True):
        task.deactivate()
    workflow = Workflow.objects.create(name="Approval by a mentor")
    task = MentorApprovalTask.objects.create(name="A mentor looks at it")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=people, defaults={"workflow": workflow})


def _provide_languages() -> None:
    """Let the CMS know the languages of the settings; one that is named there no more keeps its pages."""
    for code in settings.CONTENT_LANGUAGES:
        Locale.objects.get_or_create(language_code=code)


def _set_address(site: Site, home: HomePage) -> None:
    """Give both kinds of site the host and the name of the settings."""
    address = urlsplit(settings.SITE_URL)
    host = address.hostname or "localhost"
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {"hostname": host, "port": port, "site_name": settings.SITE_NAME, "root_page_id": home.pk}
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID, defaults={"domain": address.netloc or host, "name": settings.SITE_NAME}
    )
