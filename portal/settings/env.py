"""The one place that reads the environment; every variable is listed in docs/settings.md."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent.parent

#: What means no; the library takes every word that it does not know for that.
NO = ("false", "off", "n", "no", "0", "")


class Env(environ.FileAwareEnv):  # type: ignore[misc]  # the library has no types
    """Names the variable that cannot be read, and reads no word as yes or no that is neither."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except (ValueError, OSError) as error:
            wrong = "its file cannot be read" if isinstance(error, OSError) else "it is of another kind"
            raise ImproperlyConfigured(f"Refusing to start: {var} cannot be read; {wrong}.") from None

    def db_url(self, var: str, *args: Any, **kwargs: Any) -> Any:
        return _address(super().db_url, var, *args, **kwargs)

    def email_url(self, var: str, *args: Any, **kwargs: Any) -> Any:
        return _address(super().email_url, var, *args, **kwargs)

    @classmethod
    def parse_value(cls, value: Any, cast: Any) -> Any:
        if cast is bool and isinstance(value, str):
            word = value.strip().lower()
            if word not in cls.BOOLEAN_TRUE_STRINGS and word not in NO:
                raise ValueError(value)
        return super().parse_value(value, cast)


def _address(read: Callable[..., Any], var: str, *args: Any, **kwargs: Any) -> Any:
    try:
        return read(var, *args, **kwargs)
    except (ValueError, ImproperlyConfigured):
        raise ImproperlyConfigured(f"Refusing to start: {var} is an address of no kind that is known.") from None


env = Env()
environ.Env.read_env(ROOT / ".env")

#: Everything a running instance writes (database, media, mails) lives here unless told otherwise.
VAR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))
try:
    VAR.mkdir(parents=True, exist_ok=True)
except OSError:
    raise ImproperlyConfigured("Refusing to start: VAR_DIR names no folder that could be made.") from None
