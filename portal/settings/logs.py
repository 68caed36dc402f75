"""What is written down, in which form, and what is counted (docs/operations.md)."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.env import VAR, env

#: `line`, for eyes, or `json`, an object a line for programs that gather them.
LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured("LOG_FORMAT is line or json.")
#: From how many milliseconds on a question to the database is written down; 0: none is.
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=500)
#: With it /metrics answers to `Authorization: Bearer …`; without it there is no such page and nothing is counted.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_DIR = VAR / "metrics"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "portal.core.logs.LineFormatter"},
        "json": {"()": "portal.core.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django brings handlers of its own, which would write what ours leaves out.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},  # portal.requests has a line for each, with its status
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django_tasks": {"level": "WARNING"},  # four lines for each page that is saved
        "django_tasks_db": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},  # two lines for each call
        "wagtail": {"level": "WARNING"},  # titles of pages, drafts too
        "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
        "uvicorn.access": {"handlers": [], "level": "WARNING", "propagate": True},  # whole addresses
        "uvicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
