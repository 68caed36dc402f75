"""Whatever an address, a field or a header says: we send people on to pages of ours only."""

import re
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.core.redirects import own_address
from portal.testing import cast

pytestmark = pytest.mark.django_db
OURS = "testserver"
EVIL = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2f..",
    "/\\evil.example",
    "\\/\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "%09//evil.example",
    "\t//evil.example",
    "\nhttps://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://evil.example/testserver",
    "https://evil.example\\@testserver/",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "ftp://testserver/",
    "//[::1]:80:evil.example",
]
NAMES = [
    "next",
    "redirect_url",
    "redirect_to",
    "redirect",
    "return_url",
    "return_to",
    "url",
    "continue",
    "back",
    "from",
    "success_url",
    "error_url",
]


def leads_to(location: str, path: str = "/") -> str:
    """The host at which a browser arrives: it drops tabs and line ends and takes a backslash for a slash."""
    clean = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    clean = re.sub(r"^(https?:)?/{2,}|^(https?:)/?", r"\1\2//", clean, flags=re.IGNORECASE)
    there = urlsplit(urljoin(f"http://{OURS}{path}", clean))
    return there.netloc if there.scheme in ("http", "https") else there.scheme


def assert_stays(response, path: str, value: str) -> None:
    for location in (response.get("Location", ""), response.get("Refresh", "").partition("url=")[2]):
        assert leads_to(location, path) == OURS, f"{path} with {value!r} leads to {location!r}"


