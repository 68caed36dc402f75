"""A photo with place, device and name comes in by every door; not a byte of them is kept or served anywhere."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, UploadedFile

from cms_pages.models import PortalImage
from cms_pages.permissions import PARTICIPANTS_COLLECTION
from cms_pages.pictures import SPECS
from cms_pages.tests import factories
from mentorship.models import Project, ProjectFile
from portal.accounts.services import exports
from portal.core import copies
from portal.testing import canaries, tagged
from portal.testing.hostile import REFUSED, SVG
from portal.testing.tagged import CANARY, WORD

pytestmark = pytest.mark.django_db
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


@pytest.fixture(autouse=True)
def empty_storages(db: None) -> None:
    copies.tidy()
    canaries.clear_storages(WORD)


def collection() -> int:
    return int(Collection.objects.get(name=PARTICIPANTS_COLLECTION).pk)


def send_by_every_door(browser: Client, person: Any, format: str) -> None:
    """Upload a tagged photo by each form that takes one."""

    def photo() -> Any:
        return tagged.photo(format)

    def sent(name: str, values: dict[str, Any], *args: Any) -> Any:
        answer = browser.post(reverse(name, args=args), values)
        assert answer.status_code in (200, 302), (name, answer.status_code)
        return answer

    work = {"title": "Pot", "media_type": "image", "status": "finished", "visibility": "public"}
    sent("mentorship:project_new", {**work, "licence": "all-rights", "files": photo()})
    project = Project.objects.get(owner=person)
    sent("mentorship:project_files", {"files": [photo(), photo()]}, project.public_id)
    first = project.files.order_by("position")[0]
    values = {f"{first.public_id}-replacement": photo(), f"{first.public_id}-caption": "", "action": "save"}
    sent("mentorship:project_file", values, project.public_id, first.public_id)
    assert ProjectFile.objects.filter(project=project).count() == 3

    sent("wagtailimages:add", {"title": "One", "file": photo(), "collection": collection()})
    image = PortalImage.objects.get(title="One")
    sent("wagtailimages:edit", {"title": "One", "file": photo(), "collection": collection()}, image.pk)
    answer = sent("wagtailimages:add_multiple", {"title": "Two", "files[]": photo(), "collection": collection()})
    assert answer.json()["success"]
    waiting = {"title": "x" * 300, "files[]": photo(), "collection": collection()}
    assert sent("wagtailimages:add_multiple", waiting).json()["success"]
    chosen = {"title": "Three", "file": photo(), "collection": collection()}
    sent("wagtailimages_chooser:create", {f"image-chooser-upload-{name}": each for name, each in chosen.items()})
    sent("accounts:profile_edit", {"display_name": person.display_name, "avatar": photo()})
    assert PortalImage.objects.filter(uploaded_by_user=person).count() == 3
    assert UploadedFile.objects.filter(uploaded_by_user=person).count() == 1


@pytest.mark.parametrize("format", FORMATS)
def test_no_byte_of_place_or_name_is_kept_or_served(
    format: str, participant: Any, login: Any, django_capture_on_commit_callbacks: Any
) -> None:
    browser = login(participant)
    with django_capture_on_commit_callbacks(execute=True):
        send_by_every_door(browser, participant, format)
        images = list(PortalImage.objects.filter(uploaded_by_user=participant))
        for image in images:
            factories.post(participant, picture=image)
    for image in images:
        image.get_renditions(*SPECS, "original", "max-165x165", "max-800x600")

    assert len(stored_files()) > 40
    assert canaries.in_storages(WORD) == []
    assert all(CANARY not in body for body in served(browser, images))
    participant.profile.refresh_from_db()
    assert participant.profile.avatar
    with (
        exports.build(user=participant, by=participant, now=timezone.now()) as out,
        zipfile.ZipFile(out) as archive,
    ):
        names = [name for name in archive.namelist() if name.startswith("files/")]
        assert len(names) > 5
        assert not [name for name in archive.namelist() if CANARY in archive.read(name)]


def served(browser: Client, images: list[PortalImage]) -> list[bytes]:
    """Fetch every picture by every address that it has."""
    urls = set()
    for image in PortalImage.objects.filter(pk__in=[each.pk for each in images]):
        urls |= {image.file.url, *(each.url for each in image.renditions.all())}
        urls |= {each.checked_url(each.file.name) for each in image.renditions.all()}
    for project in Project.objects.prefetch_related("files"):
        for file in project.files.all():
            urls |= {file.url(), *(file.url(f"w{each['width']}.{each['format']}") for each in file.renditions)}
    answers = [browser.get(url) for url in sorted(urls)]
    assert len(answers) > 20
    assert {answer.status_code for answer in answers} == {200}
    return [b"".join(answer.streaming_content) for answer in answers]


def test_the_control_finds_what_a_door_would_let_through(participant: Any) -> None:
    raw = io.BytesIO(tagged.photo("JPEG").read())
    canaries.storages["private"].save("planted.jpg", raw)

    assert canaries.in_storages(WORD) == ["private:planted.jpg"]


@pytest.mark.parametrize("what", ["SVG", "a PNG of 50,000 squared", "HTML as a picture", "a JPEG that ends"])
def test_a_refusal_stands_beside_the_field_and_nothing_is_stored(what: str, participant: Any, login: Any) -> None:
    browser = login(participant)
    name, made, _sentence = REFUSED[what]
    before = stored_files()

    def file() -> Any:
        return tagged.SimpleUploadedFile("a.png" if what == "SVG" else name, made(), content_type="image/png")

    work = {"title": "Pot", "media_type": "image", "status": "finished", "visibility": "private"}
    doors = {
        "mentorship:project_new": {**work, "licence": "all-rights", "files": file()},
        "wagtailimages:add": {"title": "One", "file": file(), "collection": collection()},
    }
    for door, values in doors.items():
        answer = browser.post(reverse(door), values)
        assert answer.status_code == 200, door
        assert "Traceback" not in answer.content.decode()
        form = answer.context["form"]
        assert form.errors.get("files") or form.errors.get("file"), door
    refusal = browser.post(reverse("wagtailimages:add_multiple"), {"title": "Two", "files[]": file()}).json()
    assert refusal["error_message"]
    assert stored_files() == before
    assert not Project.objects.filter(owner=participant).exists()
    assert not PortalImage.objects.filter(uploaded_by_user=participant).exists()


def test_svg_is_refused_with_what_would_help(participant: Any, login: Any) -> None:
    file = tagged.SimpleUploadedFile("a.svg", SVG, content_type="image/svg+xml")

    values = {"title": "One", "file": file, "collection": collection()}
    answer = login(participant).post(reverse("wagtailimages:add"), values)

    assert answer.context["form"].errors["file"]
    assert not UploadedFile.objects.exists()


def stored_files() -> set[tuple[str, str]]:
    return {
        (alias, name)
        for alias in ("default", "private", "public")
        for name in canaries.every_file(canaries.storages[alias])
    }
