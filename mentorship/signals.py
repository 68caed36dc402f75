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
pairing_begun = Signal()  # provides args: pairing, by
pairing_ended = Signal()  # provides args: pairing, by
mentor_asked = Signal()  # provides args: request, by
mentor_request_answered = Signal()  # provides args: request, by; it is accepted or declined
mentor_request_settled = Signal()  # provides args: request; somebody else accompanies who asked
mentor_request_moved_up = Signal()  # provides args: request; a place is free for who waited
task_assigned = Signal()  # provides args: task, by
task_started = Signal()  # provides args: task, by
task_withdrawn = Signal()  # provides args: task, by
task_expired = Signal()  # provides args: task; nobody handed anything in
task_extended = Signal()  # provides args: task, by; there is more time
task_approved = Signal()  # provides args: task, submission, by
extension_asked = Signal()  # provides args: extension, by
extension_answered = Signal()  # provides args: extension, by; extension.status says how
work_submitted = Signal()  # provides args: submission, by; an iteration of a task was handed in
submission_taken_back = Signal()  # provides args: task, by; before anybody looked at it
review_begun = Signal()  # provides args: submission, by; nobody else reviews it meanwhile
revision_asked = Signal()  # provides args: task, submission, by
feedback_given = Signal()  # provides args: feedback, by; the participant reads it now
feedback_answered = Signal()  # provides args: reply, by; the other side may want to know
next_step_done = Signal()  # provides args: step, by
preference_given = Signal()  # provides args: preference, by; one of two pieces was found better, or neither
goal_set = Signal()  # provides args: goal, by
goal_dropped = Signal()  # provides args: goal, by
level_confirmed = Signal()  # provides args: confirmation, by; a mentor vouches for it from now on
level_taken_back = Signal()  # provides args: confirmation, by; it is vouched for no longer
pack_loaded = Signal()  # provides args: pack, badges (as the pack's manifest says them), by (None: the console)
journal_entry_shared = Signal()  # provides args: entry, by; mentors of its owner may read it now
journal_reply_written = Signal()  # provides args: reply, by; the other side may want to know
