"""Reports: one queue, steps with reasons, told to the person, objected to, and in the log for ever."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from cms_pages.models import PostComment
from cms_pages.services import comments
from cms_pages.tests import factories
from mentorship.models import Project
from mentorship.services import projects
from messaging.models import Case, CaseAct, Decision, Message, Notification, Suspension
from messaging.selectors import conversations as talks
from messaging.selectors import desk as questions
from messaging.services import conversations, desk, messages, reports
from portal.accounts.models import AuditEvent
from portal.core.append_only import HistoryIsFixed
from portal.core.exceptions import NotAllowed
from portal.core.policy import can
from portal.testing import cast
from portal.testing.uploads import picture
from shop.services import questions as shop_questions
from shop.services import reviews
from shop.tests.factories import piece
from shop.tests.test_reviews import bought

pytestmark = pytest.mark.django_db
DESK = "/my/reports/"


def say(talk, by, text="Rude words", **more):
    return messages.send(conversation=talk, by=by, text=text, client_id=uuid4(), now=timezone.now(), **more)


@pytest.fixture
def talk(participant, mentor):
    return conversations.begin(by=participant, to=mentor)


@pytest.fixture
def case(talk, participant, mentor):
    """A message of the mentor that the participant has reported."""
    for number in range(12):
        say(talk, participant, f"Words {number}")
    message = say(talk, mentor)
    say(talk, participant, "Words after it")
    reports.of_message(message=message, by=participant, reason="conduct", note="He is rude", now=timezone.now())
    return Case.objects.get()


def taken(case, by):
    return desk.claim(case=case, by=by, now=timezone.now())


def act(step, case, by, **more):
    return step(case=case, by=by, reason="conduct", now=timezone.now(), **more)


def test_a_report_opens_one_case_and_tells_who_watches(
    talk, participant, mentor, moderator, django_capture_on_commit_callbacks
):
    message = say(talk, mentor)
    told = {"message": message, "by": participant, "now": timezone.now()}

    with django_capture_on_commit_callbacks(execute=True):
        for reason in ("conduct", "spam"):
            reports.of_message(reason=reason, **told)

    case = Case.objects.get()
    assert (case.person, case.state, case.reports.count()) == (mentor, "open", 1)
    assert Notification.objects.filter(kind="case_opened", person=moderator).count() == 1
    assert [each.act for each in case.acts.all()] == ["report"]


def test_only_who_watches_sees_the_desk_and_nobody_their_own_case(
    case, participant, mentor, stranger, moderator, login
):
    address = f"{DESK}{case.public_id}/"

    for person in (participant, mentor, stranger):
        assert login(person).get(DESK).status_code == 404
        assert login(person).get(address).status_code == 404
        with pytest.raises(NotAllowed):
            taken(case, person)
    assert case.person.display_name in login(moderator).get(DESK).content.decode()
    Case.objects.update(person=moderator)
    assert login(moderator).get(address).status_code == 404


def test_a_report_opens_the_message_and_ten_before_it_and_each_look_is_noted(case, moderator, login):
    page = login(moderator).get(f"{DESK}{case.public_id}/").content.decode()

    assert "Rude words" in page
    assert "Words 11" in page
    assert "Words 1<" not in page
    assert "Words after it" not in page
    assert "Amina" not in page.partition("What was said about it")[2].partition("What was done")[0]
    assert AuditEvent.objects.filter(action="look", actor=moderator, detail__what="case").exists()


def test_a_case_is_taken_by_one_and_left_again(case, moderator):
    other = cast.person("Dora Klein", "coordinator")
    taken(case, moderator)

    for step in (desk.claim, desk.release):
        with pytest.raises(desk.NotYours):
            step(case=case, by=other, now=timezone.now())
    with pytest.raises(desk.NotYours):
        act(desk.warn, case, other, text="Stop it")
    desk.release(case=case, by=moderator, now=timezone.now())
    assert taken(case, other).claimed_by == other


def test_a_hidden_message_is_read_by_nobody_and_comes_back(case, talk, participant, mentor, moderator, login):
    taken(case, moderator)
    act(desk.hide, case, moderator, text="We do not speak like this here.")
    address = f"/my/conversations/{talk.public_id}/"

    for person in (participant, mentor):
        page = login(person).get(address).content.decode()
        assert "Rude words" not in page
        assert "Hidden by those who look after safety here." in page
    told = [each for each in talks.words_after(talk, participant, 0) if each.hidden_at]
    assert [each.seq for each in told] == [13]
    with pytest.raises(NotAllowed):
        messages.edit(message=Message.objects.get(seq=13), by=mentor, text="Other words", now=timezone.now())
    taken(case, moderator)
    act(desk.restore, case, moderator)
    assert "Rude words" in login(participant).get(address).content.decode()


def test_the_person_is_told_and_objects_and_somebody_else_decides(
    case, participant, mentor, moderator, login, django_capture_on_commit_callbacks
):
    other, client = cast.person("Dora Klein", "coordinator"), login(moderator)
    address = f"{DESK}{case.public_id}/"
    client.post(address, {"act": "claim", "reason": "other"})
    refused = client.post(address, {"act": "warn", "reason": "conduct", "text": " "})
    assert "Say to the person" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"act": "warn", "reason": "conduct", "text": "Please be kind."})

    decision = Decision.objects.get()
    assert Notification.objects.filter(kind="decision_told", person=mentor).exists()
    page = login(mentor).get(f"/my/decisions/{decision.pk}/").content.decode()
    assert "Please be kind." in page
    assert participant.display_name not in page
    assert login(participant).get(f"/my/decisions/{decision.pk}/").status_code == 404
    login(mentor).post(f"/my/decisions/{decision.pk}/", {"text": "I quoted a poem"})
    with pytest.raises(desk.NothingToAppeal):
        desk.appeal(decision=decision, by=mentor, text="Again", now=timezone.now())
    with pytest.raises(desk.DecidedBySame):
        taken(case, moderator)
    assert "Objection" in login(other).get(f"{DESK}?show=appeals").content.decode()
    assert "I quoted a poem" in login(other).get(address).content.decode()
    taken(case, other)
    act(desk.dismiss, case, other)
    assert case.acts.order_by("pk").last().act == "uphold"


def test_who_is_suspended_reads_and_writes_nothing_until_the_day(case, talk, mentor, moderator, login):
    taken(case, moderator)
    act(desk.suspend, case, moderator, text="A week to think.", days=7)
    client, address = login(mentor), f"/my/conversations/{talk.public_id}/"

    assert client.get(address).status_code == 200
    answer = client.post(address, {"text": "Hi", "client_id": uuid4()})
    assert answer.status_code == 403
    assert "You may read here, but not write before" in answer.content.decode()
    with pytest.raises(messages.Suspended):
        say(talk, mentor)
    decision = Decision.objects.get()
    assert client.post(f"/my/decisions/{decision.pk}/", {"text": "Why?"}).status_code == 302
    later = timezone.now() + timedelta(days=8)
    assert questions.suspension_of(mentor, later) is None
    other = cast.person("Dora Klein", "coordinator")
    taken(case, other)
    act(desk.restore, case, other)
    assert say(talk, mentor).seq
    assert Suspension.objects.get().ended_at


def test_who_is_suspended_keeps_their_account_and_does_nothing_to_others(
    case, participant, mentor, moderator, login
):
    taken(case, moderator)
    act(desk.suspend, case, moderator, text="A week to think.", days=7)
    client = login(mentor)
    person = f"/my/people/{participant.handle}/"
    to_others = {
        "/my/profile/": {"display_name": "Rude words", "bio": "Rude words"},
        "/my/invitations/new/": {"email": "friend@example.org", "name": "Rude words", "roles": ["participant"]},
        "/my/tokens/": {"name": "Mine", "scope": "write", "lasts": "30"},
        f"{person}age/": {"age_band": "under_16"},
        f"{person}guardians/": {"name": "X", "contact": "1", "relation": "parent"},
    }

    refused = {path: client.post(path, sent).status_code for path, sent in to_others.items()}

    assert set(refused.values()) == {403}, refused
    assert client.post("/my/privacy/consents/publishing/give/").status_code == 302
    assert client.post("/my/privacy/consents/publishing/withdraw/").status_code == 302
    assert client.post("/my/data/close/", {}).status_code != 403
    with closing(client.post("/my/data/download/")) as copy_of_everything:
        assert copy_of_everything.status_code != 403


def test_a_reported_work_is_hidden_and_stays_so_although_its_maker_shows_it(
    participant, mentor, stranger, moderator, login, django_capture_on_commit_callbacks
):
    kept = {"title": "Copied", "media_type": "image", "visibility": "public", "files": [picture()]}
    work = projects.create(owner=participant, by=participant, **kept)
    address = f"/my/report/work/{work.public_id}/"
    assert "Report this work" in login(stranger).get(work.get_absolute_url()).content.decode()

    login(stranger).post(address, {"reason": "rights", "note": "It is mine"})
    login(participant).post(address, {"reason": "rights", "note": "My own"})
    case = Case.objects.get()
    assert case.reports.count() == 1
    taken(case, moderator)
    act(desk.hide, case, moderator, text="Somebody else says it is theirs.")
    work.refresh_from_db()
    assert work.visibility == "private"
    with django_capture_on_commit_callbacks(execute=True):
        projects.change_visibility(project=work, visibility="public", by=participant)
    assert Project.objects.get().visibility == "private"
    taken(case, moderator)
    act(desk.restore, case, moderator)
    assert Project.objects.get().visibility == "public"


def test_reporting_somebody_answers_the_same_for_a_handle_that_nobody_has(participant, mentor, login):
    client = login(participant)

    answers = [
        client.post(f"/my/report/person/{handle}/", {"reason": "conduct"}) for handle in (mentor.handle, "nobody")
    ]

    assert {(each.status_code, each["Location"]) for each in answers} == {(302, "/my/notifications/")}
    assert Case.objects.get().person == mentor
    assert client.get("/my/report/thing/x/").status_code == 404
    assert client.get("/my/report/work/nothing/").status_code == 404


def test_the_log_is_never_changed(case, moderator):
    step = CaseAct.objects.first()

    with pytest.raises(HistoryIsFixed):
        step.save()
    with pytest.raises(HistoryIsFixed):
        step.delete()
    with pytest.raises(HistoryIsFixed):
        CaseAct.objects.all().delete()


def test_a_new_report_opens_a_closed_case_again(case, talk, mentor, moderator):
    taken(case, moderator)
    act(desk.dismiss, case, moderator)
    assert Case.objects.get().state == "closed"

    desk.report(
        kind="message",
        row=Message.objects.get(seq=13),
        person=mentor,
        by=cast.person("Sofia Lund", "safeguarding"),
        reason="conduct",
        note="",
        now=timezone.now(),
    )

    assert Case.objects.get().state == "open"


def test_more_cases_ask_no_more_questions(participant, mentor, moderator, login, assert_queries_do_not_grow):
    def another():
        person = cast.person(f"Person {uuid4().hex[:8]}", "participant")
        reports.of_person(person=person, by=participant, reason="spam", now=timezone.now())

    assert_queries_do_not_grow(DESK, another, client=login(moderator))


def test_a_reported_comment_comes_to_the_same_desk(
    participant, mentor, stranger, moderator, login, django_capture_on_commit_callbacks
):
    said = {"post": factories.post(participant), "by": stranger, "now": timezone.now(), "submission": uuid4()}
    comment = comments.write(text="Ugly cloth", **said)
    comments.decide(comment=comment, show=True, by=participant, now=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        comments.report(comment=comment, by=mentor, reason="Unkind", now=timezone.now())
    case = Case.objects.get()
    page = login(moderator).get(f"{DESK}{case.public_id}/").content.decode()
    taken(case, moderator)
    act(desk.hide, case, moderator, text="Say what you would change instead.")

    assert "Ugly cloth" in page
    assert "Unkind" in page
    assert PostComment.objects.get().status == "declined"
    assert login(participant).post(f"/comments/{comment.pk}/decide/", {"show": "1"}).status_code == 404
    with pytest.raises(NotAllowed):
        comments.decide(comment=comment, show=True, by=participant, now=timezone.now())
    assert PostComment.objects.get().status == "declined"
    taken(case, moderator)
    act(desk.restore, case, moderator)
    assert PostComment.objects.get().status == "shown"


def test_a_comment_that_was_let_stand_is_not_hidden_by_the_next_report(
    participant, mentor, stranger, buyer, moderator, login, django_capture_on_commit_callbacks
):
    said = {"post": factories.post(participant), "by": stranger, "now": timezone.now(), "submission": uuid4()}
    comment = comments.write(text="Plain cloth", **said)
    comments.decide(comment=comment, show=True, by=participant, now=timezone.now())

    def shown():
        return "Plain cloth" in Client().get(said["post"].url).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        comments.report(comment=comment, by=mentor, reason="Unkind", now=timezone.now())
    assert not shown()
    act(desk.dismiss, taken(Case.objects.get(), moderator), moderator)
    assert shown()

    with django_capture_on_commit_callbacks(execute=True):
        told = login(buyer).post(f"/comments/{comment.pk}/report/", {"reason": "Dull"}, follow=True)

    assert shown()
    assert "hidden until" not in told.content.decode()
    case = Case.objects.get()
    assert (case.state, case.reports.count()) == ("open", 2)
    act(desk.hide, taken(case, moderator), moderator, text="Say what you would change instead.")
    assert not shown()


def reviewed(maker, moderator, author=None):
    sale = bought(piece(maker, kind="edition", quantity=3))
    row = reviews.write(sale=sale, by=author, name="Greta", stars=1, text="A thief made this.")
    return reviews.decide(review=row, shown=True, by=moderator, now=timezone.now())


def test_a_review_is_reported_hidden_and_shown_again(participant, buyer, moderator, login):
    review = reviewed(participant, moderator, author=buyer)
    page = review.listing.get_absolute_url()
    assert f"/my/report/review/{review.pk}/" in login(participant).get(page).content.decode()

    said = {"reason": "conduct", "note": "I made it"}
    assert login(participant).post(f"/my/report/review/{review.pk}/", said).status_code == 302
    case = Case.objects.get(kind="review")
    desk_page = login(moderator).get(f"{DESK}{case.public_id}/").content.decode()
    assert "A thief made this." in desk_page
    case = act(desk.hide, taken(case, moderator), moderator, text="Say it of the piece.")

    assert "A thief made this." not in login(participant).get(page).content.decode()
    assert Decision.objects.get().person == buyer
    act(desk.restore, taken(case, moderator), moderator)
    assert "A thief made this." in login(participant).get(page).content.decode()
    assert login(participant).get("/my/report/review/987654/").status_code == 404
    assert login(participant).get("/my/report/review/one/").status_code == 404


def test_a_review_without_an_account_is_hidden_and_nobody_told(participant, moderator, login):
    review = reviewed(participant, moderator)
    case = reports.of_review(review=review, by=participant, reason="conduct", now=timezone.now())
    page = f"{DESK}{case.public_id}/"
    client = login(moderator)
    client.post(page, {"act": "claim", "reason": "other"})
    html = client.get(page).content.decode()
    assert 'value="hide"' in html
    assert 'value="ban"' not in html
    for step in ("warn", "suspend", "ban"):
        refused = client.post(page, {"act": step, "reason": "other", "text": "Mind.", "days": "1"})
        assert "there is nobody to tell" in refused.content.decode()

    client.post(page, {"act": "hide", "reason": "other"})

    assert Case.objects.get().is_hidden
    assert not Decision.objects.exists()
    assert "Without an account" in client.get(f"{DESK}?show=closed").content.decode()
    review.refresh_from_db()
    assert not review.is_shown


def test_nobody_takes_down_what_is_said_of_their_own_piece(participant, moderator):
    review = reviewed(participant, moderator)
    lead = cast.person("Sol Guard", "safeguarding", "participant")
    review.listing.seller.user = lead

    assert not can(lead, "take_down", review)
    assert can(moderator, "take_down", review)


@pytest.fixture
def thread(participant):
    """`thread(by)` is a question of `by`, perhaps a visitor, and the maker's answer: its two words."""

    def make(by):
        told = {"text": "Rude question", "submission": uuid4(), "now": timezone.now()}
        told |= {} if by.is_authenticated else {"name": "Vera", "email": "vera@example.org"}
        asked = shop_questions.ask(listing=piece(participant), by=by, **told)
        answered = {"text": "Ruder answer", "submission": uuid4(), "now": timezone.now()}
        shop_questions.say(question=asked, by=participant, **answered)
        return list(asked.words.order_by("pk"))

    return make


