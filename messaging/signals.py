"""What this app tells others, and its own notices, after the fact."""

from django.dispatch import Signal

announcement_sent = Signal()  # provides args: announcement, people, by; sent within the transaction
message_waits = Signal()  # provides args: message, person; they have not read it for a while
case_opened = Signal()  # provides args: case, by
thanks_given = Signal()  # provides args: thanks, by
decision_told = Signal()  # provides args: decision, by
