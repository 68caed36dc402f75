"""Letters to people without an account."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from mentorship.models import Commission
from portal.core.letters import write


def commission_answered(commission: Commission) -> EmailMessage | None:
    """Return the answer for the visitor who asked; neither side learns the other's address."""
    if not commission.email:
        return None
    return write(
        to=commission.email,
        subject=_("%(name)s has answered you") % {"name": commission.maker.display_name},
        template="mentorship/commission_answered",
        context={"commission": commission},
    )
