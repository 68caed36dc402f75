"""Participants in Wagtail's admin: their own pages, all of them, and nobody else's.

Titles and files of the other person hold a word that appears nowhere else, so that a leak is found by it.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.models import GroupPagePermission, Page, Site
from wagtail.permissions import policy_registry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms_pages.forms import OwnReferencesForm
from cms_pages.models import (
    BlogPage,
    BlogPostPage,
    GalleryPage,
    HomePage,
    PortalImage,
    PortfolioPage,
)
from cms_pages.services import portfolios
from cms_pages.tests import factories
from portal.accounts.models import User
from portal.accounts.services import people

pytestmark = pytest.mark.django_db

CANARY = "Quetzalcoatlus"


@pytest.fixture
def amina(participant: Any) -> Any:
    return participant


@pytest.fixture
def bruno(stranger: Any) -> Any:
    """Owns a draft, a private work, a picture and a document, all named by the canary."""
    portfolio = stranger.portfolio
    portfolio.title = f"{CANARY} draft"
    portfolio.save_revision(user=stranger)
    post = BlogPostPage(title=f"{CANARY} story", owner=stranger, live=False)
    factories.journal(stranger).add_child(instance=post)
    post.save_revision(user=stranger)
    return stranger


def portfolio_form(**values: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": "Amina Okoye",
            "tagline": "Bands and belts",
            "intro": rich_text("<p>I weave.</p>", features=["bold", "italic", "link"]),
            "picture": "",
            "seo_title": "",
            "search_description": "",
            "social_image": "",
            "body": streamfield([]),
            "resume": streamfield([]),
            "theme": "workshop",
            "accent": "#a63f27",
            "layout": "side",
            "action-publish": "1",
            **values,
        }
    )


def post_form(**values: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": "A new story",
            "slug": "a-new-story",
            "intro": "",
            "picture": "",
            "seo_title": "",
            "search_description": "",
            "social_image": "",
            "body": streamfield([("text", rich_text("<p>Once.</p>"))]),
            "tags": "",
            "series": "",
            "part": "",
            "comment_rule": "moderated",
            "action-publish": "1",
            **values,
        }
    )


def gallery_form(*projects: int, **values: Any) -> dict[str, Any]:
    items = [{"project": str(pk), "caption": ""} for pk in projects]
    return nested_form_data(
        {
            "title": "Works",
            "slug": "works",
            "visibility": "public",
            "intro": rich_text("", features=["bold", "italic", "link"]),
            "items": inline_formset(items),
            "seo_title": "",
            "search_description": "",
            "social_image": "",
            "action-publish": "1",
            **values,
        }
    )


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# What belongs to oneself -----------------------------------------------------------------------------------


def test_a_participant_edits_and_publishes_the_own_portfolio(amina: Any, login: Any, client: Client) -> None:
    browser = login(amina)
    picture = factories.image(amina)
    work = factories.work(amina, "The red band", visibility="public")
    body = streamfield([("heading", "How I began"), ("project", str(work.pk))])

    assert browser.get(edit_url(amina.portfolio)).status_code == 200
    answer = browser.post(
        edit_url(amina.portfolio), portfolio_form(picture=str(picture.pk), body=body), follow=True
    )

    assert answer.status_code == 200
    page = client.get(amina.portfolio.url).content.decode()
    for words in ("Bands and belts", "I weave.", "How I began", "The red band", "A clay bowl"):
        assert words in page


def test_a_draft_stays_a_draft_and_can_be_looked_at(amina: Any, login: Any, client: Client) -> None:
    browser = login(amina)
    form = portfolio_form(tagline="Not yet")
    del form["action-publish"]

    browser.post(edit_url(amina.portfolio), form)

    draft = browser.get(reverse("wagtailadmin_pages:view_draft", args=[amina.portfolio.pk]))
    assert "Not yet" in draft.content.decode()
    assert "Not yet" not in client.get(amina.portfolio.url).content.decode()


def test_a_preview_shows_what_is_not_saved(amina: Any, login: Any) -> None:
    browser = login(amina)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[amina.portfolio.pk])

    assert json.loads(browser.post(preview, portfolio_form(tagline="Half a thought")).content)["is_valid"]

    assert "Half a thought" in browser.get(preview).content.decode()


def test_a_participant_writes_a_story(amina: Any, login: Any, client: Client) -> None:
    add = reverse("wagtailadmin_pages:add", args=["cms_pages", "blogpostpage", factories.journal(amina).pk])

    login(amina).post(add, post_form())

    story = BlogPostPage.objects.get(slug="a-new-story")
    assert story.owner == amina
    assert "Once." in client.get(story.url).content.decode()


def test_a_participant_adds_a_second_gallery_and_chooses_own_works(amina: Any, login: Any, client: Client) -> None:
    add = reverse("wagtailadmin_pages:add", args=["cms_pages", "gallerypage", amina.portfolio.pk])
    work = factories.work(amina, "The red band")

    login(amina).post(add, gallery_form(work.pk, title="Red things", slug="red-things"))

    page = client.get(GalleryPage.objects.get(slug="red-things").url).content.decode()
    assert "The red band" in page


def test_the_dashboard_leads_to_the_own_pages(amina: Any, login: Any) -> None:
    page = login(amina).get(reverse("wagtailadmin_home")).content.decode()

    assert edit_url(amina.portfolio) in page
    assert reverse("wagtailimages:add_multiple") in page
    assert "Site history" not in page


def test_the_explorer_opens_at_the_own_portfolio(amina: Any, bruno: Any, login: Any) -> None:
    page = login(amina).get(reverse("wagtailadmin_explore_root"), follow=True)

    assert page.status_code == 200
    assert "Journal" in page.content.decode()
    assert bruno.display_name not in page.content.decode()


def test_the_own_portfolio_stays_where_it_is(amina: Any, login: Any) -> None:
    """Deleting it, moving it or making a second one is no option, even when it is empty."""
    browser = login(amina)
    for page in amina.portfolio.get_children():
        browser.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    amina.portfolio.refresh_from_db()
    assert amina.portfolio.numchild == 0
    parent = amina.portfolio.get_parent()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    attempts = [
        (reverse("wagtailadmin_pages:delete", args=[amina.portfolio.pk]), {}),
        (f"{bulk}?id={amina.portfolio.pk}", {}),
        (reverse("wagtailadmin_pages:move_confirm", args=[amina.portfolio.pk, HomePage.objects.get().pk]), {}),
        (
            reverse("wagtailadmin_pages:copy", args=[amina.portfolio.pk]),
            {"new_title": "Two", "new_slug": "two", "new_parent_page": str(parent.pk)},
        ),
        (reverse("wagtailadmin_pages:set_privacy", args=[amina.portfolio.pk]), {"restriction_type": "login"}),
    ]

    for url, data in attempts:
        browser.post(url, data)

    assert PortfolioPage.objects.get(owner_person=amina).get_parent() == parent
    assert PortfolioPage.objects.count() == 1
    assert not PortfolioPage.objects.get(owner_person=amina).get_view_restrictions().exists()


@pytest.mark.parametrize("typed", ["", "x", "1", "[1]", '{"blocks": 1}', '{"blocks": [[]]}', "[" * 90_000])
def test_what_the_editor_of_rich_text_never_sends_is_a_bad_request(typed: str, amina: Any, login: Any) -> None:
    before = amina.portfolio.intro

    answer = login(amina).post(edit_url(amina.portfolio), {**portfolio_form(), "intro": typed})

    assert answer.status_code == 400
    amina.portfolio.refresh_from_db()
    assert amina.portfolio.intro == before


def test_hidden_fields_of_the_portfolio_cannot_be_posted(amina: Any, bruno: Any, login: Any) -> None:
    before = PortfolioPage.objects.values("slug", "owner_person", "owner", "show_in_menus", "go_live_at").get(
        owner_person=amina
    )

    login(amina).post(
        edit_url(amina.portfolio),
        portfolio_form(slug="taken", owner_person=str(bruno.pk), owner=str(bruno.pk), show_in_menus="on"),
    )

    after = PortfolioPage.objects.values(*before).get(owner_person=amina)
    assert after == before


# What belongs to somebody else ------------------------------------------------------------------------------

PAGE_DOORS = [
    "edit",
    "view_draft",
    "history",
    "usage",
    "delete",
    "copy",
    "move",
    "unpublish",
    "set_privacy",
    "preview_on_edit",
    "workflow_history",
    "convert_alias",
    "revisions_index",
]


@pytest.mark.parametrize("door", PAGE_DOORS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_page_neither_opens_nor_changes(
    amina: Any, bruno: Any, login: Any, door: str, method: str
) -> None:
    draft = BlogPostPage.objects.get(title__startswith=CANARY)
    for page in (bruno.portfolio, draft, factories.journal(bruno)):
        before = Page.objects.values().get(pk=page.pk)
        url = reverse(f"wagtailadmin_pages:{door}", args=[page.pk])

        answer = getattr(login(amina), method)(url, {"new_title": "X", "new_slug": "x"})

        assert answer.status_code == 404
        assert CANARY not in answer.content.decode()
        assert Page.objects.values().get(pk=page.pk) == before


def test_foreign_revisions_do_not_open(amina: Any, bruno: Any, login: Any) -> None:
    revision = bruno.portfolio.latest_revision or bruno.portfolio.revisions.latest("pk")
    names = ["revisions_revert", "revisions_view", "revisions_unschedule"]
    urls = [reverse(f"wagtailadmin_pages:{name}", args=[bruno.portfolio.pk, revision.pk]) for name in names]
    urls.append(
        reverse("wagtailadmin_pages:revisions_compare", args=[bruno.portfolio.pk, "live", str(revision.pk)])
    )

    for url in urls:
        answer = login(amina).get(url)
        assert answer.status_code == 404
        assert CANARY not in answer.content.decode()


def test_a_foreign_page_is_in_no_list_of_the_admin(amina: Any, bruno: Any, login: Any) -> None:
    browser = login(amina)
    factories.image(bruno, f"{CANARY} bowl")
    factories.document(bruno, f"{CANARY} notes")
    factories.work(bruno, f"{CANARY} vase")
    parent = bruno.portfolio.get_parent()
    urls = [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[parent.pk]),
        reverse("wagtailadmin_explore", args=[bruno.portfolio.pk]),
        f"{reverse('wagtailadmin_pages:search')}?q={CANARY}",
        f"{reverse('wagtailadmin_choose_page_search')}?q={CANARY}",
        reverse("wagtailadmin_choose_page"),
        reverse("wagtailadmin_choose_page_child", args=[parent.pk]),
        reverse("wagtailimages:index"),
        f"{reverse('wagtailimages:index')}?q={CANARY}",
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtaildocs:index"),
        reverse("wagtaildocs_chooser:choose"),
        reverse("project_chooser:choose"),
        reverse("project_chooser:choose_results"),
        f"{reverse('wagtailadmin_api:images:listing')}",
        f"{reverse('wagtailadmin_api:documents:listing')}",
        reverse("wagtailadmin_api:pages:listing"),
    ]

    for url in urls:
        answer = browser.get(url, follow=True)
        shown = answer.content.decode().replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
        assert f"{CANARY} " not in shown, url


def test_foreign_files_and_works_do_not_open(amina: Any, bruno: Any, login: Any) -> None:
    picture, document = factories.image(bruno, f"{CANARY} bowl"), factories.document(bruno, f"{CANARY} notes")
    work = factories.work(bruno, f"{CANARY} vase", visibility="private")
    urls = [
        reverse("wagtailimages:edit", args=[picture.pk]),
        reverse("wagtailimages:delete", args=[picture.pk]),
        reverse("wagtailimages:image_usage", args=[picture.pk]),
        reverse("wagtailimages:url_generator", args=[picture.pk]),
        reverse("wagtailimages_chooser:chosen", args=[picture.pk]),
        reverse("wagtailimages_chooser:select_format", args=[picture.pk]),
        f"{reverse('wagtailimages_chooser:chosen_multiple')}?id={picture.pk}",
        reverse("wagtaildocs:edit", args=[document.pk]),
        reverse("wagtaildocs:delete", args=[document.pk]),
        reverse("wagtaildocs_chooser:chosen", args=[document.pk]),
        reverse("project_chooser:chosen", args=[work.pk]),
        f"{reverse('project_chooser:chosen_multiple')}?id={work.pk}",
        f"{reverse('project_chooser:chosen_multiple')}?id=abc",
        reverse("wagtailadmin_api:images:detail", args=[picture.pk]),
        reverse("wagtailadmin_api:documents:detail", args=[document.pk]),
    ]

    for url in urls:
        answer = login(amina).get(url)
        assert CANARY not in answer.content.decode(), url
    assert login(amina).post(reverse("wagtailimages:delete", args=[picture.pk])).status_code == 404
    assert PortalImage.objects.filter(pk=picture.pk).exists()


def test_a_foreign_journal_takes_no_story(amina: Any, bruno: Any, login: Any) -> None:
    add = reverse("wagtailadmin_pages:add", args=["cms_pages", "blogpostpage", factories.journal(bruno).pk])

    assert login(amina).post(add, post_form()).status_code == 404

    assert not BlogPostPage.objects.filter(slug="a-new-story").exists()


def test_nothing_is_copied_or_moved_between_portfolios(amina: Any, bruno: Any, login: Any) -> None:
    browser = login(amina)
    mine, theirs = factories.journal(amina), factories.journal(bruno)
    my_post, their_post = factories.post(amina), factories.post(bruno)
    for page, target in ((my_post, theirs), (their_post, mine)):
        browser.post(
            reverse("wagtailadmin_pages:copy", args=[page.pk]),
            {"new_title": "C", "new_slug": "c", "new_parent_page": str(target.pk), "publish_copies": "on"},
        )
        browser.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))

    assert BlogPostPage.objects.child_of(mine).get() == my_post
    assert set(BlogPostPage.objects.child_of(theirs).live()) == {their_post}


@pytest.mark.parametrize("role", ["mentor", "buyer"])
def test_mentors_and_buyers_edit_nothing(role: str, amina: Any, login: Any, request: Any) -> None:
    person = request.getfixturevalue(role)

    assert login(person).get(edit_url(amina.portfolio)).status_code == 404
    assert not policy_registry.get_by_type(Page).user_has_any_permission(person, {"add", "change", "publish"})


def test_a_coordinator_edits_the_chapters_pages(moderator: Any, login: Any, client: Client) -> None:
    news = BlogPage.objects.child_of(HomePage.objects.get()).get()
    add = reverse("wagtailadmin_pages:add", args=["cms_pages", "blogpostpage", news.pk])

    login(moderator).post(add, post_form())

    assert "A new story" in client.get("/news/").content.decode()


def test_who_loses_the_role_loses_the_rights(amina: Any, operator: Any, login: Any) -> None:
    people.take_role(user=amina, role="participant", by=operator)

    former = User.objects.get(pk=amina.pk)
    assert login(former).get(edit_url(amina.portfolio)).status_code == 404
    assert policy_registry.get_by_type(Page).get_all_permissions_for_user(former) == []


def test_no_group_holds_rights_on_pages() -> None:
    assert not GroupPagePermission.objects.exists()


# Forged references -----------------------------------------------------------------------------------------


def assert_refused(answer: Any, page: Page, before: Any) -> None:
    """The form comes back with a sentence, shows nothing foreign, and the page is as it was."""
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "it is not yours" in text
    assert CANARY not in text
    page.refresh_from_db()
    assert page.latest_revision_id == before


def test_a_forged_picture_is_refused(amina: Any, bruno: Any, login: Any) -> None:
    foreign = factories.image(bruno, f"{CANARY} bowl")
    page, before = amina.portfolio, amina.portfolio.latest_revision_id
    attempts = [
        {"picture": str(foreign.pk)},
        {"social_image": str(foreign.pk)},
        {"body": streamfield([("picture", {"image": str(foreign.pk), "alt_text": "x", "decorative": ""})])},
    ]

    for values in attempts:
        assert_refused(login(amina).post(edit_url(page), portfolio_form(**values)), page, before)


def test_a_forged_work_is_refused(amina: Any, bruno: Any, login: Any) -> None:
    foreign = factories.work(bruno, f"{CANARY} vase", visibility="private")
    page, before = amina.portfolio, amina.portfolio.latest_revision_id
    body = streamfield([("project", str(foreign.pk))])
    assert_refused(login(amina).post(edit_url(page), portfolio_form(body=body)), page, before)

    gallery = factories.gallery(amina)
    answer = login(amina).post(edit_url(gallery), gallery_form(foreign.pk))
    assert_refused(answer, gallery, gallery.latest_revision_id)
    assert gallery.items.count() == 0


def test_a_forged_reference_inside_rich_text_is_refused(amina: Any, bruno: Any, login: Any) -> None:
    """The editor's format names things as entities; what the features leave out must not slip in either."""
    picture, document = factories.image(bruno, f"{CANARY} bowl"), factories.document(bruno, f"{CANARY} notes")
    draft = BlogPostPage.objects.get(title__startswith=CANARY)
    entities = [
        {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"id": picture.pk, "format": "left", "alt": ""}},
        {"type": "DOCUMENT", "mutability": "MUTABLE", "data": {"id": document.pk, "url": "/x"}},
        {"type": "LINK", "mutability": "MUTABLE", "data": {"id": draft.pk, "url": "/x"}},
    ]
    for entity in entities:
        words = {"text": "here", "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
        if entity["type"] == "IMAGE":
            words = {**words, "text": " ", "type": "atomic"}
        block = {**words, "key": "a1", "entityRanges": [{"offset": 0, "length": len(words["text"]), "key": 0}]}
        content = json.dumps({"blocks": [block], "entityMap": {"0": entity}})
        for values in ({"intro": content}, {"body": streamfield([("text", content)])}):
            answer = login(amina).post(edit_url(amina.portfolio), portfolio_form(**values), follow=True)

            stored = PortfolioPage.objects.get(owner_person=amina).get_latest_revision_as_object()
            written = f"{stored.intro} {stored.body.raw_data and list(stored.body.raw_data)}"
            assert CANARY not in answer.content.decode()
            for foreign in (picture, document, draft):
                assert f'id="{foreign.pk}"' not in written, entity["type"]


def test_a_preview_refuses_what_the_form_refuses(amina: Any, bruno: Any, login: Any) -> None:
    foreign = factories.image(bruno, f"{CANARY} bowl")
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[amina.portfolio.pk])
    browser = login(amina)

    posted = browser.post(preview, portfolio_form(picture=str(foreign.pk)))

    assert json.loads(posted.content)["is_valid"] is False
    assert foreign.file.name.rsplit("/")[-1].split(".")[0] not in browser.get(preview).content.decode()


