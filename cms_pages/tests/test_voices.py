"""Comments and letters: who may write to whom, who looks first, what a machine and a mistake meet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms_pages.forms import voices
from cms_pages.models import CommentReport, ContactMessage, PostComment
from cms_pages.services import comments, contact, portfolios
from cms_pages.tests import factories
from cms_pages.voice_selectors import comments_to_decide, messages_to_decide
from portal.accounts.models import User
from portal.core.exceptions import NotAllowed
from portal.core.policy import can
from portal.testing import cast, letters

pytestmark = pytest.mark.django_db
WORDS = reverse("cms_pages:words")


@pytest.fixture(autouse=True)
def after_commit(django_capture_on_commit_callbacks: Any) -> Any:
    """Mails go out after the commit; here at the end of each request and service call."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


@pytest.fixture
def minor(participant: Any) -> Any:
    """`participant`, who is 15."""
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    participant.refresh_from_db()
    return participant


def story_of(minor: Any) -> Any:
    """A story of `minor` that was published before anybody knew the age."""
    bands = User.objects.filter(pk=minor.pk)
    bands.update(age_band=User.AgeBand.ADULT)
    post = factories.post(User.objects.get(pk=minor.pk))
    bands.update(age_band=User.AgeBand.UNDER_16)
    return type(post).objects.get(pk=post.pk)


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "QUICKEST", timedelta(seconds=-1))


def say(post: Any, by: Any, text: str = "How did you tie that?") -> PostComment:
    return comments.write(post=post, by=by, text=text, now=timezone.now(), submission=uuid4())


def write_to(person: Any, by: Any = None, text: str = "Do you sell belts?") -> ContactMessage:
    return contact.write(
        recipient=person,
        by=by,
        text=text,
        now=timezone.now(),
        submission=uuid4(),
        name="Vera",
        email="vera@example.org",
    )


def letter(**values: str) -> dict[str, str]:
    opened = voices.ContactForm().get_initial_for_field(voices.ContactForm().fields["moment"], "moment")
    return {
        "name": "Vera Visitor",
        "email": "vera@example.org",
        "text": "Do you sell belts?",
        "homepage": "",
        "moment": opened,
        "submission": str(uuid4()),
        **values,
    }


@pytest.fixture
def door(participant: Any) -> str:
    """The address of the contact form of `participant`."""
    portfolios.update(participant.portfolio, by=participant, body=[("contact", {"title": "Write to me"})])
    return reverse("cms_pages:contact", args=[participant.handle])


# Comments -------------------------------------------------------------------------------------------------


def test_a_comment_is_read_by_the_author_first(participant: Any, buyer: Any, login: Any, client: Client) -> None:
    post = factories.post(participant)
    browser = login(buyer)

    browser.post(
        reverse("cms_pages:comment_write", args=[post.pk]), {"text": "Lovely <b>knots</b>", "submission": uuid4()}
    )

    assert "Lovely" in browser.get(post.url).content.decode()
    assert "Lovely" not in client.get(post.url).content.decode()
    assert "Lovely" in login(participant).get(WORDS).content.decode()
    comment = PostComment.objects.get()
    login(participant).post(reverse("cms_pages:comment_decide", args=[comment.pk]), {"show": "1"})
    page = client.get(post.url).content.decode()
    assert "Lovely &lt;b&gt;knots" in page
    assert buyer.email not in page


