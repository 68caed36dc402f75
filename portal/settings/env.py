"""The one place that reads the environment; every variable is listed in docs/settings.md."""

from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent.parent

env = environ.FileAwareEnv()
environ.Env.read_env(ROOT / ".env")

#: Everything a running instance writes (database, media, mails) lives here unless told otherwise.
VAR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)
