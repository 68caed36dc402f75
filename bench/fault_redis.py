"""Redis is down, empty, full, slow."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import requests
from fault_database import look
from fault_kinds import fault
from fault_world import PATIENCE, Buyer, Told, World, require, require_clean, until
from sockets import Workers

#: What a visitor does first.
PAGES = ("/", "/shop/", "/people/", "/works/", "/account/login/")


def smoke(world: World, told: Told) -> None:
    for path in PAGES:
        look(world, told, 1, path)


def log_in(world: World, url: str, *, password: str) -> requests.Response:
    """Log the first maker in by the page."""
    from fault_world import _value

    browser = requests.Session()
    page = browser.get(f"{url}/account/login/", timeout=PATIENCE)
    typed = {"login": world.makers[0].email, "password": password}
    typed["csrfmiddlewaretoken"] = _value(page, "csrfmiddlewaretoken")
    return browser.post(f"{url}/account/login/", data=typed, timeout=PATIENCE, allow_redirects=False)


@fault(
    "F09",
    "Redis is down, in use and at the start",
    done="SIGKILL; pages, log-in and buying; another site starts",
    seconds=90,
)
def down(world: World) -> str:
    from portal.testing import cast

    listing = world.piece(kind="edition", quantity=10)
    buyers = [Buyer(world, listing) for _number in range(2)]
    world.redis.kill()
    told, bought = Told(), Told()
    smoke(world, told)
    require_clean(told)
    require(told.counts() == {"200": len(PAGES)}, f"pages: {told.in_words()}")
    require(buyers[0].buy(bought), f"nobody can buy: {bought.in_words()}")
    ready = world.ask("/readyz")
    require(ready.json()["cache"] == "degraded" and ready.status_code == 200, f"/readyz says {ready.text}")
    right, wrong = (log_in(world, world.web.url, password=word).status_code for word in (cast.PASSWORD, "wrong"))
    late = Workers("portal.asgi:application", count=1, LOG_LEVEL="CRITICAL")
    try:
        late.start()
        start = requests.get(f"{late.url}/shop/", timeout=PATIENCE).status_code
    finally:
        late.kill()
    require(start == 200, f"a site that starts meanwhile answers {start}")
    world.redis.start()
    back = until(
        lambda: world.ask("/readyz").json()["cache"] == "ok", seconds=30, otherwise="The cache is not used again"
    )
    require(buyers[1].buy(bought), f"nobody can buy afterwards: {bought.in_words()}")
    require(wrong in (200, 429, 503) and right in (302, 429, 503), f"log-in: {right} and {wrong}")
    return (
        f"pages {told.in_words()}, the slowest {told.worst():.1f} s; one buys; a site that starts meanwhile"
        f" serves; log-in right {right}, wrong {wrong} (nobody can count its tries: it closes);"
        f" used again {back:.1f} s after"
    )


@fault(
    "F10", "Redis is full, then emptied", done="`maxmemory 1mb`, pages, log-in and buying; `FLUSHALL`", seconds=60
)
def full(world: World) -> str:
    listing = world.piece(kind="edition", quantity=10)
    buyers = [Buyer(world, listing) for _number in range(2)]
    told, bought = Told(), Told()
    redis_cli(world, "config", "set", "maxmemory", "1mb")
    try:
        smoke(world, told)
        require_clean(told)
        require(told.counts() == {"200": len(PAGES)}, f"pages: {told.in_words()}")
        require(buyers[0].buy(bought), f"nobody can buy: {bought.in_words()}")
    finally:
        redis_cli(world, "config", "set", "maxmemory", "0")
    redis_cli(world, "flushall")
    smoke(world, told)
    require_clean(told)
    require(buyers[1].buy(bought), f"nobody can buy once it is empty: {bought.in_words()}")
    return f"pages {told.in_words()}; one bought while it was full, one after it was emptied"


def redis_cli(world: World, *words: str) -> None:
    asked = ["redis-cli", "-p", str(world.redis.port), *words]
    subprocess.run(asked, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


@fault("F11", "Redis does not answer", done="SIGSTOP for 12 s; pages and buying", seconds=120)
def silent(world: World) -> str:
    listing = world.piece(kind="edition", quantity=10)
    buyer = Buyer(world, listing)
    told, bought = Told(), Told()
    require(world.redis.process is not None, "Redis does not run")
    os.kill(world.redis.process.pid, signal.SIGSTOP)  # type: ignore[union-attr]
    try:
        begun = time.monotonic()
        smoke(world, told)
        smoke(world, told)
        is_bought = buyer.buy(bought)
        time.sleep(max(0.0, 12 - (time.monotonic() - begun)))
    finally:
        os.kill(world.redis.process.pid, signal.SIGCONT)  # type: ignore[union-attr]
    require_clean(told)
    require_clean(bought)
    require(told.counts() == {"200": 2 * len(PAGES)}, f"pages: {told.in_words()}")
    require(is_bought, f"nobody can buy: {bought.in_words()}")
    require(told.worst() <= 4, f"a page took {told.worst():.1f} s")
    slowest = f"the slowest {told.worst():.1f} s"
    return f"pages {told.in_words()}, {slowest}; one buys, the slowest step {bought.worst():.1f} s"
