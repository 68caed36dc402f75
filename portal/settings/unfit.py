"""What no site starts with, wherever it runs; the last word of `base`. What only a public one may not have says
`production`, what needs the apps say their checks."""

import logging
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO

from shop.money import EXPONENTS

ENGINES = ("django.db.backends.postgresql", "django.db.backends.sqlite3")

#: The least that each number may be.
LEAST = {
    "ACCOUNT_CLOSURE_GRACE_DAYS": 0,
    "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
    "BACKUP_EVERY_HOURS": 0,
    "BACKUP_KEEP": 1,
    "COOP_SHARE_BP": 0,
    "DOWNLOADS_MOST": 1,
    "DOWNLOAD_DAYS": 1,
    "EARNINGS_HOLD_DAYS": 0,
    "HAND_OVER_DAYS": 0,
    "INVITATIONS_PER_DAY": 0,
    "PAYOUT_LEAST_MINOR": 1,
    "PAYOUT_NEW_ACCOUNT_HOURS": 0,
    "PAYOUT_TWO_ABOVE_MINOR": 0,
    "PLATFORM_SHARE_BP": 0,
    "QUOTA_MB": 0,
    "REQUESTS_AT_ONCE": 0,
    "RESERVATION_MINUTES": 1,
    "REVIEW_REMIND_DAYS": 1,
    "SLOW_QUERY_MS": 0,
    "TASK_GRACE_DAYS": 0,
    "TASK_REMIND_DAYS": 0,
    "WEB_CONCURRENCY": 1,
}
#: How some settings are called in the environment.
CALLED = {"ALLAUTH_TRUSTED_PROXY_COUNT": "TRUSTED_PROXIES"}


def problems(said: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the settings, a sentence each that names the variable."""
    return [
        *_data(said),
        *_addresses(said),
        *_words(said),
        *_files(said),
        *(
            f"{CALLED.get(name, name)} is less than {least}"
            for name, least in LEAST.items()
            if name in said and said[name] < least
        ),
    ]


def _data(said: Mapping[str, Any]) -> Iterator[str]:
    database = said["DATABASES"]["default"]
    if database.get("ENGINE") not in ENGINES:
        yield "DATABASE_URL is neither postgres:// nor sqlite://"
    elif not database.get("NAME"):
        yield "DATABASE_URL names no database"
    elif (database["OPTIONS"].get("pool") or {"max_size": 1})["max_size"] < 1:
        yield "DATABASE_POOL is less than 1"
    if said["REDIS_URL"]:
        redis = urlsplit(said["REDIS_URL"])
        if redis.scheme not in ("redis", "rediss", "unix"):
            yield "REDIS_URL is neither redis:// nor rediss:// nor unix://"
        elif redis.scheme != "unix" and not (redis.hostname and re.fullmatch(r"/?\d*", redis.path)):
            yield "REDIS_URL names no host, or what follows it is no number of a database"


def _addresses(said: Mapping[str, Any]) -> Iterator[str]:
    if not is_origin(said["SITE_URL"]):
        yield "SITE_URL is no address such as https://portal.example.org, without anything behind the host"
    for name in ("WEBSOCKET_ORIGINS", "CSRF_TRUSTED_ORIGINS", "CORS_ALLOWED_ORIGINS"):
        wrong = [each for each in said[name] if not is_origin(each)]
        if wrong and wrong != [said["SITE_URL"]]:
            yield f"{name} contains something that is no origin such as https://app.example.org"
    if any("/" in each or " " in each for each in said["ALLOWED_HOSTS"]):
        yield "ALLOWED_HOSTS contains an address; host names alone belong there"
    if "@" not in parseaddr(said["DEFAULT_FROM_EMAIL"])[1]:
        yield "DEFAULT_FROM_EMAIL contains no mail address"


def is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_bare = not (parts.path or parts.query or parts.fragment or parts.username)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_bare and port != 0


def _words(said: Mapping[str, Any]) -> Iterator[str]:
    for name in ("CONTENT_LANGUAGES", "INTERFACE_LANGUAGES"):
        unknown = [code for code in said[name] if code not in LANG_INFO]
        if said["LANGUAGE_CODE"] in unknown:
            continue  # said once, below
        if unknown:
            yield f"{name} contains a language that nobody knows: {', '.join(unknown)}"
    if said["LANGUAGE_CODE"] not in LANG_INFO:
        yield "LANGUAGE_CODE is a language that nobody knows"
    if strangers := [code for code in said["INTERFACE_LANGUAGES"] if code not in said["CONTENT_LANGUAGES"]]:
        yield f"INTERFACE_LANGUAGES contains what CONTENT_LANGUAGES does not: {', '.join(strangers)}"
    if said["OSCAR_DEFAULT_CURRENCY"] not in EXPONENTS:
        yield f"CURRENCY is none of {', '.join(EXPONENTS)}"
    if said["TIME_ZONE"] not in zoneinfo.available_timezones():
        yield "TIME_ZONE is no zone such as Europe/Berlin"
    if said["LOGGING"]["root"]["level"] not in logging.getLevelNamesMapping():
        yield "LOG_LEVEL is no level such as INFO"
    if 0 < len(said["METRICS_TOKEN"]) < 32:
        yield "METRICS_TOKEN is shorter than 32 characters"
    if any(days < 1 for days in said["NUDGE_DAYS"]):
        yield "NUDGE_DAYS contains a number below 1"


def _files(said: Mapping[str, Any]) -> Iterator[str]:
    private = said["STORAGES"]["private"]["OPTIONS"]
    bucket = private.get("bucket_name")
    if said["PRIVATE_FILES"] == "signed" and not bucket:
        yield "PRIVATE_FILES is signed, and S3_BUCKET is missing"
    if said["PRIVATE_FILES"] == "nginx" and bucket:
        yield "PRIVATE_FILES is nginx, and files lie in S3_BUCKET"
    if said["STORAGES"]["dbbackup"]["OPTIONS"].get("bucket_name") and not bucket:
        yield "BACKUP_BUCKET needs the object store of S3_BUCKET"
    if bucket and bool(private.get("access_key")) != bool(private.get("secret_key")):
        yield "Of S3_ACCESS_KEY and S3_SECRET_KEY one is missing"
    if (endpoint := private.get("endpoint_url")) and not is_origin(endpoint.rstrip("/")):
        yield "S3_ENDPOINT is no address such as https://s3.example.org"
    if said["S3_PUBLIC_URL"] and not bucket:
        yield "S3_PUBLIC_URL needs the object store of S3_BUCKET"
    elif said["S3_PUBLIC_URL"] not in ("", said["MEDIA_URL"]) and not _is_folder(said["S3_PUBLIC_URL"]):
        yield f"S3_PUBLIC_URL is neither {said['MEDIA_URL']} nor an address such as https://files.example.org/"


def _is_folder(text: str) -> bool:
    """Whether `text` is an address of the web to which a name can be added."""
    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    is_plain = not path or (path.endswith("/") and not set(path) & set("?# "))
    return bool(slash) and is_plain and is_origin(f"{scheme}://{host}")
