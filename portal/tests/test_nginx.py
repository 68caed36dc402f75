"""The real nginx with deploy/nginx.conf before the site: what it serves by itself, and what only with leave."""

import gzip
import http.client
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings

from cms_pages.models import PortalImage
from cms_pages.pictures import SPECS
from cms_pages.tests import factories
from portal.core import stores
from portal.settings.env import ROOT
from portal.testing import cast
from portal.testing.canaries import every_file

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed"),
]


@pytest.fixture
def owner():
    return cast.person("Amina Okoye", "participant")


@pytest.fixture
def shown(owner):
    """A picture that a public page shows."""
    image = factories.image(owner)
    image.get_renditions(*SPECS)
    factories.post(owner, picture=image)
    return PortalImage.objects.get(pk=image.pk)


@pytest.fixture
def hidden(owner):
    image = factories.image(owner)
    image.get_renditions(*SPECS)
    return image


@pytest.fixture
def proxy(live_server, settings, tmp_path, shown, hidden):
    """The port of an nginx whose folders hold every stored file, and some that an older site has left."""
    settings.PRIVATE_FILES = "nginx"
    for storage, folder in ((stores.private(), "private"), (stores.public(), "media")):
        for name in every_file(storage):
            write(tmp_path / folder / name, storage.open(name).read())
    for name in ("original_images", "documents", "images", "avatars", "wagtail_uploads"):
        write(tmp_path / "media" / name / "pot.jpg", b"left behind")
    port = free_port()
    (tmp_path / "nginx.conf").write_text(configuration(tmp_path, port, urlsplit(live_server.url).netloc))
    with subprocess.Popen(["nginx", "-p", str(tmp_path), "-c", "nginx.conf"]) as process:  # noqa: S603, S607
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def configuration(folder: Path, port: int, upstream: str) -> str:
    ours = (ROOT / "deploy/nginx.conf").read_text()
    ours = ours.replace("/var/lib/portal", str(folder)).replace("127.0.0.1:8000", upstream)
    ours = ours.replace("listen 8080", f"listen 127.0.0.1:{port}")
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{ours}\n}}\n"
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _attempt in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx did not start")


def ask(port, path, *, method="GET", person=None, login=None, **headers):
    """Send `path` as it is: no library tidies it up on the way."""
    if person:
        cookie = login(person).cookies[django_settings.SESSION_COOKIE_NAME].value
        headers["Cookie"] = f"{django_settings.SESSION_COOKIE_NAME}={cookie}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    answer.body = answer.read()
    connection.close()
    return answer


def test_public_copies_come_from_the_disk_and_private_files_only_with_leave(proxy, owner, login, shown, hidden):
    rendition = shown.get_rendition(SPECS[0])
    public = ask(proxy, rendition.url)
    assert (public.status, public.body) == (200, rendition.file.read())
    assert public.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert public.headers["Content-Type"] == "image/webp"
    assert public.headers["X-Content-Type-Options"] == "nosniff"
    assert ask(proxy, rendition.url, method="HEAD").status == 200
    assert ask(proxy, rendition.url, Range="bytes=0-9").status == 206

    private = hidden.get_rendition(SPECS[0])
    secret = private.file.read()
    answer = ask(proxy, private.url, person=owner, login=login)
    assert (answer.status, answer.body) == (200, secret)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == "image/webp"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Accel-Redirect"] is None
    assert ask(proxy, private.url, person=owner, login=login, Range="bytes=0-9").status == 206

    for path in unreachable(hidden, private):
        for method, part in (("GET", ""), ("HEAD", ""), ("GET", "bytes=0-9")):
            answer = ask(proxy, path, method=method, **({"Range": part} if part else {}))
            # Django's test server has a media handler of its own, which has no answer to dots.
            assert answer.status in ((400, 404, 500) if ".." in path else (400, 404)), path
            assert not answer.body or secret not in answer.body
    assert ask(proxy, rendition.url, method="POST").status in (403, 405)


def test_pages_are_packed_for_the_way_and_pictures_are_not(proxy, shown):
    page = ask(proxy, "/about/", **{"Accept-Encoding": "gzip"})
    picture = ask(proxy, shown.get_rendition(SPECS[0]).url, **{"Accept-Encoding": "gzip"})

    assert page.headers["Content-Encoding"] == "gzip"
    assert b"<h1" in gzip.decompress(page.body)
    assert picture.headers["Content-Encoding"] is None


def unreachable(image, rendition):
    return [
        rendition.url,
        image.file.url,
        f"/_private/{image.file.name}",
        f"/_private/{rendition.file.name}",
        f"/%5fprivate/{image.file.name}",
        f"/media/{image.file.name}",
        f"/media/{rendition.file.name}",
        f"/media/pictures/../../private/{image.file.name}",
        f"/media/pictures/..%2f..%2fprivate/{image.file.name}",
        f"/media/pictures../private/{image.file.name}",
        "/media/pictures/",
        "/media/pictures",
        "/media/original_images/pot.jpg",
        "/media/documents/pot.jpg",
        "/media/images/pot.jpg",
        "/media/avatars/pot.jpg",
        "/media/wagtail_uploads/pot.jpg",
        "/media/wagtail_uploads/../images/pot.jpg",
    ]
