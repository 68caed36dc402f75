"""Fill an empty site with a chapter that looks alive."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

import cms_pages.demo
import leaderboard.demo
import mentorship.demo
import mentorship.demo_cohorts
import mentorship.demo_comparisons
import mentorship.demo_diaries
import mentorship.demo_notes
import mentorship.demo_peers
import mentorship.demo_reviews
import mentorship.demo_supplies
import mentorship.demo_talent
import messaging.demo
import portal.accounts.demo
import shop.demo
import shop.demo_money
from mentorship import demo_mentoring
from mentorship.models import Skill
from portal.accounts.models import User
from portal.demo.content import buyers, mentoring, money, pages, reviews
from portal.demo.content.badges import BADGES, GIVEN, MILESTONES
from portal.demo.content.commissions import MADE_TO_ORDER
from portal.demo.content.diaries import DIARIES
from portal.demo.content.home import FEATURED, GALLERIES, HOME_PICTURE, IMPRINT
from portal.demo.content.people import COORDINATOR, EVERYBODY, PARTICIPANTS
from portal.demo.content.prospects import MET, SINCE
from portal.demo.content.resumes import RESUMES
from portal.demo.content.shop import OFFERS, ORDERS
from portal.demo.content.stories import POSTS
from portal.demo.content.supplies import STORES
from portal.demo.content.talks import TALKS
from portal.demo.content.works import WORKS
from portal.management.scale import grow_to
from portal.management.studio import Studio
from shop import demo_buyers, demo_commissions

#: Skill packs that come with the platform; bicycle repair is left for whoever tries to add a craft.
CRAFTS = ("art", "coding", "crafts", "music")
PASSWORD = "demo-portal-2026"  # noqa: S105  printed at start; refused in production
LOGINS = (
    ("amina@example.org", "participant: weaving, portfolio, shop"),
    ("bruno@example.org", "participant: music"),
    ("kaya@example.org", "participant of sixteen: a story of hers waits for an approval"),
    ("maria@example.org", "mentor"),
    ("carol@example.org", "coordinator"),
    ("ben@example.org", "buyer"),
)


def is_loaded() -> bool:
    """Whether the demo is there to its last order and payout; two queries."""
    last = min(ORDERS, key=lambda order: order.days_ago)
    return shop.demo.is_loaded(last=last) and shop.demo_money.is_loaded(last=money.PAID_OUT[-1])


@contextmanager
def quiet() -> Iterator[None]:
    """Wagtail logs each page that is made and published: a hundred lines that nobody asked for."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


