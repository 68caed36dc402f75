"""As bench_settings, but commands accept it, and mails go where EMAIL_URL says."""

from bench_settings import *  # noqa: F403

from portal.settings.base import INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, *env.list("FAULT_APPS", default=[])]  # of another release
STATICFILES_DIRS: list[str] = []  # bench_settings serves that folder as it is
if "EMAIL_URL" in env.ENVIRON:
    vars().update(env.email_url("EMAIL_URL"))
    EMAIL_TIMEOUT = 3
