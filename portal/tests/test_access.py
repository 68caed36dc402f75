"""The role table: every address of the site in exactly one row, and each row kept."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from portal.access import CLOSED, ListedTwice, Row, build, cms, operators, site
from portal.access.addresses import every_address
from portal.access.table import TABLE
from portal.accounts.models import User
from portal.accounts.roles import ROLES
from portal.core.gate import VISITOR, address_name, may_enter
from portal.testing import cast

ROWS = [*site.ROWS, *cms.ROWS, *operators.ROWS]
PEOPLE = ["participant", "mentor", "moderator", "guard", "buyer", "operator"]
#: Does not exist; what is closed must look exactly like it.
MISSING = "/no-such-page/"
#: Answer 404 by themselves when nothing is asked of them, or there is nothing to do.
NEEDS_MORE = {
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/download/",
    "/account/2fa/totp/deactivate/",
    "/cms/api/main/documents/find/",
    "/cms/api/main/images/find/",
    "/cms/block-preview/",
}
#: Wagtail writes their addresses into its pages, and nothing there calls them: the dialog has no button.
UNUSED = {
    "wagtailadmin_api:documents:listing",
    "wagtailadmin_api:images:listing",
    "wagtailadmin_pages:set_privacy",
}


@pytest.fixture
def guard(db):
    return cast.person("Sofia Lund", "safeguarding")


def test_every_address_is_in_the_table():
    unlisted = sorted(set(every_address()) - set(TABLE))

    assert not unlisted, (
        f"No row of portal/access/ names {unlisted}, so the gate closes them to everybody. Put each name into the "
        "row of those who may open it: portal/access/site.py for the site, portal/access/cms.py for what "
        "participants, mentors or coordinators use of Wagtail's admin. If only operators use it, "
        "run .venv/bin/python scripts/operators_row.py."
    )


def test_the_table_names_nothing_that_is_gone():
    stale = sorted(set(TABLE) - set(every_address()))

    assert not stale, (
        f"portal/access/ names {stale}, which no URL pattern has any more. Remove them from site.py or cms.py; "
        "for operators.py run .venv/bin/python scripts/operators_row.py."
    )


def test_an_address_in_two_rows_is_refused():
    with pytest.raises(ListedTwice, match="healthz"):
        build([*ROWS, Row("Once more", CLOSED, ("healthz",))])


def test_only_the_admins_are_left_to_the_script():
    for row in operators.ROWS:
        for name in row.names:
            assert all(
                route.startswith(("cms/", "django-admin/", "shop/dashboard/")) for route in every_address()[name]
            )


def places(row: Row) -> list[str]:
    """Return the addresses of `row` that need no id; others are tried by the tests of their apps."""
    found = []
    for name in row.names:
        try:
            found.append(reverse(name) if not name.startswith(("/", "socket:")) else "")
        except NoReverseMatch:
            continue
    return [place for place in found if place and address_name(resolve(place)) in row.names]


def sample(row: Row) -> list[str]:
    """Return five or so of the places of `row`, from its whole length."""
    found = places(row)
    return found[:: max(1, len(found) // 5)]


def body(answer) -> str:
    """Return the page without what differs each time, and without the menu's mark of where one asked."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|aria-current="\w+"', "", answer.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("who", PEOPLE)
def test_who_is_not_in_a_row_finds_nothing_at_all_there(request, login, who):
    person = request.getfixturevalue(who)
    browser = login(person)
    nothing = body(browser.get(MISSING))
    tried = 0

    for row in ROWS:
        if may_enter(person, row.who):
            continue
        closed = sample(row)
        answers = [*map(browser.get, closed), *map(browser.post, closed[:1])]
        for answer in answers:
            assert (answer.status_code, body(answer)) == (404, nothing), answer.request["PATH_INFO"]
        tried += len(answers)

    assert tried > (3 if who == "operator" else 20)


@pytest.mark.django_db
@pytest.mark.parametrize("who", PEOPLE)
def test_who_is_in_a_row_is_let_in(request, login, who):
    person = request.getfixturevalue(who)
    browser = login(person)

    missing = {
        place
        for row in ROWS
        if may_enter(person, row.who)
        for place in sample(row)
        if browser.get(place).status_code == 404
    }

    assert missing <= NEEDS_MORE


