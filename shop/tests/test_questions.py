"""Asking makers about pieces and orders, as members and as visitors."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.services import projects
from portal.accounts.services import consents, people
from portal.core.exceptions import NotAllowed
from portal.testing import cast, letters
from shop.models import Question, QuestionWord
from shop.selectors import orders as order_selectors
from shop.services import questions
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_checkout_pages import text

pytestmark = pytest.mark.django_db
TYPED = {"text": "How big is it?", "name": "Vera Visitor", "email": "vera@example.org"}


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    """`send(client, address, …)` posts a form and everything that follows from it."""

    def post(client, address, **typed):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(address, {"submission": uuid4(), **typed})
        letters.sent()
        return answer

    return post


def ask_page(listing):
    return reverse("shop:ask", args=[listing.public_id])


def asked(listing, by=None, **values):
    who = {} if by else {"name": "Vera", "email": "vera@example.org"}
    words = {"text": "How big is it?", "submission": uuid4(), "now": timezone.now(), **who, **values}
    return questions.ask(listing=listing, by=by or Client().get("/").wsgi_request.user, **words)


def test_a_visitor_asks_the_maker_answers_and_the_visitor_goes_on_by_the_link(participant, login, send):
    listing = piece(participant, title="Blue jug")
    assert send(Client(), ask_page(listing), **TYPED)["Location"] == listing.get_absolute_url()
    assert letters.address(mail.outbox[-1]) == participant.email
    assert "How big is it?" not in mail.outbox[-1].body
    assert "vera@example.org" not in mail.outbox[-1].body

    thread = re.search(r"http://127.0.0.1:8000(/my/questions/\w+/)", mail.outbox[-1].body)[1]
    send(login(participant), thread, text="Twenty centimetres.")
    assert mail.outbox[-1].to == ["vera@example.org"]
    assert participant.email not in mail.outbox[-1].body

    link = re.search(r"http://127.0.0.1:8000(/shop/question/\S+/)", mail.outbox[-1].body)[1]
    words = text(Client().get(link))
    assert "Twenty centimetres." in words
    send(Client(), link, text="And how heavy?")
    assert letters.address(mail.outbox[-1]) == participant.email
    assert [word.is_answer for word in QuestionWord.objects.order_by("pk")] == [False, True, False]
    assert Question.objects.get().waits_since


def test_a_member_finds_question_and_answer_under_their_own(participant, buyer, stranger, login, send):
    listing = piece(participant)
    where = send(login(buyer), ask_page(listing), text="Is it food safe?")["Location"]
    send(login(participant), where, text="Yes.")

    assert letters.address(mail.outbox[-1]) == buyer.email
    assert "Yes." in text(login(buyer).get(where))
    assert "Is it food safe?" in text(login(buyer).get(reverse("shop:questions")))
    assert login(stranger).get(where).status_code == 404
    assert "Is it food safe?" not in text(login(stranger).get(reverse("shop:questions")))


def test_a_buyer_asks_about_an_order_without_saying_who_they_are(participant, login, send):
    listing = piece(participant, title="Blue jug")
    payment = tills.paid(listing)
    projects.change_visibility(project=listing.project, visibility="private", by=participant)
    token = order_selectors.link_token(payment.order)
    page = text(Client().get(reverse("shop:order_link", args=[token])))
    assert "Ask the maker" in page

    address = f"{ask_page(listing)}?order={token}"
    assert "e-mail address" not in text(Client().get(address))
    send(Client(), address, text="When does it come?")

    question = Question.objects.get()
    assert (question.name, question.email, question.order) == ("Greta Guest", "guest@example.org", payment.order)
    assert payment.order.number in text(login(participant).get(question.get_absolute_url()))


def test_a_link_of_another_order_does_not_help(participant, stranger):
    hidden, other = piece(participant), tills.paid(piece(stranger))
    projects.change_visibility(project=hidden.project, visibility="private", by=participant)
    token = order_selectors.link_token(other.order)

    assert Client().get(f"{ask_page(hidden)}?order={token}").status_code == 404
    assert Client().get(f"{ask_page(hidden)}?order=forged").status_code == 404
    assert Client().get(ask_page(hidden)).status_code == 404
    with pytest.raises(questions.NotOfThisOrder):
        asked(piece(participant), order=other.order)


@pytest.mark.parametrize("missing", ["text", "name", "email"])
def test_what_is_missing_is_asked_for(participant, send, missing):
    page = send(Client(), ask_page(piece(participant)), **{**TYPED, missing: " "})

    assert page.status_code == 422
    assert "This field is required" in text(page)
    assert not Question.objects.exists()


def test_a_form_sent_twice_asks_once(participant, login):
    listing, once = piece(participant), {**TYPED, "submission": uuid4()}
    for _turn in range(2):
        Client().post(ask_page(listing), once)
    assert QuestionWord.objects.count() == 1

    answer = {"text": "Yes.", "submission": uuid4()}
    for _turn in range(2):
        login(participant).post(Question.objects.get().get_absolute_url(), answer)
    assert QuestionWord.objects.count() == 2


def test_machines_learn_nothing_and_send_nothing(participant, send):
    page = send(Client(), ask_page(piece(participant)), **TYPED, website="http://spam.example")

    assert page.status_code == 302
    assert not Question.objects.exists()


def test_what_a_minor_is_asked_reaches_only_who_accompanies_them(
    participant, mentor, stranger, operator, moderator, login, send
):
    listing = piece(participant)
    guardian = {"name": "Mother", "contact": "1", "relation": "parent"}
    agreed = consents.record_guardian(user=participant, by=operator, **guardian)
    consents.give_consent(user=participant, kind="publishing", by=operator, now=timezone.now(), guardian=agreed)
    people.set_age_band(user=participant, age_band="under_16", by=operator)
    send(Client(), ask_page(listing), **TYPED)
    thread = Question.objects.get().get_absolute_url()

    asking = [letter for letter in mail.outbox if " asks about " in letter.subject]
    assert letters.addresses(asking) == [mentor.email]
    assert login(participant).get(thread).status_code == 404
    assert "How big" not in text(login(participant).get(reverse("shop:questions")))
    assert "who accompanies you answers" in text(login(participant).get(reverse("shop:sales")))
    assert login(stranger).get(thread).status_code == 404
    assert login(moderator).get(thread).status_code == 200
    send(login(mentor), thread, text="Twenty centimetres.")
    assert mail.outbox[-1].to == ["vera@example.org"]
    assert "answered by Maria Lindqvist" in text(login(mentor).get(thread))


def test_minors_do_not_write_to_strangers(participant, stranger, operator, login):
    people.set_age_band(user=stranger, age_band="under_16", by=operator)
    listing = piece(participant)

    stranger.refresh_from_db()
    assert login(stranger).get(ask_page(listing)).status_code == 404
    with pytest.raises(NotAllowed):
        asked(listing, by=stranger)


def test_nobody_asks_themselves_or_who_has_left(participant, login):
    listing = piece(participant)
    assert login(participant).get(ask_page(listing)).status_code == 404

    type(participant).objects.filter(pk=participant.pk).update(is_active=False)
    assert Client().get(ask_page(listing)).status_code == 404


def test_nobody_else_answers(participant, stranger, buyer):
    question = asked(piece(participant), by=buyer)

    with pytest.raises(NotAllowed):
        questions.say(question=question, by=stranger, text="No.", submission=uuid4(), now=timezone.now())


def test_a_thread_has_an_end(participant, buyer, monkeypatch):
    monkeypatch.setattr(questions, "MOST_WORDS", 1)
    question = asked(piece(participant), by=buyer)

    with pytest.raises(questions.TooManyWords):
        questions.say(question=question, by=buyer, text="?", submission=uuid4(), now=timezone.now())


def test_links_of_visitors_are_signed_end_and_open_no_members_question(participant, buyer, monkeypatch):
    own = asked(piece(participant))
    link = reverse("shop:question_link", args=[questions.link_token(own)])
    members = reverse("shop:question_link", args=[questions.link_token(asked(piece(participant), by=buyer))])

    assert Client().get(link)["X-Robots-Tag"] == "noindex"
    assert Client().get(link.replace(":", "x", 1)).status_code == 404
    assert Client().get(members).status_code == 404
    monkeypatch.setattr(questions, "LINK_DAYS", -1)
    assert Client().get(link).status_code == 404


def test_sales_tell_how_many_wait(participant, buyer, login):
    question = asked(piece(participant), by=buyer)
    client = login(participant)
    assert "1 question waits" in text(client.get(reverse("shop:sales")))

    questions.say(question=question, by=participant, text="Yes.", submission=uuid4(), now=timezone.now())
    assert "question waits" not in text(client.get(reverse("shop:sales")))


def test_what_visitors_asked_is_forgotten_after_a_year(participant, buyer):
    asked(piece(participant))
    asked(piece(participant), by=buyer)

    assert questions.forget_old(now=timezone.now()) == 0
    assert questions.forget_old(now=timezone.now() + timedelta(days=366)) == 1
    assert Question.objects.get().asker == buyer


def test_the_list_asks_the_same_for_many(participant, login, assert_queries_do_not_grow):
    listing = piece(participant)

    assert_queries_do_not_grow(
        reverse("shop:questions"),
        lambda: asked(listing, by=cast.person(f"Asker {uuid4().hex[:6]}", "buyer")),
        client=login(participant),
        rows=4,
    )
