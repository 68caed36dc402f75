"""Who sees a gallery: a table, asked of the page, the portfolio, the lists and the pictures in it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms_pages import selectors
from cms_pages.models import GalleryItem, GalleryLink, GalleryPage, PortfolioPage
from cms_pages.services import galleries, portfolios
from cms_pages.tests import factories
from mentorship.models import Visibility
from mentorship.services import pairings, sharing
from portal.accounts.models import AuditEvent
from portal.accounts.services import consents, people
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
ROLES = [
    "anonymous",
    "buyer",
    "stranger",
    "other_mentor",
    "former_mentor",
    "mentor",
    "moderator",
    "operator",
    "owner",
]
SEEN_BY = {
    "private": {"owner", "operator"},
    "mentor": {"owner", "mentor", "operator"},
    "cohort": {"owner", "mentor", "operator"},
    "link": {"owner", "mentor", "operator"},
    "members": set(ROLES) - {"anonymous"},
    "public": set(ROLES),
}


@pytest.fixture
def everybody(participant, mentor, stranger, moderator, buyer, operator):
    former = cast.mentor_of(participant, "Former Mentor")
    pairings.end(pairing=former.mentor_pairings.get(), by=operator, now=timezone.now())
    return {
        "anonymous": AnonymousUser(),
        "buyer": buyer,
        "stranger": stranger,
        "other_mentor": cast.mentor_of(stranger, "Other Mentor"),
        "former_mentor": former,
        "mentor": mentor,
        "moderator": moderator,
        "operator": operator,
        "owner": participant,
    }


def browser(person) -> Client:
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def add(owner, title="Secret shelf", visibility="private", works=()) -> GalleryPage:
    """A further gallery of `owner`, live, with `works` chosen for it."""
    gallery = GalleryPage(title=title, owner=owner, visibility=visibility)
    portfolio = PortfolioPage.objects.get(owner_person=owner)
    portfolio.add_child(instance=gallery)
    gallery.items = [GalleryItem(project=work, sort_order=place) for place, work in enumerate(works)]
    gallery.save()
    return GalleryPage.objects.get(pk=gallery.pk)


def show(gallery, visibility, by=None):
    return galleries.change_visibility(
        gallery=gallery, visibility=visibility, by=by or gallery.maker, now=timezone.now()
    )


def link_to(gallery, **more) -> GalleryLink:
    return sharing.make_link(thing=gallery, by=gallery.maker, now=more.pop("now", timezone.now()), **more)


@pytest.mark.parametrize("visibility", SEEN_BY)
def test_page_portfolio_and_lists_agree_with_the_table(everybody, visibility):
    owner = everybody["owner"]
    gallery = add(owner, visibility=visibility)

    for role, person in everybody.items():
        expected = role in SEEN_BY[visibility]
        client = browser(person)
        answers = {
            "object": gallery in GalleryPage.objects.visible_to(person),
            "page": client.get(gallery.url).status_code == 200,
            "portfolio": "Secret shelf" in client.get(owner.portfolio.url).content.decode(),
        }
        assert answers == dict.fromkeys(answers, expected), role
    found = gallery.page_ptr in selectors.public_pages()
    assert found == (visibility == "public")
    assert (gallery.url in Client().get("/sitemap-pages.xml").content.decode()) == (visibility == "public")


@pytest.mark.parametrize("visibility", Visibility.values)
def test_with_a_link_a_gallery_shows_what_its_owner_shares_by_link_and_nothing_else(everybody, visibility):
    owner = everybody["owner"]
    works = {each: factories.work(owner, f"A {each} jug", visibility=each) for each in Visibility.values}
    elsewhere = factories.work(owner, "A jug elsewhere", visibility="link")
    gallery = add(owner, visibility="link", works=works.values())
    link = link_to(gallery)
    show(gallery, visibility)

    page = Client().get(link.path)

    if visibility != "link":
        assert page.status_code == (200 if visibility == "public" else 404)
        assert "A link jug" not in page.content.decode()
        assert Client().get(f"{works['link'].files.get().url()}?key={link.token}").status_code == 404
        return
    words = page.content.decode()
    shown = {each for each in works if f"A {each} jug" in words}
    assert shown == {"link", "public"}
    assert "A jug elsewhere" not in words
    for each, work in [*works.items(), ("elsewhere", elsewhere)]:
        answers = {
            Client().get(f"{address}?key={link.token}").status_code
            for address in (work.files.get().url(), work.get_absolute_url())
        }
        assert answers == {200 if each in shown else 404}, each


def test_the_pictures_in_a_shared_gallery_open_and_close_with_its_link(participant):
    work = factories.work(participant, "A jug", visibility="link")
    gallery = add(participant, visibility="link", works=[work])
    link, other = link_to(gallery), link_to(gallery)
    visitor = Client()
    [shown] = visitor.get(link.path).context["works"]
    picture, page = shown.image["src"], shown.link

    before = [visitor.get(address).status_code for address in (link.path, picture, page)]
    sharing.revoke_link(link=link, by=participant, now=timezone.now())
    after = [visitor.get(address).status_code for address in (link.path, picture, page)]

    assert link.token in picture
    assert (before, after) == ([200] * 3, [404] * 3)
    assert visitor.get(other.path).status_code == 200


def test_what_a_link_shows_is_kept_and_found_by_nobody_and_leads_nowhere_else(participant):
    secret = add(participant, "Another shelf", visibility="link")
    gallery = add(participant, visibility="link")

    page = Client().get(link_to(gallery).path)

    words = page.content.decode()
    assert {"private", "no-store"} <= {each.strip() for each in page["Cache-Control"].split(",")}
    assert page["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in words
    assert page["Referrer-Policy"] == "same-origin"
    assert secret.title not in words
    assert "application/ld+json" not in words


def test_closed_links_answer_like_a_page_that_is_not_there(participant, stranger):
    gallery = add(participant, visibility="link")
    now = timezone.now()
    ended = sharing.revoke_link(link=link_to(gallery), by=participant, now=now)
    expired = link_to(gallery, now=now - timedelta(days=2), lasts=timedelta(days=1))
    foreign = link_to(add(stranger, visibility="link"))
    visitor = Client()
    missing = visitor.get(f"{participant.portfolio.url}nothing/")

    answers = [
        visitor.get(gallery.url, {"key": token})
        for token in (ended.token, expired.token, foreign.token, "", "x.y", "\0", link_to(gallery).key)
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {missing.content}


def test_a_link_to_an_unpublished_gallery_opens_nothing(participant):
    work = factories.work(participant, visibility="link")
    gallery = add(participant, visibility="link", works=[work])
    link = link_to(gallery)

    gallery.unpublish(user=participant)

    assert Client().get(link.path).status_code == 404
    assert Client().get(f"{work.files.get().url()}?key={link.token}").status_code == 404


def test_links_end_for_good_when_the_gallery_is_shown_otherwise(participant):
    gallery = add(participant, visibility="link")
    link = link_to(gallery)

    show(gallery, "members")
    show(gallery, "link")

    assert Client().get(link.path).status_code == 404


def test_what_a_mentor_sees_of_a_gallery_ends_with_the_pairing(participant, mentor, operator):
    gallery = add(participant, visibility="mentor")
    assert browser(mentor).get(gallery.url).status_code == 200

    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())

    assert browser(mentor).get(gallery.url).status_code == 404


# Minors -------------------------------------------------------------------------------------------------------


@pytest.fixture
def child(participant, operator):
    people.set_age_band(user=participant, age_band="under_16", by=operator)
    participant.refresh_from_db()
    return participant


def test_a_new_portfolio_begins_with_an_open_gallery_and_a_minors_with_a_private_one(operator):
    adult = cast.person("Ben Adler")
    child = cast.person("Nadia Rahman")
    people.set_age_band(user=child, age_band="16_17", by=operator)
    child.refresh_from_db()

    found = [factories.gallery(each).visibility for each in (adult, child) if portfolios.provide(each)]

    assert found == ["public", "private"]


def test_a_minor_shows_a_gallery_to_strangers_only_with_somebody_who_has_looked(child, mentor, stranger):
    gallery = add(child, visibility="private")
    for visibility in ("cohort", "link", "members", "public"):
        with pytest.raises(sharing.NeedsApproval):
            show(gallery, visibility)
    with pytest.raises(sharing.NotShared):
        show(gallery, "public", by=mentor)
    with pytest.raises(NotAllowed):
        show(gallery, "public", by=stranger)
    show(gallery, "mentor")
    with pytest.raises(sharing.NoConsent):
        show(gallery, "public", by=mentor)
    guardian = consents.record_guardian(user=child, name="Ngozi", contact="0151", relation="parent", by=mentor)
    consents.give_consent(user=child, kind="publishing", by=mentor, guardian=guardian, now=timezone.now())

    show(gallery, "link", by=mentor)
    link = link_to(gallery)

    assert Client().get(link.path).status_code == 200
    noted = AuditEvent.objects.filter(subject=child, object_label=f"cms_pages.GalleryPage {gallery.pk}")
    assert {event.action for event in noted} == {"publish", "share.make"}
    assert "share.make" in AuditEvent.objects.filter(subject=child).values_list("action", flat=True)


# In the CMS -----------------------------------------------------------------------------------------------------


def form_of(gallery, **changed):
    return {
        "title": gallery.title,
        "slug": gallery.slug,
        "visibility": gallery.visibility,
        "intro": "null",
        "items-TOTAL_FORMS": "0",
        "items-INITIAL_FORMS": "0",
        "items-MIN_NUM_FORMS": "0",
        "items-MAX_NUM_FORMS": "1000",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "1000",
        **changed,
    }


def edit(gallery) -> str:
    return reverse("wagtailadmin_pages:edit", args=[gallery.pk])


def test_the_editor_offers_the_choice_and_it_holds_at_once(participant, login):
    gallery = add(participant, visibility="public")
    client = login(participant)
    assert 'name="visibility"' in client.get(edit(gallery)).content.decode()

    saved = client.post(edit(gallery), form_of(gallery, visibility="private"))  # as a draft

    gallery.refresh_from_db()
    assert saved.status_code == 302
    assert gallery.visibility == "private"
    assert Client().get(gallery.url).status_code == 404


def test_no_revision_brings_a_former_choice_back(participant, login):
    gallery = add(participant, visibility="public")
    open_to_all = gallery.save_revision(user=participant)

    show(gallery, "private")
    open_to_all.publish(user=participant, skip_permission_checks=True)

    assert GalleryPage.objects.get(pk=gallery.pk).visibility == "private"


def test_the_editor_refuses_a_minors_choice_beside_the_field(child, login):
    gallery = add(child, visibility="mentor")

    refused = login(child).post(edit(gallery), form_of(gallery, visibility="public", title="New name"))

    gallery.refresh_from_db()
    assert refused.status_code == 200
    assert "ask your mentor" in refused.content.decode()
    assert "New name" in refused.content.decode()
    assert gallery.visibility == "mentor"


def test_the_editor_starts_a_minors_new_gallery_private(child, login):
    path = reverse("wagtailadmin_pages:add", args=["cms_pages", "gallerypage", child.portfolio.pk])
    page = login(child).get(path)

    assert page.status_code == 200
    assert page.context["form"].initial["visibility"] == "private"


def test_hidden_galleries_of_others_cannot_be_linked_to(participant, stranger):
    from cms_pages.forms.pages import _pages

    hidden, shown = add(participant), add(participant, "Open shelf", "public")

    offered = _pages(stranger, GalleryPage)

    assert not offered.filter(pk=hidden.pk).exists()
    assert offered.filter(pk=shown.pk).exists()
    assert _pages(participant, GalleryPage).filter(pk=hidden.pk).exists()


# The owner's pages ----------------------------------------------------------------------------------------------


def test_the_owner_chooses_makes_a_link_and_ends_it(participant, login):
    gallery = add(participant)
    page, client = reverse("cms_pages:gallery_sharing", args=[gallery.pk]), login(participant)

    client.post(page, {"action": "show", "visibility": "link"})
    made = client.post(page, {"action": "make", "label": "Aunt", "lasts": "7"}, follow=True)
    link = GalleryLink.objects.get()
    assert link.path in made.content.decode()
    assert Client().get(link.path).status_code == 200
    client.post(page, {"action": "end", "link": link.pk})

    assert Client().get(link.path).status_code == 404


def test_my_galleries_are_mine_and_ask_no_more_for_more(participant, stranger, login, assert_queries_do_not_grow):
    add(participant, "Shelf of Amina")

    assert "Shelf of Amina" in login(participant).get("/my/galleries/").content.decode()
    assert "Shelf of Amina" not in login(stranger).get("/my/galleries/").content.decode()
    numbers = iter(range(100))
    assert_queries_do_not_grow(
        "/my/galleries/", lambda: add(participant, f"Shelf {next(numbers)}"), client=login(participant)
    )


def test_others_find_no_page_about_who_sees_a_gallery(everybody):
    gallery = add(everybody["owner"], visibility="public")
    page = reverse("cms_pages:gallery_sharing", args=[gallery.pk])

    for role in ("buyer", "stranger", "other_mentor", "mentor", "moderator"):
        client = browser(everybody[role])
        answers = {
            client.get(page).status_code,
            client.post(page, {"action": "show", "visibility": "private"}).status_code,
        }
        assert answers == {404}, role
    assert browser(everybody["owner"]).get(reverse("cms_pages:gallery_sharing", args=[10**30])).status_code == 404
    assert GalleryPage.objects.get(pk=gallery.pk).visibility == "public"


def test_a_mentor_decides_with_a_minor_on_the_same_page(child, mentor, login):
    gallery = add(child, visibility="mentor")
    page = reverse("cms_pages:gallery_sharing", args=[gallery.pk])

    answer = login(mentor).post(page, {"action": "show", "visibility": "public"})

    assert answer.status_code == 200
    assert "no consent" in answer.content.decode()
    gallery.refresh_from_db()
    assert gallery.visibility == "mentor"


@pytest.mark.parametrize("visibility", ["public", "link"])
def test_a_gallery_asks_no_more_for_more_works(participant, assert_queries_do_not_grow, visibility):
    gallery = add(participant, visibility=visibility)
    address = link_to(gallery).path if visibility == "link" else gallery.url

    def choose() -> None:
        GalleryItem.objects.create(gallery=gallery, project=factories.work(participant, visibility="link"))

    if visibility == "public":
        factories.work(participant)
        assert_queries_do_not_grow(address, lambda: factories.work(participant))
    else:
        assert_queries_do_not_grow(address, choose)