def test_the_author_hears_of_a_comment_and_the_reader_of_the_answer(
    participant: Any, buyer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    post = factories.post(participant)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        comment = say(post, buyer)
    with django_capture_on_commit_callbacks(execute=True):
        comments.decide(comment=comment, show=True, by=participant, now=timezone.now())

    assert letters.addresses(letters.sent()) == [participant.email, buyer.email]
    assert "How did you tie that?" not in mail.outbox[0].body
    assert buyer.email not in mail.outbox[0].body


def test_a_declined_comment_is_seen_by_nobody(participant: Any, buyer: Any, login: Any) -> None:
    post = factories.post(participant)
    comments.decide(comment=say(post, buyer), show=False, by=participant, now=timezone.now())

    for person in (participant, buyer):
        assert "How did you tie that?" not in login(person).get(post.url).content.decode()


def test_a_form_sent_twice_is_one_comment(participant: Any, buyer: Any, login: Any) -> None:
    post = factories.post(participant)
    form = {"text": "Once", "submission": str(uuid4())}

    for _time in range(2):
        login(buyer).post(reverse("cms_pages:comment_write", args=[post.pk]), form)

    assert PostComment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_wrong_comment_comes_back_as_typed(participant: Any, buyer: Any, login: Any, text: str) -> None:
    post = factories.post(participant)

    answer = login(buyer).post(
        reverse("cms_pages:comment_write", args=[post.pk]), {"text": text, "submission": uuid4()}
    )

    assert answer.status_code == 200
    assert not PostComment.objects.exists()
    assert text.strip() in answer.content.decode()


def test_a_story_without_comments_takes_none(participant: Any, buyer: Any, login: Any) -> None:
    post = factories.post(participant)
    post.comment_rule = "off"
    post.save_revision().publish()

    assert 'id="comments"' not in login(buyer).get(post.url).content.decode()
    answer = login(buyer).post(reverse("cms_pages:comment_write", args=[post.pk]), {"text": "But"})
    assert answer.status_code == 404
    post.refresh_from_db()
    with pytest.raises(comments.CommentsAreOff):
        say(post, buyer)


def test_a_visitor_is_asked_to_sign_in(participant: Any, client: Client) -> None:
    post = factories.post(participant)

    assert "Sign in to comment" in client.get(post.url).content.decode()
    answer = client.post(reverse("cms_pages:comment_write", args=[post.pk]), {"text": "Hm"})
    assert answer.status_code in (302, 403)
    assert not PostComment.objects.exists()


def test_strangers_do_not_comment_on_a_minors_story(minor: Any, mentor: Any, stranger: Any, buyer: Any) -> None:
    post = story_of(minor)

    for person in (stranger, buyer):
        with pytest.raises(NotAllowed):
            say(post, person)
    assert say(post, mentor)


def test_a_minor_comments_where_adults_accompany_them(minor: Any, mentor: Any, stranger: Any, login: Any) -> None:
    story = factories.post(stranger)

    with pytest.raises(NotAllowed):
        say(story, minor)
    assert "comment-text" not in login(minor).get(story.url).content.decode()


def test_a_minors_words_are_looked_at_by_the_mentor(minor: Any, mentor: Any, stranger: Any) -> None:
    comment = say(story_of(minor), minor)

    assert comment.status == PostComment.Status.HELD
    assert [can(each, "decide", comment) for each in (minor, mentor, stranger)] == [False, True, False]
    assert list(comments_to_decide(mentor)) == [comment]
    assert list(comments_to_decide(minor)) == []


def test_a_reported_comment_is_hidden_until_a_coordinator_has_looked(
    participant: Any, buyer: Any, stranger: Any, moderator: Any, login: Any, client: Client
) -> None:
    post = factories.post(participant)
    comment = comments.decide(comment=say(post, buyer), show=True, by=participant, now=timezone.now())

    report = reverse("cms_pages:comment_report", args=[comment.pk])
    assert "How did you tie that?" in login(stranger).get(report).content.decode()
    for _time in range(2):
        login(stranger).post(report, {"reason": "Rude"})

    assert CommentReport.objects.count() == 1
    assert "How did you tie that?" not in client.get(post.url).content.decode()
    comment.refresh_from_db()
    with pytest.raises(NotAllowed):
        comments.decide(comment=comment, show=True, by=participant, now=timezone.now())
    assert "Rude" in login(moderator).get(WORDS).content.decode()
    comments.decide(comment=comment, show=True, by=moderator, now=timezone.now())
    assert "How did you tie that?" in client.get(post.url).content.decode()


def test_what_one_may_not_read_one_cannot_report_delete_or_decide(
    participant: Any, buyer: Any, stranger: Any, login: Any
) -> None:
    comment = say(factories.post(participant), buyer)

    for name in ("comment_report", "comment_delete", "comment_decide"):
        answer = login(stranger).post(reverse(f"cms_pages:{name}", args=[comment.pk]), {"show": "1"})
        assert answer.status_code == 404
    comment.refresh_from_db()
    assert comment.status == PostComment.Status.HELD


def test_one_takes_back_ones_own_words(participant: Any, buyer: Any, login: Any) -> None:
    comment = say(factories.post(participant), buyer)

    login(buyer).post(reverse("cms_pages:comment_delete", args=[comment.pk]))

    assert not PostComment.objects.exists()


def test_comments_do_not_grow(participant: Any, login: Any, assert_queries_do_not_grow: Any) -> None:
    post = factories.post(participant)

    def more() -> None:
        author = cast.person(f"Reader {PostComment.objects.count()}", "buyer")
        say(post, author)
        comments.decide(comment=say(post, author, "Again"), show=True, by=participant, now=timezone.now())

    assert_queries_do_not_grow(post.url, more, rows=3)
    assert_queries_do_not_grow(WORDS, more, client=login(participant), rows=3)


# Letters --------------------------------------------------------------------------------------------------


def test_a_visitor_writes_and_sees_no_address(participant: Any, client: Client, door: str) -> None:
    page = client.get(participant.portfolio.url).content.decode()
    assert participant.email not in page
    assert f'action="{door}"' in page

    answer = client.post(door, letter(), follow=True)

    assert "on its way to" in answer.content.decode()
    assert ContactMessage.objects.get().status == ContactMessage.Status.DELIVERED


def test_a_letter_reaches_the_mailbox_and_can_be_answered(
    participant: Any, login: Any, django_capture_on_commit_callbacks: Any
) -> None:
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        message = write_to(participant)

    assert letters.addresses(letters.sent()) == [participant.email]
    assert mail.outbox[0].reply_to == ["vera@example.org"]
    page = login(participant).get(WORDS).content.decode()
    assert "Do you sell belts?" in page
    login(participant).post(reverse("cms_pages:message_delete", args=[message.pk]))
    assert not ContactMessage.objects.exists()


def test_strangers_reach_a_minor_only_past_the_mentor(
    door: str,
    minor: Any,
    mentor: Any,
    stranger: Any,
    login: Any,
    client: Client,
    django_capture_on_commit_callbacks: Any,
) -> None:
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(door, letter(), follow=True)

    assert "reads it first" in answer.content.decode()
    message = ContactMessage.objects.get()
    assert letters.addresses(letters.sent()) == [mentor.email]
    assert "Do you sell belts?" not in login(minor).get(WORDS).content.decode()
    assert [can(each, "decide", message) for each in (minor, mentor, stranger)] == [False, True, False]
    assert list(messages_to_decide(stranger)) == []
    decide = reverse("cms_pages:message_decide", args=[message.pk])
    assert login(stranger).post(decide, {"deliver": "1"}).status_code == 404

    with django_capture_on_commit_callbacks(execute=True):
        login(mentor).post(decide, {"deliver": "1"})

    page = login(minor).get(WORDS).content.decode()
    assert "Do you sell belts?" in page
    assert "vera@example.org" not in page
    assert letters.addresses(letters.sent()) == [mentor.email, minor.email]
    assert mail.outbox[1].reply_to == []
    assert "vera@example.org" not in mail.outbox[1].body


def test_a_letter_that_is_not_passed_on_reaches_nobody(minor: Any, mentor: Any, login: Any) -> None:
    message = write_to(minor)

    contact.decide(message=message, deliver=False, by=mentor, now=timezone.now())

    assert "Do you sell belts?" not in login(minor).get(WORDS).content.decode()
    assert contact.decide(message=message, deliver=True, by=mentor, now=timezone.now()).status == "declined"


def test_the_mentor_writes_to_a_minor_directly(minor: Any, mentor: Any) -> None:
    assert write_to(minor, by=mentor).status == ContactMessage.Status.DELIVERED


def test_a_minor_does_not_write_to_adult_strangers(minor: Any, buyer: Any) -> None:
    with pytest.raises(NotAllowed, match="Ask your mentor"):
        write_to(buyer, by=minor)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"text": ""}, "This field is required"),
        ({"text": "   "}, "This field is required"),
        ({"email": "vera at home"}, "valid email"),
        ({"name": "x" * 81}, "at most 80"),
        ({"homepage": "https://spam.example"}, "trap for machines"),
        ({"moment": "forged"}, "open for long"),
    ],
)
def test_a_wrong_letter_comes_back_as_typed(
    client: Client, door: str, wrong: dict[str, str], complaint: str
) -> None:
    form = letter(**wrong)

    page = client.post(door, form).content.decode()

    assert not ContactMessage.objects.exists()
    assert complaint in page
    for name in {"name", "email", "text"} - set(wrong):
        assert form[name] in page


