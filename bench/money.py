"""How long a balance and the pages of one's own money take with 10,000 and with 1,000,000 postings.

    DATABASE_URL=postgres://… python bench/money.py [--postings 10000 1000000] [--rounds 30]

It makes a database of its own beside the one that is named, migrates, fills and drops it. The postings are those
of 200 makers over two years; one of them, who has sold through the shop besides, is looked at: what is in hand as
a pot or payout asks for it, its control (the sum of all postings, which must agree), and the pages. Median
milliseconds; the ratio of the two sizes should stay below 3. Filling switches the ledger's triggers off and on.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

NAME = "kindling_bench_money"
MAKERS, SALES = 200, 12
MOST = 3.0
GUARDED = ("shop_posting", "shop_ledgerentry", "shop_ledgeraccount")
ENTRIES = """
    INSERT INTO shop_ledgerentry (key, kind, memo, created_at)
    SELECT 'bench:' || n, 'release', '', now() - make_interval(days => (n / %(makers)s) %% 720)
    FROM generate_series(%(begin)s, %(end)s) n
"""
#: Two for each entry: one maker's hand, and the till.
POSTINGS = """
    WITH made AS (
        SELECT id, substr(key, 7)::int AS n FROM shop_ledgerentry
        WHERE key IN (SELECT 'bench:' || n FROM generate_series(%(begin)s, %(end)s) n)
    ), hands AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM shop_ledgeraccount WHERE kind = 'earnings'
    )
    INSERT INTO shop_posting (entry_id, account_id, amount_minor, currency)
    SELECT made.id, hands.id, 100 + made.n %% 900, 'EUR'
    FROM made JOIN hands ON hands.place = made.n %% %(makers)s
    UNION ALL
    SELECT made.id, till.id, -(100 + made.n %% 900), 'EUR'
    FROM made CROSS JOIN (SELECT id FROM shop_ledgeraccount WHERE kind = 'bank') till
"""
BALANCES = """
    UPDATE shop_ledgeraccount a SET balance_minor = coalesce(
        (SELECT sum(amount_minor) FROM shop_posting p WHERE p.account_id = a.id), 0)
    WHERE a.balance_minor IS NOT NULL
"""


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--postings", type=int, nargs=2, default=[10_000, 1_000_000])
    said.add_argument("--rounds", type=int, default=30)
    chosen = said.parse_args()

    import psycopg

    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME}")
    own = urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
    os.environ.update(DATABASE_URL=own, DJANGO_SETTINGS_MODULE="portal.settings.dev", LOG_LEVEL="ERROR")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import django

    django.setup()
    worst = measure(chosen)
    from django.db import connections

    connections.close_all()
    connections["default"].close_pool()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    sys.exit(0 if worst <= MOST else 1)


def measure(chosen: argparse.Namespace) -> float:
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "1000000/s")
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    books = Books()
    few, many = (at(books, size, chosen.rounds) for size in chosen.postings)
    print(f"\n{'what':<34}{chosen.postings[0]:>12,}{chosen.postings[1]:>12,}   ratio")
    for what in few:
        print(f"{what:<34}{few[what]:>9.2f} ms{many[what]:>9.2f} ms{many[what] / few[what]:>8.2f}")
    return max(many[what] / few[what] for what in few if "control" not in what and "month" not in what)


def at(books: Books, size: int, rounds: int) -> dict[str, float]:
    begun = time.monotonic()
    books.grow_to(size)
    print(
        f"{size:,} postings in {time.monotonic() - begun:.0f} s, {books.own():,} of them of the maker", flush=True
    )
    return {what: median(ask, rounds) for what, ask in books.questions().items()}


def median(ask: Callable[[], Any], rounds: int) -> float:
    for _warm in range(3):
        ask()
    taken = []
    for _round in range(rounds):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


class Books:
    """Makers with what they have in hand; the first one has sold in the shop."""

    def __init__(self) -> None:
        from django.test import Client

        from portal.accounts.models import User
        from portal.testing import cast
        from shop.models import LedgerAccount

        self.maker = cast.person("Bench Maker", "participant")
        self._sell()
        others = User.objects.bulk_create(
            User(email=f"hand-{number}@example.org", handle=f"hand-{number}", display_name=f"Maker {number}")
            for number in range(1, MAKERS)
        )
        for person in (self.maker, *others):
            LedgerAccount.objects.get_or_create(
                kind="earnings", owner=person, currency="EUR", defaults={"balance_minor": 0}
            )
        LedgerAccount.objects.get_or_create(kind="bank", currency="EUR")
        self.entries = 0
        self.browser = Client()
        self.browser.force_login(self.maker)

    def _sell(self) -> None:
        """Sell through the shop, so that the page has sales, a pot and rules to show."""
        from django.utils import timezone

        from shop.services import saving_plans
        from shop.services.saving_plans import Plan
        from shop.tests import tills
        from shop.tests.factories import piece

        now = timezone.now()
        plans = [Plan(how="percent", place="general", basis_points=2000)]
        saving_plans.adopt(owner=self.maker, currency="EUR", plans=plans, by=self.maker, now=now)
        for _sale in range(SALES):
            tills.paid(piece(self.maker))

    def grow_to(self, size: int) -> None:
        from django.db import connection

        wanted = size // 2
        with connection.cursor() as cursor:
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            numbers = {"begin": self.entries, "end": wanted - 1, "makers": MAKERS}
            cursor.execute(ENTRIES, numbers)
            cursor.execute(POSTINGS, numbers)
            cursor.execute(BALANCES)
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute("VACUUM ANALYZE")
        self.entries = wanted

    def own(self) -> int:
        from shop.models import Posting

        return Posting.objects.filter(account__owner=self.maker).count()

    def questions(self) -> dict[str, Callable[[], Any]]:
        from django.db.models import Sum
        from django.utils import timezone

        from shop.models import LedgerAccount, Posting
        from shop.services import ledger

        in_hand = LedgerAccount.objects.get(owner=self.maker, kind="earnings")
        today = timezone.localdate()

        def kept() -> int:
            return ledger.balance(kind="earnings", currency="EUR", owner=self.maker)

        def summed() -> int:
            return int(Posting.objects.filter(account=in_hand).aggregate(total=Sum("amount_minor"))["total"])

        def page(url: str) -> None:
            answer = self.browser.get(url)
            if answer.status_code != 200:
                raise SystemExit(f"{url} answers {answer.status_code}")

        if kept() != summed():
            raise SystemExit(f"The balance says {kept()}, its postings {summed()}.")
        return {
            "what is in hand": kept,
            "control: the sum of its postings": summed,
            "my money": lambda: page("/my/money/"),
            "my payouts": lambda: page("/my/payouts/"),
            "a month without movements": lambda: page(f"/my/money/{today.year - 5}/{today.month}/"),
            "a month with its movements": lambda: page(f"/my/money/{today.year}/{today.month}/"),
        }


if __name__ == "__main__":
    main()
