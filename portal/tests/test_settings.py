"""Production refuses to start with what is only fit for a developer's machine, and says which."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from portal.settings.env import env

FIT = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "qK7vR2mX9pL4wT8zB5nJ3hF6dG1sC0yU-qK7vR2mX9pL4wT8zB5nJ3hF6dG1sC0yU",
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "PAYMENT_PROVIDERS": "",
    "REDIS_URL": "",
}


def start(
    tmp_path, code: str = "import django; django.setup()", **changed: str
) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **FIT, **changed}
    return subprocess.run(  # noqa: S603  words of these tests
        [sys.executable, "-c", code],
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
    ("changed", "module", "said"),
    [
        ({}, "portal.asgi", "-c jit=off -c statement_timeout=20s -c lock_timeout=10s"),
        ({}, "portal.wsgi", "-c jit=off -c statement_timeout=20s -c lock_timeout=10s"),
        ({"DATABASE_SECONDS": "7"}, "portal.asgi", "-c jit=off -c statement_timeout=7s -c lock_timeout=3s"),
        ({"DATABASE_SECONDS": "0"}, "portal.asgi", "-c jit=off"),
        ({}, "django", "-c jit=off"),  # a command
        ({"DATABASE_POOLED": "1"}, "portal.asgi", "None"),  # PgBouncer refuses such words
    ],
)
def test_only_where_people_wait_the_database_has_a_time(tmp_path, changed, module, said):
    ask = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'].get('options'))"

    result = start(tmp_path, code=f"import {module}; {ask}", **changed)

    assert result.stdout.strip() == said, result.stderr


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


#: What somebody may get wrong, and what the refusal must name. Read by the settings themselves.
BROKEN = [
    ({"DATABASE_URL": "mysql2://db/portal"}, "DATABASE_URL"),
    ({"DATABASE_URL": "db.example.org:5432/portal"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://user@db:5432/"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgres://user@db:port/portal"}, "DATABASE_URL"),
    ({"DATABASE_POOL": "ten"}, "DATABASE_POOL"),
    ({"DATABASE_POOL": "0"}, "DATABASE_POOL"),
    ({"REDIS_URL": "redis.example.org:6379"}, "REDIS_URL"),
    ({"REDIS_URL": "http://redis:6379/0"}, "REDIS_URL"),
    ({"REDIS_URL": "redis://redis:6379/cache"}, "REDIS_URL"),
    ({"EMAIL_URL": "carrier-pigeon://roof"}, "EMAIL_URL"),
    ({"SECRET_KEY": ""}, "SECRET_KEY"),
    ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY"),
    ({"JWT_KEY": "short"}, "JWT_KEY"),
    ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN"),
    ({"SITE_URL": "portal.example.org"}, "SITE_URL"),
    ({"SITE_URL": "https://portal.example.org/start"}, "SITE_URL"),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "https://portal.example.org"}, "ALLOWED_HOSTS"),
    ({"WEBSOCKET_ORIGINS": "portal.example.org"}, "WEBSOCKET_ORIGINS"),
    ({"CSRF_TRUSTED_ORIGINS": "portal.example.org"}, "CSRF_TRUSTED_ORIGINS"),
    ({"CORS_ALLOWED_ORIGINS": "*"}, "CORS_ALLOWED_ORIGINS"),
    ({"DEFAULT_FROM_EMAIL": "Kindling"}, "DEFAULT_FROM_EMAIL"),
    ({"LANGUAGE_CODE": "klingon"}, "LANGUAGE_CODE"),
    ({"CONTENT_LANGUAGES": "es,xx"}, "CONTENT_LANGUAGES"),
    ({"INTERFACE_LANGUAGES": "de"}, "INTERFACE_LANGUAGES"),
    ({"CURRENCY": "XXX"}, "CURRENCY"),
    ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE"),
    ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ({"SLOW_QUERY_MS": "fast"}, "SLOW_QUERY_MS"),
    ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
    ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY"),
    ({"SECURE_SSL_REDIRECT": "perhaps"}, "SECURE_SSL_REDIRECT"),
    ({"PUBLISHING_APPROVAL": "sometimes"}, "PUBLISHING_APPROVAL"),
    ({"NUDGE_DAYS": "7,soon"}, "NUDGE_DAYS"),
    ({"BACKUP_KEEP": "0"}, "BACKUP_KEEP"),
    ({"RESERVATION_MINUTES": "0"}, "RESERVATION_MINUTES"),
    ({"PRIVATE_FILES": "everybody"}, "PRIVATE_FILES"),
    ({"PRIVATE_FILES": "signed"}, "S3_BUCKET"),
    ({"S3_BUCKET": "files", "S3_ACCESS_KEY": "id"}, "S3_SECRET_KEY"),
    ({"S3_BUCKET": "files", "S3_ENDPOINT": "minio:9000"}, "S3_ENDPOINT"),
    ({"BACKUP_BUCKET": "backups"}, "S3_BUCKET"),
    ({"S3_PUBLIC_URL": "/media/"}, "S3_PUBLIC_URL needs"),
    ({"S3_BUCKET": "files", "S3_PUBLIC_URL": "/files/"}, "S3_PUBLIC_URL is neither"),
    ({"S3_BUCKET": "files", "S3_PUBLIC_URL": "https://files.example.org"}, "S3_PUBLIC_URL is neither"),
    ({"S3_BUCKET": "files", "S3_PUBLIC_URL": "https://files.example.org/a?b/"}, "S3_PUBLIC_URL is neither"),
    ({"OAUTH_GOOGLE_CLIENT_ID": "id"}, "OAUTH_GOOGLE_SECRET"),
    ({"VAR_DIR": "/dev/null/portal"}, "VAR_DIR"),
]

#: Read by checks, which need the apps and take some seconds. More of them: shop/tests.
BROKEN_FOR_CHECKS = [
    ({"PAYMENT_PROVIDERS": "stripe", "STRIPE_SECRET_KEY": "sk_live_1"}, "STRIPE_WEBHOOK_SECRETS"),
    ({"BACKUP_DIR": "/dev/null/backups"}, "BACKUP_DIR"),
]


def check(tmp_path, changed: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Ask as scripts/serve.sh does before it serves."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"],
        cwd=settings.ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **FIT, **changed},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


#: Loads what settings import, then reads the settings in a process of its own for each environment on its input.
READER = """
import json, os, sys
import django, environ, csp.constants, corsheaders.defaults, oscar.defaults
for changed in json.load(sys.stdin):
    reading, writing = os.pipe()
    if not (child := os.fork()):
        os.environ.update(changed)
        try:
            import portal.settings.production
            said = "started"
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    print(json.dumps(os.fdopen(reading).read()))
    os.waitpid(child, 0)
