"""Asking makers for something: who may, what is told to whom, and what is not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from mentorship.models import Commission
from mentorship.services import commissions, projects
from portal.accounts.services import people
from portal.core.exceptions import NotAllowed
from portal.testing import letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def rug(participant):
    return projects.create(
        owner=participant,
        by=participant,
        title="Rug",
        media_type="object",
        visibility="public",
        takes_commissions=True,
    )


def asked(**more):
    return {"message": "A blue one, please.", "budget": "100 €", "submission": str(uuid4()), **more}


def visitor(**more):
    return asked(name="Vera", email="vera@example.com", **more)


def url_of(work):
    return f"/commissions/{work.public_id}/"


def ask(work, by, **more):
    words = {"message": "A blue one, please.", "submission": uuid4(), **more}
    return commissions.ask(project=work, by=by, **words)


def test_a_visitor_asks_and_neither_learns_the_others_address(
    rug, participant, login, django_capture_on_commit_callbacks
):
    assert url_of(rug) in Client().get(rug.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = Client().post(url_of(rug), visitor(), follow=True)

    assert "on its way to Amina Okoye" in answer.content.decode()
    request = Commission.objects.get()
    [letter] = letters.sent()
    assert letters.address(letter) == participant.email
    assert "A blue one, please." not in letter.body
    assert request.get_absolute_url() in letter.body
    page = login(participant).get(request.get_absolute_url()).content.decode()
    for told in (letter.body, letter.subject, str(letter.extra_headers), page):
        assert "vera@example.com" not in told
    assert participant.email not in answer.content.decode()


def test_the_maker_answers_once_and_the_answer_goes_where_it_was_asked(
    rug, participant, login, django_capture_on_commit_callbacks
):
    request = ask(rug, AnonymousUser(), name="Vera", email="vera@example.com")
    client, url = login(participant), request.get_absolute_url()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"answer": "Gladly, by May."})
        again = client.post(url, {"answer": "Or June."}, follow=True)

    request.refresh_from_db()
    letters.sent()
    [letter] = [each for each in mail.outbox if each.to == ["vera@example.com"]]
    assert "Gladly, by May." in letter.body
    assert participant.email not in letter.body
    assert request.answer == "Gladly, by May."
    assert "answered already" in again.content.decode()


def test_a_member_asks_and_reads_the_answer_in_their_space(rug, participant, buyer, login):
    login(buyer).post(url_of(rug), asked())
    request = Commission.objects.get()
    assert (request.asker, request.email, request.name) == (buyer, "", buyer.display_name)

    commissions.answer(commission=request, by=participant, answer="Gladly.", now=timezone.now())

    assert "Gladly." in login(buyer).get(request.get_absolute_url()).content.decode()
    assert "To Amina Okoye" in login(buyer).get("/my/commissions/").content.decode()


def test_nobody_else_reads_or_answers(rug, buyer, stranger, mentor, login):
    request = ask(rug, buyer)

    for other in (stranger, mentor):
        assert login(other).get(request.get_absolute_url()).status_code == 404
        assert login(other).post(request.get_absolute_url(), {"answer": "x"}).status_code == 404
        assert "A blue one" not in login(other).get("/my/commissions/").content.decode()
        with pytest.raises(NotAllowed):
            commissions.answer(commission=request, by=other, answer="x", now=timezone.now())
    with pytest.raises(NotAllowed):
        commissions.answer(commission=request, by=buyer, answer="x", now=timezone.now())
    assert Client().get(request.get_absolute_url()).status_code == 302


def test_a_minor_is_asked_by_companions_only(rug, participant, mentor, buyer, login):
    people.set_age_band(user=participant, age_band="under_16", by=mentor)

    for outsider in (Client(), login(buyer)):
        assert url_of(rug) not in outsider.get(rug.get_absolute_url()).content.decode()
        assert outsider.get(url_of(rug)).status_code == 404
        assert outsider.post(url_of(rug), visitor()).status_code == 404
    for by in (buyer, AnonymousUser()):
        with pytest.raises(NotAllowed):
            ask(rug, by, name="Vera", email="vera@example.com")
    assert ask(rug, mentor).asker == mentor


def test_only_who_wishes_is_asked_and_nobody_themselves(rug, participant, buyer, login):
    assert login(participant).get(url_of(rug)).status_code == 404
    projects.update(project=rug, by=participant, takes_commissions=False)
    assert login(buyer).get(url_of(rug)).status_code == 404


def test_a_hidden_work_is_not_asked_about(rug, participant, buyer, login):
    projects.change_visibility(project=rug, visibility="private", by=participant)

    assert login(buyer).get(url_of(rug)).status_code == 404


def test_a_form_sent_twice_asks_once(rug, django_capture_on_commit_callbacks):
    form = visitor()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(url_of(rug), form)
        Client().post(url_of(rug), form)

    assert Commission.objects.count() == 1
    assert len(letters.sent()) == 1


def test_a_machine_is_thanked_and_not_heard(rug):
    answer = Client().post(url_of(rug), visitor(website="https://spam.example/"), follow=True)

    assert "on its way" in answer.content.decode()
    assert not Commission.objects.exists()


@pytest.mark.parametrize("bad", [{"message": ""}, {"message": "x" * 3001}, {"email": "vera"}, {"name": ""}])
def test_bad_words_are_told_beside_their_field_and_nothing_is_lost(rug, bad):
    answer = Client().post(url_of(rug), {**visitor(budget="Forty"), **bad})

    assert list(answer.context["form"].errors) == list(bad)
    assert 'value="Forty"' in answer.content.decode()


def test_a_subject_is_one_line(rug, participant, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask(rug, AnonymousUser(), name="Vera\nBcc: all@example.com", email="vera@example.com")

    assert letters.sent()[0].subject.count("\n") == 0


def test_asking_too_often_waits(rug, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "commission": "1/h"}

    assert Client().post(url_of(rug), visitor()).status_code == 302
    assert Client().post(url_of(rug), visitor()).status_code == 429


def test_what_visitors_asked_is_forgotten_after_a_year(rug, buyer):
    ask(rug, AnonymousUser(), name="Vera", email="vera@example.com")
    ask(rug, buyer)
    call_command("forget_old_requests")
    assert Commission.objects.count() == 2

    Commission.objects.update(created_at=timezone.now() - timedelta(days=366))
    call_command("forget_old_requests")

    assert Commission.objects.get().asker == buyer


def test_the_list_asks_the_same_for_one_and_many(rug, participant, buyer, login, assert_queries_do_not_grow):
    assert_queries_do_not_grow("/my/commissions/", lambda: ask(rug, buyer), client=login(participant))
