import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from portal.core import stores

pytestmark = pytest.mark.django_db
FOLDERS = ("pictures/ab/token", "avatars/ab", "cache", "images", "original_images", "documents", "wagtail_uploads")


@pytest.fixture
def on_disk(monkeypatch, tmp_path):
    """Public files on a disk, with everything beside them that an older or wrong set-up may have left there."""
    storage = FileSystemStorage(location=tmp_path / "public", base_url="/media/")
    monkeypatch.setattr(stores, "public", lambda: storage)
    for folder in FOLDERS:
        storage.save(f"{folder}/pot.jpg", ContentFile(b"bytes of a pot"))
    (tmp_path / "secret.jpg").write_bytes(b"bytes of a secret")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("pictures/ab/token/pot.jpg", "public, max-age=31536000, immutable"),
        ("cache/pot.jpg", "public, max-age=86400"),
    ],
)
def test_public_files_are_served_with_nothing_to_run_in_them(client, on_disk, path, kept):
    response = client.get(f"/media/{path}")

    assert b"".join(response.streaming_content) == b"bytes of a pot"
    assert response["Cache-Control"] == kept
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "avatars/ab/pot.jpg",
        "images/pot.jpg",
        "original_images/pot.jpg",
        "documents/pot.jpg",
        "wagtail_uploads/pot.jpg",
        "pictures/../original_images/pot.jpg",
        "pictures/%2e%2e/documents/pot.jpg",
        "pictures/..%2f..%2fsecret.jpg",
        "pictures/%5c..%5c..%5csecret.jpg",
        "../secret.jpg",
        "/etc/passwd",
        "pictures//ab/token/pot.jpg",
        "pictures/ab/token/",
        "pictures/ab/token",
        "pictures/",
        "pictures",
        "pictures/" + "a" * 5000,
    ],
)
def test_nothing_else_has_an_address(client, on_disk, path):
    assert client.get(f"/media/{path}").status_code in (301, 404)
    assert client.get(f"/media/{path}", follow=True).status_code == 404


def test_a_field_that_nobody_has_thought_about_is_private(settings):
    from portal.settings import base

    assert base.STORAGES["default"] == base.STORAGES["private"] != base.STORAGES["public"]