"""


@pytest.fixture(scope="module")
def refusals(tmp_path_factory) -> list[str]:
    """What is said of each of BROKEN, and of settings that are in order."""
    result = subprocess.run(  # noqa: S603  our own
        [sys.executable, "-c", READER],
        cwd=settings.ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path_factory.mktemp("var")), **FIT},
        input=json.dumps([*(changed for changed, _named in BROKEN), {}]),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("number", range(len(BROKEN)), ids=lambda number: str(BROKEN[number][0])[:60])
def test_broken_settings_are_refused_in_words_that_name_them(refusals, number):
    kind, _colon, words = refusals[number].partition(": ")

    assert kind == "ImproperlyConfigured"
    assert BROKEN[number][1] in words


def test_settings_that_are_in_order_are_read_the_same_way(refusals):
    assert refusals[len(BROKEN)] == "started"


@pytest.mark.parametrize(("changed", "named"), BROKEN_FOR_CHECKS, ids=lambda part: str(part)[:60])
def test_a_site_asks_its_checks_before_it_serves(tmp_path, changed, named):
    result = check(tmp_path, changed)

    assert result.returncode != 0
    assert named in result.stderr


def test_a_refusal_tells_no_secret(tmp_path):
    result = check(tmp_path, {"DATABASE_URL": "mysql2://portal:hush-hush@db/x", "JWT_KEY": "hush-hush-too"})

    assert result.returncode != 0
    assert "hush" not in result.stderr


def test_settings_that_are_in_order_pass_the_same_check(tmp_path):
    result = check(tmp_path, {})

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("word", ["true", "On", "1", "false", "OFF", "0", ""])
def test_yes_and_no_have_many_words(monkeypatch, word):
    monkeypatch.setenv("A_SWITCH", word)

    assert env.bool("A_SWITCH") is (word.lower() in ("true", "on", "1"))


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
