"""A picture's bytes are public exactly as long as a public page shows it; its old addresses never work again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from cms_pages import context
from cms_pages.models import ChapterSettings, PortalImage
from cms_pages.pictures import SPECS, picture
from cms_pages.services import hiding
from cms_pages.tests import factories
from mentorship.models import Pairing
from mentorship.services import pairings
from portal.accounts.models import Closure
from portal.core import copies, stores
from portal.testing.canaries import every_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(django_capture_on_commit_callbacks: Any) -> Any:
    """`commit` runs a block and what is to happen after its commit."""

    def run(change: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return change()

    return run


@pytest.fixture
def image(participant: Any, at_once: Any) -> PortalImage:
    copies.tidy()  # takes away what an earlier test left
    image = at_once(lambda: factories.image(participant))
    image.get_renditions(*SPECS, "original", "max-165x165")
    return image


@pytest.fixture
def post(participant: Any, image: PortalImage, at_once: Any) -> Any:
    return at_once(lambda: factories.post(participant, picture=image))


def addresses(image: PortalImage) -> set[str]:
    """Every address that the picture has had so far, public or checked, and those that one might guess."""
    image = PortalImage.objects.get(pk=image.pk)
    found = {reverse("cms_pages:picture", args=[image.public_id, "original"])}
    for rendition in image.renditions.all():
        name, path = rendition.copied_file
        found |= {rendition.url, rendition.checked_url(path), f"/media/{path}", f"/media/images/{name}"}
        found |= {f"/media/pictures/{name}", f"/media/pictures/{image.public_id.hex}/{name}"}
        if image.public_token:
            found.add(copies.address(image.public_token, name))
    return found | {
        f"/media/{image.file.name}",
        f"/media/../private/{image.file.name}",
        f"/_private/{image.file.name}",
        "/media/original_images/bowl-1.jpg",
        "/media/images/bowl-1.width-400.png",
        f"/documents/{image.public_id}/bowl.jpg",
    }


def copies_of(image: PortalImage) -> list[str]:
    """Public files that are one of the picture's renditions, byte for byte."""
    renditions = {each.file.read() for each in image.renditions.all()}
    return [name for name in every_file(stores.public()) if stores.public().open(name).read() in renditions]


def assert_gone(client: Client, urls: set[str]) -> None:
    for url in urls:
        assert client.get(url).status_code == 404, url
        assert client.head(url).status_code == 404, url
        assert client.get(url, headers={"range": "bytes=0-9"}).status_code == 404, url


def shown(image: PortalImage) -> dict[str, Any]:
    described = picture(PortalImage.objects.get(pk=image.pk))
    assert described
    return described


def test_a_picture_that_nobody_shows_has_no_address_for_strangers(
    client: Client, login: Any, stranger: Any, image: PortalImage
) -> None:
    assert_gone(client, addresses(image))
    assert_gone(login(stranger), addresses(image))


def test_its_owner_sees_every_rendition_and_no_cache_keeps_one(
    login: Any, participant: Any, image: PortalImage
) -> None:
    answer = login(participant).get(shown(image)["src"])

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_published_picture_is_served_for_good_under_a_secret_name(
    client: Client, image: PortalImage, post: Any
) -> None:
    page = client.get(post.url).content.decode()
    src = shown(image)["src"]

    assert src in page
    answer = client.get(src)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert PortalImage.objects.get(pk=image.pk).public_token in src
    assert client.head(src).status_code == 200
    assert client.get(src, headers={"range": "bytes=0-9"}).status_code == 206


def test_the_original_never_has_a_public_address(client: Client, image: PortalImage, post: Any) -> None:
    image = PortalImage.objects.get(pk=image.pk)
    original = image.get_rendition("original")

    assert_gone(client, {original.url, image.file.url})
    assert not [name for name in every_file(stores.public()) if "original" in name]


def test_a_rendition_made_after_publishing_has_its_public_copy_at_once(
    client: Client, image: PortalImage, post: Any
) -> None:
    image = PortalImage.objects.get(pk=image.pk)

    one = image.get_rendition("width-30")
    two = image.get_renditions("width-31", "width-32")

    for rendition in (one, *two.values()):
        assert client.get(rendition.url).status_code == 200
        assert rendition.url.startswith("/media/pictures/")


def test_flipping_it_both_ways_ends_every_old_address(
    client: Client, image: PortalImage, post: Any, at_once: Any
) -> None:
    public = addresses(image)

    at_once(lambda: post.unpublish())
    assert_gone(client, public)
    assert_gone(client, addresses(image))
    assert not copies_of(image)

    at_once(lambda: post.get_latest_revision().publish())
    again = shown(image)["src"]
    assert client.get(again).status_code == 200
    assert again not in public


def _hide_by_taking_it_off(post: Any) -> None:
    post.picture = None
    post.save_revision().publish()


def _hide_by_deleting_the_page(post: Any) -> None:
    post.delete()


def _hide_by_restricting_the_section(post: Any) -> None:
    PageViewRestriction.objects.create(page=post.get_parent(), restriction_type="login")


def _hide_by_deleting_the_picture(post: Any) -> None:
    post.picture.delete()


def _hide_by_withdrawing_consent(post: Any) -> None:
    hiding.withdraw(owner=post.owner)


