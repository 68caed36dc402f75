"""Public facts about learning and works."""

from django.dispatch import Signal

project_published = Signal()  # provides args: project, by; it has become public
project_hidden = Signal()  # provides args: project, by; it is public no longer
prospect_moved = Signal()  # provides args: prospect, to, by; it is in another stage of the pipeline
interaction_logged = Signal()  # provides args: interaction, by
supplies_issued = Signal()  # provides args: issue, by
supplies_answered = Signal()  # provides args: issue, by; accepted or declined, issue.state says which
supplies_used = Signal()  # provides args: usage, by; used or lost
supplies_returned = Signal()  # provides args: line, quantity, by
supplies_requested = Signal()  # provides args: request, by
supplies_request_answered = Signal()  # provides args: request, by; request.state says how
