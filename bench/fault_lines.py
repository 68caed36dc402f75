"""A client loses its network in the middle of what it sends, or before it hears the answer."""

from __future__ import annotations

import os
from contextlib import suppress

import requests
from fault_files import avatar, member, pages, site, upload
from fault_kinds import fault
from fault_world import PATIENCE, Buyer, Told, World, _value, require, until

from portal.testing.proxies import Proxy

#: Larger than what is held in memory: it goes into a file of its own while it comes.
LARGE = 6 * 2**20


@fault(
    "F29",
    "A client loses its network",
    done="a TCP proxy cuts an upload of 6 MB off after 4, and an order in the middle of its form; another order is"
    " sent whole and its answer never heard; each is sent again",
    seconds=120,
)
def cut_off(world: World) -> str:
    folder = world.folder / "tmp"
    folder.mkdir()
    with site(TMPDIR=str(folder)) as other:
        browser = member(world, other.url, number=0)
        before = avatar(world, 0)
        _half_an_upload(browser, other.port)
        until(lambda: not list(folder.iterdir()), seconds=20, otherwise=f"Left in {folder}: something")
        require(avatar(world, 0) == before, "half a picture was taken")
        again = upload(browser, other.url).status_code
        require(again == 302 and avatar(world, 0) != before, f"the same upload, whole: {again}")
        told = Told()
        pages(other.url, told)
        require(told.counts() == {"200": 3}, f"pages: {told.in_words()}")
        rest = list(folder.iterdir())
        require(not rest, f"left in the folder for what comes in: {rest}")
    cut, unheard = _orders(world, cut=True), _orders(world, cut=False)
    require((cut, unheard) == (1, 1), f"orders: {cut} of one cut off, {unheard} of one whose answer was lost")
    return "nothing kept of half an upload, its file in between gone; sent again: one picture, one order each"


def _half_an_upload(browser: requests.Session, port: int) -> None:
    with Proxy(port, cut_after=4 * 2**20) as line:
        url = f"http://127.0.0.1:{line.port}/my/profile/"
        page = browser.get(url, timeout=PATIENCE)
        typed = {"display_name": "Half", "csrfmiddlewaretoken": _value(page, "csrfmiddlewaretoken")}
        files = {"avatar": ("me.png", os.urandom(LARGE), "image/png")}
        with suppress(requests.ConnectionError):
            browser.post(url, data=typed, files=files, timeout=PATIENCE)
        require(line.cuts == 1, "the line was not cut")


def _orders(world: World, *, cut: bool) -> int:
    """Send an order in vain, and again; return how many orders there are of it."""
    from oscar.core.loading import get_model

    from shop.tests import tills

    buyer = Buyer(world, world.piece())
    url = f"{world.web.url}/shop/checkout/"
    page = buyer.browser.get(url, timeout=PATIENCE)
    typed = {**tills.TYPED, "email": buyer.email, "seen": _value(page, "seen")}
    typed["csrfmiddlewaretoken"] = _value(page, "csrfmiddlewaretoken")
    form = buyer.browser.prepare_request(requests.Request("POST", url, data=typed))
    orders = get_model("order", "Order").objects.filter(guest_email=buyer.email)
    if cut:
        length = len(f"POST {form.path_url} HTTP/1.1\r\n") + sum(
            len(f"{k}: {v}\r\n") for k, v in form.headers.items()
        )
        with Proxy(world.web.port, cut_after=length + len(form.body or "") // 2) as line:
            broken = form.copy()
            broken.url = url.replace(str(world.web.port), str(line.port))
            with suppress(requests.ConnectionError):
                buyer.browser.send(broken, timeout=PATIENCE)
            require(line.cuts == 1, "the line was not cut")
        require(not orders.exists(), "half a form was taken for an order")
    else:
        with suppress(requests.ReadTimeout):
            buyer.browser.send(form, timeout=(5, 0.01), allow_redirects=False)
        until(orders.exists, seconds=20, otherwise="What was sent whole is no order")
    answer = buyer.browser.send(form, timeout=PATIENCE, allow_redirects=False)
    require(answer.status_code == 302, f"sent again: {answer.status_code}")
    return int(orders.count())
