"""What mentors and participants are told about learning."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

import mentorship.signals as learning
from messaging.kinds.row import LEARNING, Facts, Kind, To, say, to_mentors, url
from messaging.models.notifications import Mail

_TASK: Facts = {"group": LEARNING, "model": "mentorship.Task", "along": ("participant", "assigned_by")}
_EXTENSION: Facts = {"group": LEARNING, "model": "mentorship.Extension", "along": ("task__participant",)}


def _to_other_side(facts: Facts) -> Iterable[To]:
    reply = facts["reply"]
    return [To(reply, reply.feedback.reviewer), To(reply, reply.feedback.submission.task.participant)]


KINDS: tuple[Kind, ...] = (
    Kind(
        slug="task_assigned",
        label=__("A task is for me"),
        signals=(learning.task_assigned,),
        hears=lambda f: [To(f["task"], f["task"].participant)],
        words=lambda task, me: say(
            _("%(name)s has a task for you: %(title)s"), name=task.assigned_by.display_name, title=task.title
        ),
        link=lambda task, me: task.get_absolute_url(),
        text=lambda row: row.brief,
        **_TASK,
    ),
    Kind(
        slug="task_extended",
        label=__("A task has more time"),
        signals=(learning.task_extended,),
        hears=lambda f: [To(f["task"], f["task"].participant, str(f["task"].due_at or "")[:40])],
        words=lambda task, me: say(_("There is more time for “%(title)s”"), title=task.title),
        link=lambda task, me: task.get_absolute_url(),
        mail=Mail.DAILY,
        **_TASK,
    ),
    Kind(
        slug="task_due",
        label=__("A task of mine is due soon"),
        signals=(learning.task_due_soon,),
        hears=lambda f: [To(f["task"], f["task"].participant, str(f["task"].due_at or "")[:40])],
        words=lambda task, me: (
            say(
                _("“%(title)s” is due on %(day)s"),
                title=task.title,
                day=date_format(timezone.localtime(task.due_at)),
            )
            if task.due_at
            else say(_("“%(title)s” is due"), title=task.title)
        ),
        link=lambda task, me: task.get_absolute_url(),
        details=lambda task, me: [_("If that is too soon, ask for more time on its page.")],
        **_TASK,
    ),
    Kind(
        slug="task_expired",
        label=__("The time of a task is over"),
        signals=(learning.task_expired,),
        hears=lambda f: [To(f["task"], f["task"].participant), To(f["task"], f["task"].assigned_by)],
        words=lambda task, me: say(_("The time for “%(title)s” is over"), title=task.title),
        link=lambda task, me: task.get_absolute_url(),
        mail=Mail.DAILY,
        **_TASK,
    ),
    Kind(
        slug="task_withdrawn",
        label=__("A task is taken back"),
        signals=(learning.task_withdrawn,),
        hears=lambda f: [To(f["task"], f["task"].participant)],
        words=lambda task, me: say(_("“%(title)s” need not be done any more"), title=task.title),
        link=lambda task, me: task.get_absolute_url(),
        mail=Mail.DAILY,
        **_TASK,
    ),
    Kind(
        slug="extension_asked",
        label=__("Somebody asks for more time"),
        signals=(learning.extension_asked,),
        hears=lambda f: to_mentors(f["extension"], f["extension"].task.participant),
        words=lambda row, me: say(
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
        signals=(learning.extension_answered,),
        hears=lambda f: [To(f["extension"], f["extension"].task.participant)],
        words=lambda row, me: say(
            _("Your request for more time for “%(title)s” is answered"), title=row.task.title
        ),
        link=lambda row, me: row.task.get_absolute_url(),
        **_EXTENSION,
    ),
    Kind(
        slug="work_submitted",
        label=__("Somebody handed in a piece"),
        group=LEARNING,
        signals=(learning.work_submitted,),
        hears=lambda f: to_mentors(f["submission"], f["submission"].task.participant),
        model="mentorship.Submission",
        along=("task__participant",),
        words=lambda row, me: say(
            _("%(name)s has handed in “%(title)s”"), name=row.task.participant.display_name, title=row.task.title
        ),
        link=lambda row, me: row.get_absolute_url(),
    ),
    Kind(
        slug="review_waits",
        label=__("A piece has waited for me for days"),
        group=LEARNING,
        signals=(learning.review_waits,),
        hears=lambda f: to_mentors(f["submission"], f["submission"].task.participant),
        model="mentorship.Submission",
        along=("task__participant",),
        words=lambda row, me: say(
            _("%(name)s waits for words about “%(title)s”"),
            name=row.task.participant.display_name,
            title=row.task.title,
        ),
        link=lambda row, me: row.get_absolute_url(),
    ),
    Kind(
        slug="feedback_given",
        label=__("I have feedback"),
        group=LEARNING,
        signals=(learning.feedback_given,),
        hears=lambda f: [To(f["feedback"], f["feedback"].submission.task.participant)],
        model="mentorship.Feedback",
        along=("reviewer", "submission__task"),
        words=lambda row, me: say(
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
        signals=(learning.feedback_answered,),
        hears=_to_other_side,
        model="mentorship.FeedbackReply",
        along=("author", "feedback__submission__task"),
        words=lambda row, me: say(
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
        signals=(learning.journal_entry_shared,),
        hears=lambda f: to_mentors(f["entry"], f["entry"].owner),
        model="mentorship.JournalEntry",
        along=("owner",),
        words=lambda row, me: say(_("%(name)s shows you a page of their diary"), name=row.owner.display_name),
        link=lambda row, me: row.get_absolute_url(),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="journal_reply",
        label=__("Somebody writes under a diary"),
        group=LEARNING,
        signals=(learning.journal_reply_written,),
        hears=lambda f: [
            To(f["reply"], f["reply"].entry.owner),
            *to_mentors(f["reply"], f["reply"].entry.owner),
        ],
        model="mentorship.JournalReply",
        along=("author", "entry"),
        words=lambda row, me: say(_("%(name)s has written under a diary page"), name=row.author.display_name),
        link=lambda row, me: row.entry.get_absolute_url(),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="goal_reached",
        label=__("I have saved what a goal needs"),
        group=LEARNING,
        signals=(learning.goal_reached,),
        hears=lambda f: [To(f["goal"], f["goal"].owner)],
        model="mentorship.Goal",
        words=lambda goal, me: say(_("You have reached your goal “%(title)s”"), title=goal.title),
        link=lambda goal, me: url("mentorship:my_goals"),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="work_note_waits",
        label=__("Words about a work wait for me"),
        group=LEARNING,
        signals=(learning.work_note_waits,),
        hears=lambda f: (
            to_mentors(f["note"], f["note"].project.owner)
            if f["note"].project.owner.is_minor
            else [To(f["note"], f["note"].project.owner)]
        ),
        model="mentorship.WorkNote",
        along=("author", "project"),
        words=lambda row, me: say(
            _("%(name)s said something about “%(title)s”"), name=row.author.display_name, title=row.project.title
        ),
        link=lambda row, me: url("mentorship:notes"),
        mail=Mail.DAILY,
    ),
    Kind(
        slug="work_note_shown",
        label=__("Somebody said something about my work"),
        group=LEARNING,
        signals=(learning.work_note_shown,),
        hears=lambda f: [To(f["note"], f["note"].project.owner), To(f["note"], f["note"].author)],
        model="mentorship.WorkNote",
        along=("author", "project"),
        words=lambda row, me: (
            say(_("Your words about “%(title)s” can be read"), title=row.project.title)
            if row.author == me
            else say(
                _("%(name)s said something about “%(title)s”"),
                name=row.author.display_name,
                title=row.project.title,
            )
        ),
        link=lambda row, me: row.get_absolute_url(),
        mail=Mail.DAILY,
    ),
)