def only_repeats(answer) -> bool:
    """Whoever sends us to log in says where we wanted to go; what that address said itself nobody has read."""
    wanted = answer.wsgi_request.get_full_path()
    there = urlsplit(answer["Location"])
    others = [part for part in parse_qsl(there.query, keep_blank_values=True) if part != ("next", wanted)]
    return "probe" not in f"{there.path} {others}"


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every address of the site that needs no number or name."""
    for each in (resolver or get_resolver()).url_patterns:
        part = str(each.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if re.search(r"[<(\[?*+]", part):
            continue
        if isinstance(each, URLPattern):
            yield f"/{prefix}{part}".replace("\\", "")
        else:
            yield from addresses(each, prefix + part)


def with_everywhere(value: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, value)


@pytest.mark.parametrize("value", EVIL)
def test_the_one_helper_knows_a_page_of_ours(value):
    request = RequestFactory().get("/")

    assert own_address(request, value, default="/safe/") in ("/safe/", value)
    assert leads_to(own_address(request, value, default="/safe/")) == OURS
    assert own_address(request, "/works/?q=pot#top") == "/works/?q=pot#top"
    assert own_address(request, f"http://{OURS}/works/") == f"http://{OURS}/works/"


def test_what_a_browser_makes_of_an_address_is_understood():
    """The control of this module: each of these would lead away."""
    assert all(leads_to(value) != OURS for value in EVIL if "%09" not in value)


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, "operator"])
def test_no_address_of_the_site_sends_people_away(request, login, role):
    """Each address is asked to lead to a page of ours; whichever listens is tried with everything."""
    browser = login(request.getfixturevalue(role)) if role else Client()
    browser.raise_request_exception = False
    session = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    tried, listening, evil = 0, set(), cycle(EVIL)

    def ask(path: str, method: str, value: str, referer: str):
        nonlocal tried
        tried += 1
        if session:
            browser.cookies[settings.SESSION_COOKIE_NAME] = session.value
        where = path if method == "get" else f"{path}?next={value}"
        answer = getattr(browser, method)(where, with_everywhere(value), headers={"referer": referer})
        if answer.streaming:
            b"".join(answer)  # a file that nobody reads stays open
        assert_stays(answer, path, value)
        return answer

    for path in sorted(set(addresses())):
        for method in ("get",) if "logout" in path else ("get", "post"):
            answer = ask(path, method, "/works/?probe", f"http://{OURS}/works/?probe")
            if "probe" not in answer.get("Location", ""):
                continue
            if only_repeats(answer):
                value = next(evil)
                ask(path, method, value, value)
                continue
            listening.add(path)
            for value in EVIL:
                ask(path, method, value, value)

    assert tried > 300
    if role is None:
        assert {"/cms/login/", "/shop/accounts/login/"} <= listening


@pytest.mark.parametrize("value", EVIL)
def test_logging_in_leads_to_a_page_of_ours(participant, value):
    EmailAddress.objects.create(user=participant, email=participant.email, verified=True, primary=True)
    form = {"login": participant.email, "password": cast.PASSWORD, **with_everywhere(value)}

    answer = Client().post("/account/login/", form, headers={"referer": value})

    assert answer.status_code == 302
    assert_stays(answer, "/account/login/", value)


def test_logging_in_leads_back_to_where_somebody_wanted_to_go(participant):
    EmailAddress.objects.create(user=participant, email=participant.email, verified=True, primary=True)
    browser = Client()

    door = browser.get("/cms/pages/", follow=True).redirect_chain[-1][0]
    answer = browser.post(door, {"login": participant.email, "password": cast.PASSWORD, "next": "/cms/pages/"})

    assert "next=%2Fcms%2Fpages%2F" in door or "next=/cms/pages/" in door
    assert answer["Location"] == "/cms/pages/"


@pytest.mark.parametrize("value", EVIL)
def test_logging_out_leads_to_a_page_of_ours(login, participant, value):
    answer = login(participant).post("/account/logout/", with_everywhere(value), headers={"referer": value})

    assert answer.status_code == 302
    assert_stays(answer, "/account/logout/", value)


@pytest.mark.parametrize("view", ["unpublish", "move_choose_destination", "delete", "lock", "copy"])
@pytest.mark.parametrize("value", EVIL[:6])
def test_the_cms_leads_on_inside_itself(login, operator, participant, view, value):
    name, args = f"wagtailadmin_pages:{view}", [participant.portfolio.pk]
    if view == "move_choose_destination":
        name = "wagtailadmin_pages:move"
    path = reverse(name, args=args)
    browser = login(operator)

    for answer in (
        browser.get(path, {"next": value}),
        browser.post(f"{path}?next={value}", with_everywhere(value)),
    ):
        assert_stays(answer, path, value)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/works",
        "///evil.example/works",
        "/\\evil.example/works",
        "//evil.example/my",
        "/%5cevil.example",
    ],
)
def test_an_address_that_begins_like_another_host_is_no_way_there(client, path):
    answer = client.generic("GET", "/", PATH_INFO=path)

    assert_stays(answer, "/", path)
    assert answer.status_code in (301, 404)


# Where mails lead (T75) -------------------------------------------------------------------------------------

FORGED = [
    {"host": "evil.example"},
    {"host": "127.0.0.1", "x-forwarded-host": "evil.example"},
    {"host": "127.0.0.1", "forwarded": "host=evil.example"},
    {"host": "127.0.0.1:80@evil.example"},
    {"host": "127.0.0.1", "x-forwarded-server": "evil.example", "x-host": "evil.example"},
    {"host": "127.0.0.1", "x-original-url": "https://evil.example/", "x-rewrite-url": "//evil.example/"},
]


@pytest.mark.parametrize("headers", FORGED)
@pytest.mark.parametrize("path", ["/account/password/reset/", "/account/signup/"])
def test_links_in_mails_come_from_the_settings(participant, headers, path):
    EmailAddress.objects.create(user=participant, email=participant.email, verified=True, primary=True)
    form = {"display_name": "Nadia", "age_band": "adult"}
    form |= {"password1": "a-long-quiet-river", "password2": "a-long-quiet-river"}
    email = participant.email if "reset" in path else "nadia@example.org"

    answer = Client().post(path, {**form, "email": email}, headers=headers)

    if "evil" in headers["host"]:
        assert answer.status_code == 400
        assert not mail.outbox
        return
    assert answer.status_code == 302
    assert len(mail.outbox) == 1
    links = re.findall(r"https?://[^\s\"'<>]+", mail.outbox[0].body + str(mail.outbox[0].alternatives))
    assert links
    assert {urlsplit(link).netloc for link in links} == {urlsplit(settings.SITE_URL).netloc}
