"""How long a search takes with 1,000 and with 100,000 works. Needs a PostgreSQL that may make a database.

    DATABASE_URL=postgres://… python bench/search.py [--works 1000 100000] [--rounds 40] [--explain]

It makes a database of its own beside the one that is named, migrates, fills and drops it. Median milliseconds of
the question itself and of the whole page, for a word that few works hold, one that many hold, two words, a filter,
and a word that is mistyped; the ratio of the two sizes should stay below 3.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

NAME = "kindling_bench_search"
BATCH = 5_000
MAKERS = 200
#: Every eighth work is private: the index knows it, and nobody may find it.
PRIVATE_EVERY = 8
#: What Wagtail's index would write for each work (weights apart), in seconds instead of half an hour.
INDEX_WORKS = """
    INSERT INTO wagtailsearch_indexentry
        (content_type_id, object_id, title_norm, title, body, autocomplete, title_text, body_text)
    SELECT kind.id, work.id::varchar, 1, to_tsvector(work.title), to_tsvector(work.description),
        to_tsvector('simple', concat_ws(' ', work.title, work.description, maker.display_name, skill.name)),
        work.title, work.description
    FROM mentorship_project work
        JOIN accounts_user maker ON maker.id = work.owner_id
        JOIN django_content_type kind ON kind.app_label = 'mentorship' AND kind.model = 'project'
        JOIN mentorship_project_skills link ON link.project_id = work.id
        JOIN mentorship_skill skill ON skill.id = link.skill_id
    ON CONFLICT DO NOTHING
