"""Kept pages are as new as the last commit, and nobody gets one that was made for somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from cms_pages.export.visitor import Visitor
from cms_pages.models import ChapterSettings, PortfolioPage, StandardPage
from cms_pages.services import comments, portfolios
from cms_pages.tests import factories
from leaderboard.services import badges
from mentorship.models import Discipline, Project, Skill
from mentorship.services import notes, projects
from portal.accounts.services import closures, people
from portal.core import freshness, page_cache
from shop.forks.basket.models import Basket
from shop.models import Listing
from shop.services import listings
from shop.tests.factories import sell_out

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture(autouse=True)
def on(settings: Any) -> Iterator[None]:
    """The cache as in production."""
    settings.PAGE_CACHE = True
    freshness.watch(connection)
    yield
    connection.execute_wrappers.remove(freshness.see)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """`commit(service, …)` calls it, and what is to be done once it is committed."""

    def run(change: Callable[..., Any], *args: Any, **values: Any) -> Any:
        # What the test itself has written is never committed.
        connections["default"].__dict__.pop("_changes", None)
        with django_capture_on_commit_callbacks(execute=True):
            return change(*args, **values)

    return run


@pytest.fixture
def work(participant: Any, commit: Any) -> Project:
    Skill.objects.create(
        slug="throwing", name="Throwing", discipline=Discipline.objects.create(slug="clay", name="Clay")
    )
    made: Project = commit(factories.work, participant, "Blue bowl")
    return made


@pytest.fixture
def piece(work: Project, participant: Any, commit: Any) -> Listing:
    how_many = {"kind": "original", "quantity": None, "price": Decimal("25")}
    sold: Listing = commit(listings.offer, project=work, by=participant, **how_many)
    return sold


def look(url: str, client: Client | None = None, **headers: str) -> str:
    """What stands on the page; "" if there is none."""
    answer = (client or Client()).get(url, headers=headers)
    return answer.content.decode() if answer.status_code == 200 else ""


def how(url: str, client: Client | None = None, **headers: str) -> str:
    """What became of the request: hit, stored, or "" when the cache had no part in it."""
    answer = (client or Client()).get(url, headers=headers)
    return answer.headers.get("Cache-Status", "").removeprefix("portal; ")


def is_kept(url: str) -> bool:
    """Whether the page comes from the cache once somebody has looked."""
    look(url)  # makes pictures, which are written down
    how(url)
    return how(url) == "hit"


# What is kept -----------------------------------------------------------------------------------------------


def test_a_second_visitor_costs_no_question(piece: Listing, participant: Any, work: Project, commit: Any) -> None:
    post = commit(factories.post, participant)
    gallery = factories.gallery(participant)
    addresses = [
        *("/", "/people/", "/works/", "/shop/", "/stories/", "/find/", "/find/crafts/clay/", "/robots.txt"),
        *("/feeds/works.rss", "/feeds/stories.atom", "/sitemap.xml", reverse("leaderboard:hall")),
        *(participant.portfolio.url, gallery.url, post.url, "/shop/?page=2&order=", "/works/?kind=object&q="),
        *(work.get_absolute_url(), piece.get_absolute_url(), reverse("find:skill", args=["throwing"])),
    ]
    for url in addresses:
        assert is_kept(url), url
        with CaptureQueriesContext(connection) as queries:
            assert look(url), url
        assert len(queries) == 0, url


def test_what_is_kept_is_the_same_for_everybody_but_for_the_token(
    piece: Listing, participant: Any, work: Project, commit: Any, settings: Any
) -> None:
    """A number in a form that may be used once only would let the second who sends it be refused."""
    settings.PAGE_CACHE = False
    for url in (
        "/",
        "/works/",
        "/shop/",
        participant.portfolio.url,
        work.get_absolute_url(),
        piece.get_absolute_url(),
    ):
        look(url)
        first, second = (TOKEN.sub("", look(url)) for _ in range(2))

        assert first == second != "", url


def test_every_kept_address_is_one_that_anybody_may_open(settings: Any) -> None:
    from portal.access import PUBLIC
    from portal.access.table import TABLE

    assert {name for name in settings.PAGE_CACHE_NAMES if TABLE.get(name) != PUBLIC} == set()
    assert settings.PAGE_CACHE_WITH_FORMS <= settings.PAGE_CACHE_NAMES


def test_browsers_ask_whether_it_is_still_the_same(client: Client) -> None:
    look("/works/")
    answer = client.get("/works/")

    again = client.get("/works/", headers={"If-None-Match": answer.headers["ETag"]})
    other = client.get("/works/", headers={"If-None-Match": '"another"'})

    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"]
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
    assert client.head("/works/").headers["Cache-Status"] == "portal; hit"


def test_a_feed_reader_that_has_it_keeps_it_for_the_next(work: Project, client: Client) -> None:
    tag = client.get("/feeds/works.rss").headers["ETag"]
    caches["pages"].clear()

    answer = client.get("/feeds/works.rss", headers={"If-None-Match": tag})

    assert answer.status_code == 304
    assert how("/feeds/works.rss") == "hit"


# Right after a change ---------------------------------------------------------------------------------------


def test_a_published_change_shows_at_once(participant: Any, commit: Any) -> None:
    portfolio = participant.portfolio
    assert is_kept(portfolio.url)
    assert is_kept("/people/")

    commit(portfolios.update, portfolio, by=participant, tagline="I turn clay into bowls")

    assert "I turn clay into bowls" in look(portfolio.url)
    assert is_kept(portfolio.url)
    page = PortfolioPage.objects.get(pk=portfolio.pk)
    commit(page.unpublish)
    assert look(portfolio.url) == ""
    assert participant.display_name not in look("/people/")


def test_a_draft_leaves_pages_as_they_are(participant: Any, commit: Any) -> None:
    assert is_kept("/people/")
    page = PortfolioPage.objects.get(pk=participant.portfolio.pk)
    page.headline = "Only a thought"

    commit(page.save_revision)

    assert how("/people/") == "hit"


def test_a_work_that_is_hidden_or_deleted_leaves_every_page(work: Project, participant: Any, commit: Any) -> None:
    addresses = ("/works/", "/feeds/works.rss", participant.portfolio.url)
    for url in addresses:
        assert is_kept(url), url
        assert "Blue bowl" in look(url), url
    assert is_kept(work.get_absolute_url())

    commit(projects.change_visibility, project=work, visibility="private", by=participant)

    assert look(work.get_absolute_url()) == ""
    assert [url for url in addresses if "Blue bowl" in look(url)] == []
    commit(projects.change_visibility, project=work, visibility="public", by=participant)
    assert "Blue bowl" in look("/works/")
    commit(projects.delete_project, project=work, by=participant)
    assert "Blue bowl" not in look("/works/")


def test_prices_and_sales_show_at_once(piece: Listing, participant: Any, commit: Any) -> None:
    own, market = piece.get_absolute_url(), "/shop/"
    assert is_kept(own)
    assert is_kept(market)

    commit(listings.change, listing=piece, price=Decimal("31"), quantity=None, by=participant)
    assert "31" in look(own)
    assert "31" in look(market)
    assert is_kept(own)

    commit(sell_out, piece)
    assert "Put in the basket" not in look(own)

    commit(listings.withdraw, listing=piece, by=participant)
    assert look(own) == ""
    assert "Blue bowl" not in look(market)


def test_words_about_a_work_show_once_they_are_let_through(
    work: Project, participant: Any, stranger: Any, commit: Any
) -> None:
    url = work.get_absolute_url()
    words = {"noticed": "The rim is even.", "wondered": "How hot?", "tried": "A taller foot."}
    note = commit(notes.write, project=work, by=stranger, now=timezone.now(), form=uuid4(), **words)
    assert is_kept(url)
    assert "The rim is even." not in look(url)

    commit(notes.decide, note=note, show=True, by=participant)
    assert "The rim is even." in look(url)

    commit(notes.take_back, note=note, by=stranger)
    assert "The rim is even." not in look(url)


def test_comments_and_signs_show_at_once(
    work: Project, participant: Any, stranger: Any, buyer: Any, commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = commit(factories.post, participant)
    said = commit(comments.write, post=post, by=buyer, text="Lovely", now=timezone.now(), submission=uuid4())
    assert is_kept(post.url)

    commit(comments.decide, comment=said, show=True, by=participant, now=timezone.now())
    assert "Lovely" in look(post.url)

    before = look(work.get_absolute_url())
    commit(notes.sign, project=work, kind="beautiful", by=stranger, now=timezone.now())
    assert look(work.get_absolute_url()) != before


def test_a_badge_shows_at_once_and_goes_at_once(participant: Any, moderator: Any, commit: Any) -> None:
    badge = badges.define(slug="helper", name="Helping hands", description="Helps unasked.", criteria={})
    hall = reverse("leaderboard:hall")
    assert is_kept(hall)

    award = commit(
        badges.award, badge=badge, user=participant, evidence="Carried", by=moderator, now=timezone.now()
    )
    assert "Helping hands" in look(hall)
    assert is_kept(participant.portfolio.url)

    commit(badges.revoke, award=award, reason="Another", by=moderator, now=timezone.now())
    assert "Helping hands" not in look(hall)
    assert "Helping hands" not in look(participant.portfolio.url)


def test_who_closes_their_account_is_gone_at_once(work: Project, participant: Any, commit: Any) -> None:
    addresses = ("/", "/people/", "/works/", participant.portfolio.url, work.get_absolute_url())
    for url in addresses:
        assert is_kept(url), url

    commit(closures.begin, user=participant, by=participant, now=timezone.now())

    assert [url for url in addresses if "Blue bowl" in look(url) or "Amina" in look(url)] == []


def test_a_blocked_account_is_gone_at_once(participant: Any, commit: Any) -> None:
    assert is_kept("/people/")
    participant.is_active = False

    commit(participant.save)

    assert participant.display_name not in look("/people/")


def test_the_consent_of_a_minor_counts_at_once(participant: Any, moderator: Any, commit: Any) -> None:
    url = participant.portfolio.url
    assert is_kept(url)

    commit(people.set_age_band, user=participant, age_band="under_16", by=moderator)

    assert how(url) != "hit"
    assert participant.display_name not in look("/people/")


def test_the_chapters_own_words_show_on_every_page_at_once(commit: Any) -> None:
    assert is_kept("/works/")
    row = ChapterSettings.for_site(Site.objects.get())
    row.name = "Anvil and Loom"

    commit(row.save)

    assert "Anvil and Loom" in look("/works/")


def rename_and_undo(work: Project) -> None:
    with transaction.atomic():
        Project.objects.filter(pk=work.pk).update(title="Never")
        transaction.set_rollback(True)


def test_what_is_undone_changes_nothing(work: Project, django_capture_on_commit_callbacks: Any) -> None:
    assert is_kept("/works/")

    with django_capture_on_commit_callbacks(execute=True):
        rename_and_undo(work)

    assert how("/works/") == "hit"


def test_what_is_written_again_after_it_was_undone_counts(
    work: Project, django_capture_on_commit_callbacks: Any
) -> None:
    assert is_kept("/works/")

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        rename_and_undo(work)
        Project.objects.filter(pk=work.pk).update(title="For good")

    assert "For good" in look("/works/")


def test_it_grows_old_by_itself(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(page_cache.time, "time", lambda: now[0])
    assert how("/works/") == "fwd=miss; stored"
    now[0] += settings.PAGE_CACHE_SECONDS
    assert how("/works/") == "hit"

    now[0] += 1

    assert how("/works/") == "fwd=miss; stored"


# Never mixed ------------------------------------------------------------------------------------------------


def test_who_is_logged_in_has_pages_of_their_own(work: Project, participant: Any, login: Any) -> None:
    browser = login(participant)
    assert how(work.get_absolute_url(), browser) == ""
    assert participant.email not in look(work.get_absolute_url())
    assert is_kept(work.get_absolute_url())

    answer = browser.get(work.get_absolute_url())

    assert "Cache-Status" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Sign in" not in answer.content.decode()
    assert "Sign in" in look(work.get_absolute_url())


def test_who_has_a_basket_sees_it(piece: Listing) -> None:
    visitor = Client()
    assert is_kept("/shop/")

    visitor.post(reverse("basket:add", args=[piece.public_id]), {"quantity": "1"})

    assert Basket.objects.exists()
    assert "1 thing" in look("/shop/", visitor)
    assert "1 thing" not in look("/shop/")


def test_each_language_has_its_page(settings: Any) -> None:
    settings.INTERFACE_LANGUAGES = ["en", "es"]
    look("/works/")

    assert how("/works/", **{"Accept-Language": "es"}) == "fwd=miss; stored"
    assert how("/works/", **{"Accept-Language": "es-MX,en;q=0.5"}) == "hit"
    chosen = Client()
    chosen.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assert how("/works/", chosen) == "hit"
    assert 'lang="es"' in look("/works/", chosen)
    assert 'lang="en"' in look("/works/")


def test_each_host_has_its_page(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    look("/works/")

    assert how("/works/", host="other.example") == "fwd=miss; stored"
    assert Client().get("/works/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "query", ["q=bowl", "key=secret", "page=1&page=2", "kind=" + "x" * 41, "anything=1", "preview=1"]
)
def test_what_is_not_known_is_asked_of_the_site_itself(work: Project, query: str) -> None:
    assert how(f"/works/?{query}") == ""
    assert how(f"/works/?{query}") == ""


def test_labels_of_newsletters_make_no_other_page_and_leave_no_trace() -> None:
    assert how("/works/?utm_source=letter") == ""
    assert how("/works/") == "fwd=miss; stored"
    assert how("/works/?utm_source=letter") == "hit"
    assert "letter" not in look("/works/")


def test_cookies_that_are_not_ours_and_tokens_go_past_it() -> None:
    look("/works/")
    other = Client()
    other.cookies["somebody"] = "else"

    assert how("/works/", other) == ""
    assert how("/works/", Authorization="Bearer x") == ""


def test_hidden_works_with_a_key_are_not_kept(participant: Any, commit: Any) -> None:
    hidden = commit(factories.work, participant, "For few", visibility="link")

    assert how(hidden.get_absolute_url()) == ""
    assert caches["pages"].get(page_cache.key_of(Client().get("/works/").wsgi_request)) is not None


def test_a_page_for_a_group_only_is_not_kept(participant: Any, commit: Any) -> None:
    assert is_kept(participant.portfolio.url)

    commit(PageViewRestriction.objects.create, page=participant.portfolio, restriction_type="login")

    assert how(participant.portfolio.url) == ""
    assert Client().get(participant.portfolio.url).status_code == 302


def test_a_preview_is_nobody_elses(operator: Any, login: Any) -> None:
    page = StandardPage.objects.live().first()
    assert page is not None
    look(page.url)
    browser = login(operator)
    page.title = "Not yet"
    page.save_revision()

    shown = browser.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert "Not yet" in shown.content.decode()
    assert "Cache-Status" not in shown.headers
    assert "Not yet" not in look(page.url)


def test_the_builder_of_sites_sees_pages_as_they_are(settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    assert is_kept("/works/")

    with Visitor().open("/works/") as answer:
        assert "Cache-Status" not in answer.headers


def test_each_visitor_has_a_token_of_their_own(piece: Listing) -> None:
    url = piece.get_absolute_url()
    assert is_kept(url)
    one, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)

    answers = [browser.get(url) for browser in (one, other, one)]

    tokens = [TOKEN.findall(answer.content.decode()) for answer in answers]
    assert [answer.headers["Cache-Status"] for answer in answers] == ["portal; hit"] * 3
    assert len({each for found in tokens for each in found}) == 3
    assert page_cache.MARK.decode() not in answers[0].content.decode()
    assert answers[0].headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in answers[0].headers
    add = reverse("basket:add", args=[piece.public_id])
    form = {"quantity": "1", "csrfmiddlewaretoken": tokens[1][0]}
    assert one.post(add, form).status_code == 403
    assert other.post(add, form).status_code == 302


# Many at once, and without the cache ------------------------------------------------------------------------


def test_while_one_makes_the_page_others_get_the_old_one(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    look("/works/")
    request = Client().get("/works/").wsgi_request
    now = page_cache.time.time() + settings.PAGE_CACHE_SECONDS + 1
    monkeypatch.setattr(page_cache.time, "time", lambda: now)
    caches["pages"].add(f"{page_cache.key_of(request)}:making", 1)

    assert how("/works/") == "hit; detail=waited"


def test_others_wait_for_a_page_that_nobody_has_yet(work: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    look("/works/")
    key = page_cache.key_of(Client().get("/works/").wsgi_request)
    page = caches["pages"].get(key)
    caches["pages"].delete(key)
    caches["pages"].add(f"{key}:making", 1)

    def made_meanwhile(seconds: float) -> None:
        caches["pages"].set(key, page)

    monkeypatch.setattr(page_cache.time, "sleep", made_meanwhile)
    assert how("/works/") == "hit; detail=waited"


def test_nobody_waits_for_one_who_gave_up(monkeypatch: pytest.MonkeyPatch) -> None:
    key = page_cache.key_of(Client().get("/works/").wsgi_request)
    caches["pages"].delete(key)
    caches["pages"].add(f"{key}:making", 1)
    naps: list[float] = []

    def gives_up(seconds: float) -> None:
        naps.append(seconds)
        caches["pages"].delete(f"{key}:making")

    monkeypatch.setattr(page_cache.time, "sleep", gives_up)

    assert "<main" in look("/works/")
    assert len(naps) == 1


def test_what_cannot_be_kept_is_waited_for_by_nobody(participant: Any, buyer: Any) -> None:
    url = reverse("find:look") + "?kind=works"
    for _ in range(2):
        assert look(url)

    key = page_cache.key_of(Client().get(url).wsgi_request)
    assert caches["pages"].get(f"{key}:making") is None


@pytest.mark.parametrize("away", ["get", "get_many", "add", "set", "set_many", "incr", "delete"])
def test_without_the_cache_pages_come_all_the_same(
    away: str, work: Project, monkeypatch: pytest.MonkeyPatch, commit: Any, participant: Any
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("The cache is away")

    monkeypatch.setattr(type(caches["pages"]), away, fails)
    monkeypatch.setattr(page_cache, "REST", 0)

    for _ in range(2):
        assert "Blue bowl" in Client().get("/works/").content.decode()
    commit(projects.update, project=work, by=participant, title="Green bowl")
    assert Project.objects.get().title == "Green bowl"


def test_there_are_never_too_many(settings: Any) -> None:
    settings.PAGE_CACHE_MOST = 1
    assert how("/works/") == "fwd=miss; stored"

    assert how("/people/") == ""
    assert how("/works/") == "hit"


@pytest.mark.parametrize("odd", [{"query": "?page={}"}, {"query": "?kind=x{}"}, {"host": "testserver:80{}"}])
def test_whoever_asks_for_all_there_could_be_keeps_no_page_out(odd: dict[str, str], settings: Any) -> None:
    settings.PAGE_CACHE_MOST_ASKED, asked = 2, []
    for number in range(5):
        url = "/works/" + odd.get("query", "").format(number)
        asked.append(how(url, host=odd.get("host", "testserver").format(number)))

    assert asked.count("fwd=miss; stored") == 2
    assert is_kept("/people/")
    assert is_kept("/works/")


# Attacks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "gopher"},
        {"X-Forwarded-Port": "666", "Forwarded": "host=evil.example"},
        {"X-Original-URL": "/evil.example/", "X-Rewrite-URL": "/evil.example/"},
        {"Accept-Language": "evil.example, ../../etc, *;q=9, " + "x" * 5000},
        {"Referer": "https://evil.example/", "User-Agent": "evil.example", "Origin": "https://evil.example"},
        {"Range": "bytes=0-9"},
        {"Cookie": "language=evil.example; csrftoken=evil.example"},
        {"Cookie": "evil.example=" + "x" * 20_000},
        {"Authorization": ""},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_nothing_that_somebody_sends_gets_into_what_others_are_given(
    headers: dict[str, str], piece: Listing
) -> None:
    for url in ("/works/", piece.get_absolute_url()):
        look(url)  # makes pictures
        whole = TOKEN.sub("", look(url))
        caches["pages"].clear()

        Client().get(url, headers=headers)
        Client().head(url, headers=headers)

        assert TOKEN.sub("", look(url)) == whole
        assert "evil.example" not in whole


def test_a_head_leaves_no_empty_page(client: Client) -> None:
    assert client.head("/works/").status_code == 200

    assert "<main" in look("/works/")


@pytest.mark.parametrize("name", ["SessionID", "sessionid", "SESSIONID", "CSRFToken", "__Host-x"])
def test_whoever_has_a_cookie_that_we_do_not_know_is_somebody(name: str) -> None:
    assert is_kept("/works/")
    visitor = Client()
    visitor.cookies[name] = "x"

    assert how("/works/", visitor) == ""


def test_the_page_of_somebody_is_gone_when_they_log_out(participant: Any, login: Any, work: Project) -> None:
    browser = login(participant)
    url = work.get_absolute_url()
    own = browser.get(url)
    assert own.headers["Cache-Control"] == "private, no-store"

    browser.logout()

    assert how(url, browser) == "fwd=miss; stored"
    assert look(url, browser) == look(url)
    assert "Sign in" in look(url, browser)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_page_that_was_being_made_does_not_outlive_the_commit_that_hid_it(
    participant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is read before somebody else commits, and kept after that."""
    secret = factories.work(participant, "Blue bowl")
    url, refusal, hidden = secret.get_absolute_url(), page_cache.refusal, []

    def hide() -> None:
        freshness.watch(connection)
        projects.change_visibility(project=secret, visibility="private", by=participant)
        connection.execute_wrappers.remove(freshness.see)
        connection.close()

    def meanwhile(*args: Any) -> str:
        if not hidden:
            hidden.append(thread := Thread(target=hide))
            thread.start()
            thread.join()
        return refusal(*args)

    monkeypatch.setattr(page_cache, "refusal", meanwhile)
    assert "Blue bowl" in look("/works/")
    assert hidden

    assert "Blue bowl" not in look("/works/")
    assert look(url) == ""


