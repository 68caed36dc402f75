"""What answers tell the browser: policies, frames, referrers, caches, cookies."""

import json
import os
import runpy
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mentorship.services import projects
from portal.core.browser import PolicyMiddleware
from portal.settings import storage
from portal.testing import cast, uploads
from portal.tests.test_settings import FIT
from shop.tests import factories as shop

pytestmark = pytest.mark.django_db


def directives(response) -> dict[str, list[str]]:
    header = response["Content-Security-Policy"]
    return {name: values for name, *values in (part.split() for part in header.split(";"))}


def test_a_page_of_the_site_takes_only_our_own_files(client):
    policy = directives(client.get("/"))

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert not {"object-src", "report-uri", "report-to"} & policy.keys()
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("path", ["/nothing-here/", "/account/login/", "/shop/", "/healthz", "/my/"])
def test_every_answer_of_the_site_carries_the_strict_policy(client, path):
    assert "unsafe" not in client.get(path)["Content-Security-Policy"]


def test_a_nonce_is_there_when_a_page_asks_for_one_and_differs_each_time(rf):
    def page(request):
        return HttpResponse(f'<script nonce="{request.csp_nonce}">')

    first, second = (PolicyMiddleware(page)(rf.get("/")) for _ in range(2))

    for answer in (first, second):
        assert f"'nonce-{answer.content.decode().split(chr(34))[1]}'" in directives(answer)["script-src"]
    assert first.content != second.content


@pytest.mark.parametrize("path", ["/cms/", "/django-admin/", "/shop/dashboard/"])
def test_the_tools_have_a_policy_of_their_own(login, operator, path):
    policy = directives(login(operator).get(path))

    assert policy["script-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["default-src"] == policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'self'"]


def test_the_preview_of_a_page_obeys_the_sites_policy_and_may_stand_in_our_frame(login, participant):
    browser = login(participant)

    preview = browser.get(reverse("wagtailadmin_pages:view_draft", args=[participant.portfolio.pk]))

    assert preview.status_code == 200
    assert directives(preview)["frame-ancestors"] == ["'self'"]
    assert directives(preview)["script-src"] == ["'self'"]


def test_no_device_of_a_visitor_is_used_and_other_sites_learn_nothing(client):
    page = client.get("/")

    policy = page["Permissions-Policy"]
    for feature in ("camera", "microphone", "geolocation", "payment", "usb"):
        assert f"{feature}=()" in policy
    assert "publickey-credentials-get=(self)" in policy
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Frame-Options"] == "DENY"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/my/", "/my/works/", "/people/", "/shop/", "/cms/", "/nothing-here/"])
def test_no_cache_keeps_what_somebody_saw_while_logged_in(login, participant, path):
    kept = {each.strip() for each in login(participant).get(path)["Cache-Control"].split(",")}

    assert {"private", "no-store"} <= kept
    assert "public" not in kept


def test_a_visitors_page_and_a_public_file_may_be_kept(
    client, login, participant, django_capture_on_commit_callbacks
):
    made = {"title": "Pot", "media_type": "object", "visibility": "public", "files": [uploads.picture()]}
    with django_capture_on_commit_callbacks(execute=True):
        work = projects.create(owner=participant, by=participant, **made)
    picture = work.files.select_related("project").get().image["src"]

    assert "no-store" not in client.get("/").get("Cache-Control", "")
    assert "public" in login(participant).get(picture)["Cache-Control"]


@pytest.mark.parametrize("suffix", ["x.css", ";x.css", "%2fx.css", "..%2fx.css", "%3fx.css", "%23.js", "%0a.png"])
@pytest.mark.parametrize("path", ["/my/", "/my/profile/", "/my/data/", "/my/works/"])
def test_a_personal_page_has_no_second_name_that_a_cache_would_keep(login, participant, path, suffix):
    answer = login(participant).get(path + suffix)

    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]


def test_a_guests_basket_is_no_other_sites_business(client, participant):
    pot = shop.piece(participant)

    client.post(reverse("basket:add", args=[pot.public_id]), {"quantity": 1})

    cookie = client.cookies[settings.OSCAR_BASKET_COOKIE_OPEN]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("public_url", "private_files", "named"),
    [
        ("", "app", ["https://s3.example.net", "https://chapter.s3.example.net"]),
        ("/media/", "app", []),
        ("/media/", "signed", ["https://s3.example.net", "https://chapter.s3.example.net"]),
        ("https://files.example.org/public/", "app", ["https://files.example.org"]),
    ],
)
def test_pages_show_pictures_from_where_files_have_their_address(monkeypatch, public_url, private_files, named):
    monkeypatch.setenv("S3_BUCKET", "chapter")
    monkeypatch.setenv("S3_ENDPOINT", "https://s3.example.net")
    monkeypatch.setattr(storage, "S3_PUBLIC_URL", public_url)
    monkeypatch.setattr(storage, "PRIVATE_FILES", private_files)

    said = runpy.run_path(str(settings.ROOT / "portal/settings/browser.py"))["CONTENT_SECURITY_POLICY"][
        "DIRECTIVES"
    ]

    assert said["img-src"] == ["'self'", "blob:", *named]
    assert said["media-src"] == ["'self'", *named]


def test_cookies_of_a_public_site_are_for_this_host_alone(tmp_path):
    wanted = ("SESSION", "CSRF", "LANGUAGE", "OSCAR_BASKET", "OSCAR_RECENTLY_VIEWED")
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **FIT}
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "import json, django; django.setup(); from django.conf import settings as s;"
            "print(json.dumps({n: getattr(s, n) for n in dir(s) if '_COOKIE_' in n or 'HSTS' in n}))",
        ],
        cwd=settings.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ran.stdout)

    for name in wanted:
        names = [found.get(f"{name}_COOKIE_{word}") for word in ("NAME", "OPEN")]
        assert any(str(each).startswith("__Host-") for each in names), name
        assert found[f"{name}_COOKIE_SECURE"] is True
        assert not found.get(f"{name}_COOKIE_DOMAIN")
        assert found.get(f"{name}_COOKIE_PATH", "/") == "/"
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


def test_a_form_posted_from_our_page_passes_the_check_of_its_origin(participant):
    """With `no-referrer` browsers send `Origin: null`, which must stay refused; the policy above avoids it."""
    browser = Client(enforce_csrf_checks=True)
    login = browser.get("/account/login/")
    token = login.context["csrf_token"]
    form = {"login": participant.email, "password": cast.PASSWORD, "csrfmiddlewaretoken": str(token)}

    refused = browser.post("/account/login/", form, headers={"origin": "null"})
    taken = browser.post("/account/login/", form, headers={"origin": "http://testserver"})

    assert (refused.status_code, taken.status_code) == (403, 302)
