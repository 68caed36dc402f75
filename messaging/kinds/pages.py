"""What people are told about their pages and what others say there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from wagtail.models import Page, TaskState

import cms_pages.signals as facts
from cms_pages.permissions import can_decide_about
from cms_pages.selectors import approvers_of
from cms_pages.voice_selectors import keepers_of, watchers
from messaging.kinds.row import PAGES, Facts, Kind, To, say, url
from messaging.models.notifications import Mail
from portal.accounts.models import User

_COMMENT: Facts = {"group": PAGES, "model": "cms_pages.PostComment", "along": ("author", "post")}


def _deciders(known: Facts) -> Iterable[To]:
    """The author of the story, or who watches over a minor that wrote under it."""
    comment = known["comment"]
    if comment.author.is_minor:
        readers: list[User | None] = [*keepers_of(comment.author)]
    else:
        readers = [comment.post.owner] if comment.post.owner else [*watchers()]
    return [To(comment, reader) for reader in readers]


def _what_waits(page: Page, me: User) -> list[str]:
    """Whose page it is and what it is called, for who decides about it. A few queries."""
    if not can_decide_about(me, page):
        return []
    draft = page.get_latest_revision_as_object()
    return [f"{page.specific.person().display_name}: {draft.title}"]


def _own_title(page: Page, me: User) -> list[str]:
    """What it is called, for whose page it is. A few queries."""
    return [page.get_latest_revision_as_object().title] if page.specific.person() == me else []


def _looks_at(page: Page) -> QuerySet[TaskState]:
    """How often somebody was asked to look at it, the last time first."""
    about = {
        "workflow_state__base_content_type": ContentType.objects.get_for_model(Page),
        "workflow_state__object_id": str(page.pk),
    }
    return TaskState.objects.filter(**about).order_by("-pk")


def _turn(page: Page) -> str:
    """Tell apart the times that it was asked for. One query."""
    return str(_looks_at(page).values_list("pk", flat=True).first() or "")


def _last_note(page: Page) -> str:
    """What was said when somebody last decided about it. One query."""
    last = _looks_at(page).filter(finished_at__isnull=False).first()
    return last.comment if last else ""


def _how_to_answer(message: Any, me: User) -> list[str]:
    if me.is_minor:
        return [_("If you want to answer, do it together with your mentor.")]
    return [_("Answer this mail to answer them; they see your address then.")]


KINDS: tuple[Kind, ...] = (
    Kind(
        slug="comment_shown",
        label=__("My comment can be read"),
        signals=(facts.comment_shown,),
        hears=lambda f: [To(f["comment"], f["comment"].author)],
        words=lambda row, me: say(_("Your comment under “%(title)s” can be read"), title=row.post.title),
        link=lambda row, me: row.post.get_url() or "",
        **_COMMENT,
    ),
    Kind(
        slug="comment_waits",
        label=__("A comment waits for me"),
        signals=(facts.comment_waits,),
        hears=_deciders,
        words=lambda row, me: say(
            _("%(name)s wrote under “%(title)s”"), name=row.author.display_name, title=row.post.title
        ),
        link=lambda row, me: url("cms_pages:words"),
        text=lambda row: row.text,
        **_COMMENT,
    ),
    Kind(
        slug="comment_reported",
        label=__("A comment was reported"),
        signals=(facts.comment_reported,),
        hears=lambda f: [To(f["comment"], watcher) for watcher in watchers()],
        words=lambda row, me: _("A comment was reported"),
        # What one of them let stand before is still shown, and lies on the desk only.
        link=lambda row, me: url("cms_pages:words" if row.status == row.Status.REPORTED else "messaging:desk"),
        may_be_off=False,
        mail=Mail.NONE,  # the desk is told by mail already
        **_COMMENT,
    ),
    Kind(
        slug="page_waits",
        label=__("A page waits for my approval"),
        group=PAGES,
        signals=(facts.page_submitted,),
        hears=lambda f: [To(f["page"], reader, _turn(f["page"])) for reader in approvers_of(f["person"])],
        model="wagtailcore.Page",
        words=lambda row, me: _("A page waits for your approval"),
        link=lambda row, me: url("cms_pages:approvals"),
        details=_what_waits,
    ),
    Kind(
        slug="page_approved",
        label=__("My page is approved"),
        group=PAGES,
        signals=(facts.page_approved,),
        hears=lambda f: [To(f["page"], f["person"], _turn(f["page"]))],
        model="wagtailcore.Page",
        words=lambda row, me: _("One of your pages is approved"),
        link=lambda row, me: url("cms_pages:approvals"),
        details=_own_title,
        text=_last_note,
    ),
    Kind(
        slug="page_sent_back",
        label=__("My page comes back with a note"),
        group=PAGES,
        signals=(facts.page_sent_back,),
        hears=lambda f: [To(f["page"], f["person"], _turn(f["page"]))],
        model="wagtailcore.Page",
        words=lambda row, me: _("One of your pages comes back with a note"),
        link=lambda row, me: url("cms_pages:approvals"),
        details=_own_title,
        text=_last_note,
    ),
    Kind(
        slug="contact_waits",
        label=__("A message for whom I accompany waits for me"),
        group=PAGES,
        signals=(facts.message_waits,),
        hears=lambda f: [To(f["message"], keeper) for keeper in keepers_of(f["message"].recipient)],
        model="cms_pages.ContactMessage",
        along=("recipient",),
        words=lambda row, me: say(_("A message for %(name)s waits for you"), name=row.recipient.display_name),
        link=lambda row, me: url("cms_pages:words"),
    ),
    Kind(
        slug="contact_delivered",
        label=__("Somebody writes to me through my page"),
        group=PAGES,
        signals=(facts.message_delivered,),
        hears=lambda f: [To(f["message"], f["message"].recipient)],
        model="cms_pages.ContactMessage",
        words=lambda row, me: say(_("%(name)s writes to you through your page"), name=row.name),
        link=lambda row, me: url("cms_pages:words"),
        text=lambda row: row.text,
        answers_to=lambda row, me: "" if me.is_minor else row.email,
        details=_how_to_answer,
    ),
)
