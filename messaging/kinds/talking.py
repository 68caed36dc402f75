"""What people are told about safety and conversations."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

import messaging.signals as talking
from cms_pages.voice_selectors import watchers
from messaging.kinds.row import SAFETY, TALKING, Kind, To, say, url
from messaging.models.notifications import Mail

KINDS: tuple[Kind, ...] = (
    Kind(
        slug="case_opened",
        label=__("Something was reported"),
        group=SAFETY,
        signals=(talking.case_opened,),
        hears=lambda f: [To(f["case"], watcher) for watcher in watchers()],
        model="messaging.Case",
        words=lambda row, me: _("Something was reported and waits for somebody to look"),
        link=lambda row, me: url("messaging:desk_case", row.public_id),
        may_be_off=False,
    ),
    Kind(
        slug="decision_told",
        label=__("A decision about something of mine"),
        group=SAFETY,
        signals=(talking.decision_told,),
        hears=lambda f: [To(f["decision"], f["decision"].person)],
        model="messaging.Decision",
        words=lambda row, me: _("Something was decided about what you wrote or showed"),
        link=lambda row, me: url("messaging:decision", row.pk),
        text=lambda row: row.text,
        may_be_off=False,
        must_be_mailed=True,
    ),
    Kind(
        slug="announcement_sent",
        label=__("Something is announced to me"),
        group=TALKING,
        signals=(talking.announcement_sent,),
        hears=lambda f: [To(f["announcement"], person) for person in f["people"]],
        model="messaging.Announcement",
        along=("written_by",),
        words=lambda row, me: say(
            _("%(name)s announces “%(title)s”"), name=row.written_by.display_name, title=row.title
        ),
        link=lambda row, me: row.get_absolute_url(),
        text=lambda row: row.text,
    ),
    Kind(
        slug="message_waits",
        label=__("Messages wait for me"),
        group=TALKING,
        signals=(talking.message_waits,),
        hears=lambda f: [To(f["message"], f["person"])],
        model="messaging.Message",
        along=("author", "conversation"),
        words=lambda message, me: say(
            _("%(name)s wrote to you") if not message.conversation.title else _("%(name)s wrote in “%(title)s”"),
            name=message.author.display_name,
            title=message.conversation.title,
        ),
        link=lambda message, me: url("messaging:conversation", message.conversation.public_id),
        text=lambda message: message.text,
    ),
    Kind(
        slug="thanks_given",
        label=__("Somebody thanked me"),
        group=TALKING,
        signals=(talking.thanks_given,),
        hears=lambda f: [To(f["thanks"], f["thanks"].to)],
        model="messaging.Thanks",
        along=("by",),
        words=lambda row, me: say(_("%(name)s thanks you"), name=row.by.display_name),
        link=lambda row, me: url("messaging:thanks"),
        text=lambda row: row.text,
        mail=Mail.DAILY,
    ),
)