def test_what_is_sent_at_once_is_a_machine(client: Client, door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "QUICKEST", timedelta(seconds=60))

    page = client.post(door, letter()).content.decode()

    assert "faster than people write" in page
    assert "Do you sell belts?" in page
    assert not ContactMessage.objects.exists()


def test_too_many_letters_wait_and_are_kept(client: Client, door: str, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "contact": "5/10m"}
    for _time in range(5):
        client.post(door, letter())

    answer = client.post(door, letter(text="The sixth of them"))

    assert answer.status_code == 429
    assert "The sixth of them" in answer.content.decode()
    assert ContactMessage.objects.count() == 5


def test_a_letter_sent_twice_arrives_once(client: Client, door: str) -> None:
    form = letter()

    for _time in range(2):
        assert client.post(door, form).status_code == 302

    assert ContactMessage.objects.count() == 1


def test_who_has_no_form_gets_no_letters(participant: Any, client: Client) -> None:
    assert client.get(reverse("cms_pages:contact", args=[participant.handle])).status_code == 404
    assert client.get(reverse("cms_pages:contact", args=["nobody"])).status_code == 404


def test_members_are_not_asked_who_they_are(client: Client, buyer: Any, login: Any, door: str) -> None:
    login(buyer).post(door, {**letter(), "name": "Somebody else", "email": "other@example.org"})

    message = ContactMessage.objects.get()
    assert (message.sender, message.name, message.email) == (buyer, buyer.display_name, buyer.email)


def test_letters_of_last_year_are_forgotten(participant: Any) -> None:
    old, new = write_to(participant), write_to(participant)
    now = timezone.now()
    ContactMessage.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=366))

    assert contact.forget_old(now=now) == 1
    assert list(ContactMessage.objects.all()) == [new]
