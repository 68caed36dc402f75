"""Background work. Wagtail's own tasks run where they are enqueued; ours wait for a worker (portal.core.jobs)."""

from portal.settings.env import VAR

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.backend.DatabaseBackend"},
}
#: Touched with every sign of life of a worker: what the health check of its container looks at.
JOBS_ALIVE_FILE = VAR / "jobs-alive"
