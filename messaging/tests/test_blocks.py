"""A block between two people holds everywhere: whoever is kept from writing finds no other way to do it."""

from uuid import uuid4

import pytest
from django.utils import timezone

from cms_pages.services import comments, contact
from cms_pages.tests import factories
from mentorship.services import commissions, mentor_profiles, mentor_requests, projects
from messaging.services import contacts
from portal.accounts.models import User
from portal.core.exceptions import NotAllowed
from portal.testing import cast
from shop.services import questions
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db


def words(**more):
    return {"text": "How is it made?", "submission": uuid4(), "now": timezone.now(), **more}


def a_letter(to):
    return lambda by: contact.write(recipient=to, by=by, **words())


def a_comment(to):
    post = factories.post(to)
    return lambda by: comments.write(post=post, by=by, **words())


def a_question(to):
    listing = piece(to)
    return lambda by: questions.ask(listing=listing, by=by, **words())


def a_wish(to):
    values = {"title": "Rug", "media_type": "object", "visibility": "public", "takes_commissions": True}
    work = projects.create(owner=to, by=to, **values)
    return lambda by: commissions.ask(project=work, by=by, message="A blue one.", submission=uuid4())


def a_request(to):
    mentor_profiles.update(by=to, now=timezone.now(), capacity=3)
    return lambda by: mentor_requests.ask(mentor=to, by=by, message="I weave.", now=timezone.now())


#: Each with who is written to.
CHANNELS = [
    (a_letter, "participant"),
    (a_comment, "participant"),
    (a_question, "participant"),
    (a_wish, "participant"),
    (a_request, "mentor"),
]
WAYS = ["it was the writer who blocked", "it was the reader who blocked"]


def block(writer, reader, way):
    by, person = (writer, reader) if way == WAYS[0] else (reader, writer)
    contacts.block(by=by, person=person)


@pytest.fixture
def writer():
    return cast.person("Wanda Reed", "participant")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("channel", "role"), CHANNELS)
def test_a_block_holds_on_every_way_to_somebody(request, writer, channel, role, way):
    reader = request.getfixturevalue(role)
    write = channel(reader)
    block(writer, reader, way)

    with pytest.raises(NotAllowed) as refused:
        write(writer)

    assert "block" not in str(refused.value)
    contacts.unblock(by=writer, person=reader)
    contacts.unblock(by=reader, person=writer)
    assert write(writer)


@pytest.mark.parametrize("way", WAYS)
def test_words_of_a_blocked_stranger_do_not_even_wait_for_who_looks_after_a_minor(participant, writer, way):
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    participant.refresh_from_db()
    block(writer, participant, way)

    with pytest.raises(NotAllowed):
        a_letter(participant)(writer)


@pytest.mark.parametrize("way", WAYS)
def test_nobody_goes_on_about_a_question_after_a_block(participant, writer, login, way):
    question = a_question(participant)(writer)
    page = question.get_absolute_url()
    assert 'name="text"' in login(writer).get(page).content.decode()
    block(writer, participant, way)

    for person in (writer, participant):
        with pytest.raises(NotAllowed):
            questions.say(question=question, by=person, **words())
        assert 'name="text"' not in login(person).get(page).content.decode()

    contacts.unblock(by=writer, person=participant)
    contacts.unblock(by=participant, person=writer)
    for person in (writer, participant):
        assert questions.say(question=question, by=person, **words())
    assert question.words.count() == 3


def test_who_is_blocked_finds_no_field_under_a_story_and_no_way_to_ask(participant, writer, login):
    post, listing = factories.post(participant), piece(participant)
    browser = login(writer)
    assert "comment-text" in browser.get(post.url).content.decode()
    contacts.block(by=participant, person=writer)

    assert "comment-text" not in browser.get(post.url).content.decode()
    assert browser.get(f"/shop/ask/{listing.public_id}/").status_code == 404