def test_off_is_off(settings: Any) -> None:
    settings.PAGE_CACHE = False

    assert how("/works/") == how("/works/") == ""


# A network in front -----------------------------------------------------------------------------------------


def test_a_network_is_told_what_to_forget(
    settings: Any, work: Project, participant: Any, commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.core import cdn, outside

    told: list[Any] = []

    def tell(url: str, *, body: bytes, headers: Any) -> outside.Receipt:
        told.append((url, body, dict(headers)))
        return outside.Receipt(200)

    monkeypatch.setattr(outside, "tell", tell)
    settings.CDN_PURGE_URL = "https://cdn.example/purge"
    settings.CDN_PURGE_HEADERS = {"Authorization": "Bearer k"}
    settings.CDN_TAG_HEADER, settings.PAGE_CACHE_ON_CHANGE = "Cache-Tag", "portal.core.cdn.purge"
    tag = freshness.tag_of("mentorship_project")
    assert tag in Client().get("/works/").headers["Cache-Tag"].split(",")

    commit(projects.update, project=work, by=participant, title="Green bowl")
    commit(projects.update, project=work, by=participant, title="Red bowl")

    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(task_path="portal.core.cdn.tell")
    tags = [each for row in waiting for each in row.args_kwargs["args"][0]]
    assert tags.count(tag) == 1
    cdn.tell.func(tags)
    assert told[0][0] == "https://cdn.example/purge"
    assert told[0][2]["Authorization"] == "Bearer k"
    assert f'"{tag}"'.encode() in told[0][1]


# Statements -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('INSERT INTO "shop_sale" ("a") VALUES (%s)', {"shop_sale"}),
        ('INSERT OR IGNORE INTO "shop_sale" ("a") VALUES (%s)', {"shop_sale"}),
        ('UPDATE "shop_sale" SET "a" = %s WHERE "b" = %s', {"shop_sale"}),
        ('DELETE FROM "shop_sale" WHERE "id" IN (%s)', {"shop_sale"}),
        ("\n  update shop_sale set a = 1", {"shop_sale"}),
        ('WITH x AS (SELECT 1) UPDATE "shop_sale" SET "a" = 1', {"shop_sale"}),
        ('UPDATE "accounts_user" SET "last_login" = %s WHERE "accounts_user"."id" = %s', set()),
        ('UPDATE "accounts_user" SET "last_login" = %s, "is_active" = %s', {"accounts_user"}),
        ('INSERT INTO "django_session" ("a") VALUES (%s)', set()),
        ('SAVEPOINT "s1"', set()),
    ],
)
def test_what_a_statement_changes(statement: str, tables: set[str]) -> None:
    assert freshness.written(statement) == tables


def test_many_rows_at_once_count_as_a_change(commit: Any) -> None:
    from portal.core import bulk

    assert is_kept("/find/")

    commit(bulk.insert, Discipline, ["name", "slug", "description", "media_types"], [("Glass", "glass", "", [])])

    assert "Glass" in look("/find/")
