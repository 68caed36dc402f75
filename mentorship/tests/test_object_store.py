"""Files of works in an object store: private ones by signed addresses that end, public copies without one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client

from mentorship.models import Project
from mentorship.services import projects
from portal.core import copies
from portal.testing import objects
from portal.testing.objects import ObjectStore
from portal.testing.uploads import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    with objects.in_place(monkeypatch) as running:
        settings.PRIVATE_FILES = "signed"
        yield running


@pytest.fixture
def work(store: ObjectStore, participant: Any, django_capture_on_commit_callbacks: Any) -> Project:
    with django_capture_on_commit_callbacks(execute=True):
        return projects.create(
            owner=participant, by=participant, title="Pot", media_type="image", files=[picture(size=(900, 600))]
        )


def small(work: Project) -> tuple[str, str]:
    """Return our address of a small rendition of the work, and its key in the store."""
    file = work.files.get()
    rendition = next(each for each in file.renditions if each["format"] == "jpeg")
    return f"/files/{file.public_id}/w{rendition['width']}.jpeg", f"private/{rendition['path']}"


def test_a_private_file_is_fetched_by_an_address_that_ends(
    store: ObjectStore, work: Project, login: Any, client: Client
) -> None:
    ours, key = small(work)

    answer = login(work.owner).get(ours)

    signed = answer.headers["Location"]
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "private, no-store")
    assert int(parse_qs(urlsplit(signed).query)["X-Amz-Expires"][0]) <= 60
    status, headers, data = objects.fetch(signed)
    assert (status, headers["Cache-Control"], data) == (200, "private, no-store", store.objects[key].data)
    assert headers["Content-Type"] == "image/jpeg"
    assert client.get(ours).status_code == 404
    store.later = timedelta(seconds=61)
    assert objects.fetch(signed)[0] == 403


def test_nothing_private_is_given_away_without_a_signature_or_with_a_changed_one(
    store: ObjectStore, work: Project, login: Any
) -> None:
    ours, key = small(work)
    signed = login(work.owner).get(ours).headers["Location"]
    bare = signed.partition("?")[0]
    other = next(each for each in store.objects if each.startswith("private/") and each != key)

    assert objects.fetch(signed)[0] == 200
    assert objects.fetch(bare)[0] == 403
    assert objects.fetch(signed.replace(key, other))[0] == 403
    assert objects.fetch(signed.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"))[0] == 403


def test_a_public_copy_needs_no_signature_and_ends_when_the_work_is_hidden(
    store: ObjectStore, work: Project, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        projects.change_visibility(project=work, visibility="public", by=work.owner)
    token = Project.objects.get(pk=work.pk).public_token
    shown = [key for key in store.objects if key.startswith("public/")]
    address = copies.address(token, shown[0].rpartition("/")[2])

    status, headers, _data = objects.fetch(address)
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert "?" not in address
    assert not [key for key in shown if "original" in key]

    with django_capture_on_commit_callbacks(execute=True):
        projects.change_visibility(project=work, visibility="private", by=work.owner)
    assert objects.fetch(address)[0] == 404
    assert not [key for key in store.objects if key.startswith("public/")]
