"""Whole pages kept for visitors who are nobody in particular (docs/caching.md)."""

from portal.settings.env import env

#: Off where people work on the site: templates change without anything being written.
PAGE_CACHE = False
#: What has changed without being written - somebody's hours, a day that has come - shows at the latest then.
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=60)
#: How many pages are kept in PAGE_CACHE_SECONDS; most take about 30 kB.
PAGE_CACHE_MOST = 2_000
#: Besides, how many of those with parameters or a port of their own: anybody can make up any number.
PAGE_CACHE_MOST_ASKED = 500

#: Public addresses without anything personal, as the role table calls them.
PAGE_CACHE_NAMES = frozenset(
    {
        "wagtail_serve",
        "robots",
        "sitemap",
        "sitemap_section",
        "catalogue:craft",
        "catalogue:detail",
        "catalogue:index",
        "cms_pages:chapter_journal_feed",
        "cms_pages:journal_feed",
        "cms_pages:stories_feed",
        "cms_pages:works_feed",
        "cms_pages:works_of_feed",
        "find:discipline",
        "find:look",
        "find:skill",
        "leaderboard:hall",
        "mentorship:project_detail",
        "mentorship:project_list",
    }
)
#: Those of them whose forms may be the same for everybody, but for the token: nothing in them is used only once.
PAGE_CACHE_WITH_FORMS = frozenset({"catalogue:detail"})
#: Nothing below these is ever looked for in the cache.
PAGE_CACHE_NEVER = ("/account/", "/api/", "/cms/", "/django-admin/", "/files/", "/media/", "/my/", "/static/")
#: Parameters by which a page may differ; others, unless they are empty, make it nobody's but the visitor's.
PAGE_CACHE_QUERY = frozenset({"discipline", "kind", "maker", "order", "page", "skill"})
#: Labels of newsletters and advertisements, by which no page differs.
PAGE_CACHE_LABELS = frozenset(
    {"fbclid", "gclid", "ref", "utm_campaign", "utm_content", "utm_id", "utm_medium", "utm_source", "utm_term"}
)
#: Tables, by how they begin, that are written to all the time; a page that shows one of them is not kept.
PAGE_CACHE_UNWATCHED = (
    "account_",
    "basket_",
    "core_",
    "django_admin_log",
    "django_session",
    "django_tasks_",
    "hooks_",
    "mfa_",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
)
#: Columns that no page shows: a table in which nothing else was set counts as unchanged.
PAGE_CACHE_UNSEEN = {
    "accounts_profile": frozenset({"here_before", "here_since"}),
    "accounts_user": frozenset({"last_login"}),
    "wagtailcore_page": frozenset(
        {"draft_title", "has_unpublished_changes", "latest_revision_created_at", "latest_revision_id"}
    ),
}

# A content delivery network in front ------------------------------------------------------------------------

#: Where it is told which tags to forget; it must not answer requests with a cookie of ours by itself.
CDN_PURGE_URL = env.str("CDN_PURGE_URL", default="")
CDN_PURGE_HEADERS = env.dict("CDN_PURGE_HEADERS", default={})
#: Cloudflare: tags; Fastly: surrogate_keys.
CDN_PURGE_FIELD = env.str("CDN_PURGE_FIELD", default="tags")
CDN_TAG_HEADER = env.str("CDN_TAG_HEADER", default="Cache-Tag") if CDN_PURGE_URL else ""
#: Called with the names of tables after each commit that wrote to them.
PAGE_CACHE_ON_CHANGE = "portal.core.cdn.purge" if CDN_PURGE_URL else ""
#: Browsers ask each time whether the page is still the same; a network that can be told to forget need not.
PAGE_CACHE_CONTROL = (
    f"public, max-age=0, s-maxage={PAGE_CACHE_SECONDS}, must-revalidate" if CDN_PURGE_URL else "public, no-cache"
)
