"""Public facts about recognition."""

from django.dispatch import Signal

badge_awarded = Signal()  # provides args: award
badge_revoked = Signal()  # provides args: award
certificate_issued = Signal()  # provides args: certificate
certificate_revoked = Signal()  # provides args: certificate
standings_changed = Signal()  # places may have moved; which ones, the boards say
milestone_reached = Signal()  # provides args: reached