def test_a_forged_link_to_a_draft_is_refused_and_one_to_a_public_page_is_not(
    amina: Any, bruno: Any, login: Any
) -> None:
    draft = BlogPostPage.objects.get(title__startswith=CANARY)
    public = factories.post(bruno, "For all to read")

    def button(page: Page) -> dict[str, Any]:
        value = {"label": "Read", "page": str(page.pk), "url": ""}
        return portfolio_form(body=streamfield([("button", value)]))

    before = amina.portfolio.latest_revision_id
    assert_refused(login(amina).post(edit_url(amina.portfolio), button(draft)), amina.portfolio, before)
    assert login(amina).post(edit_url(amina.portfolio), button(public)).status_code == 302


def test_what_a_coordinator_put_on_the_page_may_stay(amina: Any, moderator: Any, login: Any) -> None:
    shared = factories.image(moderator, "The chapter's loom")
    portfolios.update(amina.portfolio, by=moderator, picture=shared)

    answer = login(amina).post(edit_url(amina.portfolio), portfolio_form(picture=str(shared.pk)))

    assert answer.status_code == 302
    assert PortfolioPage.objects.get(owner_person=amina).picture == shared


def test_a_gallery_takes_only_works_of_its_person(amina: Any, bruno: Any, operator: Any, login: Any) -> None:
    gallery = factories.gallery(amina)
    foreign = factories.work(bruno, "Vase")

    answer = login(operator).post(edit_url(gallery), gallery_form(foreign.pk))

    assert "Only works of the person" in answer.content.decode()
    assert gallery.items.count() == 0


