"""Disks are full, object stores gone; exports and backups meet kills and traffic; operators err."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests
from fault_kinds import fault
from fault_world import PATIENCE, Crowd, NotHere, Told, World, _value, problems, require, until
from sockets import Workers


def member(world: World, url: str, *, number: int = 1) -> requests.Session:
    """A maker's browser, logged in by a session of the database."""
    from socket_world import cookie_of

    browser = requests.Session()
    name, _equals, value = cookie_of(world.makers[number]).partition("=")
    browser.cookies.set(name, value)
    require(
        browser.get(f"{url}/my/profile/", timeout=PATIENCE, allow_redirects=False).status_code == 200, "not in"
    )
    return browser


def upload(browser: requests.Session, url: str) -> requests.Response:
    """Give oneself a picture by the page."""
    from portal.testing.uploads import picture

    page = browser.get(f"{url}/my/profile/", timeout=PATIENCE)
    typed = {"display_name": "Maker", "bio": "I weave.", "city": "Lagos", "country": "Nigeria", "experience": ""}
    typed["csrfmiddlewaretoken"] = _value(page, "csrfmiddlewaretoken")
    noise = picture("me.png", (900, 900), "PNG").read()
    files = {"avatar": ("me.png", noise, "image/png")}
    return browser.post(f"{url}/my/profile/", data=typed, files=files, timeout=PATIENCE, allow_redirects=False)


def avatar(world: World, number: int = 1) -> str:
    from portal.accounts.models import Profile

    return str(Profile.objects.get(user=world.makers[number]).avatar)


@contextmanager
def site(**settings: str) -> Iterator[Workers]:
    """A site beside the usual one, with other settings."""
    other = Workers("portal.asgi:application", count=1, LOG_LEVEL="CRITICAL", **settings)
    try:
        other.start()
        yield other
    finally:
        other.kill()


def pages(url: str, told: Told) -> None:
    for path in ("/", "/shop/", "/people/"):
        told.add(str(requests.get(url + path, timeout=PATIENCE).status_code), 0.0)


@fault(
    "F21",
    "The object store is gone",
    done="a bucket at a closed port; a member uploads, visitors read",
    seconds=90,
)
def no_store(world: World) -> str:
    gone = {"S3_BUCKET": "chapter", "S3_ENDPOINT": "http://127.0.0.1:9", "S3_REGION": "eu-test-1"}
    with site(**gone, S3_ACCESS_KEY="key", S3_SECRET_KEY="secret") as other:  # noqa: S106  of nobody
        browser = member(world, other.url)
        before, begun = avatar(world), time.monotonic()
        answer = upload(browser, other.url)
        took = time.monotonic() - begun
        told = Told()
        pages(other.url, told)
    require(answer.status_code == 503 and "Retry-After" in answer.headers, f"the upload: {answer.status_code}")
    require(avatar(world) == before, "a row without its file was left")
    require(told.counts() == {"200": 3}, f"pages: {told.in_words()}")
    return f"the upload: 503 with Retry-After after {took:.1f} s, no row without a file; pages {told.in_words()}"


def fill(file: Path) -> None:
    """Write until there is no room."""
    with file.open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(4096))


@fault("F22", "The disk is full", done="uploads to a tmpfs of 8 MB that is full, then emptied", seconds=90)
def no_room(world: World) -> str:
    disk = world.folder / "small"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(disk)], check=False)  # noqa: S603, S607
    if mounted.returncode:
        raise NotHere("a tmpfs cannot be mounted here")
    try:
        (disk / "var").mkdir()
        with site(VAR_DIR=str(disk / "var")) as other:
            browser = member(world, other.url, number=2)
            ballast = disk / "ballast"
            fill(ballast)
            before = avatar(world, 2)
            answer = upload(browser, other.url)
            told = Told()
            pages(other.url, told)
            files = [each for each in (disk / "var").rglob("*.*") if each.is_file()]
            ready = requests.get(f"{other.url}/readyz", timeout=PATIENCE).json()
            require(answer.status_code == 503 and "Retry-After" in answer.headers, f"upload: {answer.status_code}")
            require(avatar(world, 2) == before, "a row without its file was left")
            require(told.counts() == {"200": 3}, f"pages: {told.in_words()}")
            require(ready["files"] == "degraded", f"/readyz says {ready}")
            pieces = [each for each in files if "avatars" in str(each)]
            require(not pieces, f"half a file was left: {pieces}")
            ballast.unlink()
            again = upload(browser, other.url)
            require(again.status_code == 302, f"once there is room: {again.status_code}")
            kept = next((disk / "var").rglob(Path(avatar(world, 2)).name), None)
            require(kept is not None and kept.stat().st_size > 0, "the picture is not there")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)  # noqa: S603, S607
        from portal.accounts.models import Profile

        Profile.objects.filter(user=world.makers[2]).update(avatar="")
    return f"the upload: 503 with Retry-After, nothing left of it; pages {told.in_words()}; then kept whole"