"""


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--works", type=int, nargs=2, default=[1_000, 100_000])
    said.add_argument("--rounds", type=int, default=40)
    said.add_argument("--explain", action="store_true")
    said.add_argument("--keep", action="store_true", help="keep the database, and use it if it is there")
    chosen = said.parse_args()
    with_database(chosen)


def with_database(chosen: argparse.Namespace) -> None:
    import psycopg

    url = urlsplit(os.environ["DATABASE_URL"])
    own = urlunsplit(url._replace(path=f"/{NAME}"))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if there and not chosen.keep:
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
        if not there or not chosen.keep:
            server.execute(f"CREATE DATABASE {NAME}")
    os.environ.update(DATABASE_URL=own, DJANGO_SETTINGS_MODULE="portal.settings.dev", LOG_LEVEL="WARNING")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import django

    django.setup()
    measure(chosen)
    if not chosen.keep:
        from django.db import connections

        connections.close_all()
        connections["default"].close_pool()
        with psycopg.connect(urlunsplit(url), autocommit=True) as server:
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def measure(chosen: argparse.Namespace) -> None:
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "1000000/s")
    settings.ALLOWED_HOSTS = ["testserver"]
    world = World()
    few, many = (at(world, size, chosen) for size in chosen.works)
    print(f"\n{'what':<28}{chosen.works[0]:>12,}{chosen.works[1]:>12,}   ratio")
    for what in few:
        print(f"{what:<28}{few[what]:>9.1f} ms{many[what]:>9.1f} ms{many[what] / few[what]:>8.2f}")


def at(world: World, size: int, chosen: argparse.Namespace) -> dict[str, float]:
    begun = time.monotonic()
    world.grow_to(size)
    print(f"{size:,} works in {time.monotonic() - begun:.0f} s", flush=True)
    questions = world.questions()
    if chosen.explain:
        world.explain()
    return {what: median(ask, chosen.rounds) for what, ask in questions.items()}


def median(ask: Callable[[int], Any], rounds: int) -> float:
    """Return the median milliseconds of `ask`, which is told how often it was asked."""
    for number in range(3):
        ask(number)
    taken = []
    for number in range(rounds):
        begun = time.perf_counter()
        ask(number)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


class World:
    """Makers and their works. A rare word stands in about ten works, however many there are; “clay” in half."""

    def __init__(self) -> None:
        from django.contrib.auth.models import AnonymousUser
        from django.test import Client

        from mentorship.models import Discipline, Skill
        from portal.accounts.models import User

        self.random = Random(7)  # noqa: S311  pictures a site, guards nothing
        self.anybody, self.client = AnonymousUser(), Client()
        craft, _made = Discipline.objects.get_or_create(name="Pottery", slug="pottery")
        self.skills = [
            Skill.objects.get_or_create(discipline=craft, name=f"Skill {number}", slug=f"skill-{number}")[0]
            for number in range(20)
        ]
        self.makers = list(User.objects.filter(email__startswith="bench-"))
        for number in range(len(self.makers), MAKERS):
            made = User(
                email=f"bench-{number}@example.org", handle=f"bench-{number}", display_name=f"Maker {number}"
            )
            made.set_unusable_password()
            made.save()
            self.makers.append(made)

    def grow_to(self, size: int) -> None:
        from django.db import connection

        from mentorship.models import Project

        links = Project.skills.through
        for begin in range(Project.objects.count(), size, BATCH):
            made = Project.objects.bulk_create([self._work(at) for at in range(begin, min(begin + BATCH, size))])
            links.objects.bulk_create(
                [links(project=each, skill=self.skills[place % 20]) for place, each in enumerate(made)]
            )
        with connection.cursor() as cursor:
            cursor.execute(INDEX_WORKS)
            cursor.execute("VACUUM ANALYZE")

    def _work(self, at: int) -> Any:
        from datetime import UTC, datetime, timedelta

        from mentorship.models import Project

        words = [self._word() for _ in range(30)]
        title = f"{self._word()} {'clay' if at % 2 else 'glass'} {self._word()}".capitalize()
        is_private = at % PRIVATE_EVERY == 0
        return Project(
            owner=self.makers[at % MAKERS],
            title=title,
            description=" ".join(words),
            media_type="object",
            visibility="private" if is_private else "public",
            published_at=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=at),
        )

    def _word(self) -> str:
        """Return one of 50,000 words; some are frequent, as in real texts."""
        number = int(50_000 * self.random.random() ** 3)
        return "".join(
            "bdfgklmnprst"[number // 12**place % 12] + "aeiou"[number // 7**place % 5] for place in range(4)
        )

    def rare(self, number: int) -> str:
        from mentorship.models import Project

        if not hasattr(self, "_rare"):
            titles = Project.objects.public().order_by("pk").values_list("title", flat=True)[:900]
            self._rare = [title.split()[-1] for title in titles]
        return self._rare[number * 17 % len(self._rare)]

    def questions(self) -> dict[str, Callable[[int], Any]]:
        from portal.find.forms import Wish
        from portal.find.kinds import WORKS, find

        def page(query: dict[str, Any]) -> None:
            assert self.client.get("/find/", query).status_code == 200  # noqa: S101  a bench

        def mistyped(number: int) -> None:
            word = self.rare(number)
            page({"q": word[:3] + word[4] + word[3] + word[5:] + "x"})

        return {
            "a rare word": lambda number: find(WORKS, Wish(words=self.rare(number)), self.anybody),
            "a word of half the works": lambda number: find(WORKS, Wish(words="clay"), self.anybody),
            "two words": lambda number: find(WORKS, Wish(words=f"clay {self.rare(number)}"), self.anybody),
            "a skill": lambda number: find(WORKS, Wish(skill="skill-3"), self.anybody),
            "page: a rare word": lambda number: page({"q": self.rare(number)}),
            "page: a skill": lambda number: page({"skill": "skill-3"}),
            "page: a frequent word": lambda number: page({"q": "clay"}),
            "page: a mistyped word": mistyped,
            "page: suggestions": lambda number: self.client.get("/find/suggest/", {"q": self.rare(number)[:4]}),
        }

    def explain(self) -> None:
        from portal.find.forms import Wish
        from portal.find.kinds import MOST_FOUND, WORKS

        for words in (self.rare(1), "clay"):
            rows = WORKS.narrow(Wish(words=words), self.anybody).order_by(*WORKS.newest)
            print(f"\n{words}:\n", rows.values_list("pk", "title")[:MOST_FOUND].explain(analyze=True))


if __name__ == "__main__":
    main()
