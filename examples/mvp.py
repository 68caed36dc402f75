#!/usr/bin/env python3
"""The way of a work through the API, from a task to the milestone, with Python's standard library alone.

    python3 examples/mvp.py [ADDRESS]

Without anything else it uses the people of the demo. The environment names others: MENTOR, PARTICIPANT (their
addresses), PASSWORD (of both), SKILL (its short name).
"""

from __future__ import annotations

import html
import json
import os
import re
import struct
import sys
import uuid
import zlib
from decimal import Decimal
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

SITE = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
PASSWORD = os.environ.get("PASSWORD", "demo-portal-2026")


class Refused(SystemExit):
    """The API says no: everything ends with its words, unless somebody knows better."""

    def __init__(self, where: str, status: int, words: str) -> None:
        super().__init__(f"{where}: {status} {words}")
        self.is_full = '"full"' in words


class Api:
    """The API as one person hears it."""

    def __init__(self, email: str) -> None:
        self.token = ""
        self.token = self.post("auth/token", {"email": email, "password": PASSWORD})["access"]

    def get(self, path: str) -> Any:
        return self._ask("GET", path, None, "application/json")

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._ask("POST", path, json.dumps(body).encode(), "application/json")

    def send_file(self, path: str, name: str, content: bytes, kind: str) -> Any:
        edge = uuid.uuid4().hex
        disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        head = f"--{edge}\r\n{disposition}\r\nContent-Type: {kind}\r\n\r\n"
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={edge}")

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> Any:
        headers = {"Content-Type": kind}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
            headers["Idempotency-Key"] = uuid.uuid4().hex  # sent again with the same key, it still happens once
        try:
            with urlopen(Request(f"{SITE}/api/v1/{path}", body, headers, method=method)) as answer:
                return json.load(answer)
        except HTTPError as refusal:  # problem details: "code", "message" and perhaps "fields"
            raise Refused(f"{method} {path}", refusal.code, refusal.read().decode()) from None


def picture() -> bytes:
    """A small PNG of one colour, which differs each time: nobody hands in the same picture twice."""
    width = height = 64
    rows = (b"\0" + os.urandom(3) * width) * height

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = part(b"IHDR", size) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def buy(product_url: str) -> None:
    """Buy the piece as a guest does, through the pages of the shop, and pay at the demo provider."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))

    def visit(url: str, **fields: str) -> tuple[str, str]:
        data = urlencode(fields).encode() if fields else None
        with browser.open(Request(urljoin(SITE, url), data, {"Referer": urljoin(SITE, url)})) as page:
            return page.url, page.read().decode()

    def hidden(page: str, name: str) -> str:
        found = re.search(f'name="{name}" value="([^"]*)"', page)
        return html.unescape(found[1]) if found else sys.exit(f"The page has no field {name}.")

    _url, piece = visit(urlsplit(product_url).path)
    into_basket = re.search(r'action="(/shop/basket/add/[^"]+)"', piece)
    if not into_basket:
        sys.exit(f"{product_url} cannot be bought.")
    visit(into_basket[1], quantity="1", csrfmiddlewaretoken=hidden(piece, "csrfmiddlewaretoken"))
    url, details = visit("/shop/checkout/")
    typed = {"email": "guest@example.org", "name": "Greta Guest", "line1": "12 Mill Lane", "provider": "demo"}
    typed |= {"city": "Berlin", "postcode": "10115", "country": "DE", "seen": hidden(details, "seen")}
    url, payment = visit(url, **typed, csrfmiddlewaretoken=hidden(details, "csrfmiddlewaretoken"))
    if "/pay/demo/" not in url:
        sys.exit(f"The order did not come to the payment page but to {url}.")
    visit(url, answer="pay", csrfmiddlewaretoken=hidden(payment, "csrfmiddlewaretoken"))


def earned(board: dict[str, Any]) -> Decimal:
    parts = ("resting", "ready", "saved")
    return sum((Decimal(each[part]) for each in board["earnings"] for part in parts), Decimal(0))


def main() -> None:
    mentor = Api(os.environ.get("MENTOR", "maria@example.org"))
    learner = Api(os.environ.get("PARTICIPANT", "amina@example.org"))
    before = learner.get("dashboard")

    # Somebody new is invited, and joins by the letter that goes to their address alone. The rest of the way is
    # gone with a participant who has joined already.
    new = {"email": f"nadia-{uuid.uuid4().hex[:8]}@example.org", "display_name": "Nadia", "location": "Turin"}
    goal = {"title": "A wheel of my own", "target_amount": "300.00", "currency": "EUR"}
    try:
        print("added:", mentor.post("participants", {**new, "goals": [goal]})["handle"])
    except Refused as refusal:
        if not refusal.is_full:
            raise
        print("added: nobody, all places of this mentor are taken")

    handle = learner.get("participants?limit=1")["results"][0]["handle"]  # a participant sees oneself
    skill = os.environ.get("SKILL") or mentor.get("skills?limit=1")["results"][0]["slug"]
    asked = {"participant": handle, "skill": skill, "due_at": "2099-05-01T12:00:00Z"}
    task = mentor.post("tasks", {**asked, "title": "Make a bowl", "brief": "Thin."})
    print("task:", task["id"], task["status"])

    work = {"title": "A bowl", "description": "Made by hand.", "media_type": "image", "skills": [skill]}
    project = learner.post("projects", {**work, "visibility": "public", "task": task["id"]})
    filed = learner.send_file(f"projects/{project['id']}/files", "bowl.png", picture(), "image/png")
    print("project:", project["id"], "with", len(filed["files"]), "file, handed in")

    said = {"scores": {}, "strengths": "Even walls.", "next_steps": ["Thin the foot."], "decision": "approve"}
    print("feedback:", mentor.post("feedback", {"task": task["id"], **said})["task_status"])

    offer = {"project": project["id"], "price": "25.00", "currency": "EUR", "quantity": 1}
    piece = learner.post("marketplace/sell", offer)
    print("on sale:", piece["listing"], piece["status"])
    buy(piece["product_url"])
    print("bought:", learner.get("sales?limit=1")["results"][0]["order"])

    after = learner.get("dashboard")
    print("earned:", earned(after) - earned(before))
    reached = [each["name"] for each in after["milestones"] if each["is_reached"]]
    print("milestones:", ", ".join(reached) or "none")
    if earned(after) <= earned(before):
        sys.exit("The sale brought nothing.")


if __name__ == "__main__":
    main()
