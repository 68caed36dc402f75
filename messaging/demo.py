"""What people of the demo say to one another, and what is new there: it follows from what happened."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from mentorship.models import Feedback
from messaging.models import Announcement, Conversation, Message, Notification, OutgoingMail, Thanks
from messaging.permissions.thanks import can_thank
from messaging.selectors.announcements import cohorts_to_tell
from messaging.services import announcements, conversations, messages, notifications, thanks
from portal.accounts.models import User
from portal.demo.content import shapes
from shop.models import Listing

KEPT_UNREAD = 4
THANKS = (
    "You saw in a minute what I had missed for a week.",
    "I laughed, and then I did it your way. It holds.",
    "Thank you for not doing it for me.",
)


def load_talks(
    *, content: Iterable[shapes.Talk], users: Mapping[str, User], found: Mapping[str, Listing], now: datetime
) -> int:
    """Let people say what they have not said yet; return how many messages there are."""
    for each in content:
        talk = _begun(each, users, found)
        for number, (key, minutes, words) in enumerate(each.said):
            messages.send(
                conversation=talk,
                by=users[key],
                text=words,
                client_id=uuid5(NAMESPACE_URL, f"demo {each.people} {each.about} {number}"),
                now=now - timedelta(minutes=minutes),
            )
    return Message.objects.count()


def _begun(talk: shapes.Talk, users: Mapping[str, User], found: Mapping[str, Listing]) -> Conversation:
    first, *others = (users[key] for key in talk.people)
    if not talk.title:
        return conversations.begin(by=first, to=others[0], listing=found.get(talk.about))
    known = Conversation.objects.filter(kind=Conversation.Kind.GROUP, title=talk.title).first()
    return known or conversations.begin_group(by=first, title=talk.title, people=others)


def load_thanks(*, now: datetime) -> int:
    """Let adults thank for the first feedback that they were given, and return how many thanks there are.

    Who was thanked shows them to everybody. A rerun adds nothing.
    """
    released = Feedback.objects.released().select_related("reviewer", "submission__task__participant")
    thanked: set[int] = set()
    for row in released.order_by("released_at", "pk"):
        by = row.submission.task.participant
        if by.is_minor or by.pk in thanked or not can_thank(by, row.reviewer):
            continue
        words = THANKS[len(thanked) % len(THANKS)]
        thanked.add(by.pk)
        given = thanks.for_feedback(feedback=row, text=words, by=by, now=now)
        thanks.show(thanks=given, is_shown=True, by=row.reviewer)
    return Thanks.objects.count()


def load_announcements(*, by: User, lead: User, now: datetime) -> int:
    """Let `by` tell the chapter something, and `lead` their cohorts; return how many announcements there are."""
    later = ("We meet an hour later", "The room is ours from five on this week.")
    said = [
        (by, None, "The market is on Saturday", "We set the tables up at eight. Bring prices on paper tags."),
        *((lead, cohort, *later) for cohort in cohorts_to_tell(lead)),
    ]
    for writer, cohort, title, text in said:
        name = uuid5(NAMESPACE_URL, f"demo announcement {writer.pk} {cohort and cohort.pk}")
        row = announcements.write(by=writer, title=title, text=text, cohort=cohort, submission=name, now=now)
        announcements.send(number=row.pk, now=now)
    return Announcement.objects.count()


def settle(*, now: datetime) -> int:
    """Leave each person a few unread, let no mail go out to people of a demo; return how many there are."""
    for person in User.objects.filter(notices__isnull=False).distinct():
        own = Notification.objects.in_inbox_of(person).order_by("-created_at", "-pk")
        older = list(own.values_list("pk", flat=True)[KEPT_UNREAD:])
        notifications.read(notices=older, by=person, now=now)
    Notification.objects.filter(mail=None).update(mail_choice="none")
    OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).update(state=OutgoingMail.State.DROPPED)
    return Notification.objects.count()
