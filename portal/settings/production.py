"""A public site. Refuses to start with anything that is only fit for a developer's machine, and says which."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *

DEBUG = env.bool("DEBUG", default=False)
LOGGING["handlers"]["console"]["formatter"] = LOG_FORMAT = env.str("LOG_FORMAT", default="json")
BACKUP_EVERY_HOURS = env.int("BACKUP_EVERY_HOURS", default=24)

#: Without Redis each process would know of its own changes alone.
PAGE_CACHE = env.bool("PAGE_CACHE", default=True) and bool(REDIS_URL)

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
OSCAR_BASKET_COOKIE_SECURE = True
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = True
# Browsers take a cookie of such a name from this host alone, for the whole of it, over TLS.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
OSCAR_BASKET_COOKIE_OPEN = "__Host-basket"
OSCAR_RECENTLY_VIEWED_COOKIE_NAME = "__Host-history"
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
CONTENT_SECURITY_POLICY_OF_TOOLS["upgrade-insecure-requests"] = True
OSCAR_URL_SCHEMA = "https"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

_problems = [
    problem
    for problem, present in {
        "SECRET_KEY is missing, short or the development key": (
            len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or "development" in SECRET_KEY
        ),
        "DEBUG is on": DEBUG,
        "DATABASE_URL names SQLite; use PostgreSQL": "sqlite" in DATABASES["default"]["ENGINE"],
        "PAYMENT_PROVIDERS contains the demo provider": "demo" in PAYMENT_PROVIDERS,
        "PAYMENTS starts fakes of payment providers": FAKES,
        "ALLOWED_HOSTS is empty": not ALLOWED_HOSTS,
        "ALLOWED_HOSTS contains *": "*" in ALLOWED_HOSTS,
        "SITE_URL is not an https address": not SITE_URL.startswith("https://"),
        "JWT_KEY is shorter than 32 characters": 0 < len(HEADLESS_JWT_PRIVATE_KEY) < 32,
        "WEB_CONCURRENCY is above 1 without REDIS_URL": WEB_CONCURRENCY > 1 and not REDIS_URL,
    }.items()
    if present
]
if _problems:
    raise ImproperlyConfigured("Refusing to start: " + "; ".join(_problems) + ".")
