"""Tasks and feedback: how long things rest before the clock does something about them."""

from portal.settings.env import env

#: Days after the day on which a task was due until it expires, unless something was handed in.
TASK_GRACE_DAYS = env.int("TASK_GRACE_DAYS", default=14)
#: Days before that day on which the participant is reminded.
TASK_REMIND_DAYS = env.int("TASK_REMIND_DAYS", default=2)
#: Days after which mentors are reminded, once, of a piece that waits for their words.
REVIEW_REMIND_DAYS = env.int("REVIEW_REMIND_DAYS", default=3)
#: After so many days without a sign of life between a mentor and a participant, both are told.
NUDGE_DAYS = sorted(env.list("NUDGE_DAYS", cast=int, default=[7, 14, 21]))
#: And after so many, coordinators are asked whether another mentor should go on. 0: never.
HAND_OVER_DAYS = env.int("HAND_OVER_DAYS", default=28)
