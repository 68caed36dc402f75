import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "original_images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "pot.jpg").write_bytes(b"bytes of a pot")


def test_renditions_are_served_with_nothing_to_run_in_them(client, files):
    response = client.get("/media/images/pot.jpg")

    assert b"".join(response.streaming_content) == b"bytes of a pot"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "original_images/pot.jpg",
        "documents/pot.jpg",
        "images/../original_images/pot.jpg",
        "images/%2e%2e/documents/pot.jpg",
        "../pot.jpg",
        "images/",
        "images",
    ],
)
def test_originals_and_documents_have_no_address(client, files, path):
    assert client.get(f"/media/{path}").status_code in (301, 404)
    assert client.get(f"/media/{path}", follow=True).status_code == 404
