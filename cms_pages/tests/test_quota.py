"""One person's room for files: the same for works, pictures and documents, by whatever door."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from wagtail.models import Collection

from cms_pages.models import PortalDocument, PortalImage
from cms_pages.permissions import PARTICIPANTS_COLLECTION
from cms_pages.tests import factories
from mentorship.models import Project, ProjectFile
from mentorship.services import projects, work_files
from portal.core import quota, stores
from portal.testing import cast
from portal.testing.canaries import every_file
from portal.testing.races import all_at_once
from portal.testing.uploads import text

KB = 1024
OPEN = {"status": "finished", "visibility": "private", "licence": "all-rights"}


@pytest.fixture
def small(monkeypatch: Any) -> None:
    """Everybody may keep 100 KB."""
    monkeypatch.setattr(quota, "limit", lambda: 100 * KB)


def note(kilobytes: int, name: str = "note.txt") -> SimpleUploadedFile:
    return text(name, "x" * (kilobytes * KB))


def work(owner: Any, *files: Any) -> Project:
    return projects.create(owner=owner, by=owner, title="Notes", media_type="text", files=files)


@pytest.mark.django_db
def test_works_pictures_and_documents_share_one_room(participant: Any, small: None) -> None:
    work(participant, note(40))
    picture = factories.image(participant)
    PortalDocument.objects.create(
        title="Plan", file=ContentFile(b"x" * 40 * KB, name="plan.txt"), uploaded_by_user=participant
    )

    assert quota.used(participant) == 80 * KB + picture.file_size

    with pytest.raises(quota.Full, match=r"you use 8\d\.\d\sKB of 100\.0\sKB"):
        work(participant, note(20))


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing_behind(participant: Any, small: None) -> None:
    before = set(every_file(stores.private()))

    with pytest.raises(quota.Full):
        work(participant, note(60), note(60))

    assert set(every_file(stores.private())) == before
    assert not ProjectFile.objects.exists()


@pytest.mark.django_db
def test_another_file_in_its_place_needs_only_the_difference(participant: Any, small: None) -> None:
    file = work(participant, note(90)).files.get()

    file = work_files.replace(file=file, upload=note(95), by=participant)

    assert quota.used(participant) == 95 * KB
    with pytest.raises(quota.Full):
        work_files.replace(file=file, upload=note(101), by=participant)


@pytest.mark.django_db
def test_deleting_gives_room_back_and_others_have_their_own(participant: Any, stranger: Any, small: None) -> None:
    project = work(participant, note(90))
    work(stranger, note(90))

    projects.delete_project(project=project, by=participant)

    assert quota.used(participant) == 0
    work(participant, note(90))


@pytest.mark.django_db
def test_the_refusal_stands_beside_the_field(participant: Any, login: Any, small: None) -> None:
    work(participant, note(99))
    browser = login(participant)
    collection = Collection.objects.get(name=PARTICIPANTS_COLLECTION).pk
    doors = {
        reverse("mentorship:project_new"): {"files": note(5), "title": "A", "media_type": "text", **OPEN},
        reverse("wagtailimages:add"): {"file": picture(), "title": "A", "collection": collection},
    }

    for door, sent in doors.items():
        answer = browser.post(door, sent)

        assert answer.status_code == 200, door
        assert "There is no room for it" in answer.content.decode(), door
    multiple = browser.post(reverse("wagtailimages:add_multiple"), {"files[]": picture(), "title": "A"})
    assert "There is no room for it" in multiple.json()["error_message"]
    assert not PortalImage.objects.filter(uploaded_by_user=participant).exists()


def picture() -> SimpleUploadedFile:
    """About 30 KB of noise."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.frombytes("RGB", (100, 100), os.urandom(30_000)).save(out, "JPEG", quality=90)
    return SimpleUploadedFile("noise.jpg", out.getvalue(), content_type="image/jpeg")


@pytest.mark.django_db
def test_people_see_how_much_room_they_have(participant: Any, login: Any, small: None) -> None:
    work(participant, note(50))

    for name in ("accounts:data", "accounts:home"):
        page = login(participant).get(reverse(name)).content.decode().replace("\xa0", " ")
        assert "50.0 KB of 100.0 KB used" in page


@pytest.mark.django_db
def test_no_limit_is_possible(participant: Any, settings: Any) -> None:
    settings.QUOTA_MB = 0

    quota.claim(participant, 10**15)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_uploads_at_the_same_time_do_not_exceed_it(monkeypatch: Any) -> None:
    monkeypatch.setattr(quota, "limit", lambda: 100 * KB)
    person = cast.person("Amina Okoye", "participant")

    answers = all_at_once(lambda: work(person, note(30)), 6)

    assert quota.used(person) == 90 * KB
    assert [type(each) for each in answers if isinstance(each, Exception)] == [quota.Full] * 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would(monkeypatch: Any) -> None:
    monkeypatch.setattr(quota, "limit", lambda: 100 * KB)
    monkeypatch.setattr(quota, "claim", quota.check)
    person = cast.person("Amina Okoye", "participant")
    inside = threading.Barrier(2)

    def upload() -> None:
        with transaction.atomic():
            quota.claim(person, 60 * KB)
            inside.wait()
            work_of(person)

    all_at_once(upload, 2)

    assert quota.used(person) == 120 * KB


def work_of(person: Any) -> None:
    project = Project.objects.create(owner=person, title="A", media_type="text")
    ProjectFile.objects.create(project=project, kind="text", filename="a", content_type="a", size_bytes=60 * KB)