@pytest.mark.django_db
def test_a_visitor_is_led_to_the_log_in_from_every_address_that_is_not_public():
    for row in ROWS:
        for place in sample(row) if VISITOR not in row.who else []:
            answer = Client().get(place)
            if row.who and place.startswith("/api/"):
                assert answer.status_code == 401, place
            elif row.who:
                assert answer.status_code == 302, place
                assert answer["Location"].startswith(f"/account/login/?next={place}"), place
            else:
                assert answer.status_code == 404, place


ADMIN_PAGES = ["wagtailadmin_home", "wagtailadmin_explore_root", "wagtailimages:index", "wagtailadmin_account"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["participant", "mentor", "moderator", "operator"])
def test_the_admin_offers_nobody_what_is_closed_to_them(request, login, who):
    """Menus, side bar, buttons and tabs, as Wagtail writes them into its pages."""
    person = request.getfixturevalue(who)
    browser = login(person)
    pages = [browser.get(reverse(name), follow=True) for name in ADMIN_PAGES]
    text = " ".join(page.content.decode() for page in pages if page.status_code == 200)
    offered = {link.rstrip("\\") for link in re.findall(r"/cms/[\w/-]*", text)}
    closed = set()

    for link in offered:
        try:
            name = address_name(resolve(link))
        except Resolver404:
            continue
        if name not in UNUSED and not may_enter(person, TABLE[name]):
            closed.add(f"{link} ({name})")

    assert len(offered) > 5
    assert not closed


ALLOWED_IN_GROUPS = {
    "access_admin",
    *(
        f"{verb}_{noun}"
        for verb in ("add", "change", "delete")
        for noun in (
            *("badge", "discipline", "donor", "kit", "location", "milestone", "redirect", "resourcetype"),
            "skill",
        )
    ),
    *(
        f"{verb}_{noun}"
        for verb in ("add", "change", "delete", "view")
        for noun in ("journalprompt", "program", "rubric", "tasktemplate")
    ),
    "view_skillpack",
    "change_chaptersettings",
    "submit_translation",
}


@pytest.mark.django_db
def test_only_operators_hold_rights_over_people_or_may_enter_djangos_admin(
    participant, mentor, moderator, guard, buyer, operator
):
    """A right to manage users is a right to everything (Wagtail says so itself)."""
    in_use = Group.objects.filter(user__isnull=False)
    assert set(in_use.values_list("name", flat=True)) <= {role.slug for role in ROLES}
    in_groups = Permission.objects.filter(group__name__in=[role.slug for role in ROLES])
    assert set(in_groups.values_list("codename", flat=True)) <= ALLOWED_IN_GROUPS
    assert not Permission.objects.filter(user__isnull=False).exists()
    assert not User.objects.filter(is_staff=True, is_superuser=False).exists()
    for person in (participant, mentor, moderator, guard, buyer):
        assert not person.is_staff
        assert not any(right.split(".")[1].endswith(("_user", "_group")) for right in person.get_all_permissions())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["/django-admin/", "/django-admin/accounts/user/", "/shop/dashboard/", "/cms/users/"]
)
def test_being_called_staff_opens_no_admin(mentor, login, url):
    before = login(mentor).get(url)
    User.objects.filter(pk=mentor.pk).update(is_staff=True)

    after = login(mentor).get(url)

    assert before.status_code == after.status_code == 404


@pytest.mark.django_db
def test_no_page_makes_anybody_staff(mentor, operator, login):
    browser = login(operator)

    form = browser.get(f"/django-admin/accounts/user/{mentor.pk}/change/")

    assert 'name="display_name"' in form.content.decode()
    assert 'name="is_staff"' not in form.content.decode()
    partner = "/shop/dashboard/partners/1/users/"
    for url in (
        f"{partner}add/",
        f"{partner}select/",
        f"{partner}{mentor.pk}/link/",
        f"{partner}{mentor.pk}/update/",
    ):
        assert TABLE[address_name(resolve(url))] == CLOSED
        assert browser.get(url).status_code == browser.post(url).status_code == 404
