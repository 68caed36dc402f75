"""The pages about people who may join, as mentors, coordinators and those others meet them."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from mentorship.models import Interaction, Prospect, SavedView
from mentorship.services import interactions, prospects
from portal.testing import cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HERE = "/my/prospects/"
STEP = {"next_step": "Call", "due_in": "7"}


def meet(by, name="Timo Berg", **words):
    return prospects.create(by=by, now=NOW, name=name, **{"consent_how": "spoken", **words})


def log(about, by, **words):
    return interactions.log(about=about, by=by, now=NOW, **{"client_id": uuid4(), "no_next_step": True, **words})


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def other_mentor(db):
    return cast.person("Xaver Lang", "mentor")


@pytest.fixture
def met(mentor):
    return meet(mentor, phone="+49 170 5550101", place="Harbour")


# The list and the board ----------------------------------------------------------------------------------------


def test_a_mentor_meets_their_own_prospects_and_a_coordinator_all(met, mentor, other_mentor, moderator, login):
    meet(other_mentor, "Ada Moss")

    for page in (HERE, f"{HERE}board/"):
        mine, theirs, all_of_them = (text(login(who).get(page)) for who in (mentor, other_mentor, moderator))
        assert ("Timo Berg" in mine, "Ada Moss" in mine) == (True, False)
        assert ("Timo Berg" in theirs, "Ada Moss" in theirs) == (False, True)
        assert "Timo Berg" in all_of_them
        assert "Ada Moss" in all_of_them


@pytest.mark.parametrize("page", ["", "board/", "new/", "duplicates/", "imports/", "report/", "prospects.csv"])
def test_nobody_else_finds_these_pages(page, participant, buyer, login, client):
    for person in (participant, buyer):
        assert login(person).get(HERE + page).status_code == 404
    assert client.get(HERE + page).status_code == 302


def test_the_list_is_narrowed_by_what_one_chooses(mentor, skill, login):
    meet(mentor, "Ada Moss", place="Harbour", source="school", skills=[skill])
    meet(mentor, "Timo Berg", place="Hill", source="event")
    browser = login(mentor)
    for query in ("q=moss", "place=harb", "source=school", "skill=throwing", "q=harbour"):
        page = text(browser.get(f"{HERE}?{query}"))
        assert "Ada Moss" in page, query
        assert "Timo Berg" not in page, query

    assert "Nobody fits" in text(browser.get(f"{HERE}?q=zebra"))
    assert browser.get(f"{HERE}?stage=nonsense&skill=none&sort=what&page=x").status_code == 200


def test_a_view_is_kept_by_name_and_is_ones_own(mentor, other_mentor, login):
    browser = login(mentor)

    browser.post(f"{HERE}views/", {"name": "Harbour people", "query": "place=Harbour&evil=1&page=3"})

    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query) == (mentor, "Harbour people", "place=Harbour")
    assert "Harbour people" in text(browser.get(HERE))
    assert "Harbour people" not in text(login(other_mentor).get(HERE))
    assert login(other_mentor).post(f"{HERE}views/{view.pk}/delete/").status_code == 404
    browser.post(f"{HERE}views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("page", ["", "board/", "duplicates/"])
def test_lists_ask_the_same_for_one_row_and_for_many(
    page, moderator, mentor, login, assert_queries_do_not_grow, skill
):
    def add_row():
        one = meet(mentor, "Timo Berg", phone="0170 5550101", skills=[skill])
        log(one, mentor)
        meet(mentor, "Timo Berg", skills=[skill])

    assert assert_queries_do_not_grow(HERE + page, add_row, client=login(moderator)) < 30


def test_the_list_goes_along_without_formulas_and_can_come_back(met, mentor, other_mentor, login):
    meet(other_mentor, "Ada Moss")
    prospects.change(prospect=met, by=mentor, staff_note="=1+1", phone="+49 170 5550101")
    browser = login(mentor)

    table = browser.get(f"{HERE}prospects.csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(browser.get(f"{HERE}prospects.xlsx").content))

    assert "Timo Berg" in table
    assert "'=1+1" in table
    assert "Ada Moss" not in table
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.value and "1+1" in str(cell.value)] == ["'=1+1"]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}


# Noting somebody -----------------------------------------------------------------------------------------------


def form(**words):
    return {"client_id": str(uuid4()), "name": "Timo Berg", "consent_how": "spoken", "source": "visit",
            "age_band": "unknown", **STEP, **words}  # fmt: skip


def test_a_name_an_agreement_and_a_next_step_are_enough(mentor, login):
    answer = login(mentor).post(f"{HERE}new/", form(next_step="Visit at home"))

    met = Prospect.objects.get()
    assert answer["Location"] == met.get_absolute_url()
    step = met.interactions.get()
    assert (met.stage, step.next_step, step.channel) == ("new", "Visit at home", "visit")
    assert step.next_step_date == timezone.localdate() + timedelta(days=7)


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(mentor, login):
    words = form(name="Timo", consent_how="", next_step="", age_band="under_16", staff_note="Good hands")

    answer = login(mentor).post(f"{HERE}new/", words)

    page = text(answer)
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert set(errors) == {"consent_how", "next_step", "guardian_name", "guardian_contact"}
    assert "Good hands" in page
    assert 'value="Timo"' in page
    assert not Prospect.objects.exists()


def test_who_may_be_known_already_is_shown_before_they_are_noted_twice(met, mentor, other_mentor, login):
    browser, words = login(mentor), form(name="Timmo Berg", phone="0170 5550101")

    asked = browser.post(f"{HERE}new/", words)

    assert "Is it one of these?" in text(asked)
    assert met.get_absolute_url() in text(asked)
    assert Prospect.objects.count() == 1
    browser.post(f"{HERE}new/", words | {"is_other": "1"})
    assert Prospect.objects.count() == 2
    login(other_mentor).post(f"{HERE}new/", form(phone="0170 5550101"))
    assert Prospect.objects.count() == 3, "what one may not see is no duplicate"


def test_what_a_phone_kept_arrives_once_and_is_answered_in_json(mentor, login):
    browser, words = login(mentor), form()
    late = {"HTTP_X_OUTBOX": "late"}

    answers = [browser.post(f"{HERE}new/", words, **late) for _again in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json() == {"url": Prospect.objects.get().get_absolute_url()}
    assert Interaction.objects.count() == 1
    refused = browser.post(f"{HERE}new/", form(name=""), **late)
    assert refused.status_code == 422
    assert "Name" in refused.json()["message"]


# One of them ---------------------------------------------------------------------------------------------------


def test_the_page_of_one_tells_all_that_is_known(met, mentor, skill, login):
    prospects.assess(prospect=met, skill=skill, level=1, evidence="A bowl", by=mentor, now=NOW)
    log(met, mentor, notes="Likes clay", no_next_step=False, next_step="Try-out", next_step_date=NOW.date())

    page = text(login(mentor).get(met.get_absolute_url()))

    for word in ("Harbour", "+49 170 5550101", "Throwing: 1 · Starts", "Likes clay", "Try-out", "New → Assessed"):
        assert word in page, word


def test_a_mentor_whose_participant_they_are_reads_and_changes_nothing(participant, mentor, other_mentor, login):
    once = meet(other_mentor, "Amina Okoye", staff_note="Shy")
    prospects.mark_onboarded(prospect=once, user=participant, by=other_mentor, now=NOW)
    browser = login(mentor)

    page = text(browser.get(once.get_absolute_url()))

    assert "Shy" in page
    assert "Forget" not in page
    for act in ("edit/", "move/", "assess/", "forget/", "contact/"):
        assert browser.get(once.get_absolute_url() + act).status_code == 404


def test_a_card_is_moved_by_its_form_and_a_reason_is_asked_for(met, mentor, login):
    browser, move = login(mentor), f"{met.get_absolute_url()}move/"

    answer = browser.post(move, {"to": "contacted", "next": f"{HERE}board/?place=Harbour"})
    assert answer["Location"] == f"{HERE}board/?place=Harbour"
    away = browser.post(move, {"to": "assessed", "next": "//evil.example/"})
    assert away["Location"] == met.get_absolute_url()
    asked = browser.post(move, {"to": "deferred", "reason_text": "Later"})

    assert "Say why" in text(asked)
    assert "Later" in text(asked)
    met.refresh_from_db()
    assert met.stage == "assessed"
    browser.post(move, {"to": "deferred", "reason": "no_time"})
    met.refresh_from_db()
    assert (met.stage, met.reason) == ("deferred", "no_time")


def test_nonsense_in_a_move_is_refused_in_words(met, mentor, login):
    for words in ({}, {"to": ""}, {"to": "onboarded"}, {"to": "new"}, {"to": "x" * 900, "reason": "\0"}):
        answer = login(mentor).post(f"{met.get_absolute_url()}move/", words)
        assert answer.status_code == 200, words
        assert answer.context["form"].errors


def test_somebody_is_assessed_changed_handed_over_and_forgotten(
    met, mentor, other_mentor, moderator, skill, login
):
    browser = login(mentor)
    browser.post(f"{met.get_absolute_url()}assess/", {"level": "throwing:2", "evidence": "A bowl"})
    met.refresh_from_db()
    assert (met.stage, met.assessments.get().level) == ("assessed", 2)
    words = form(name="Timo Bergmann", weekdays=["mon", "sat"])
    browser.post(f"{met.get_absolute_url()}edit/", words)
    met.refresh_from_db()
    assert (met.name, met.weekday_codes) == ("Timo Bergmann", ["mon", "sat"])
    assert browser.post(f"{met.get_absolute_url()}hand-over/", {"mentor": other_mentor.handle}).status_code in (
        302,
        403,
    )
    met.refresh_from_db()
    assert met.mentor == mentor

    login(moderator).post(f"{met.get_absolute_url()}hand-over/", {"mentor": other_mentor.handle})

    met.refresh_from_db()
    assert met.mentor == other_mentor
    assert browser.get(met.get_absolute_url()).status_code == 404
    assert "Forget Timo Bergmann?" in text(login(other_mentor).get(f"{met.get_absolute_url()}forget/"))
    login(other_mentor).post(f"{met.get_absolute_url()}forget/")
    met.refresh_from_db()
    assert met.name == ""
    assert "Timo" not in text(login(other_mentor).get(HERE))


# Contacts, what is due, timelines ------------------------------------------------------------------------------


def contact(**words):
    return {
        "client_id": str(uuid4()),
        "channel": "phone",
        "outcome": "reached",
        "visibility": "staff",
        **STEP,
        **words,
    }


def test_a_contact_takes_three_touches_and_a_few_words(met, mentor, login):
    browser = login(mentor)
    page = browser.get(f"{met.get_absolute_url()}contact/")
    assert page.context["form"].initial == {}
    assert 'value="phone"' in text(page)

    browser.post(f"{met.get_absolute_url()}contact/", contact(due_in="none"))

    noted = met.interactions.get()
    assert (noted.no_next_step, noted.visibility) == (True, "staff")
    assert timezone.now() - noted.happened_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    "wrong",
    [{"next_step": ""}, {"due_in": "day"}, {"due_in": "soon"}, {"minutes": "0"},
     {"happened_at": "2199-01-01T10:00"},
     {"client_id": "x"}, {"channel": "pigeon"}, {"next_step_date": "31.31.2026"}, {"notes": "x" * 3001}],
)  # fmt: skip
def test_a_contact_that_makes_no_sense_is_refused_beside_the_field(wrong, met, mentor, login):
    answer = login(mentor).post(f"{met.get_absolute_url()}contact/", contact(**wrong))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Interaction.objects.exists()


def test_with_a_contact_the_step_before_is_done(met, mentor, login):
    before = log(met, mentor, no_next_step=False, next_step="Call", next_step_date=NOW.date())

    login(mentor).post(f"{met.get_absolute_url()}contact/", contact(settles="on", due_in="none"))

    before.refresh_from_db()
    assert before.done_at is not None
    assert "Call" not in text(login(mentor).get("/my/due/"))


def test_the_due_list_shows_what_is_overdue_first_and_is_done_in_one_tap(met, mentor, other_mentor, login):
    for day, step in ((3, "Later thing"), (-2, "Overdue thing"), (0, "Thing of today")):
        log(met, mentor, no_next_step=False, next_step=step, next_step_date=NOW.date() + timedelta(days=day))
    browser = login(mentor)
    page = text(browser.get("/my/due/"))
    assert page.index("Overdue thing") < page.index("Thing of today") < page.index("Later thing")
    assert "2 days overdue" in page
    assert "Overdue thing" not in text(login(other_mentor).get("/my/due/"))
    first = Interaction.objects.get(next_step="Overdue thing")

    answer = browser.post(f"/my/contacts/{first.public_id}/done/", {"next": "/my/due/?show=due"})

    assert answer["Location"] == "/my/due/?show=due"
    today = Interaction.objects.get(next_step="Thing of today")
    browser.post(f"/my/contacts/{today.public_id}/later/", {"days": "30"})
    today.refresh_from_db()
    assert today.next_step_date == timezone.localdate() + timedelta(days=30)
    for wrong in ({"to": "yesterday"}, {}, {"to": "2001-01-01"}, {"days": "9"}):
        browser.post(f"/my/contacts/{today.public_id}/later/", wrong)
    today.refresh_from_db()
    assert today.next_step_date == timezone.localdate() + timedelta(days=30)


def test_who_has_no_next_step_and_who_is_silent_is_shown(met, participant, mentor, moderator, login):
    browser = login(mentor)
    assert "Timo Berg" in text(browser.get("/my/due/?show=planless"))
    assert "Amina Okoye" not in text(browser.get("/my/due/?show=silent")), "accompanied since today only"
    mentor.mentor_pairings.update(started_at=NOW - timedelta(days=60))
    assert "Amina Okoye" in text(browser.get("/my/due/?show=silent"))
    assert "Amina Okoye" not in text(login(moderator).get("/my/due/?show=silent"))
    assert "Amina Okoye" in text(login(moderator).get("/my/due/?show=silent&whose=all"))

    log(participant, mentor)
    log(met, mentor, no_next_step=False, next_step="Call", next_step_date=NOW.date())

    assert "Amina Okoye" not in text(browser.get("/my/due/?show=silent"))
    assert "Timo Berg" not in text(browser.get("/my/due/?show=planless"))


@pytest.mark.parametrize("page", ["due/", "due/?show=planless", "due/?show=silent&whose=all", "contacts/new/?q=t"])
def test_due_lists_ask_the_same_for_one_row_and_for_many(
    page, mentor, moderator, login, assert_queries_do_not_grow
):
    def add_row():
        log(meet(mentor, "Timo Berg"), moderator, no_next_step=False, next_step="x", next_step_date=NOW.date())
        meet(moderator, "Timo Still")
        silent = cast.person("Tim Quiet", "participant")
        cast.mentor_of(silent, "Some Mentor").mentor_pairings.update(started_at=NOW - timedelta(days=99))

    assert_queries_do_not_grow(f"/my/{page}", add_row, client=login(moderator), rows=4)


def test_a_contact_is_corrected_by_who_wrote_it(met, mentor, moderator, login):
    noted = log(met, mentor, notes="Met")
    browser, page = login(mentor), f"/my/contacts/{noted.public_id}/"
    assert "Met" in text(browser.get(page))

    browser.post(page, contact(notes="Met at the harbour"))

    noted.refresh_from_db()
    assert (noted.notes, noted.next_step) == ("Met at the harbour", "Call")
    assert login(moderator).get(page).status_code == 200
    assert login(cast.person("Xaver Lang", "mentor")).get(page).status_code == 404


def test_a_timeline_opens_for_the_person_and_who_looks_after_them(
    participant, mentor, other_mentor, moderator, stranger, login
):
    log(participant, mentor, notes="Secretly tired")
    log(participant, mentor, notes="See you on Monday", visibility="shared")
    page = f"/my/people/{participant.handle}/timeline/"

    for who in (mentor, moderator):
        assert "Secretly tired" in text(login(who).get(page))
    for who in (other_mentor, stranger):
        assert login(who).get(page).status_code == 404
    own = text(login(participant).get("/my/timeline/"))
    assert "See you on Monday" in own
    assert "Secretly tired" not in own
    assert login(participant).get(page).status_code == 404
    assert login(mentor).get(f"{page}?kind=contact&before=rubbish").status_code == 200


def test_a_mentor_notes_a_contact_with_whom_they_accompany_only(participant, stranger, mentor, moderator, login):
    browser = login(mentor)
    assert participant.handle in text(browser.get("/my/contacts/new/"))
    assert stranger.handle not in text(browser.get("/my/contacts/new/?q=bruno"))

    answer = browser.post(f"/my/people/{participant.handle}/contact/", contact())

    assert answer["Location"] == f"/my/people/{participant.handle}/timeline/"
    assert browser.get(f"/my/people/{stranger.handle}/contact/").status_code == 404
    assert browser.get(f"/my/people/{mentor.handle}/contact/").status_code == 404
    assert login(moderator).get(f"/my/people/{stranger.handle}/contact/").status_code == 200
