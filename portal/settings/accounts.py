"""allauth: the only door through which anybody logs in."""

from portal.settings.env import VAR, env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.forms.SignupForm"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_USER_DISPLAY = "portal.accounts.selectors.public_name"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
#: Whoever's address, password or second step changes hears of it, see `AccountAdapter.send_notification_mail`.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "confirm_email": "1/3m/key",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}

#: Days in which somebody who closed their account can come back before it is erased.
ACCOUNT_CLOSURE_GRACE_DAYS = env.int("ACCOUNT_CLOSURE_GRACE_DAYS", default=30)
#: Where erased accounts are listed beside the database, so that a restored backup can be erased again.
ERASURE_LIST = env.str("ERASURE_LIST", default=str(VAR / "erasures.jsonl"))
#: Whether a mentor looks at what participants publish. For minors somebody always does.
PUBLISHING_APPROVAL = env.bool("PUBLISHING_APPROVAL", default=False)

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False

#: How many of our own proxies stand in front; X-Forwarded-For is believed only that far.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

# Optional log-in with another account: each provider appears once its keys are set.
SOCIALACCOUNT_PROVIDERS: dict[str, dict] = {}
SOCIALACCOUNT_APPS = []
for _provider in ("google", "github"):
    if _client := env.str(f"OAUTH_{_provider.upper()}_CLIENT_ID", default=""):
        SOCIALACCOUNT_APPS.append(f"allauth.socialaccount.providers.{_provider}")
        SOCIALACCOUNT_PROVIDERS[_provider] = {
            "APPS": [{"client_id": _client, "secret": env.str(f"OAUTH_{_provider.upper()}_SECRET")}]
        }
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

#: Whether grown-ups who learn stand on the boards until they say no. Minors always have to say yes.
BOARDS_OPT_OUT = env.bool("BOARDS_OPT_OUT", default=False)