@fault(
    "F26",
    "The export of a site is killed",
    done="SIGKILL to `export_portfolio` at six different moments",
    seconds=150,
)
def export_killed(world: World) -> str:
    from cms_pages.tests import factories

    maker = world.makers[0]
    for _number in range(3):
        factories.work(maker)
    folder = world.folder / "export"
    folder.mkdir()
    target = folder / "site.zip"

    def export() -> subprocess.Popen[str]:
        return world.manage("export_portfolio", maker.handle, "--output", str(target))

    begun = time.monotonic()
    first = export()
    said, _ = first.communicate(timeout=60)
    require(first.returncode == 0, said[-500:])
    whole, took = hashlib.sha256(target.read_bytes()).hexdigest(), time.monotonic() - begun
    dice = random.Random(7)  # noqa: S311  when to kill in a test
    killed = 0
    for number in range(6):
        running = export()
        time.sleep(took * (0.4 + 0.6 * (number + dice.random()) / 6))
        killed += running.poll() is None
        running.kill()
        running.wait()
        is_whole = hashlib.sha256(target.read_bytes()).hexdigest() == whole
        require(is_whole, "what stands there is not what stood there")
    last = export()
    said, _ = last.communicate(timeout=60)
    require(last.returncode == 0, said[-500:])
    require(hashlib.sha256(target.read_bytes()).hexdigest() == whole, "the next one differs")
    return f"{killed} of 6 were killed in time; the zip that stood there stayed as it was; the next is identical"


@fault(
    "F30",
    "A backup under load, restored on an empty machine",
    done="`backup` while guests buy, then `restore` with another database and folder",
    seconds=150,
)
def restored(world: World) -> str:
    from cms_pages.tests import factories

    factories.work(world.makers[1])
    shelf, folder = world.folder / "backups", world.folder / "empty"
    with Crowd(world, threads=2, baskets=60) as crowd:
        until(lambda: crowd.paid >= 2, seconds=40, otherwise="Nobody can buy")
        paid, begun = crowd.paid, time.monotonic()
        taken = world.manage("backup", BACKUP_DIR=str(shelf))
        said, _ = taken.communicate(timeout=90)
        backup, bought = time.monotonic() - begun, crowd.paid - paid
    require(taken.returncode == 0, said[-800:])
    with world.postgres.session() as session:
        session.execute("CREATE DATABASE empty")
    try:
        other = {"DATABASE_URL": f"{world.postgres.url.rpartition('/')[0]}/empty"}
        other |= {"BACKUP_DIR": str(shelf), "VAR_DIR": str(folder), "REDIS_URL": ""}
        begun = time.monotonic()
        running = world.manage("restore", **other)
        said, _ = running.communicate(timeout=120)
        restore = time.monotonic() - begun
        require(running.returncode == 0 and "problems: 0" in said, said[-800:])
        first, second = _files(world.folder / "var" / "private"), _files(folder / "private")
        require(bool(second) and second == {name: first[name] for name in second}, "files differ")
    finally:
        with world.postgres.session() as session:
            session.execute("DROP DATABASE empty WITH (FORCE)")
    require(not crowd.told.counts()["500"], crowd.told.in_words())
    return (
        f"taken in {backup:.1f} s while {bought} orders were paid, restored in {restore:.1f} s: problems 0,"
        f" {len(second)} private files with the same content"
    )


def _files(folder: Path) -> dict[str, str]:
    return {
        str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in folder.rglob("*")
        if each.is_file()
    }


@fault(
    "F35",
    "The cache holds what another release wrote",
    done="each value of a warm cache becomes a pickle of a class that is gone; PAGE_CACHE on",
    seconds=90,
)
def old_cache(world: World) -> str:
    import redis

    server = redis.from_url(os.environ["REDIS_URL"])
    gone = b"\x80\x04\x8c\x06no_one\x8c\x04Gone\x93)\x81."
    told = Told()
    with site(PAGE_CACHE="true") as other:
        for _time in range(2):
            pages(other.url, told)
        keys = [key for key in server.scan_iter() if server.type(key) == b"string"]
        for key in keys:
            server.set(key, gone)
        for _time in range(2):
            pages(other.url, told)
        shopped = requests.get(f"{other.url}/shop/", timeout=PATIENCE).status_code
    server.flushall()
    require(bool(keys), "the cache was empty")
    require(set(told.counts()) == {"200"} and shopped == 200, f"pages: {told.in_words()}")
    return f"{len(keys)} values spoilt; pages {told.in_words()}"


@fault(
    "F36",
    "An operator deletes what money or pages hang on",
    done="the doors of the tools, and the rows themselves: a seller, an order, an account of the ledger",
    seconds=60,
)
def deleted(world: World) -> str:
    from django.db import DatabaseError, transaction
    from django.db.models import ProtectedError, RestrictedError
    from django.test import Client
    from django.urls import reverse
    from oscar.core.loading import get_model

    from portal.accounts.models import User
    from portal.core.append_only import HistoryIsFixed
    from portal.testing import cast
    from shop.models import LedgerEntry, Posting
    from shop.tests import tills

    sold = tills.paid(world.piece())
    seller = world.makers[0]
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.operator())
    orders = get_model("order", "Order").objects
    order = orders.get(pk=sold.order_id)
    doors = (
        reverse("wagtailusers_users:delete", args=[seller.pk]),
        reverse("admin:accounts_user_delete", args=[seller.pk]),
        reverse("admin:order_order_delete", args=[order.pk]),
    )
    answers = [browser.post(door, {"post": "yes"}).status_code for door in doors]
    require(max(answers) < 500, f"the doors of the tools answer {answers}")
    require(orders.filter(pk=order.pk).exists(), "the order is gone")
    refused = 0
    for row in (seller, order, sold, LedgerEntry.objects.first(), Posting.objects.first()):
        try:
            with transaction.atomic():
                row.delete()
        except (ProtectedError, RestrictedError, HistoryIsFixed, DatabaseError):
            refused += 1
    require(User.objects.filter(pk=seller.pk).exists(), "the seller is gone")
    require(refused == 5, f"{refused} of 5 rows were refused")
    require(not problems(), "money does not add up")
    return f"5 of 5 rows that money hangs on refuse; the three doors of the tools answer {answers}"