# Uploads ---------------------------------------------------------------------------------------------------


def upload(browser: Client, data: bytes, name: str = "loom.jpg") -> Any:
    file = SimpleUploadedFile(name, data, content_type="image/jpeg")
    return browser.post(
        reverse("wagtailimages:add"), {"title": "Loom", "file": file, "tags": "", "description": "A loom"}
    )


def test_an_upload_belongs_to_its_person_and_loses_its_metadata(amina: Any, login: Any) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canary Camera"
    exif.get_ifd(0x8825)[1] = "N"

    upload(login(amina), factories.picture_bytes(exif=exif))

    stored = PortalImage.objects.get(title="Loom")
    assert stored.uploaded_by_user == amina
    assert stored.collection.name == "Participants"
    with stored.file.open("rb") as file:
        data = file.read()
    assert b"Canary Camera" not in data
    assert b"Exif" not in data


def test_a_file_that_is_no_picture_is_refused_beside_its_field(amina: Any, login: Any) -> None:
    answer = upload(login(amina), b"<script>alert(1)</script>")

    assert answer.status_code == 200
    assert not PortalImage.objects.exists()


def test_the_editor_costs_the_same_with_more_people(amina: Any, stranger: Any, login: Any) -> None:
    browser = login(amina)

    def count() -> int:
        browser.get(edit_url(amina.portfolio))
        with CaptureQueriesContext(connection) as queries:
            browser.get(edit_url(amina.portfolio))
        return len(queries)

    few = count()
    for _ in range(5):
        factories.post(stranger)
        factories.image(stranger)

    assert count() == few