def test_an_answer_to_a_buyer_is_reported_hidden_and_shown_again(thread, participant, buyer, moderator, login):
    question, answer = thread(buyer)
    page, link = question.question.get_absolute_url(), f"/my/report/question/{answer.pk}/"
    html = login(buyer).get(page).content.decode()
    assert link in html
    assert f"/my/report/question/{question.pk}/" not in html
    assert login(buyer).post(link, {"reason": "conduct", "note": ""}).status_code == 302
    case = Case.objects.get(kind="asked")
    assert case.person == participant
    desk_page = login(moderator).get(f"{DESK}{case.public_id}/").content.decode()
    assert "Rude question" in desk_page
    assert "Ruder answer" in desk_page

    case = act(desk.hide, taken(case, moderator), moderator, text="Be kind to buyers.")

    hidden = login(buyer).get(page).content.decode()
    assert "Ruder answer" not in hidden
    assert "hidden after a report" in hidden
    assert login(buyer).get(link).status_code == 404
    assert Decision.objects.get().person == participant
    act(desk.restore, taken(case, moderator), moderator)
    assert "Ruder answer" in login(buyer).get(page).content.decode()


def test_what_a_visitor_asked_is_reported_and_nobody_told(thread, participant, moderator, login):
    question, _answer = thread(AnonymousUser())
    page = question.question.get_absolute_url()
    assert f"/my/report/question/{question.pk}/" in login(participant).get(page).content.decode()
    case = reports.of_question_word(word=question, by=participant, reason="conduct", now=timezone.now())
    assert case.person is None
    desk_page = login(moderator).get(f"{DESK}{case.public_id}/").content.decode()
    assert "Rude question" in desk_page
    assert "Ruder answer" not in desk_page, "said later"
    assert "vera@example.org" not in desk_page

    act(desk.hide, taken(case, moderator), moderator, text="")

    assert not Decision.objects.exists()
    assert "Rude question" not in login(participant).get(page).content.decode()
    assert "Rude question" not in login(participant).get("/my/questions/").content.decode()
    link = f"/shop/question/{shop_questions.link_token(question.question)}/"
    assert "Rude question" not in Client().get(link).content.decode()


