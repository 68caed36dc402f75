"""Limits: they hold at once, cannot be talked out of, and take nothing away that was typed."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, reverse

from portal.core import limits
from portal.testing import cast, uploads
from portal.tests.test_doors import OTHER_DOORS

pytestmark = pytest.mark.django_db
PASSWORDS = {
    "login": "10/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "3/m/ip",
    "reset_password": "3/m/ip",
}
PROXIED = {"REST_FRAMEWORK": {"NUM_PROXIES": 1}, "ALLAUTH_TRUSTED_PROXY_COUNT": 1}


@pytest.fixture(autouse=True)
def few(settings, monkeypatch):
    """Three of everything a minute, in a minute that does not end during the test."""
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "3/m")
    monkeypatch.setattr(limits.Limit, "timer", lambda self: 1_000_000 * 60 + 15)


def statuses(ask, times: int = 5) -> list[int]:
    answers = [ask() for _ in range(times)]
    for answer in answers:
        b"".join(answer)  # a file that nobody reads stays open
    return [answer.status_code for answer in answers]


def test_the_fourth_of_three_is_refused_and_told_when_to_go_on(client):
    asked = [client.get("/works/", {"q": "pot"}) for _ in range(4)]

    assert [each.status_code for each in asked] == [200, 200, 200, 429]
    assert asked[-1]["Retry-After"] == "45"
    assert "A little slower" in asked[-1].content.decode()
    assert "in a minute" in asked[-1].content.decode()
    assert "no-store" in asked[-1]["Cache-Control"]


def test_a_new_span_of_time_begins_with_nothing_counted(client, monkeypatch):
    statuses(lambda: client.get("/works/", {"q": "pot"}))

    monkeypatch.setattr(limits.Limit, "timer", lambda self: 1_000_001 * 60)

    assert client.get("/works/", {"q": "pot"}).status_code == 200


def test_turning_pages_is_no_search_and_one_scope_does_not_use_up_another(client, login, participant):
    assert set(statuses(lambda: client.get("/works/", {"page": 1}))) == {200}
    statuses(lambda: client.get("/works/", {"q": "pot"}))

    assert client.post(reverse("checkout:index"), {}).status_code != 429
    assert login(participant).get("/works/", {"q": "pot"}).status_code == 200, "somebody else at the same address"


@pytest.mark.parametrize(
    ("role", "path", "form"),
    [
        ("participant", "/my/works/new/", {"title": "Pot"}),
        ("participant", "/my/data/download/", {}),
        ("participant", "/cms/images/add/", {}),
        ("participant", "/cms/images/multiple/add/", {}),
        ("moderator", "/cms/documents/multiple/add/", {}),
        (None, "/shop/checkout/", {"email": "x"}),
    ],
)
def test_what_costs_something_is_limited(request, client, login, role, path, form):
    browser = login(request.getfixturevalue(role)) if role else client

    found = statuses(lambda: browser.post(path, form), 4)

    assert 429 not in found[:3]
    assert found[3] == 429


@pytest.mark.parametrize("path", ["/works/", "/shop/"])
def test_searching_is_limited(client, path):
    assert statuses(lambda: client.get(path, {"q": "pot"}), 4) == [200, 200, 200, 429]


def test_a_picture_for_the_profile_counts_and_its_words_do_not(login, participant):
    browser = login(participant)
    words = {"display_name": "Amina", "bio": "Clay"}

    assert 429 not in statuses(lambda: browser.post("/my/profile/", words))
    assert statuses(lambda: browser.post("/my/profile/", {**words, "avatar": uploads.picture()}), 4)[3] == 429


def test_an_old_orders_link_is_not_asked_for_again_and_again(client):
    path = reverse("shop:order_link", args=["x:y:z"])

    assert statuses(lambda: client.post(path), 4) == [404, 404, 404, 429]


@pytest.mark.parametrize("name", ["order_link", "order_link_receipt", "download"])
def test_links_of_orders_cannot_be_tried_one_after_another(client, name):
    assert statuses(lambda: client.get(reverse(f"shop:{name}", args=["x:y:z"])), 4) == [404, 404, 404, 429]


def test_every_limited_view_of_a_library_exists(settings):
    for name in settings.LIMITED_VIEWS:
        namespace, view = name.split(":")
        _prefix, resolver = get_resolver().namespace_dict[namespace]
        assert view in resolver.reverse_dict, name


def test_what_was_typed_can_be_sent_again(login, participant):
    browser = login(participant)
    form = {"title": "A pot & <lid>", "description": "Two\n\nparagraphs", "skills": ["1", "2"]}
    statuses(lambda: browser.post("/my/works/new/", {}), 3)

    refused = browser.post("/my/works/new/", form)

    page = refused.content.decode()
    assert refused.status_code == 429
    assert ("title", "A pot & <lid>") in refused.context["typed"]
    assert "A pot &amp; &lt;lid&gt;</textarea>" in page
    assert page.count('name="skills"') == 2
    assert 'action="/my/works/new/"' in page
    assert "Send it again" in page


def test_secrets_and_files_do_not_come_back_and_the_page_says_so(login, participant):
    browser = login(participant)
    statuses(lambda: browser.post("/my/works/new/", {}), 3)

    for form in (
        {"title": "A pot of mine", "password": "river-stone"},
        {"title": "A pot of mine", "files": SimpleUploadedFile("pot.txt", b"river-stone")},
    ):
        page = browser.post("/my/works/new/", form).content.decode()

        assert "A pot of mine" in page
        assert "river-stone" not in page
        assert "Send it again" not in page
        assert "not kept" in page


def test_a_form_of_absurd_size_does_not_come_back(rf, participant):
    request = rf.post("/", {"text": "x" * 60_000})

    assert limits._typed(request) == ([], False)


def test_who_asks_for_json_gets_json(rf):
    request = rf.get("/", headers={"accept": "application/json"})

    answer = limits.too_many(request, wait=12.2)

    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/json"
    assert answer["Retry-After"] == "13"


def test_requests_that_come_at_once_are_counted_one_by_one(rf):
    """A hundred at a time, for three: DRF's own counting lets far more through."""
    ready = Barrier(20)

    @limits.limited("search", counts=lambda request: True)
    def view(request):
        return HttpResponse()

    def ask(number: int) -> int:
        request = rf.get("/")
        request.user = AnonymousUser()
        if number < 20:
            ready.wait(timeout=10)
        return view(request).status_code

    limits.too_many, kept = (lambda request, **_: HttpResponse(status=429)), limits.too_many
    try:
        with ThreadPoolExecutor(20) as threads:
            answers = list(threads.map(ask, range(100)))
    finally:
        limits.too_many = kept

    assert answers.count(200) == 3
    assert answers.count(429) == 97


