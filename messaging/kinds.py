"""Everything that people are told of, a row each: which fact, who hears, in which words, and how by default.

A new kind is a row here and nothing else. Words are made when they are read, of the row that the fact was about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model
from django.dispatch import Signal
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

import cms_pages.signals as pages
import leaderboard.signals as recognition
import mentorship.signals as learning
import messaging.signals as talking
import shop.signals as selling
from cms_pages.selectors import approvers_of
from cms_pages.voice_selectors import keepers_of, watchers
from messaging.models.notifications import Mail
from portal.accounts.models import User
from shop.services.questions import keepers_of as answerers_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Facts = dict[str, Any]


@dataclass(frozen=True)
class To:
    """That `person` is told of `row`; `occasion` tells apart what happens to it several times."""

    row: Any
    person: User | None
    occasion: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    slug: str
    group: _StrPromise
    label: _StrPromise
    signal: Signal
    hears: Callable[[Facts], Iterable[To]]
    #: "app.Model" of the rows, and what is loaded along with them.
    model: str
    along: tuple[str, ...] = ()
    words: Callable[[Any, User], str]
    link: Callable[[Any, User], str]
    #: What somebody wrote: in mails only for those who want it there.
    text: Callable[[Any], str] = lambda row: ""
    in_inbox: bool = True
    mail: str = Mail.NOW
    #: False where the fact is told by a letter of its own, such as the receipt of an order.
    is_mailed: bool = True
    may_be_off: bool = True

    def __post_init__(self) -> None:
        if not self.is_mailed:
            object.__setattr__(self, "mail", Mail.NONE)

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)


def mentors_of(person: User) -> list[User]:
    """Who accompanies `person` now. One query."""
    from mentorship.models import Pairing

    pairings = Pairing.objects.current().filter(participant=person)
    return list(User.objects.filter(pk__in=pairings.values("mentor"), is_active=True).order_by("pk"))


def _to_mentors(row: Any, person: User, occasion: str = "") -> list[To]:
    return [To(row, mentor, occasion) for mentor in mentors_of(person)]


def _makers(facts: Facts) -> Iterable[To]:
    from shop.models import SaleLine

    sales = SaleLine.objects.filter(line__order=facts["order"]).select_related("seller__user").order_by("pk")
    return [To(sale, sale.seller.user) for sale in sales]


def _other_sides(facts: Facts) -> Iterable[To]:
    """Maker and buyer but for who did it; while a commission waits for a look, those who look."""
    offer, by = facts["offer"], facts["by"]
    if offer.status == "waiting":
        people: list[User | None] = [*approvers_of(offer.seller.user)]
    elif offer.status == "withdrawn" and by == offer.seller.user and not offer.parts.exists():
        people = []  # perhaps the buyer never saw it
    else:
        people = [offer.seller.user, offer.buyer]
    return [To(offer, person, offer.status) for person in people if person and person != by]


def _how_much(question: Any) -> str:
    """Tell the words about one question apart. One query."""
    return str(question.words.count())


def _deciders(facts: Facts) -> Iterable[To]:
    """The author of the story, or who watches over a minor that wrote under it."""
    comment = facts["comment"]
    if comment.author.is_minor:
        readers: list[User | None] = [*keepers_of(comment.author)]
    else:
        readers = [comment.post.owner] if comment.post.owner else [*watchers()]
    return [To(comment, reader) for reader in readers]


def _to_other_side(facts: Facts) -> Iterable[To]:
    reply = facts["reply"]
    return [To(reply, reply.feedback.reviewer), To(reply, reply.feedback.submission.task.participant)]


def _say(message: str, **names: Any) -> str:
    return message % names


def _url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


LEARNING, SUPPLIES, PAGES, MARKET = __("Learning"), __("Supplies"), __("My pages"), __("Buying and selling")
RECOGNITION, SAFETY, TALKING = __("Recognition"), __("Safety"), __("Conversations")
_TASK: Facts = {"group": LEARNING, "model": "mentorship.Task", "along": ("participant", "assigned_by")}
_EXTENSION: Facts = {"group": LEARNING, "model": "mentorship.Extension", "along": ("task__participant",)}
_REQUEST: Facts = {"group": LEARNING, "model": "mentorship.MentorRequest", "along": ("participant", "mentor")}
_COMMENT: Facts = {"group": PAGES, "model": "cms_pages.PostComment", "along": ("author", "post")}
_QUESTION: Facts = {
    "group": MARKET,
    "model": "shop.Question",
    "along": ("listing__project",),
    "link": lambda row, me: row.get_absolute_url(),
}

KINDS: tuple[Kind, ...] = (
    Kind(
        slug="case_opened",
        label=__("Something was reported"),
        group=SAFETY,
        signal=talking.case_opened,
        hears=lambda f: [To(f["case"], watcher) for watcher in watchers()],
        model="messaging.Case",
        words=lambda row, me: _("Something was reported and waits for somebody to look"),
        link=lambda row, me: _url("messaging:desk_case", row.public_id),
        may_be_off=False,
    ),
    Kind(
        slug="decision_told",
        label=__("A decision about something of mine"),
        group=SAFETY,
        signal=talking.decision_told,
        hears=lambda f: [To(f["decision"], f["decision"].person)],
        model="messaging.Decision",
        words=lambda row, me: _("Something was decided about what you wrote or showed"),
        link=lambda row, me: _url("messaging:decision", row.pk),
        text=lambda row: row.text,
        may_be_off=False,
    ),
    Kind(
        slug="announcement_sent",
        label=__("Something is announced to me"),
        group=TALKING,
        signal=talking.announcement_sent,
        hears=lambda f: [To(f["announcement"], person) for person in f["people"]],
        model="messaging.Announcement",
        along=("written_by",),
        words=lambda row, me: _say(
            _("%(name)s announces “%(title)s”"), name=row.written_by.display_name, title=row.title
        ),
        link=lambda row, me: row.get_absolute_url(),
        text=lambda row: row.text,
    ),
    Kind(
        slug="message_waits",
        label=__("Messages wait for me"),
        group=TALKING,
        signal=talking.message_waits,
        hears=lambda f: [To(f["message"], f["person"])],
        model="messaging.Message",
        along=("author", "conversation"),
        words=lambda message, me: _say(
            _("%(name)s wrote to you") if not message.conversation.title else _("%(name)s wrote in “%(title)s”"),
            name=message.author.display_name,
            title=message.conversation.title,
        ),
        link=lambda message, me: _url("messaging:conversation", message.conversation.public_id),
        text=lambda message: message.text,
    ),
    Kind(
        slug="task_assigned",
        label=__("A task is for me"),
        signal=learning.task_assigned,
        hears=lambda f: [To(f["task"], f["task"].participant)],
        words=lambda task, me: _say(
            _("%(name)s has a task for you: %(title)s"), name=task.assigned_by.display_name, title=task.title
        ),
        link=lambda task, me: task.get_absolute_url(),
        text=lambda row: row.brief,
        **_TASK,
    ),
    Kind(
        slug="task_extended",
        label=__("A task has more time"),
        signal=learning.task_extended,
        hears=lambda f: [To(f["task"], f["task"].participant, str(f["task"].due_at or "")[:40])],
        words=lambda task, me: _say(_("There is more time for “%(title)s”"), title=task.title),
        link=lambda task, me: task.get_absolute_url(),
        mail=Mail.DAILY,
        **_TASK,
    ),
    Kind(
        slug="task_expired",
        label=__("The time of a task is over"),
        signal=learning.task_expired,
        hears=lambda f: [To(f["task"], f["task"].participant), To(f["task"], f["task"].assigned_by)],
        words=lambda task, me: _say(_("The time for “%(title)s” is over"), title=task.title),
        link=lambda task, me: task.get_absolute_url(),
        mail=Mail.DAILY,
        **_TASK,
    ),
    Kind(
        slug="task_withdrawn",
        label=__("A task is taken back"),
        signal=learning.task_withdrawn,
        hears=lambda f: [To(f["task"], f["task"].participant)],
        words=lambda task, me: _say(_("“%(title)s” need not be done any more"), title=task.title),
        link=lambda task, me: task.get_absolute_url(),
        mail=Mail.DAILY,
        **_TASK,
    ),
    Kind(
        slug="extension_asked",
        label=__("Somebody asks for more time"),
        signal=learning.extension_asked,
        hears=lambda f: _to_mentors(f["extension"], f["extension"].task.participant),
        words=lambda row, me: _say(
            _("%(name)s asks for more time for “%(title)s”"),
            name=row.task.participant.display_name,
            title=row.task.title,
        ),
        link=lambda row, me: row.task.get_absolute_url(),
        **_EXTENSION,
    ),
    Kind(
        slug="extension_answered",
        label=__("My request for more time is answered"),
        signal=learning.extension_answered,
        hears=lambda f: [To(f["extension"], f["extension"].task.participant)],
        words=lambda row, me: _say(
            _("Your request for more time for “%(title)s” is answered"), title=row.task.title
        ),
        link=lambda row, me: row.task.get_absolute_url(),
        **_EXTENSION,
    ),
    Kind(
        slug="work_submitted",
        label=__("Somebody handed in a piece"),
        group=LEARNING,
        signal=learning.work_submitted,
        hears=lambda f: _to_mentors(f["submission"], f["submission"].task.participant),
        model="mentorship.Submission",
        along=("task__participant",),
        words=lambda row, me: _say(
            _("%(name)s has handed in “%(title)s”"), name=row.task.participant.display_name, title=row.task.title
        ),
        link=lambda row, me: row.get_absolute_url(),
    ),
    Kind(
        slug="feedback_given",
        label=__("I have feedback"),
        group=LEARNING,
        signal=learning.feedback_given,
        hears=lambda f: [To(f["feedback"], f["feedback"].submission.task.participant)],
        model="mentorship.Feedback",
        along=("reviewer", "submission__task"),
        words=lambda row, me: _say(
            _("%(name)s has said something about “%(title)s”"),
            name=row.reviewer.display_name,
            title=row.submission.task.title,
        ),
        link=lambda row, me: row.get_absolute_url(),
    ),
    Kind(
        slug="feedback_answered",
        label=__("Feedback is answered"),
        group=LEARNING,
        signal=learning.feedback_answered,
        hears=_to_other_side,
        model="mentorship.FeedbackReply",
        along=("author", "feedback__submission__task"),
        words=lambda row, me: _say(
            _("%(name)s has answered the feedback on “%(title)s”"),
            name=row.author.display_name,
            title=row.feedback.submission.task.title,
        ),
        link=lambda row, me: row.feedback.get_absolute_url(),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="journal_shared",
        label=__("Somebody shows me their diary"),
        group=LEARNING,
        signal=learning.journal_entry_shared,
        hears=lambda f: _to_mentors(f["entry"], f["entry"].owner),
        model="mentorship.JournalEntry",
        along=("owner",),
        words=lambda row, me: _say(_("%(name)s shows you a page of their diary"), name=row.owner.display_name),
        link=lambda row, me: row.get_absolute_url(),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="journal_reply",
        label=__("Somebody writes under a diary"),
        group=LEARNING,
        signal=learning.journal_reply_written,
        hears=lambda f: [
            To(f["reply"], f["reply"].entry.owner),
            *_to_mentors(f["reply"], f["reply"].entry.owner),
        ],
        model="mentorship.JournalReply",
        along=("author", "entry"),
        words=lambda row, me: _say(_("%(name)s has written under a diary page"), name=row.author.display_name),
        link=lambda row, me: row.entry.get_absolute_url(),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="mentor_asked",
        label=__("Somebody asks me to accompany them"),
        signal=learning.mentor_asked,
        hears=lambda f: [To(f["request"], f["request"].mentor)],
        words=lambda row, me: _say(_("%(name)s asks you to accompany them"), name=row.participant.display_name),
        link=lambda row, me: row.get_absolute_url(),
        text=lambda row: row.message,
        **_REQUEST,
    ),
    Kind(
        slug="mentor_answered",
        label=__("A mentor has answered me"),
        signal=learning.mentor_request_answered,
        hears=lambda f: [To(f["request"], f["request"].participant)],
        words=lambda row, me: _say(
            _("%(name)s accompanies you from now on")
            if row.status == "accepted"
            else _("%(name)s has answered your request"),
            name=row.mentor.display_name,
        ),
        link=lambda row, me: row.get_absolute_url(),
        text=lambda row: row.answer,
        **_REQUEST,
    ),
    Kind(
        slug="mentor_place_free",
        label=__("A place with me is free"),
        signal=learning.mentor_request_moved_up,
        hears=lambda f: [To(f["request"], f["request"].mentor)],
        words=lambda row, me: _say(
            _("A place is free, and %(name)s is next in line"), name=row.participant.display_name
        ),
        link=lambda row, me: row.get_absolute_url(),
        **_REQUEST,
    ),
    Kind(
        slug="supplies_issued",
        label=__("Supplies are for me"),
        group=SUPPLIES,
        signal=learning.supplies_issued,
        hears=lambda f: [To(f["issue"], f["issue"].to)],
        model="mentorship.Issue",
        along=("by",),
        words=lambda row, me: _say(_("%(name)s has something for you"), name=row.by.display_name),
        link=lambda row, me: _url("mentorship:issue", row.public_id),
        is_mailed=False,
    ),
    Kind(
        slug="supplies_requested",
        label=__("Somebody asks for supplies"),
        group=SUPPLIES,
        signal=learning.supplies_requested,
        hears=lambda f: _to_mentors(f["request"], f["request"].person),
        model="mentorship.ResourceRequest",
        along=("person",),
        words=lambda row, me: _say(_("%(name)s asks for supplies"), name=row.person.display_name),
        link=lambda row, me: _url("mentorship:my_supplies"),
        is_mailed=False,
    ),
    Kind(
        slug="supplies_answered",
        label=__("My request for supplies is answered"),
        group=SUPPLIES,
        signal=learning.supplies_request_answered,
        hears=lambda f: [To(f["request"], f["request"].person)],
        model="mentorship.ResourceRequest",
        words=lambda row, me: _("Your request for supplies is answered"),
        link=lambda row, me: _url("mentorship:my_supplies"),
        is_mailed=False,
    ),
    Kind(
        slug="order_settled",
        label=__("My order is paid"),
        group=MARKET,
        signal=selling.order_settled,
        hears=lambda f: [To(f["order"], f["order"].user)],
        model="order.Order",
        words=lambda row, me: _say(_("Your order %(number)s is paid"), number=row.number),
        link=lambda row, me: _url("shop:orders"),
        is_mailed=False,
    ),
    Kind(
        slug="piece_sold",
        label=__("I have sold something"),
        group=MARKET,
        signal=selling.order_settled,
        hears=_makers,
        model="shop.SaleLine",
        along=("line",),
        words=lambda row, me: _say(_("You have sold “%(title)s”"), title=row.line.title),
        link=lambda row, me: _url("shop:sales"),
        is_mailed=False,
    ),
    Kind(
        slug="line_shipped",
        label=__("A piece is on its way to me"),
        group=MARKET,
        signal=selling.line_shipped,
        hears=lambda f: [To(f["sale"].line.order, f["sale"].line.order.user, f"line {f['sale'].pk}")],
        model="order.Order",
        words=lambda row, me: _say(_("Something of your order %(number)s is on its way"), number=row.number),
        link=lambda row, me: _url("shop:orders"),
        is_mailed=False,
    ),
    Kind(
        slug="piece_asked_about",
        label=__("Somebody asks about a piece of mine"),
        signal=selling.question_asked,
        hears=lambda f: [
            To(f["question"], keeper, _how_much(f["question"]))
            for keeper in answerers_of(f["question"].listing.seller.user)
        ],
        words=lambda row, me: _say(
            _("%(name)s asks about “%(title)s”"), name=row.name, title=row.listing.project.title
        ),
        is_mailed=False,
        **_QUESTION,
    ),
    Kind(
        slug="question_answered",
        label=__("A maker has answered my question"),
        signal=selling.question_answered,
        hears=lambda f: [To(f["question"], f["question"].asker, _how_much(f["question"]))],
        words=lambda row, me: _say(
            _("Your question about “%(title)s” is answered"), title=row.listing.project.title
        ),
        is_mailed=False,
        **_QUESTION,
    ),
    Kind(
        slug="review_shown",
        label=__("A buyer says what they think of a piece of mine"),
        group=MARKET,
        signal=selling.review_shown,
        hears=lambda f: [To(f["review"], keeper) for keeper in answerers_of(f["review"].listing.seller.user)],
        model="shop.Review",
        along=("listing__project",),
        words=lambda row, me: _say(
            _("A buyer says what they think of “%(title)s”"), title=row.listing.project.title
        ),
        link=lambda row, me: _url("shop:reviews"),
        is_mailed=False,
    ),
    Kind(
        slug="cash_entered",
        label=__("A sale for cash waits for my signature"),
        group=MARKET,
        signal=selling.cash_entered,
        hears=lambda f: [To(f["sale"], reader) for reader in approvers_of(f["sale"].entered_by)],
        model="shop.CashSale",
        words=lambda row, me: _("A sale for cash waits for your signature"),
        link=lambda row, me: _url("shop:cash_to_sign"),
    ),
    Kind(
        slug="cash_lapsed",
        label=__("Nobody signed a sale for cash in time"),
        group=MARKET,
        signal=selling.cash_lapsed,
        hears=lambda f: [
            To(f["sale"], person) for person in (f["sale"].entered_by, *approvers_of(f["sale"].entered_by))
        ],
        model="shop.CashSale",
        words=lambda row, me: _("Nobody signed a sale for cash in time; its pieces are in the shop again"),
        link=lambda row, me: _url("shop:cash_sales" if row.entered_by_id == me.pk else "shop:cash_to_sign"),
    ),
    Kind(
        slug="commission_moved",
        label=__("A commission comes a step further"),
        group=MARKET,
        signal=selling.commission_moved,
        hears=_other_sides,
        model="shop.CommissionOffer",
        words=lambda row, me: _say(
            _("“%(title)s”: %(state)s"), title=row.title, state=row.get_status_display().lower()
        ),
        link=lambda row, me: row.get_absolute_url(),
    ),
    Kind(
        slug="badge_awarded",
        label=__("I have a new badge"),
        group=RECOGNITION,
        signal=recognition.badge_awarded,
        hears=lambda f: [To(f["award"], f["award"].user)],
        model="leaderboard.BadgeAward",
        along=("badge",),
        words=lambda row, me: _say(_("You have earned the badge “%(name)s”"), name=row.badge.name),
        link=lambda row, me: _url("leaderboard:my_badges"),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="level_confirmed",
        label=__("A mentor vouches for a skill of mine"),
        group=RECOGNITION,
        signal=learning.level_confirmed,
        hears=lambda f: [To(f["confirmation"], f["confirmation"].user)],
        model="mentorship.LevelConfirmation",
        along=("skill", "confirmed_by"),
        words=lambda row, me: (
            _say(
                _("%(name)s vouches for your %(skill)s"), name=row.confirmed_by.display_name, skill=row.skill.name
            )
            if row.confirmed_by
            else _say(_("Your %(skill)s is vouched for"), skill=row.skill.name)
        ),
        link=lambda row, me: _url("mentorship:my_skills"),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="work_note_waits",
        label=__("Words about a work wait for me"),
        group=LEARNING,
        signal=learning.work_note_waits,
        hears=lambda f: (
            _to_mentors(f["note"], f["note"].project.owner)
            if f["note"].project.owner.is_minor
            else [To(f["note"], f["note"].project.owner)]
        ),
        model="mentorship.WorkNote",
        along=("author", "project"),
        words=lambda row, me: _say(
            _("%(name)s said something about “%(title)s”"), name=row.author.display_name, title=row.project.title
        ),
        link=lambda row, me: _url("mentorship:notes"),
        is_mailed=False,
    ),
    Kind(
        slug="work_note_shown",
        label=__("Somebody said something about my work"),
        group=LEARNING,
        signal=learning.work_note_shown,
        hears=lambda f: [To(f["note"], f["note"].project.owner), To(f["note"], f["note"].author)],
        model="mentorship.WorkNote",
        along=("author", "project"),
        words=lambda row, me: (
            _say(_("Your words about “%(title)s” can be read"), title=row.project.title)
            if row.author == me
            else _say(
                _("%(name)s said something about “%(title)s”"),
                name=row.author.display_name,
                title=row.project.title,
            )
        ),
        link=lambda row, me: row.get_absolute_url(),
        is_mailed=False,
    ),
    Kind(
        slug="comment_shown",
        label=__("My comment can be read"),
        signal=pages.comment_shown,
        hears=lambda f: [To(f["comment"], f["comment"].author)],
        words=lambda row, me: _say(_("Your comment under “%(title)s” can be read"), title=row.post.title),
        link=lambda row, me: row.post.get_url() or "",
        is_mailed=False,
        **_COMMENT,
    ),
    Kind(
        slug="comment_waits",
        label=__("A comment waits for me"),
        signal=pages.comment_waits,
        hears=_deciders,
        words=lambda row, me: _say(
            _("%(name)s wrote under “%(title)s”"), name=row.author.display_name, title=row.post.title
        ),
        link=lambda row, me: _url("cms_pages:words"),
        text=lambda row: row.text,
        is_mailed=False,
        **_COMMENT,
    ),
    Kind(
        slug="comment_reported",
        label=__("A comment was reported"),
        signal=pages.comment_reported,
        hears=lambda f: [To(f["comment"], watcher) for watcher in watchers()],
        words=lambda row, me: _("A comment was reported"),
        link=lambda row, me: _url("cms_pages:words"),
        is_mailed=False,
        may_be_off=False,
        **_COMMENT,
    ),
    Kind(
        slug="page_waits",
        label=__("A page waits for my approval"),
        group=PAGES,
        signal=pages.page_submitted,
        hears=lambda f: [To(f["page"], reader) for reader in approvers_of(f["person"])],
        model="wagtailcore.Page",
        words=lambda row, me: _("A page waits for your approval"),
        link=lambda row, me: _url("cms_pages:approvals"),
        is_mailed=False,
    ),
    Kind(
        slug="page_approved",
        label=__("My page is approved"),
        group=PAGES,
        signal=pages.page_approved,
        hears=lambda f: [To(f["page"], f["person"])],
        model="wagtailcore.Page",
        words=lambda row, me: _("One of your pages is approved"),
        link=lambda row, me: _url("cms_pages:approvals"),
        is_mailed=False,
    ),
    Kind(
        slug="page_sent_back",
        label=__("My page comes back with a note"),
        group=PAGES,
        signal=pages.page_sent_back,
        hears=lambda f: [To(f["page"], f["person"], str(f["page"].latest_revision_id or ""))],
        model="wagtailcore.Page",
        words=lambda row, me: _("One of your pages comes back with a note"),
        link=lambda row, me: _url("cms_pages:approvals"),
        is_mailed=False,
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}

#: Models without a policy whose words name nothing that their reader might have lost the right to see.
SAFE_WITHOUT_POLICY = frozenset({"wagtailcore.Page", "mentorship.LevelConfirmation", "shop.CashSale"})
