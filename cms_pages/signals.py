"""Public facts about pages."""

from django.dispatch import Signal

portfolio_provided = Signal()  # provides args: portfolio, user
page_submitted = Signal()  # provides args: page, person, by; it waits for an approval
page_approved = Signal()  # provides args: page, person, by, note
page_sent_back = Signal()  # provides args: page, person, by, note
comment_waits = Signal()  # provides args: comment
comment_shown = Signal()  # provides args: comment, by
comment_reported = Signal()  # provides args: comment, by
message_waits = Signal()  # provides args: message
form_answered = Signal()  # provides args: answer
message_delivered = Signal()  # provides args: message
