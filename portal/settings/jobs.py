"""Background work. Wagtail's own tasks run where they are enqueued; ours wait for a worker (portal.core.jobs)."""

from datetime import timedelta

from portal.settings.env import VAR

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.backend.DatabaseBackend"},
}
#: Touched with every sign of life of a worker: what the health check of its container looks at.
JOBS_ALIVE_FILE = VAR / "jobs-alive"

#: What the clock does by itself (portal.core.clock): each command, with its options, and how often. Each asks the
#: database what is due, so one that was left out is made up for with its next turn.
MINUTELY, HOURLY = timedelta(minutes=1), timedelta(hours=1)
CLOCK = {
    "release_reservations": MINUTELY,
    "work_inbox": MINUTELY,
    "check_books_nightly": MINUTELY,
    "release_earnings": MINUTELY,
    "publish_due": MINUTELY,
    "erase_closed_accounts": MINUTELY,
    "forget_old_requests": MINUTELY,
    "remind_due": MINUTELY,
    "send_mails": MINUTELY,
    "send_webhooks": MINUTELY,
    "forget_unfinished_uploads": MINUTELY,
    "forget_old_prospects": HOURLY,
    "forget_answers": HOURLY,
    "nudge_silent": HOURLY,
    "tend_tasks": HOURLY,
    "tell_low_stock": HOURLY,
    "tidy_media": HOURLY,
    "backup --if-due": HOURLY,
    "look_over_links": HOURLY,
    "rebuild_points": timedelta(hours=6),
}
#: Touched with every look of the clock at its table.
CLOCK_ALIVE_FILE = VAR / "clock-alive"
