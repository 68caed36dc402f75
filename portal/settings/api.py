"""The REST API: its tokens, and who may call it from a page of another site."""

from corsheaders.defaults import default_headers

from portal.settings.env import env

# Tokens are allauth's. Each access token is held against its session: one that has ended, by a new password or
# otherwise, ends its tokens at once.
HEADLESS_TOKEN_STRATEGY = "allauth.headless.tokens.strategies.jwt.strategy.JWTTokenStrategy"  # noqa: S105
HEADLESS_JWT_ALGORITHM = "HS256"
#: What tokens are signed with; without it, SECRET_KEY.
HEADLESS_JWT_PRIVATE_KEY = env.str("JWT_KEY", default="")
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ROTATE_REFRESH_TOKEN = True
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 300
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = 14 * 24 * 3600

#: Pages of these origins may call the API. With a token only: a browser never sends our cookies along from there.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = (*default_headers, "idempotency-key", "if-match", "if-none-match")
CORS_EXPOSE_HEADERS = ("etag", "idempotent-replayed", "location", "retry-after", "www-authenticate")

#: How the API is described to programs.
SPECTACULAR_SETTINGS = {
    "TITLE": "Skill and mentorship platform",
    "DESCRIPTION": "What the pages do, by the same services. See docs/api.md for the conventions.",
    "VERSION": "1",
    "PREPROCESSING_HOOKS": ["portal.api.schema.ours"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "COMPONENT_SPLIT_REQUEST": True,
    # Not the usual one, which would name choices after fields: choices stand where they are used.
    "POSTPROCESSING_HOOKS": ["portal.api.schema.linked", "portal.api.schema.exemplified"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
