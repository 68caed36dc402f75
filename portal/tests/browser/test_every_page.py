"""Every kind of public page fits a phone and a desk, by day and at night, and breaks no WCAG rule."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page as Tab
from wagtail.models import Locale, Page, get_page_models

from cms_pages.models import BlogPage, BlogPostPage, HomePage, PortfolioPage, Series, StoriesIndexPage
from cms_pages.models.base import BasePage
from leaderboard.models import Certificate
from mentorship.models import Discipline, JournalEntry, Project, Skill
from portal.access import PUBLIC
from portal.access.table import TABLE
from portal.tests.browser.conftest import DESK, PHONE
from shop.models import Listing

#: Where pictures of the pages are kept when somebody wants to look at them.
SHOTS = os.environ.get("SCREENSHOTS", "")
#: Nobody looks at these: files, feeds, doors that lead elsewhere, what answers a machine or a press.
NO_PAGES = {
    *("api:dashboard_unversioned", "api:feedback_unversioned", "api:participants_unversioned"),
    *("api:project_files_unversioned", "api:projects_unversioned", "api:sell_unversioned"),
    *("api:skills_unversioned", "api:tasks_unversioned", "api:token_unversioned", "api:token_refresh_unversioned"),
    *("api:token_revoke_unversioned", "api:token", "api:token_refresh", "api:token_revoke"),
    "api:nothing",
    *("/cms/password_reset/", "/django-admin/login/", "/shop/dashboard/login/", "door_cms", "password-reset"),
    *("customer:login", "customer:logout", "customer:register", "language", "account_logout", "wagtail_serve"),
    *("basket:add", "basket:change", "basket:clear", "basket:remove", "cms_pages:answer_send"),
    *("catalogue:category", "catalogue:old", "catalogue:range", "catalogue:reviews-detail", "catalogue:short"),
    *("cms_pages:chapter_journal_feed", "cms_pages:journal_feed", "cms_pages:stories_feed"),
    *("cms_pages:works_feed", "cms_pages:works_of_feed", "cms_pages:document", "cms_pages:picture"),
    *("cms_pages:look", "cms_pages:share_person", "cms_pages:statement_keys", "mfa_login_webauthn"),
    *(
        "favicon",
        "find:suggest",
        "healthz",
        "metrics",
        "readyz",
        "media",
        "mentorship:file",
        "mentorship:journal_file",
    ),
    *("accounts:picture", "leaderboard:certificate_key", "leaderboard:certificate_pdf"),
    *("leaderboard:certificate_token", "leaderboard:certificates_revoked", "mentorship:task_calendar"),
    *("mentorship:project_short", "offer:detail", "offer:list", "robots", "sitemap", "sitemap_section"),
    "shop:webhook",
}
#: They show themselves on the way through something; test_walk and the tests of accounts look at them there.
ON_THE_WAY = {
    *("account_confirm_login_code", "account_reset_password_from_key_done", "mfa_authenticate"),
    *("accounts:invited", "accounts:invited_by_link", "socialaccount_signup", "socialaccount_login_error"),
    *("cms_pages:answer_sent", "messaging:unsubscribe"),
    *("checkout:index", "checkout:thank-you", "shop:download", "shop:order_link", "shop:pay_demo"),
    *("shop:order_link_receipt", "shop:order_link_receipt_pdf", "shop:provenance_pdf"),
    *("shop:question_link", "shop:order_link_review", "shop:commission_link", "shop:commission_link_pay"),
}

#: Pages that say no, and with which status.
REFUSALS = {"/no-such-page/": 404, "/account/3rdparty/login/error/": 401}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def pages_of_the_site() -> dict[str, list[str]]:
    """Addresses of the demo by the name of their pattern."""
    works = {work.media_type: work for work in Project.objects.public()}
    diary = JournalEntry.objects.filter(visibility="public").first()
    post = BlogPostPage.objects.live().first()
    asked = Project.objects.public().filter(takes_commissions=True).first()
    return {
        "home": ["/"],
        "find:look": ["/find/", "/find/?q=band", "/find/?q=zzzzqqqq", "/find/?skill=nonsense"],
        "find:discipline": [reverse("find:discipline", args=[Discipline.objects.first().slug])],
        "find:skill": [reverse("find:skill", args=[Skill.objects.filter(projects__in=works.values())[0].slug])],
        "mentorship:project_list": ["/works/", "/works/?page=2"],
        "mentorship:project_detail": [work.get_absolute_url() for work in works.values()],
        "mentorship:commission_ask": [reverse("mentorship:commission_ask", args=[asked.public_id])],
        "mentorship:journal_entry": [diary.get_absolute_url()],
        "leaderboard:hall": ["/recognition/"],
        "leaderboard:certificate": [Certificate.objects.standing().first().get_absolute_url()],
        "catalogue:index": ["/shop/", "/shop/?q=zzzzqqqq"],
        "catalogue:craft": [reverse("catalogue:craft", args=[Discipline.objects.first().slug])],
        "catalogue:detail": [Listing.objects.first().product.get_absolute_url()],
        "basket:summary": ["/shop/basket/"],
        "shop:ask": [reverse("shop:ask", args=[Listing.objects.live().first().public_id])],
        "shop:provenance": [reverse("shop:provenance", args=[Listing.objects.live().first().public_id])],
        "cms_pages:statement_check": ["/verify/"],
        "cms_pages:answer_mine": ["/answers/mine/"],
        "cms_pages:contact": [reverse("cms_pages:contact", args=[post.get_parent().get_parent().slug])],
        "account_login": ["/account/login/"],
        "account_signup": ["/account/signup/"],
        "account_inactive": [reverse("account_inactive")],
        "account_confirm_email": [reverse("account_confirm_email", args=["no-key"])],
        "account_email_verification_sent": [reverse("account_email_verification_sent")],
        "account_reset_password": [reverse("account_reset_password")],
        "account_reset_password_done": [reverse("account_reset_password_done")],
        "account_reset_password_from_key": [reverse("account_reset_password_from_key", args=["1", "no-key"])],
        "socialaccount_login_cancelled": [reverse("socialaccount_login_cancelled")],
    }


def pages_of_the_cms() -> dict[type[Page], list[str]]:
    """Addresses of one page of each kind, with the lists that some of them hold."""
    found = {kind: [kind.objects.live().first().url] for kind in kinds_of_pages()}
    found[PortfolioPage] = [page.url for page in PortfolioPage.objects.live().exclude(body="[]")[:3]]
    found[BlogPostPage] = [page.url for page in BlogPostPage.objects.live()[:3]]
    found[HomePage].append(_spanish_home().url)
    tagged = BlogPostPage.objects.live().filter(tags__isnull=False).first()
    stories = StoriesIndexPage.objects.live().first()
    series = Series.objects.first()
    tag, year = tagged.tags.first().slug, tagged.first_published_at.year
    for index in (stories, tagged.get_parent().specific):
        found[type(index)].append(index.url + index.reverse_subpage("tag", args=[tag]))
        found[type(index)].append(index.url + index.reverse_subpage("archive", args=[year]))
    found[BlogPage].append(series.blog.url + series.blog.reverse_subpage("series", args=[series.pk]))
    return found


def kinds_of_pages() -> list[type[Page]]:
    return [kind for kind in get_page_models() if issubclass(kind, BasePage)]


def _spanish_home() -> HomePage:
    spanish, _made = Locale.objects.get_or_create(language_code="es")
    home = HomePage.objects.first()
    translated = home.copy_for_translation(spanish)
    translated.save_revision().publish()
    return HomePage.objects.get(pk=translated.pk)


def look_closely(tab: Tab, path: str, looks_right: Callable[[Tab], None]) -> list[str]:
    """Open `path` in each light and width; return what is wrong with it."""
    wrong = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        answer = tab.goto(path)
        if answer.status != REFUSALS.get(path, 200):
            return [f"{path}: {answer.status}"]
        for size in (PHONE, DESK):
            tab.set_viewport_size(size)
            try:
                looks_right(tab)
            except AssertionError as fault:
                wrong.append(f"{size['width']} {scheme} {str(fault).splitlines()[0]}")
            if SHOTS:
                name = path.strip("/").replace("/", "_").replace("?", "_") or "home"
                tab.screenshot(path=Path(SHOTS, f"{name}-{size['width']}-{scheme}.png"), full_page=True)
    return wrong


def test_every_kind_of_public_page_looks_right(open_browser: Any, looks_right: Callable[[Tab], None]) -> None:
    call_command("seed_demo", force=True, small=True)
    public = {name for name, who in TABLE.items() if who == PUBLIC}
    site, cms = pages_of_the_site(), pages_of_the_cms()
    tab = open_browser(DESK)
    tab.goto(site["catalogue:detail"][0])
    tab.get_by_role("button", name="Put in the basket").click()

    wrong = []
    for path in chain(*site.values(), *cms.values(), REFUSALS):
        wrong += look_closely(tab, path, looks_right)

    assert public == {*site, *NO_PAGES, *ON_THE_WAY}, "each public address is looked at, or is no page"
    assert not wrong, "\n".join(wrong)
