"""Public facts about people."""

from django.dispatch import Signal

role_given = Signal()  # provides args: user, role (slug), by
role_taken = Signal()  # provides args: user, role (slug), by
renamed = Signal()  # provides args: user
age_band_set = Signal()  # provides args: user, by
consent_given = Signal()  # provides args: user, kind, by
consent_withdrawn = Signal()  # provides args: user, kind, by
account_closing = Signal()  # provides args: user; what is theirs and public is to be hidden, see closures.hide
account_reopened = Signal()  # provides args: user, hidden (what closures.hide was told)
account_erased = Signal()  # provides args: user; the row is a pseudonym by now
address_proven = Signal()  # provides args: user, email
invitation_accepted = Signal()  # provides args: invitation, user