@pytest.mark.parametrize("spoofed", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "True-Client-IP"])
def test_a_header_that_anybody_can_write_resets_nothing(client, spoofed):
    asked = [
        client.get("/works/", {"q": "pot"}, headers={spoofed: f"203.0.113.{number}"}).status_code
        for number in range(4)
    ]

    assert asked[-1] == 429


@override_settings(**PROXIED)
def test_behind_our_proxy_only_what_the_proxy_wrote_counts(client):
    def ask(header: str) -> int:
        return client.get("/works/", {"q": "pot"}, headers={"X-Forwarded-For": header}).status_code

    assert [ask(f"10.9.8.{number}, 203.0.113.7") for number in range(4)] == [200, 200, 200, 429]
    assert ask("203.0.113.7, 203.0.113.8") == 200


@override_settings(REST_FRAMEWORK={"NUM_PROXIES": 2}, ALLAUTH_TRUSTED_PROXY_COUNT=2, ACCOUNT_RATE_LIMITS=PASSWORDS)
def test_whoever_comes_through_fewer_proxies_than_usual_can_sign_up_and_is_counted(client):
    def sign_up(address: str) -> int:
        return client.post("/account/signup/", {}, headers={"X-Forwarded-For": address}).status_code

    assert [sign_up("203.0.113.7") for _ in range(4)] == [200, 200, 200, 429]
    assert sign_up("203.0.113.8") == 200


@override_settings(ACCOUNT_RATE_LIMITS=PASSWORDS)
def test_whose_address_nobody_tells_cannot_sign_up(client):
    assert client.post("/account/signup/", {}, REMOTE_ADDR="").status_code == 403


