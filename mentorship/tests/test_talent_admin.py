"""The menu “Talent” of the CMS: lists over one's own rows, and doors to the site's pages."""

from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.services import interactions, prospects
from portal.testing import cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def met(mentor):
    met = prospects.create(by=mentor, now=NOW, name="Timo Berg", consent_how="spoken", place="Harbour")
    interactions.log(about=met, by=mentor, now=NOW, client_id=uuid4(), no_next_step=True, notes="Tired")
    return met


@pytest.mark.parametrize("page", ["/cms/talent_prospects/", "/cms/talent_contacts/"])
def test_lists_hold_what_the_policy_says_and_lead_to_the_site(page, met, mentor, moderator, participant, login):
    for who in (mentor, moderator):
        answer = login(who).get(page).content.decode()
        assert "Timo Berg" in answer
        assert met.get_absolute_url() in answer
    assert "Timo Berg" not in login(cast.person("Xaver Lang", "mentor")).get(page).content.decode()
    assert login(participant).get(page).status_code == 404


def test_lists_can_be_searched_and_filtered(met, mentor, login):
    browser = login(mentor)

    assert "Timo Berg" in browser.get("/cms/talent_prospects/?q=harbour&stage=contacted").content.decode()
    assert "Timo Berg" not in browser.get("/cms/talent_prospects/results/?q=zebra").content.decode()
    assert "Timo Berg" in browser.get("/cms/talent_contacts/?q=tired").content.decode()


def test_the_menu_is_there_for_those_who_keep_prospects(mentor, moderator, participant, login):
    for who, is_shown in ((mentor, True), (moderator, True), (participant, False)):
        assert ("/my/prospects/board/" in login(who).get("/cms/").content.decode()) is is_shown


@pytest.mark.parametrize("page", ["/cms/talent_prospects/", "/cms/talent_contacts/"])
def test_lists_ask_the_same_for_one_row_and_for_many(page, mentor, login, assert_queries_do_not_grow):
    def add_row():
        one = prospects.create(by=mentor, now=NOW, name="Timo Berg", consent_how="spoken")
        interactions.log(about=one, by=mentor, now=NOW, client_id=uuid4(), no_next_step=True)

    assert_queries_do_not_grow(page, add_row, client=login(mentor))
