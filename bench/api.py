"""What a list of the REST API costs above a bare view that answers with the same words.

    python bench/api.py [ROUNDS]

Fills a database of its own with the demo. Of each list route of the API, asks as whoever of the demo has most rows
there, and in turns a view of REST framework that returns the very same answer ready-made, for the same person,
behind the same middleware. Prints medians of all rounds (100) in milliseconds, and list over bare view.
"""

from __future__ import annotations

import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 100
WARM = 5
#: What lists the routes have beside them in their address.
INSIDE = {"messages": "conversations"}


def main() -> None:
    if "--inside" in sys.argv:
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        inside(int(sys.argv[-1]))
        return
    rounds = sys.argv[1] if len(sys.argv) > 1 else str(ROUNDS)
    with tempfile.TemporaryDirectory(prefix="bench-api-") as folder:
        environment = {**os.environ, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
        environment.update(LOG_LEVEL="CRITICAL", DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3")
        environment.setdefault("REDIS_URL", "")
        for command in (["migrate", "-v0"], ["seed_demo"]):
            run = [sys.executable, str(ROOT / "manage.py"), *command]
            subprocess.run(run, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  ours
        again = [sys.executable, __file__, "--inside", rounds]
        sys.exit(subprocess.run(again, env=environment, cwd=ROOT, check=False).returncode)  # noqa: S603  our own


def inside(rounds: int) -> None:
    from django.conf import settings

    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "1000000/s")
    settings.ALLOWED_HOSTS, settings.DEBUG = ["testserver"], False
    logging.disable(logging.WARNING)  # each 404 on the way
    browsers = people()
    found = {name: most(path, browsers) for name, path in lists(browsers).items()}
    settings.ROOT_URLCONF = bare({name: each[2] for name, each in found.items() if each[2]["results"]})
    for browser in browsers:
        browser.handler.load_middleware()  # the gate reads its table once
    print(f"{'list':<16}{'rows':>5}{'kB':>7}{'list':>12}{'bare view':>12}   ratio")
    ratios = []
    for name, (path, browser, body) in sorted(found.items()):
        if not body["results"]:
            print(f"{name:<16}    0   nobody of the demo has any")
            continue
        ratios.append(told(name, path, browser, body, rounds))
    middle, worst = statistics.median(ratios), max(ratios)
    print(f"{len(ratios)} lists, {rounds} rounds: median ratio {middle:.2f}, worst {worst:.2f}")


def told(name: str, path: str, browser: Any, body: Any, rounds: int) -> float:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + WARM):
        sides = ((0, path), (1, f"/bare/{name}"))
        for side, asked in sides if number % 2 else reversed(sides):
            begun = time.perf_counter()
            answer = browser.get(asked)
            spent = time.perf_counter() - begun
            assert answer.status_code == 200, (asked, answer.status_code)  # noqa: S101  a bench
            if number >= WARM:
                taken[side].append(spent * 1000)
    size = len(browser.get(path).content)
    one, other = (statistics.median(each) for each in taken)
    rows = len(body["results"])
    print(f"{name:<16}{rows:>5}{size / 1000:>7.1f}{one:>9.2f} ms{other:>9.2f} ms{one / other:>8.2f}", flush=True)
    return one / other


def people() -> list[Any]:
    """Browsers of everybody in the demo who is somebody."""
    from django.test import Client

    from portal.accounts.models import User

    browsers = []
    for person in User.objects.filter(is_active=True).order_by("pk"):
        browser = Client()
        browser.force_login(person)
        browsers.append(browser)
    return browsers


def lists(browsers: list[Any]) -> dict[str, str]:
    """Return the address of every list of rows, by its name; those inside another row with one that has most."""
    from django.urls import reverse

    from portal.api import urls

    found = {}
    for each in urls.urlpatterns:
        if "list" not in getattr(each.callback, "actions", {}).values():
            continue
        if not each.pattern.converters:
            found[str(each.name)] = reverse(f"api:{each.name}")
            continue
        above = f"/api/v1/{INSIDE[str(each.name)]}"
        insides = [
            (len(browser.get(path).json()["results"]), path)
            for browser in browsers
            for row in browser.get(above, {"limit": 3}).json()["results"]
            for path in [reverse(f"api:{each.name}", args=[row["id"]])]
        ]
        found[str(each.name)] = max(insides)[1]
    return found


def most(path: str, browsers: list[Any]) -> tuple[str, Any, Any]:
    """Return `path`, who of `browsers` meets most rows there, and what they get."""
    answers = [
        (path, browser, answer.json())
        for browser in browsers
        for answer in [browser.get(path)]
        if answer.status_code == 200
    ]
    return max(answers, key=lambda found: len(found[2]["results"]), default=(path, None, {"results": []}))


def bare(answers: dict[str, Any]) -> Any:
    """Return the site's addresses with one more for each of `answers`, which says it and asks nothing."""
    from django.conf import settings
    from django.urls import path
    from rest_framework.response import Response
    from rest_framework.views import APIView

    from portal.access.table import TABLE
    from portal.core.api import OwnApi
    from portal.urls import urlpatterns as site

    def view_of(answer: Any) -> Any:
        class Bare(OwnApi, APIView):
            def get(self, _request: Any) -> Response:
                return Response(answer)

        return Bare.as_view()

    module = sys.modules[__name__]
    module.urlpatterns = [
        path(f"bare/{name}", view_of(each), name=f"bare_{name}") for name, each in answers.items()
    ] + site  # type: ignore[attr-defined]
    module.TABLE = {**TABLE, **{f"bare_{name}": TABLE[f"api:{name}"] for name in answers}}  # type: ignore[attr-defined]
    settings.ROLE_TABLE = f"{__name__}.TABLE"
    return __name__


if __name__ == "__main__":
    main()
