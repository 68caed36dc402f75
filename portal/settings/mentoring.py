"""Tasks and feedback: how long things rest before the clock does something about them."""

from portal.settings.env import env

#: Days after the day on which a task was due until it expires, unless something was handed in.
TASK_GRACE_DAYS = env.int("TASK_GRACE_DAYS", default=14)
#: Days before that day on which the participant is reminded.
TASK_REMIND_DAYS = env.int("TASK_REMIND_DAYS", default=2)
