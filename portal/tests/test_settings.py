"""Production refuses to start with what is only fit for a developer's machine, and says which."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

FIT = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "qK7vR2mX9pL4wT8zB5nJ3hF6dG1sC0yU-qK7vR2mX9pL4wT8zB5nJ3hF6dG1sC0yU",
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "PAYMENT_PROVIDERS": "",
    "REDIS_URL": "",
}


def start(tmp_path, **changed: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **FIT, **changed}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=settings.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_fit_settings_start(tmp_path):
    result = start(tmp_path)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DATABASE_URL": "sqlite:///x.sqlite3"}, "SQLite"),
        ({"PAYMENT_PROVIDERS": "demo"}, "demo"),
        ({"PAYMENTS": "fakes", "PAYMENT_PROVIDERS": "stripe"}, "PAYMENTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": "http://portal.example.org"}, "SITE_URL"),
        ({"WEB_CONCURRENCY": "2"}, "REDIS_URL"),
    ],
)
def test_unfit_settings_are_refused_by_name(tmp_path, changed, named):
    result = start(tmp_path, **changed)

    assert result.returncode != 0
    assert "Refusing to start" in result.stderr
    assert named in result.stderr


def test_keys_are_wide_from_the_first_migration():
    assert settings.DEFAULT_AUTO_FIELD == "django.db.models.BigAutoField"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OSCAR_SAVE_SENT_EMAILS_TO_DB", False),
        ("OSCAR_ALLOW_ANON_REVIEWS", False),
        ("WAGTAIL_PASSWORD_RESET_ENABLED", False),
        ("WAGTAIL_EMAIL_MANAGEMENT_ENABLED", False),
        ("WAGTAIL_GRAVATAR_PROVIDER_URL", None),
        ("WAGTAILDOCS_SERVE_METHOD", "serve_view"),
    ],
)
def test_known_holes_of_the_libraries_are_closed(name, value):
    assert getattr(settings, name) == value
