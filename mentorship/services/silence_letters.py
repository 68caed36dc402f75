"""Mails about silence: without blame, and without a word of what anybody wrote."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mentorship.models import Pairing
from mentorship.services.matching_letters import send
from portal.accounts.models import User

MOST_IN_A_MAIL = 20


def nudge(pairing: Pairing, *, days: int) -> None:
    for reader, other in ((pairing.mentor, pairing.participant), (pairing.participant, pairing.mentor)):
        subject = _("How is it going, with %(name)s?") % {"name": other.display_name}
        send(reader, subject, "silence", other=other, days=days, is_mentor=reader == pairing.mentor)


def hand_over(pairings: Sequence[Pairing], *, reader: User, days: int) -> None:
    subject = _("Somebody may need another mentor")
    more = len(pairings) > MOST_IN_A_MAIL
    send(reader, subject, "hand_over", pairings=pairings[:MOST_IN_A_MAIL], has_more=more, days=days)
