"""The pages on which peers look at one another's pieces."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorship.models import PeerReview, PeerRound
from mentorship.tests import tasks as make
from mentorship.tests.circles import ask, say
from portal.accounts.services import consents

pytestmark = pytest.mark.django_db


def test_a_peer_writes_on_a_page_without_the_makers_name(client, piece, circle, mentor, participant):
    review = ask(piece, mentor, wanted=1).reviews.get()
    client.force_login(review.reviewer)
    address = review.get_absolute_url()
    page = client.get(address).content.decode()
    assert participant.display_name not in page
    assert participant.handle not in page
    file = piece.files.get()
    shown = client.get(reverse("mentorship:peer_file", args=[review.public_id, file.public_id, "original"]))
    assert shown.status_code == 200

    kept = client.post(address, {"noticed": "Half a thought", "version": "0", "action": "keep"})
    assert kept.status_code == 302
    refused = client.post(address, {"noticed": "Half a thought", "version": "1", "action": "give"})
    assert "Half a thought" in refused.content.decode()
    assert "one thing to try next" in refused.content.decode()
    client.post(address, {"noticed": "A calm rim", "tried": "A foot", "version": "2", "action": "give"})

    assert PeerReview.objects.get().is_given
    assert "A calm rim" in client.get(address).content.decode()


def test_its_maker_reads_no_name_and_its_mentor_does(client, piece, circle, mentor, participant):
    review = say(ask(piece, mentor, wanted=1).reviews.get())
    client.force_login(participant)
    page = client.get(piece.get_absolute_url()).content.decode()
    assert "A calm rim." in page
    assert review.reviewer.display_name not in page

    client.post(reverse("mentorship:peer_rate", args=[review.public_id]), {"usefulness": "yes"})
    client.post(reverse("mentorship:peer_appeal", args=[review.public_id]), {"reason": "It mocks me."})
    review.refresh_from_db()
    assert (review.usefulness, review.is_appeal_open) == ("yes", True)

    client.force_login(mentor)
    assert review.reviewer.display_name in client.get(piece.get_absolute_url()).content.decode()
    assert "Called unfair: decide" in client.get(reverse("mentorship:peer_rounds")).content.decode()
    client.post(reverse("mentorship:peer_decide", args=[review.public_id]), {"action": "set_aside"})
    client.force_login(participant)
    assert "A calm rim." not in client.get(piece.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["maker", "peer"])
def test_once_one_of_them_no_longer_agrees_the_peer_sees_the_piece_no_more(client, piece, circle, mentor, who):
    review = say(ask(piece, mentor, wanted=1).reviews.get())
    client.force_login(review.reviewer)
    file = reverse("mentorship:peer_file", args=[review.public_id, piece.files.get().public_id, "original"])
    assert client.get(file).status_code == 200
    person = piece.task.participant if who == "maker" else review.reviewer

    consents.withdraw_consent(user=person, kind="peers", by=person, now=timezone.now())

    assert client.get(file).status_code == 404
    page = client.get(review.get_absolute_url()).content.decode()
    assert "Here it is." not in page
    assert "A calm rim." in page


def test_a_round_with_names_shows_them(client, piece, circle, mentor, participant):
    review = say(ask(piece, mentor, wanted=1, is_anonymous=False).reviews.get())
    client.force_login(participant)

    assert review.reviewer.display_name in client.get(piece.get_absolute_url()).content.decode()


def test_a_mentor_asks_and_ends_it_on_the_page_of_the_piece(client, piece, circle, mentor):
    client.force_login(mentor)
    address = reverse("mentorship:peer_ask", args=[piece.public_id])
    refused = client.post(address, {"wanted": "99", "due_date": "2020-01-01"})
    assert "less than or equal to 8" in refused.content.decode()

    client.post(address, {"wanted": "2", "is_anonymous": "on"})
    assert PeerReview.objects.count() == 2
    client.post(reverse("mentorship:peer_close", args=[piece.public_id]))

    assert PeerRound.objects.get().closed_at


def test_strangers_find_none_of_it(client, piece, circle, mentor, stranger):
    review = ask(piece, mentor, wanted=1).reviews.get()
    client.force_login(stranger)
    file = piece.files.get()

    for name in ("peer_review", "peer_decline", "peer_rate", "peer_appeal"):
        answer = client.post(reverse(f"mentorship:{name}", args=[review.public_id]), {"version": "0"})
        assert answer.status_code == 404, name
    wrong = reverse("mentorship:peer_file", args=[review.public_id, file.public_id, "original"])
    assert client.get(wrong).status_code == 404
    client.force_login(review.reviewer)
    foreign = reverse("mentorship:peer_file", args=[review.public_id, uuid4(), "original"])
    assert client.get(foreign).status_code == 404


def test_lists_ask_no_more_for_more_rows(client, skill, circle, participant, mentor, assert_queries_do_not_grow):
    rubric = make.rubric(skill)

    def one_more() -> None:
        made = make.hand_in(make.give(participant, mentor, skill=skill, rubric=rubric))
        say(ask(made, mentor, wanted=3).reviews.get(reviewer=circle[0]))

    one_more()
    client.force_login(circle[0])
    assert_queries_do_not_grow(reverse("mentorship:peers"), one_more, client=client)
    client.force_login(mentor)
    assert_queries_do_not_grow(reverse("mentorship:peer_rounds"), one_more, client=client)
