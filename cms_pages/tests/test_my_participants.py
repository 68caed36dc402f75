"""Mentors find whom they accompany in the CMS, coordinators the chapter, participants nobody."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import admin_menu
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission

from cms_pages.services import approvals
from cms_pages.tests import factories
from mentorship.models import Cohort
from mentorship.services import cohorts, pairings
from portal.accounts import roles
from portal.accounts.models import AuditEvent, User
from portal.testing import cast

pytestmark = pytest.mark.django_db
INDEX = "/cms/my_participants/"
LEGAL = "Quetzalcoatlus"


def inspect(mentor: Any) -> str:
    return reverse("my_participants:inspect", args=[mentor.mentor_pairings.get().pk])


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_mentor_finds_whom_they_accompany(
    participant: Any,
    mentor: Any,
    stranger: Any,
    child: Any,
    mina: Any,
    login: Any,
) -> None:
    factories.work(participant, "Shared band", visibility="mentor")
    factories.work(participant, "Secret band", visibility="private")

    page = text_of(login(mentor).get(INDEX))

    assert "My participants" in page
    assert participant.display_name in page
    assert stranger.display_name not in page
    assert child.display_name not in page
    assert mina.display_name not in page


def test_the_list_counts_works_and_pages(child: Any, mina: Any, login: Any) -> None:
    factories.work(child, "Shared band", visibility="mentor")
    approvals.submit(page=child.portfolio, by=child)

    cells = re.findall(r"<td[^>]*>\s*(\d+)\s*</td>", text_of(login(mina).get(INDEX)))

    assert cells[:2] == ["1", "1"]


def test_one_participant_with_what_the_mentor_may_see(child: Any, mina: Any, login: Any) -> None:
    factories.work(child, "Shared band", visibility="mentor")
    factories.work(child, "Secret band", visibility="private")
    approvals.submit(page=child.portfolio, by=child)

    page = text_of(login(mina).get(inspect(mina)))

    assert "Shared band" in page
    assert "Secret band" not in page
    assert reverse("cms_pages:approval", args=[child.portfolio.pk]) in page
    seen = AuditEvent.objects.get(action="look")
    assert (seen.actor, seen.subject, seen.detail) == (mina, child, {"what": "participant"})


def test_others_do_not_open_a_participant(
    participant: Any,
    mentor: Any,
    child: Any,
    mina: Any,
    buyer: Any,
    login: Any,
) -> None:
    for person in (mentor, participant, child, buyer):
        assert login(person).get(inspect(mina)).status_code == 404
    for person in (participant, child, buyer):
        assert login(person).get(INDEX).status_code == 404


def test_a_pairing_that_has_ended_opens_nothing(participant: Any, mentor: Any, operator: Any, login: Any) -> None:
    url = inspect(mentor)
    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())

    assert login(mentor).get(url).status_code == 404
    assert participant.display_name not in text_of(login(mentor).get(INDEX))


@pytest.mark.parametrize("who", ["moderator", "operator"])
def test_who_runs_the_chapter_finds_everybody(
    who: str,
    participant: Any,
    mentor: Any,
    child: Any,
    mina: Any,
    request: Any,
    login: Any,
) -> None:
    browser = login(request.getfixturevalue(who))

    page = text_of(browser.get(INDEX))
    assert participant.display_name in page
    assert child.display_name in page
    assert child.display_name in text_of(browser.get(inspect(mina)))
    found = text_of(browser.get(INDEX, {"mentor": mina.pk}))
    assert child.display_name in found
    assert participant.display_name not in found


def test_nothing_is_changed_there(mentor: Any, login: Any) -> None:
    for path in ("new/", "edit/1/", "delete/1/", "history/1/", "usage/1/"):
        assert login(mentor).post(f"{INDEX}{path}").status_code == 404
    assert "/cms/my_participants/new" not in text_of(login(mentor).get(INDEX))


def test_the_list_costs_the_same_for_many(
    mentor: Any, operator: Any, login: Any, assert_queries_do_not_grow: Any
) -> None:
    def one_more() -> None:
        somebody = cast.person("Somebody New", "participant")
        pairings.begin(mentor=mentor, participant=somebody, by=operator, now=timezone.now())
        factories.work(somebody, visibility="mentor")

    assert_queries_do_not_grow(INDEX, one_more, client=login(mentor), rows=3)


# Menus ------------------------------------------------------------------------------------------------------


def menu(login: Any, person: Any) -> set[str]:
    answer = login(person).get("/cms/")
    return {item.name for item in admin_menu.menu_items_for_request(answer.wsgi_request)}


def test_menus_show_what_one_uses(
    participant: Any,
    mentor: Any,
    child: Any,
    moderator: Any,
    operator: Any,
    login: Any,
) -> None:
    assert menu(login, participant) == {"explorer", "images", "my-works", "reports"}
    assert menu(login, child) == {"explorer", "images", "my-works", "approvals", "reports"}
    assert menu(login, mentor) == {
        *("mentor-desk", "my-participants", "approvals", "my-works"),
        *("learning", "talent", "supplies"),
    }
    assert menu(login, moderator) >= {
        "explorer",
        "images",
        "documents",
        "learning",
        "my-participants",
        "approvals",
    }
    assert "my-works" not in menu(login, moderator)
    assert menu(login, operator) >= menu(login, moderator) | {"settings", "reports"}


def test_every_door_of_a_menu_opens(
    participant: Any,
    mentor: Any,
    child: Any,
    moderator: Any,
    login: Any,
) -> None:
    for person in (participant, mentor, child, moderator):
        browser = login(person)
        request = browser.get("/cms/").wsgi_request
        for item in admin_menu.menu_items_for_request(request):
            if url := str(getattr(item, "url", "") or ""):
                assert browser.get(url, follow=True).status_code == 200, (person, url)


# Privileges (T22) -------------------------------------------------------------------------------------------


def test_nobody_but_operators_holds_rights_beyond_the_table(
    participant: Any, mentor: Any, moderator: Any, buyer: Any, stranger: Any, operator: Any
) -> None:
    everybody = User.objects.filter(is_superuser=False)

    assert everybody.count() >= 5
    assert not everybody.filter(is_staff=True).exists()
    assert not Permission.objects.filter(user__in=everybody).exists()
    for group in Group.objects.all():
        wanted = set(roles.ROLE_BY_SLUG[group.name].permissions) if group.name in roles.ROLE_BY_SLUG else set()
        codes = group.permissions.values_list("content_type__app_label", "codename")
        held = {f"{label}.{code}" for label, code in codes}
        assert held == wanted, group.name
    powers = Permission.objects.filter(group__isnull=False).values_list("content_type__app_label", flat=True)
    over_things = {
        "wagtailadmin",
        "wagtailredirects",
        "wagtail_localize",
        "mentorship",
        "cms_pages",
        "leaderboard",
    }
    assert set(powers) <= over_things  # nothing over people


def test_no_group_holds_rights_on_pages_or_collections() -> None:
    for model in (GroupPagePermission, GroupCollectionPermission, GroupSitePermission):
        assert not model.objects.exists()


# Names (T15) ------------------------------------------------------------------------------------------------


def test_neither_legal_names_nor_addresses_are_shown(
    participant: Any, mentor: Any, moderator: Any, login: Any
) -> None:
    portfolio = participant.portfolio
    portfolio.refresh_from_db()
    portfolio.save_revision(user=moderator, log_action=True)
    portfolio.locked, portfolio.locked_by, portfolio.locked_at = True, moderator, timezone.now()
    portfolio.save()
    urls = [
        "/cms/",
        INDEX,
        inspect(mentor),
        "/my/approvals/",
        *(
            reverse(f"wagtailadmin_pages:{name}", args=[portfolio.pk])
            for name in ("edit", "history", "usage", "workflow_history", "view_draft")
        ),
        reverse("wagtailadmin_explore", args=[portfolio.pk]),
        reverse("wagtailadmin_explore", args=[portfolio.get_parent().pk]),
        reverse("wagtailimages:index"),
        reverse("wagtailadmin_pages:search") + "?q=a",
    ]

    for person in (participant, mentor, moderator):
        browser, opened = login(person), 0
        User.objects.update(first_name="", last_name="")
        others = User.objects.exclude(pk=person.pk)
        others.update(first_name=LEGAL, last_name=LEGAL)
        foreign = [user.email for user in others]
        for url in urls:
            answer = browser.get(url)
            opened += answer.status_code == 200
            page = answer.content.decode()
            assert LEGAL not in page, url
            assert not [email for email in foreign if email in page], url
        assert opened >= 4


# Many at once ---------------------------------------------------------------------------------------------

TAKE_IN = f"{INDEX}cohort/"


def crowd(mentor: Any, number: int) -> list[User]:
    made = [cast.person(f"Weaver {each:02}", "participant") for each in range(number)]
    for person in made:
        pairings.begin(
            mentor=mentor, participant=person, by=cast.operator(), now=timezone.now(), over_capacity=True
        )
    return made


def led_by(mentor: Any) -> Cohort:
    return cohorts.begin(name="Weavers", led_by=mentor, by=mentor, submission=uuid4())


def test_all_whom_the_filter_finds_join_a_cohort_whatever_page_they_stand_on(
    participant: Any, mentor: Any, login: Any
) -> None:
    people, own, browser = crowd(mentor, 25), led_by(mentor), login(mentor)
    first_page = text_of(browser.get(INDEX, {"q": "Weaver"}))
    assert people[-1].display_name not in first_page
    assert f"{TAKE_IN}?q=Weaver" in first_page

    page = text_of(browser.get(TAKE_IN, {"q": "Weaver"}))
    assert "25 people, on all of its pages" in page
    assert participant.display_name not in page
    chosen = re.findall(r'name="people" value="([^"]+)"[^>]* checked', page)
    browser.post(f"{TAKE_IN}?q=Weaver", {"cohort": own.public_id, "people": chosen})

    assert set(own.members.current().values_list("person", flat=True)) == {each.pk for each in people}


def test_who_was_left_out_stays_out_and_nobody_else_comes_in(
    participant: Any, mentor: Any, stranger: Any, login: Any
) -> None:
    one, other = crowd(mentor, 2)
    own, browser = led_by(mentor), login(mentor)

    browser.post(f"{TAKE_IN}?q=Weaver", {"cohort": own.public_id, "people": [one.handle]})
    for outsider in (stranger, participant):  # not theirs, and not in the list as it is filtered
        sent = {"cohort": own.public_id, "people": [other.handle, outsider.handle]}
        assert "Select a valid choice" in text_of(browser.post(f"{TAKE_IN}?q=Weaver", sent))

    assert [each.person for each in own.members.current()] == [one]


def test_nobody_joins_a_cohort_that_somebody_else_leads(
    participant: Any, mentor: Any, moderator: Any, login: Any
) -> None:
    theirs = led_by(moderator)
    sent = {"cohort": theirs.public_id, "people": [participant.handle]}

    assert theirs.name not in text_of(login(mentor).get(TAKE_IN))
    assert "Select a valid choice" in text_of(login(mentor).post(TAKE_IN, sent))
    assert login(moderator).post(TAKE_IN, sent).status_code == 302

    assert theirs.members.current().count() == 1
