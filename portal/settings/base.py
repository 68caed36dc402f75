"""What holds everywhere: project, apps, requests, data, language, then one file per library."""

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.settings import unfit
from portal.settings.env import ROOT, VAR, env

# Project -------------------------------------------------------------------------------------------------

SITE_NAME = env.str("SITE_NAME", default="Kindling")
#: The address people see; links in mails are built from it, never from a Host header.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
DEBUG = False
#: A machine where nothing is at stake: style guide, demo data, files served by Django itself.
DEVELOPMENT = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ASGI_APPLICATION = "portal.asgi.application"
SITE_ID = 1

# Apps ----------------------------------------------------------------------------------------------------
# The order decides security: wagtail.images and wagtail.documents register their permission policy in
# ready(), so our apps, which replace it, come after them. portal.checks asserts the result.

INSTALLED_APPS = [
    "portal.accounts",
    "wagtail_localize",
    "wagtail_localize.locales",  # in place of wagtail.locales
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.flatpages",  # Oscar's dashboard.pages needs the app
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",  # lets FORM_RENDERER find templates/django/forms
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "channels",
    "corsheaders",
    "csp",
    "pgtrigger",
    "shop.forks.config.Shop",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "shop.forks.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "oscar.apps.shipping.apps.ShippingConfig",
    "shop.forks.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "shop.forks.partner.apps.PartnerConfig",
    "shop.forks.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "shop.forks.order.apps.OrderConfig",
    "shop.forks.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    "haystack",
    "treebeard",
    "sorl.thumbnail",
    "django_tables2",
    "django_tasks_db",
    "drf_spectacular",
    "drf_spectacular_sidecar",  # files only: the viewers of the API
    "portal.core",
    "portal",
    "mentorship",
    "cms_pages",
    "shop",
    "leaderboard",
    "messaging",
    "portal.hooks",
]

# Requests ------------------------------------------------------------------------------------------------

MIDDLEWARE = [
    "portal.core.watching.RequestLogMiddleware",  # outermost: it tells of whatever happens further in
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.core.browser.PolicyMiddleware",
    "portal.core.page_cache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.core.browser.PersonalPagesMiddleware",
    "portal.core.language.LanguageMiddleware",
    "portal.core.problems.ProblemMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.core.clean.NoNullBytesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.api.bearer.BearerMiddleware",
    "portal.core.gate.GateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.core.refusals.RefusalMiddleware",
    "messaging.suspending.SuspensionMiddleware",
    "cms_pages.walls.OwnIdsMiddleware",
    "portal.core.even.EvenAnswerMiddleware",
    "portal.core.limits.LimitMiddleware",
    "portal.core.spreadsheets.SpreadsheetMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms_pages.front.FrontMiddleware",
    "shop.forks.basket.middleware.BasketMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

#: Who may open which address; what it does not name is closed.
ROLE_TABLE = "portal.access.table.TABLE"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.core.context.site",
                "cms_pages.context.chapter",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.core.context_processors.metadata",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
#: For XLSX of django-import-export; CSV of whatever origin is made safe by SpreadsheetMiddleware.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # Wagtail's page editor with many blocks

# Data ----------------------------------------------------------------------------------------------------

#: Set before the first migration and never changed: Oscar's migrations read it.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")}

#: For how long one question to PostgreSQL may take, and half of that for a lock, where people wait for the answer:
#: in web processes (portal.asgi, portal.wsgi). Commands and jobs take their time. 0: no limit.
DATABASE_SECONDS = env.int("DATABASE_SECONDS", default=20) if env.bool("PORTAL_WEB", default=False) else 0

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without WAL and IMMEDIATE transactions concurrent writers fail with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Under ASGI a persistent connection per thread exhausts PostgreSQL; a pool is bounded.
    DATABASES["default"]["OPTIONS"] = {
        "pool": {
            "min_size": 1,
            "max_size": env.int("DATABASE_POOL", default=10),
            "timeout": 5,  # whoever waits for longer gets a page in words (portal.core.outages)
            "reconnect_timeout": 5,  # and then asks anew: by itself the pool waits twice as long each time
        },
        "connect_timeout": 5,
    }
    # Through PgBouncer a session ends with its transaction, and with it a cursor that the server keeps.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = _pooled = env.bool("DATABASE_POOLED", default=False)
    if not _pooled:  # PgBouncer refuses these words, and has its own
        _words = {"jit": "off"}  # a question of a page is answered before it would be compiled: 0.4 ms, not 55
        if DATABASE_SECONDS:
            _words["statement_timeout"] = f"{DATABASE_SECONDS}s"
            _words["lock_timeout"] = f"{max(1, DATABASE_SECONDS // 2)}s"
        DATABASES["default"]["OPTIONS"]["options"] = " ".join(f"-c {name}={s}" for name, s in _words.items())

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "portal.core.calm_cache.CalmRedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5_000}}
    }
