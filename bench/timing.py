"""Does the time of an answer tell what its words do not? T07 and T72 of the threat table.

    python bench/timing.py

Asks in turns, in a database of its own, for somebody else's row and for one that does not exist, and for an
address that has an account and one that has none. Medians of 200 calls each; the greater over the smaller should
stay below 1.2. Alternating keeps a busy machine from favouring one side.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CALLS = 200
MOST = 1.2


def main() -> None:
    if "--inside" in sys.argv:
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        inside()
        return
    with tempfile.TemporaryDirectory(prefix="bench-timing-") as folder:
        environment = {**os.environ, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
        environment.update(LOG_LEVEL="CRITICAL", DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3")
        run = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"]
        subprocess.run(run, env=environment, cwd=ROOT, check=True)  # noqa: S603  our own
        again = [sys.executable, __file__, "--inside"]
        sys.exit(subprocess.run(again, env=environment, cwd=ROOT, check=False).returncode)  # noqa: S603


def inside() -> None:
    from django.conf import settings

    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "1000000/s")
    settings.ACCOUNT_RATE_LIMITS = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    print(f"{'what':<34}{'there':>10}{'not there':>12}   ratio")
    worst = max(told(what, *asks) for what, asks in questions().items())
    sys.exit(0 if worst <= MOST else 1)


def told(what: str, there: Callable[[int], Any], missing: Callable[[int], Any]) -> float:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(CALLS):
        for side, ask in enumerate((there, missing) if number % 2 else (missing, there)):
            begun = time.perf_counter()
            ask(number)
            taken[side if number % 2 else 1 - side].append((time.perf_counter() - begun) * 1000)
    one, other = (statistics.median(each[5:]) for each in taken)
    ratio = max(one, other) / min(one, other)
    print(f"{what:<34}{one:>7.2f} ms{other:>9.2f} ms{ratio:>8.2f}", flush=True)
    return ratio


def questions() -> dict[str, tuple[Callable[[int], Any], Callable[[int], Any]]]:
    """Name → how to ask for what is there, and for what is not; both answer alike."""
    from django.test import Client
    from django.utils import timezone

    from mentorship.services import goals, journals, projects, prospects, tasks
    from portal.core.ids import public_id
    from portal.testing import cast

    now = timezone.now()
    bruno, amina = cast.person("Bruno Teixeira", "participant"), cast.person("Amina Okoye", "participant")
    maria, xaver = cast.mentor_of(bruno), cast.person("Xaver Lang", "mentor")
    work = projects.create(owner=bruno, by=bruno, title="Hidden", media_type="object", visibility="private")
    entry = journals.write(
        owner=bruno, by=bruno, text="Mine", happened_on=now.date(), visibility="private", now=now
    )
    task = tasks.assign(participant=bruno, title="Weave", by=maria, now=now)
    goals.set_goal(owner=bruno, title="Loom", by=bruno, now=now)
    met = prospects.create(by=maria, now=now, name="Noor", phone="0170 5550101", consent_how="spoken")
    browsers = {person.pk: Client() for person in (amina, xaver)}
    for person in (amina, xaver):
        browsers[person.pk].force_login(person)

    def pair(person: Any, address: str, row: Any) -> tuple[Callable[[int], Any], Callable[[int], Any]]:
        def ask(key: str) -> None:
            answer = browsers[person.pk].get(address.format(key))
            assert answer.status_code == 404, (address, answer.status_code)  # noqa: S101  a bench

        return (lambda _number: ask(row.public_id)), (lambda _number: ask(public_id()))

    def post(address: str, **fields: str) -> Callable[[int], Any]:
        return lambda number: Client().post(
            address, {name: value.format(number) for name, value in fields.items()}
        )

    wrong = {"password": "not-the-password-1"}
    new = {"display_name": "Somebody", "password1": "a-long-pass-phrase-9", "password2": "a-long-pass-phrase-9"}
    return {
        "somebody's private work": pair(amina, "/works/{}/", work),
        "somebody's diary": pair(amina, "/diary/{}/", entry),
        "somebody's task": pair(amina, "/my/tasks/{}/", task),
        "another mentor's prospect": pair(xaver, "/my/prospects/{}/", met),
        "logging in, wrong password": (
            post("/account/login/", login=bruno.email, **wrong),
            post("/account/login/", login="nobody-{}@example.org", **wrong),
        ),
        "asking for a new password": (
            post("/account/password/reset/", email=bruno.email),
            post("/account/password/reset/", email="nobody-{}@example.org"),
        ),
        "signing up": (
            post("/account/signup/", email=bruno.email, **new),
            post("/account/signup/", email="new-{}@example.org", **new),
        ),
    }


if __name__ == "__main__":
    main()
