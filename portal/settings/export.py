"""What leaves the site: how statements in exported sites are signed, and people in datasets are named."""

from portal.settings.env import env

#: Signs statements (cms_pages.export.statements); derived from SECRET_KEY while empty.
#: Whoever changes it publishes the old public key below.
STATEMENT_KEY = env.str("STATEMENT_KEY", default="")
#: Public keys (base64) with which earlier statements are still checked.
STATEMENT_OLD_KEYS = env.list("STATEMENT_OLD_KEYS", default=[])

#: Makes the pseudonyms of datasets (mentorship.datasets); derived from SECRET_KEY while empty. Another one gives
#: everybody another pseudonym and another part.
PSEUDONYM_KEY = env.str("PSEUDONYM_KEY", default="")