def test_who_does_not_read_a_question_cannot_report_it(thread, buyer, stranger, participant, moderator, login):
    question, answer = thread(buyer)
    for person, word in ((stranger, question), (stranger, answer), (buyer, question), (participant, answer)):
        with pytest.raises(NotAllowed):
            reports.of_question_word(word=word, by=person, reason="conduct", now=timezone.now())
    assert login(stranger).get(f"/my/report/question/{answer.pk}/").status_code == 404
    assert login(buyer).get("/my/report/question/one/").status_code == 404
    assert can(moderator, "take_down", answer)
    assert not any(can(person, "take_down", answer) for person in (buyer, participant, stranger))


def test_a_ban_has_no_end_and_its_own_word_until_it_is_undone(case, talk, mentor, moderator, login):
    act(desk.suspend, taken(case, moderator), moderator, text="A day to think.", days=1)
    case = act(desk.ban, taken(Case.objects.get(), moderator), moderator, text="We part.")

    much_later = timezone.now() + timedelta(days=3650)
    assert questions.suspension_of(mentor, much_later).is_ban
    assert Suspension.objects.filter(ended_at=None).count() == 1
    assert "You are banned" in login(mentor).post("/my/notifications/read/").content.decode()
    decision = Decision.objects.get(act="ban")
    assert "Banned" in login(mentor).get(f"/my/decisions/{decision.pk}/").content.decode()
    assert "Banned" in login(moderator).get(f"{DESK}{case.public_id}/").content.decode()
    desk.appeal(decision=decision, by=mentor, text="I was not rude.", now=timezone.now())
    with pytest.raises(desk.DecidedBySame):
        taken(case, moderator)
    other = cast.person("Olga Ruiz", "coordinator")
    act(desk.restore, taken(case, other), other)

    assert questions.suspension_of(mentor, much_later) is None
