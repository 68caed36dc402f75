"""Thanks for messages and feedback: the two see what is cited, others the thanks alone, once they are shown."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Feedback
from mentorship.tests import tasks as make
from messaging.models import Case, Decision, Message, Notification, Thanks
from messaging.services import contacts, conversations, desk, messages, thanks
from portal.accounts.services import closures, people
from portal.core import privacy
from portal.core.exceptions import NotAllowed
from portal.core.policy import can
from portal.testing import cast

pytestmark = pytest.mark.django_db
LIST, HALL = reverse("messaging:thanks"), reverse("leaderboard:hall")
WORDS, SECRET = "You saw what I could not", "Thin the foot of your bowl"


@pytest.fixture
def feedback(participant: Any, mentor: Any) -> Feedback:
    piece = make.hand_in(make.give(participant, mentor))
    draft = make.draft(piece, mentor, overall=SECRET)
    return make.reviews.release(submission=piece, by=mentor, now=timezone.now(), seen_version=draft.version)


@pytest.fixture
def message(participant: Any, mentor: Any) -> Message:
    talk = conversations.begin(by=participant, to=mentor)
    return messages.send(conversation=talk, by=mentor, text=SECRET, client_id=uuid4(), now=timezone.now())


def give(feedback: Feedback, by: Any) -> Thanks:
    return thanks.for_feedback(feedback=feedback, text=WORDS, by=by, now=timezone.now())


def page(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_who_was_helped_thanks_and_who_helped_is_told_once(
    feedback: Feedback, participant: Any, mentor: Any, login: Any, django_capture_on_commit_callbacks: Any
) -> None:
    write = reverse("messaging:thank_for_feedback", args=[feedback.public_id])
    assert SECRET in page(login(participant), write)

    for _turn in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert login(participant).post(write, {"text": WORDS}).status_code == 302

    assert [(each.by, each.to) for each in Thanks.objects.all()] == [(participant, mentor)]
    assert list(Notification.objects.filter(kind="thanks_given").values_list("person", flat=True)) == [mentor.pk]
    assert WORDS in page(login(mentor), LIST)
    assert WORDS in page(login(participant), LIST)


def test_a_message_is_thanked_for_by_who_reads_it(
    message: Message, participant: Any, mentor: Any, stranger: Any, login: Any
) -> None:
    write = reverse("messaging:thank_for_message", args=[message.conversation.public_id, message.seq])

    assert login(participant).post(write, {"text": WORDS}).status_code == 302
    assert Thanks.objects.get().message == message
    assert login(stranger).get(write).status_code == 404
    assert login(mentor).get(write).status_code == 404  # their own
    for somebody in (mentor, stranger):
        with pytest.raises(NotAllowed):
            thanks.for_message(message=message, text=WORDS, by=somebody, now=timezone.now())


def test_nobody_else_thanks_for_feedback_nor_for_a_draft(
    feedback: Feedback, participant: Any, mentor: Any, stranger: Any
) -> None:
    for somebody in (mentor, stranger):
        with pytest.raises(NotAllowed):
            give(feedback, somebody)
    Feedback.objects.update(status="draft", released_at=None)
    with pytest.raises(NotAllowed):
        give(feedback, participant)


def test_thanks_without_words_are_refused_and_a_block_keeps_them_away(
    feedback: Feedback, participant: Any, mentor: Any
) -> None:
    with pytest.raises(messages.NothingSaid):
        thanks.for_feedback(feedback=feedback, text="  ", by=participant, now=timezone.now())
    contacts.block(by=participant, person=mentor)
    with pytest.raises(NotAllowed):
        give(feedback, participant)


def test_the_public_reads_thanks_once_they_are_shown_and_never_what_they_cite(
    feedback: Feedback, participant: Any, mentor: Any, login: Any, client: Any
) -> None:
    row = give(feedback, participant)
    decide = reverse("messaging:thanks_decide", args=[row.public_id])
    assert WORDS not in page(client, HALL)
    assert login(participant).post(decide, {"show": "1"}).status_code == 404

    login(mentor).post(decide, {"show": "1"})

    found = page(client, HALL)
    assert WORDS in found
    assert SECRET not in found
    assert feedback.public_id not in found
    login(mentor).post(decide, {"hide": "1"})
    assert WORDS not in page(client, HALL)


def test_thanks_of_a_minor_without_consent_stay_between_the_two(
    feedback: Feedback, participant: Any, mentor: Any, client: Any
) -> None:
    thanks.show(thanks=give(feedback, participant), is_shown=True, by=mentor)
    assert WORDS in page(client, HALL)

    people.set_age_band(user=participant, age_band="under_16", by=cast.operator())

    assert WORDS not in page(client, HALL)


def test_thanks_of_who_leaves_are_shown_no_more(
    feedback: Feedback, participant: Any, mentor: Any, client: Any
) -> None:
    thanks.show(thanks=give(feedback, participant), is_shown=True, by=mentor)

    closures.begin(user=participant, by=participant, now=timezone.now())

    assert WORDS not in page(client, HALL)


def test_a_minor_who_was_thanked_shows_nothing(message: Message, participant: Any, mentor: Any) -> None:
    talk = message.conversation
    answer = messages.send(
        conversation=talk, by=participant, text="I finished it", client_id=uuid4(), now=timezone.now()
    )
    row = thanks.for_message(message=answer, text=WORDS, by=mentor, now=timezone.now())
    people.set_age_band(user=participant, age_band="under_16", by=cast.operator())
    child = type(participant).objects.get(pk=participant.pk)

    with pytest.raises(NotAllowed):
        thanks.show(thanks=row, is_shown=True, by=child)


def test_each_of_the_two_deletes_them_and_nobody_else(
    feedback: Feedback, participant: Any, mentor: Any, stranger: Any, moderator: Any, login: Any
) -> None:
    row = give(feedback, participant)
    gone = reverse("messaging:thanks_decide", args=[row.public_id])
    assert login(stranger).post(gone, {"delete": "1"}).status_code == 404
    with pytest.raises(NotAllowed):
        thanks.delete(thanks=row, by=stranger)

    for somebody in (participant, mentor, moderator):
        thanks.delete(thanks=give(feedback, participant), by=somebody)

    assert not Thanks.objects.exists()


def test_both_take_them_along(feedback: Feedback, participant: Any, mentor: Any) -> None:
    row = give(feedback, participant)
    rules = [rule for rule in privacy.rules() if rule.model == "messaging.Thanks"]

    for person in (participant, mentor):
        assert [each for rule in rules for each in rule.rows(person)] == [row]


def test_the_page_asks_no_more_for_more_thanks(
    participant: Any, mentor: Any, login: Any, assert_queries_do_not_grow: Any
) -> None:
    talk = conversations.begin(by=participant, to=mentor)

    def add() -> None:
        said = {"conversation": talk, "client_id": uuid4(), "now": timezone.now()}
        told = messages.send(by=mentor, text=SECRET, **said)
        thanks.for_message(message=told, text=WORDS, by=participant, now=timezone.now())

    assert_queries_do_not_grow(LIST, add, client=login(mentor))
    assert_queries_do_not_grow(LIST, add, client=login(participant))


def test_thanks_are_reported_hidden_and_shown_again(
    feedback: Feedback, participant: Any, mentor: Any, stranger: Any, moderator: Any, login: Any
) -> None:
    given = give(feedback, participant)
    link = reverse("messaging:report", args=["thanks", given.public_id])
    assert link in page(login(mentor), LIST)
    assert login(stranger).get(link).status_code == 404  # nobody has shown it yet
    assert login(participant).get(link).status_code == 404  # their own
    thanks.show(thanks=given, is_shown=True, by=mentor)
    assert link in page(login(stranger), HALL)
    assert link not in page(login(participant), HALL)

    assert login(stranger).post(link, {"reason": "conduct", "note": "It mocks her"}).status_code == 302
    case = Case.objects.get(kind="thanks")
    assert case.person == participant
    assert WORDS in page(login(moderator), reverse("messaging:desk_case", args=[case.public_id]))
    told = {"by": moderator, "now": timezone.now()}
    case = desk.hide(case=desk.claim(case=case, **told), reason="conduct", text="Mind your words.", **told)

    assert WORDS not in page(login(stranger), HALL)
    assert WORDS not in page(login(mentor), LIST)
    assert login(stranger).get(link).status_code == 404
    assert not Thanks.objects.visible_to(mentor).exists()
    assert Decision.objects.get().person == participant
    desk.restore(case=desk.claim(case=case, **told), reason="other", **told)
    assert WORDS in page(login(stranger), HALL)


def test_who_watches_hides_nothing_that_is_said_to_themselves(feedback: Feedback, participant: Any) -> None:
    lead, other = (cast.person(name, "safeguarding", "participant") for name in ("Sol Guard", "Ina Guard"))
    given = give(feedback, participant)
    given.to = lead

    assert can(other, "hide", given)
    assert not can(lead, "hide", given)
    assert not can(participant, "hide", given)