def _hide_by_closing_the_account(post: Any) -> None:
    Closure.objects.create(person=post.owner, begun_at=timezone.now(), due_at=timezone.now())
    hiding.hide_for_closing(owner=post.owner)


@pytest.mark.parametrize(
    "hide",
    [
        _hide_by_taking_it_off,
        _hide_by_deleting_the_page,
        _hide_by_restricting_the_section,
        _hide_by_deleting_the_picture,
        _hide_by_withdrawing_consent,
        _hide_by_closing_the_account,
    ],
)
def test_whatever_hides_the_page_hides_the_picture(
    client: Client, image: PortalImage, post: Any, at_once: Any, hide: Any
) -> None:
    public = addresses(image)
    assert client.get(shown(image)["src"]).status_code == 200

    at_once(lambda: hide(post))

    assert_gone(client, public)


def test_a_reopened_account_shows_its_pictures_again(
    client: Client, image: PortalImage, post: Any, at_once: Any
) -> None:
    at_once(lambda: _hide_by_closing_the_account(post))

    at_once(lambda: hiding.show_again(owner=post.owner, numbers=[str(post.pk)]))

    assert client.get(shown(image)["src"]).status_code == 200


def test_the_sign_of_the_chapter_is_for_everybody_as_long_as_it_is_that(
    client: Client, image: PortalImage, at_once: Any
) -> None:
    site = Site.objects.get(is_default_site=True)
    row, _made = ChapterSettings.objects.get_or_create(site=site)
    row.logo = image
    at_once(row.save)
    src = context.read().logo
    assert src.startswith("/media/pictures/")
    assert client.get(src).status_code == 200

    row.logo = None
    at_once(row.save)

    assert_gone(client, {src} | addresses(image))
    assert not context.read().logo


def test_a_draft_does_not_make_its_picture_public(
    client: Client, participant: Any, image: PortalImage, at_once: Any
) -> None:
    post = at_once(lambda: factories.post(participant))
    post.picture = image

    at_once(lambda: post.save_revision())

    assert_gone(client, addresses(image))


def test_a_picture_in_a_block_counts_and_stays_while_one_of_two_pages_shows_it(
    client: Client, participant: Any, image: PortalImage, post: Any, at_once: Any
) -> None:
    block = {"image": image.pk, "decorative": True, "alt_text": ""}
    other = at_once(lambda: factories.post(participant, body="<p>x</p>"))
    other.body = [("picture", other.body.stream_block.child_blocks["picture"].to_python(block))]
    at_once(lambda: other.save_revision().publish())
    src = shown(image)["src"]

    at_once(lambda: post.unpublish())
    assert client.get(src).status_code == 200

    at_once(lambda: other.unpublish())
    assert_gone(client, {src})


def test_another_file_for_the_same_picture_has_another_address(
    client: Client, image: PortalImage, post: Any, at_once: Any
) -> None:
    old = shown(image)["src"]
    image = PortalImage.objects.get(pk=image.pk)
    image.file = ContentFile(factories.picture_bytes(size=(80, 60)), name="other.jpg")

    at_once(image.save)

    assert_gone(client, {old})
    assert client.get(shown(image)["src"]).status_code == 200


def test_saving_a_picture_read_earlier_keeps_its_secret(image: PortalImage, post: Any, at_once: Any) -> None:
    token = PortalImage.objects.get(pk=image.pk).public_token
    assert not image.public_token
    image.title = "Renamed"

    at_once(image.save)

    stored = PortalImage.objects.get(pk=image.pk)
    assert (stored.title, stored.public_token) == ("Renamed", token)


def test_who_looks_at_pages_first_sees_their_pictures_until_the_pairing_ends(
    login: Any, participant: Any, mentor: Any, operator: Any, image: PortalImage
) -> None:
    src = shown(image)["src"]
    assert login(mentor).get(src).status_code == 200

    pairings.end(pairing=Pairing.objects.get(mentor=mentor), by=operator, now=timezone.now())

    assert_gone(login(mentor), {src})


def test_tidying_mends_what_a_crash_left(client: Client, image: PortalImage, post: Any) -> None:
    src = shown(image)["src"]
    post.unpublish()  # and nothing happens after the commit
    assert client.get(src).status_code == 200
    copies.add("0" * 32, [("orphan.webp", shown_path(image))])

    assert copies.tidy() == (1, 1)

    assert_gone(client, {src, copies.address("0" * 32, "orphan.webp")})


def shown_path(image: PortalImage) -> str:
    return str(PortalImage.objects.get(pk=image.pk).renditions.first().file.name)


def test_the_proxy_gets_an_internal_redirect_and_no_bytes(
    login: Any, client: Client, participant: Any, image: PortalImage, settings: Any
) -> None:
    settings.PRIVATE_FILES = "nginx"
    src = shown(image)["src"]

    answer = login(participant).get(src)

    assert answer["X-Accel-Redirect"] == f"/_private/{shown_path_of(image, src)}"
    assert answer.content == b""
    assert answer["Cache-Control"] == "private, no-store"
    assert "X-Accel-Redirect" not in client.get(src)


def shown_path_of(image: PortalImage, src: str) -> str:
    name = urlsplit(src).path.rpartition("/")[2]
    return next(each.file.name for each in image.renditions.all() if each.file.name.endswith(f"/{name}"))