def test_a_host_with_a_whole_network_is_one_host(rf):
    def key(address: str) -> str:
        request = rf.get("/", REMOTE_ADDR=address)
        request.user = AnonymousUser()
        return limits.Limit("search").get_cache_key(request)

    assert key("2001:db8::1") == key("2001:db8::ffff:1")
    assert key("2001:db8::1") != key("2001:db8:0:1::1")
    assert key("192.0.2.1") != key("192.0.2.2")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:5123", "192.0.2.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("unknown", ""),
        ("_hidden", ""),
        ("192.0.2.1, 192.0.2.2", ""),
    ],
)
def test_an_address_is_read_however_servers_and_proxies_write_it(written, meant):
    assert limits.plain_address(written) == meant


@override_settings(ACCOUNT_RATE_LIMITS=PASSWORDS)
def test_visitors_of_a_server_that_listens_for_both_kinds_are_not_one_visitor(rf):
    def sign_up(number: int) -> int:
        return Client(REMOTE_ADDR=f"::ffff:192.0.2.{number}").post("/account/signup/", {}).status_code

    keys = set()
    for number in (1, 2):
        request = rf.get("/", REMOTE_ADDR=f"::ffff:192.0.2.{number}")
        request.user = AnonymousUser()
        keys.add(limits.Limit("search").get_cache_key(request))

    assert len(keys) == 2
    assert [sign_up(number) for number in range(5)] == [200] * 5
    assert [sign_up(9) for _ in range(4)] == [200, 200, 200, 429]


@override_settings(**PROXIED)
def test_a_port_written_by_the_proxy_makes_nobody_somebody_else(client):
    asked = [
        client.get("/works/", {"q": "pot"}, headers={"X-Forwarded-For": f"203.0.113.7:{port}"}).status_code
        for port in range(5000, 5004)
    ]

    assert asked == [200, 200, 200, 429]


def test_the_cache_learns_nobodys_address(rf):
    request = rf.get("/", REMOTE_ADDR="192.0.2.77")

    assert "192.0.2.77" not in limits.Limit("search").get_cache_key(request)


def test_without_its_cache_the_site_goes_on_and_the_operator_is_told(client, monkeypatch, caplog):
    def away(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(type(caches["default"]), "incr", away)
    with caplog.at_level(logging.ERROR, "portal.core.limits"):
        found = statuses(lambda: client.get("/works/", {"q": "pot"}), 4)

    assert set(found) == {200}
    assert "Cannot count" in caplog.text


@override_settings(ACCOUNT_RATE_LIMITS=PASSWORDS)
def test_guessing_one_password_ends_after_five_and_for_five_minutes_at_most(participant):
    EmailAddress.objects.create(user=participant, email=participant.email, verified=True, primary=True)

    def guess(number: int, password: str) -> Client:
        browser = Client(REMOTE_ADDR=f"198.51.100.{number}")
        case = str.upper if number % 2 else str.lower
        browser.post("/account/login/", {"login": case(participant.email), "password": password})
        return browser

    for number in range(6):
        guess(number, "wrong")

    assert "_auth_user_id" not in guess(7, cast.PASSWORD).session


@override_settings(ACCOUNT_RATE_LIMITS=PASSWORDS)
@pytest.mark.parametrize("path", ["/account/signup/", "/account/password/reset/"])
def test_signing_up_and_resetting_are_limited_by_address_on_our_own_page(path):
    asked = [
        Client().post(
            path, {"email": f"x{number}@example.org"}, headers={"X-Forwarded-For": f"203.0.113.{number}"}
        )
        for number in range(5)
    ]

    assert 429 not in [each.status_code for each in asked[:3]]
    assert asked[-1].status_code == 429
    assert int(asked[-1]["Retry-After"]) >= 30
    assert "A little slower" in asked[-1].content.decode()


@override_settings(ACCOUNT_RATE_LIMITS=PASSWORDS)
def test_many_wrong_passwords_at_once_are_stopped_at_the_address(participant):
    for number in range(12):
        last = Client().post("/account/login/", {"login": f"nobody-{number}@example.org", "password": "wrong"})

    assert last.status_code == 429


@pytest.mark.parametrize("door", OTHER_DOORS)
def test_no_other_door_can_be_knocked_at_instead(participant, door):
    """They take no password at all (test_doors), so nothing there needs a limit."""
    assert Client().post(door, {"username": participant.email, "password": cast.PASSWORD}).status_code in (
        302,
        403,
        405,
    )
