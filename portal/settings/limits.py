"""How often somebody may do what costs us or others something; allauth's own limits are in `accounts`."""

from portal.settings.env import env

#: Scope to "number/length of time" for each account, or each address of those who are not logged in.
RATE_LIMITS: dict[str, str] = {
    "upload": "60/10m",
    #: Files are sent in parts of a megabyte or so.
    "upload_part": "2000/10m",
    "message": "30/m",
    #: What is said in conversations, by pages and by sockets.
    "talk": "60/m",
    "commission": "6/h",
    "contact": "5/10m",
    "answer": "10/10m",
    "comment": "10/10m",
    "search": "60/m",
    "suggest": "240/m",
    "checkout": "20/10m",
    "order_lookup": "10/10m",
    #: Opening an order, its papers and its files by the link of a mail; a download may come in many parts.
    "order_link": "120/10m",
    "sharing": "30/10m",
    "export": "6/10m",
    "invitation": "30/10m",
    #: New webhooks of one's own, their tests and what is sent again: each asks somebody else's server.
    "webhook": "20/10m",
    #: Opening and accepting one: keys cannot be guessed, and nobody shall try.
    "invited": "30/10m",
}

#: Views that are not ours, by the name of their address, and the scope that what is sent to them counts for.
LIMITED_VIEWS: dict[str, str] = {
    f"{app}:{view}": "upload"
    for app, views in {
        "wagtailimages": ("add", "edit", "add_multiple"),
        "wagtailimages_chooser": ("create",),
        "wagtaildocs": ("add", "edit", "add_multiple"),
        "wagtaildocs_chooser": ("create",),
    }.items()
    for view in views
}

#: Views whose answers take as long whoever is asked about, and how long.
EVEN_VIEWS = frozenset({"account_reset_password", "account_signup"})
EVEN_SECONDS = 0.4

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "portal.core.api_schema.OwnSchema",
    #: As ALLAUTH_TRUSTED_PROXY_COUNT: X-Forwarded-For is believed only as far as our own proxies wrote it.
    "NUM_PROXIES": env.int("TRUSTED_PROXIES", default=0),
}

#: How many people one person may invite within 24 hours.
INVITATIONS_PER_DAY = env.int("INVITATIONS_PER_DAY", default=200)