def test_without_our_check_the_forgeries_would_be_published(
    amina: Any, bruno: Any, login: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it is the check that refuses, not a mistake in these forms."""
    picture, work = factories.image(bruno), factories.work(bruno, visibility="private")
    draft = BlogPostPage.objects.get(title__startswith=CANARY)
    monkeypatch.setattr(OwnReferencesForm, "_refuse_foreign", lambda self, form: False)
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"id": draft.pk, "url": "/x"}}
    block = {"key": "a1", "text": "here", "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    block["entityRanges"] = [{"offset": 0, "length": 4, "key": 0}]
    intro = json.dumps({"blocks": [block], "entityMap": {"0": link}})
    body = streamfield([("project", str(work.pk))])

    login(amina).post(edit_url(amina.portfolio), portfolio_form(picture=str(picture.pk), intro=intro, body=body))

    portfolio = PortfolioPage.objects.get(owner_person=amina)
    assert portfolio.picture == picture
    assert portfolio.body[0].value == work
    assert f'id="{draft.pk}"' in portfolio.intro


@pytest.mark.parametrize("address", ["/cms/project_chooser/", "/cms/project_chooser/results/"])
def test_own_works_are_found_by_words_in_the_chooser(amina: Any, login: Any, address: str) -> None:
    factories.work(amina, "A sesame bowl")
    factories.work(amina, "A blue vase")

    found = login(amina).get(address, {"q": "sesame"}).content.decode()

    assert "A sesame bowl" in found
    assert "A blue vase" not in found


def test_a_coordinator_searches_the_pictures_of_the_chapter(moderator: Any, login: Any) -> None:
    assert login(moderator).get("/cms/images/", {"q": "bowl"}).status_code == 200


def test_tags_of_other_peoples_pictures_are_not_shown(amina: Any, bruno: Any, login: Any) -> None:
    factories.image(bruno).tags.add(CANARY)

    for address in ("/cms/images/", "/cms/images/chooser/", "/cms/tag-autocomplete/?term=Q"):
        assert CANARY not in login(amina).get(address).content.decode()


@pytest.mark.parametrize("root", ["x", "", "-1", "1e9", "99999999999999999999999"])
@pytest.mark.parametrize("path", ["/cms/sites/new/", "/cms/sites/edit/{}/"])
def test_a_root_page_that_is_none_is_refused_beside_its_field(operator, login, path, root):
    site = Site.objects.get()
    typed = {"hostname": "a.example", "port": "80", "site_name": "A", "root_page": root}

    answer = login(operator).post(path.format(site.pk), typed)

    assert answer.status_code == 200
    assert "root_page" in answer.context["form"].errors
    assert Site.objects.get().hostname == site.hostname


def test_the_report_of_page_types_leads_coordinators_to_the_pages(moderator, login):
    browser = login(moderator)
    report = browser.get("/cms/reports/page-types-usage/").content.decode()

    found = re.findall(r'href="(/cms/pages/usage/[^"]+)"', report)

    assert found
    assert {browser.get(path).status_code for path in found} == {200}


def test_participants_list_no_pages_by_their_type(participant, login):
    assert login(participant).get("/cms/pages/usage/cms_pages/portfoliopage/").status_code == 404
