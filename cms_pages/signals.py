"""Public facts about pages."""

from django.dispatch import Signal

portfolio_provided = Signal()  # provides args: portfolio, user
page_submitted = Signal()  # provides args: page, person, by; it waits for an approval
page_approved = Signal()  # provides args: page, person, by, note
page_sent_back = Signal()  # provides args: page, person, by, note
