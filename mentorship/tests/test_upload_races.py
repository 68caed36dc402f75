"""One upload in several windows at once. PostgreSQL only: SQLite has one writer, so nothing can go wrong there."""

from typing import Any

import pytest
from django.utils import timezone

from mentorship.models import ProjectFile, Upload
from mentorship.services import projects, uploading
from portal.testing import cast
from portal.testing.races import all_at_once
from portal.testing.uploads import picture

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sent() -> tuple[Any, bytes, Upload]:
    person = cast.person("Amina Okoye", "participant")
    rug = projects.create(owner=person, by=person, title="Rug", media_type="object")
    photo = picture(size=(300, 200)).read()
    upload = uploading.begin(project=rug, filename="a.jpg", size=len(photo), by=person, now=timezone.now())
    return person, photo, upload


def test_the_same_part_from_eight_windows_is_kept_once(sent):
    person, photo, upload = sent

    def send() -> Any:
        fresh = Upload.objects.get(pk=upload.pk)
        return uploading.receive(upload=fresh, offset=0, data=photo[:50], by=person, now=timezone.now())

    answers = all_at_once(send, 8)

    assert sum(isinstance(answer, Upload) for answer in answers) == 1
    assert sum(isinstance(answer, uploading.WrongOffset) for answer in answers) == 7
    upload.refresh_from_db()
    assert (upload.offset, len(upload.parts)) == (50, 1)


def test_an_upload_that_is_ended_from_six_windows_is_one_file(sent):
    person, photo, upload = sent
    uploading.receive(upload=upload, offset=0, data=photo, by=person, now=timezone.now())

    def end() -> Any:
        fresh = Upload.objects.select_related("project", "file").get(pk=upload.pk)
        return uploading.finish(upload=fresh, by=person, now=timezone.now())

    answers = all_at_once(end, 6)

    file = ProjectFile.objects.get()
    assert answers == [file] * 6
