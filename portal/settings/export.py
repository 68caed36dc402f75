"""Sites that people take along: how statements in them are signed (cms_pages.export.statements)."""

from portal.settings.env import env

#: Signs statements; derived from SECRET_KEY while empty. Whoever changes it publishes the old public key below.
STATEMENT_KEY = env.str("STATEMENT_KEY", default="")
#: Public keys (base64) with which earlier statements are still checked.
STATEMENT_OLD_KEYS = env.list("STATEMENT_OLD_KEYS", default=[])