class Command(BaseCommand):
    help = "Load the demo; running it again changes nothing that is there, and completes what was interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="load it although this is no development site")
        parser.add_argument(
            "--scale", type=int, default=0, metavar="N", help="and N copies of a participant (PostgreSQL)"
        )
        parser.add_argument("--small", action="store_true", help="thumbnails and short sounds, for tests")

    def handle(self, *args: Any, force: bool = False, small: bool = False, scale: int = 0, **options: Any) -> None:
        if not (settings.DEVELOPMENT or force):
            raise CommandError(
                "The demo brings accounts with a known password. It is for development; --force loads it anyway."
            )
        if scale and connection.vendor != "postgresql":
            raise CommandError("Copies are made by PostgreSQL: set DATABASE_URL.")
        self._begun = time.monotonic()
        if is_loaded():
            self._say("the demo is there already")
        else:
            with quiet(), Studio(small=small) as studio:
                self._load(studio)
        if scale:
            with quiet():
                made = grow_to(scale)
            self._say(f"{made:,} participants more, with works, pieces, points and messages")

    def _load(self, studio: Studio) -> None:
        # Every step is committed by itself: listeners run after commits, and a rerun continues where this stopped.
        now = timezone.now()
        studio.prepare(EVERYBODY)
        for work in sorted(WORKS, key=lambda work: -work.days_ago):
            studio.prepare(work.things)

        operator = portal.accounts.demo.operator()
        users = portal.accounts.demo.load(
            everybody=EVERYBODY,
            portrait=studio.portrait,
            passwords={email: PASSWORD for email, _what in LOGINS},
            by=operator,
            now=now,
        )
        self._say(f"{len(users)} people")
        carol = users[COORDINATOR.key]
        skills = mentorship.demo.load_crafts(slugs=CRAFTS, by=carol, now=now)
        mentorship.demo.load_people(everybody=EVERYBODY, users=users, skills_by_slug=skills, by=carol, now=now)
        count = leaderboard.demo.load_badges(content=BADGES)
        leaderboard.demo.load_milestones(content=MILESTONES)
        leaderboard.demo.give_badges(given=GIVEN, users=users, by=carol, now=now)
        leaderboard.demo.make_certificates(users=users.values(), now=now)
        self._say(f"{len(skills)} skills in {len(CRAFTS)} crafts, {count} badges")
        count = mentorship.demo_talent.load(met=MET, since=SINCE, users=users, skills_by_slug=skills, now=now)
        self._say(f"{count} prospects")
        self._load_mentoring(users, skills, now)
        works = mentorship.demo.load_works(
            works=WORKS, users=users, skills_by_slug=skills, file_of=studio.file, now=now
        )
        mentorship.demo.feature(titles=FEATURED, works=works, by=carol, now=now)
        self._say(f"{len(works)} works")
        count = mentorship.demo_reviews.load(
            worked=reviews.WORKED, saved=reviews.SAVED, users=users, skills=skills, file_of=studio.file, now=now
        )
        self._say(f"{count} tasks that were worked on")
        count = mentorship.demo_comparisons.load(by=carol, now=now)
        self._say(f"{count} pairs of pieces to compare")
        count = mentorship.demo_peers.load(by=carol, now=now)
        self._say(f"{count} pieces shown to peers")
        count = mentorship.demo_notes.load(now=now)
        self._say(f"{count} words about works")
        mentorship.demo_cohorts.load_program(by=carol, now=now)
        count = mentorship.demo_cohorts.load(told=mentoring.COHORTS, users=users, by=carol, now=now)
        self._say(f"{count} cohorts")
        count = mentorship.demo_diaries.load(
            entries=DIARIES, users=users, skills_by_slug=skills, file_of=studio.file, now=now
        )
        self._say(f"{count} diary entries")
        count = leaderboard.demo.stand_on_boards(users=users.values(), now=now)
        self._say(f"{count} things that earned points")
        count = mentorship.demo_supplies.load(users=users, skills_by_slug=skills, works=works, by=carol, now=now)
        self._say(f"{count} hand-outs from {len(STORES)} stores")
        cms_pages.demo.load_portfolios(
            people=PARTICIPANTS, users=users, galleries=GALLERIES, works=works, resumes=RESUMES
        )
        self._say(f"{len(PARTICIPANTS)} portfolios")
        count = cms_pages.demo.load_posts(stories=POSTS, users=users, file_of=studio.file, now=now)
        cms_pages.demo.dress_home(picture=HOME_PICTURE, by=carol, file_of=studio.file)
        cms_pages.demo.write_imprint(words=IMPRINT, by=carol)
        self._say(f"{count} stories")
        listings = shop.demo.load_listings(offers=OFFERS, works=works)
        self._say(f"{len(listings)} offers")
        cms_pages.demo.dress_portfolios(
            looks=pages.LOOKS, bodies=pages.BODIES, walls=pages.WALL, works=works, users=users, file_of=studio.file
        )
        cms_pages.demo.load_threads(tags=pages.TAGS, threads=pages.THREADS, users=users)
        cms_pages.demo.load_form(form=pages.JOIN, by=carol)
        cms_pages.demo.load_remarks(remarks=pages.REMARKS, users=users, now=now)
        self._say(f"{len(pages.LOOKS)} looks, {len(pages.THREADS)} series, {len(pages.REMARKS)} comments")
        count = messaging.demo.load_talks(content=TALKS, users=users, found=listings, now=now)
        self._say(f"{count} messages")
        count = messaging.demo.load_thanks(now=now)
        self._say(f"{count} thanks")
        count = messaging.demo.load_announcements(by=carol, lead=users["maria"], now=now)
        self._say(f"{count} announcements")
        shop.demo_money.load_saving(content=money.SAVING, shared=money.SHARED, users=users, now=now)
        count = shop.demo.load_orders(content=ORDERS, found=listings, users=users, now=now)
        self._say(f"{count} orders")
        demo_buyers.load_origins(content=buyers.ORIGINS, found=listings)
        demo_buyers.load_vouchers(content=buyers.CODES, found=listings)
        demo_buyers.load_reviews(content=buyers.BOUGHT, found=listings, by=carol, now=now)
        demo_buyers.load_questions(content=buyers.ASKED, found=listings, users=users, now=now)
        demo_buyers.load_wishes(content=buyers.WISHES, found=listings, users=users)
        self._say(f"{len(buyers.ORIGINS)} origins, {len(buyers.ASKED)} questions about pieces")
        count = demo_commissions.load(content=MADE_TO_ORDER, works=works, users=users, now=now)
        self._say(f"{count} pieces made to order")
        count = shop.demo_money.load_payouts(content=money.PAID_OUT, users=users, by=carol, now=now)
        self._say(f"{count} payouts")
        self._say(f"{messaging.demo.settle(now=now)} notices")

    def _load_mentoring(self, users: dict[str, User], skills: dict[str, Skill], now: datetime) -> None:
        mentors = demo_mentoring.load_mentors(content=mentoring.MENTORING, users=users, skills=skills, now=now)
        asked = demo_mentoring.load_askings(content=mentoring.ASKINGS, users=users, now=now)
        given = demo_mentoring.load_tasks(content=mentoring.TASKS, users=users, skills=skills, now=now)
        goals = demo_mentoring.load_goals(content=mentoring.GOALS, users=users, skills=skills, now=now)
        invited = portal.accounts.demo.load_invitations(content=mentoring.INVITED, users=users, now=now)
        self._say(f"{mentors} mentors, {asked} requests, {given} tasks, {goals} goals, {invited} invitations")

    def _say(self, what: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self._begun:5.1f} s  {what}")
        self.stdout.flush()