#: Apart from what counts and limits, so that many pages push nothing else out.
CACHES["pages"] = {**CACHES["default"], "KEY_PREFIX": "pages"}
if not REDIS_URL:
    CACHES["pages"] |= {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 1_000}}
CACHES["renditions"] = {**CACHES["default"], "KEY_PREFIX": "renditions", "TIMEOUT": 24 * 3600}
if REDIS_URL:
    CACHES["pages"]["BACKEND"] = "portal.core.calm_cache.QuickRedisCache"  # portal.core.page_cache rests by itself
    #: Where nobody can count log-ins nobody logs in, and sockets are counted elsewhere (messaging.services.slots).
    CACHES["default"]["OPTIONS"] = {"strict": ["allauth:rl:", "socket:"]}

# Language ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
_LANGUAGES = {
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "ar": _("Arabic"),
    "pt": _("Portuguese"),
}
#: Languages in which the chapter's pages may be written; the first is that of LANGUAGE_CODE.
CONTENT_LANGUAGES = list(
    dict.fromkeys([LANGUAGE_CODE, *env.list("CONTENT_LANGUAGES", default=["es", "fr", "ar", "pt"])])
)
WAGTAIL_CONTENT_LANGUAGES = [(code, _LANGUAGES.get(code, code)) for code in CONTENT_LANGUAGES]
#: Those in which the site itself speaks, its buttons, forms and messages: each has a catalogue in locale/.
INTERFACE_LANGUAGES = list(
    dict.fromkeys([LANGUAGE_CODE, *env.list("INTERFACE_LANGUAGES", default=["es", "fr", "ar"])])
)
LANGUAGES = [
    (code, _LANGUAGES.get(code, code)) for code in dict.fromkeys([*CONTENT_LANGUAGES, *INTERFACE_LANGUAGES])
]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
FORMAT_MODULE_PATH = ["portal.formats"]
USE_TZ = True

# Mail ----------------------------------------------------------------------------------------------------

EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Kindling <hello@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if "EMAIL_URL" in env.ENVIRON:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"

from portal.settings.accounts import *  # noqa: E402
from portal.settings.api import *  # noqa: E402
from portal.settings.browser import *  # noqa: E402
from portal.settings.export import *  # noqa: E402
from portal.settings.jobs import *  # noqa: E402
from portal.settings.limits import *  # noqa: E402
from portal.settings.logs import *  # noqa: E402
from portal.settings.mentoring import *  # noqa: E402
from portal.settings.oscar import *  # noqa: E402
from portal.settings.pages import *  # noqa: E402
from portal.settings.payments import *  # noqa: E402
from portal.settings.realtime import *  # noqa: E402
from portal.settings.storage import *  # noqa: E402
from portal.settings.wagtail import *  # noqa: E402

if _unfit := unfit.problems(vars()):
    raise ImproperlyConfigured("Refusing to start: " + "; ".join(_unfit) + ".")
