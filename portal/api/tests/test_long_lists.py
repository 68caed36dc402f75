"""Each list asks the database as much for a thousand rows as for ten: a new list without a case here fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cms_pages.models import PortfolioPage
from leaderboard.models import Badge, BadgeAward, PointEntry
from mentorship.models import Discipline, JournalEntry, MentorProfile, Preference, Skill, Submission, UserSkill
from mentorship.services import comparisons, goals, interactions, journals, prospects, reviews, submissions, tasks
from mentorship.tests import stores
from messaging.kinds import BY_SLUG, To
from messaging.services import conversations, messages, notifications
from portal.accounts.models import User
from portal.api import urls
from portal.testing.copies import again
from portal.testing.uploads import picture
from shop.models import LedgerEntry, Payout, Pot
from shop.services import savings
from shop.tests import factories, tills

pytestmark = pytest.mark.django_db
FEW, MANY = 10, 1000
#: Adds so many rows more.
Grow = Callable[[int], Any]


class World:
    """The cast, and what several lists begin with."""

    def __init__(self, participant: User, mentor: User, moderator: User, buyer: User) -> None:
        self.participant, self.mentor, self.moderator, self.buyer = participant, mentor, moderator, buyer
        self.now = timezone.now()
        clay, _new = Discipline.objects.get_or_create(slug="clay", defaults={"name": "Clay"})
        self.skill = Skill.objects.create(slug="throwing", name="Throwing", discipline=clay)
        self.skill.levels.create(number=1, name="First")
        UserSkill.objects.get_or_create(user=participant, skill=self.skill)

    def task(self) -> Any:
        return tasks.assign(
            participant=self.participant, title="Bowl", by=self.mentor, now=self.now, skill=self.skill
        )

    def piece(self) -> Submission:
        handed = {"note": "Woven", "files": [picture()]}
        return submissions.submit(task=self.task(), by=self.participant, now=self.now, **handed)


@pytest.fixture
def world(participant, mentor, moderator, buyer) -> World:
    return World(participant, mentor, moderator, buyer)


def participants(world: World) -> Grow:
    below = {"groups": {}, "profile": {}, "user_skills": {}}
    return lambda more: again(world.participant, more, **below)


def given(world: World) -> Grow:
    task = world.task()
    return lambda more: again(task, more)


def works(world: World) -> Grow:
    work = factories.work(world.participant)
    work.skills.add(world.skill)
    return lambda more: again(work, more, skills={}, files={})


def feedback(world: World) -> Grow:
    piece = world.piece()
    reviews.give(
        task=piece.task, words=reviews.Words(strengths="Even.", steps=["On."]), by=world.mentor, now=world.now
    )
    said: dict[str, Any] = {"steps": {}, "scores": {}, "files": {}}
    return lambda more: again(piece.task, more, submissions={"feedback": said})


def skills(world: World) -> Grow:
    return lambda more: again(world.skill, more, levels={})


def mentors(world: World) -> Grow:
    MentorProfile.objects.get_or_create(user=world.mentor)[0].skills.add(world.skill)
    return lambda more: again(world.mentor, more, groups={}, profile={}, mentor_profile={"skills": {}})


def may_join(world: World) -> Grow:
    met = prospects.create(by=world.mentor, now=world.now, name="Timo", consent_how="spoken")
    prospects.assess(prospect=met, skill=world.skill, level=0, evidence="?", by=world.mentor, now=world.now)
    _note(world, met)
    return lambda more: again(met, more, assessments={}, interactions={})


def noted(world: World) -> Grow:
    met = prospects.create(by=world.mentor, now=world.now, name="Timo", consent_how="spoken")
    row = _note(world, met)
    return lambda more: again(row, more)


def _note(world: World, about: Any) -> Any:
    step = {"next_step": "Call", "next_step_date": timezone.localdate() + timedelta(days=3)}
    return interactions.log(about=about, by=world.mentor, now=world.now, client_id=uuid4(), **step)


def handed_in(world: World) -> Grow:
    piece = world.piece()
    return lambda more: again(piece.task, more, submissions={"files": {}})


def preferences(world: World) -> Grow:
    piece = world.piece()
    other = Submission.objects.create(task=piece.task, number=2, note="?", submitted_at=world.now, form=uuid4())
    said = {"choice": "first", "reason": "?", "answered_at": world.now, "is_swapped": False, "drawn_at": world.now}
    pair = comparisons.pair(first=piece, second=other)
    row = Preference.objects.create(comparison=pair, rater=world.mentor, **said)
    return lambda more: again(row, more, fresh={"rater": again(world.mentor, more)})


def diary(world: World) -> Grow:
    said = {"text": "Wove.", "happened_on": world.now.date(), "files": [picture()], "skill": world.skill}
    entry = journals.write(owner=world.participant, by=world.participant, now=world.now, task=world.task(), **said)
    assert isinstance(entry, JournalEntry)
    return lambda more: again(entry, more, files={})


def aims(world: World) -> Grow:
    goal = goals.set_goal(owner=world.participant, title="Loom", by=world.participant, now=world.now)
    return lambda more: again(goal, more)


def supplies(world: World) -> Grow:
    yarn = stores.material("Yarn", quantity=2)
    yarn.skills.add(world.skill)
    return lambda more: again(yarn, more, skills={}, stocks={})


def handed_out(world: World) -> Grow:
    issue = stores.hand_out(world.participant, world.mentor, (stores.material("Yarn", quantity=2), 1))
    return lambda more: again(issue, more, lines={})


def pieces(world: World) -> Grow:
    listing = factories.piece(world.participant)

    def grow(more: int) -> None:
        sold = {"project": again(listing.project, more), "product": again(listing.product, more, stockrecords={})}
        again(listing, more, fresh=sold)

    return grow


def orders(world: World) -> Grow:
    order = tills.paid(factories.piece(world.participant), by=world.buyer).order
    below: dict[str, Any] = {"lines": {"extra": {}, "sale": {}}, "payments": {}, "purchase": {}, "parcels": {}}
    return lambda more: again(order, more, **below)


def books(world: World) -> Grow:
    tills.paid(factories.piece(world.participant))
    entry = LedgerEntry.objects.filter(postings__account__owner=world.participant).earliest("pk")
    return lambda more: again(entry, more, postings={})


def pots(world: World) -> Grow:
    goal = goals.set_goal(owner=world.participant, title="Loom", by=world.participant, now=world.now)
    pot = savings.open_pot(owner=world.participant, currency="EUR", by=world.participant, goal=goal)

    def grow(more: int) -> None:
        again(pot, more, fresh={"goal": again(goal, more)})

    assert Pot.objects.exists()
    return grow


def payouts(world: World) -> Grow:
    asked = {"amount_minor": 1, "method": "cash", "needs_two": False, "currency": "EUR", "not_before": world.now}
    asked |= {"requested_at": world.now, "state": "cancelled", "cancelled_at": world.now}
    by = world.participant
    row = Payout.objects.create(person=by, requested_by=by, cancelled_by=by, **asked)
    return lambda more: again(row, more)


def talks(world: World) -> Grow:
    talk = conversations.begin_group(by=world.mentor, title="Looms", people=[world.participant])
    messages.send(conversation=talk, by=world.mentor, text="Look", client_id=uuid4(), now=world.now)
    talk.refresh_from_db()
    return lambda more: again(talk, more, memberships={})


def said(world: World) -> Grow:
    talk = conversations.begin(by=world.mentor, to=world.participant)
    row = messages.send(conversation=talk, by=world.mentor, text="Look", client_id=uuid4(), now=world.now)
    return lambda more: again(row, more, files={})


def notices(world: World) -> Grow:
    task = world.task()
    [row] = notifications.tell(kind=BY_SLUG["task_withdrawn"], heard=[To(task, world.participant)], now=world.now)
    return lambda more: again(row, more, fresh={"source_id": [each.pk for each in again(task, more)]})


def badges(world: World) -> Grow:
    badge = Badge.objects.create(slug="first", name="First")
    given = {"awarded_at": world.now, "awarded_by": world.mentor, "evidence": "Seen."}
    BadgeAward.objects.create(badge=badge, user=world.participant, **given)
    return lambda more: again(badge, more, awards={})


def points(world: World) -> Grow:
    earned = {"rule": "task_approved", "source": 7, "points": 5, "day": world.now.date()}
    row = PointEntry.objects.create(user=world.participant, number=900, created_at=world.now, **earned)
    return lambda more: again(row, more)


def pages(world: World) -> Grow:
    home = Page.objects.get(depth=2)
    page = home.add_child(instance=Page(title="Here", slug="here"))
    return lambda more: _pages_like(page, home, more)


def portfolios(world: World) -> Grow:
    own, above = world.participant.portfolio, world.participant.portfolio.get_parent()

    def grow(more: int) -> None:
        people = again(world.participant, more, groups={}, profile={}, user_skills={})
        for page, person in zip(_pages_like(own.page_ptr, above, more), people, strict=True):
            row = PortfolioPage.objects.get(pk=own.pk)
            row.__dict__.update({key: value for key, value in page.__dict__.items() if not key.startswith("_")})
            row.pk, row.page_ptr_id, row.owner_person = page.pk, page.pk, person
            row.save_base(raw=True)

    return grow


def _pages_like(page: Page, parent: Page, more: int) -> list[Any]:
    first = int(parent.get_children().latest("path").path[-Page.steplen :], 36) + 1
    steps = range(first, first + more)
    ways = {
        "path": [Page._get_path(parent.path, parent.depth + 1, step) for step in steps],
        "url_path": [f"{parent.url_path}like-{step}/" for step in steps],
        "slug": [f"like-{step}" for step in steps],
        "translation_key": [uuid4() for _step in steps],
    }
    return again(page, more, fresh=ways)


#: List to who reads it, and what makes it longer.
CASES: dict[str, tuple[str, Callable[[World], Grow]]] = {
    "badges": ("participant", badges),
    "conversations": ("participant", talks),
    "feedback": ("participant", feedback),
    "goals": ("mentor", aims),
    "interactions": ("mentor", noted),
    "issues": ("mentor", handed_out),
    "journals": ("participant", diary),
    "ledger": ("participant", books),
    "listings": ("buyer", pieces),
    "mentors": ("participant", mentors),
    "messages": ("participant", said),
    "notifications": ("participant", notices),
    "orders": ("buyer", orders),
    "pages": ("buyer", pages),
    "participants": ("moderator", participants),
    "payouts": ("participant", payouts),
    "points": ("participant", points),
    "portfolios": ("buyer", portfolios),
    "preferences": ("moderator", preferences),
    "projects": ("participant", works),
    "prospects": ("mentor", may_join),
    "resources": ("moderator", supplies),
    "sales": ("participant", orders),
    "savings": ("participant", pots),
    "search": ("buyer", works),
    "skills": ("participant", skills),
    "submissions": ("mentor", handed_in),
    "tasks": ("mentor", given),
}
#: Of what is found, a query is asked for each kind of thing.
ASKED = {"search": {"kind": "works"}}


def lists() -> list[str]:
    """Every route of the API that lists rows, found where requests find it."""
    acts = [(each.name, getattr(each.callback, "actions", {})) for each in urls.urlpatterns]
    return sorted(str(name) for name, does in acts if "list" in does.values())


@pytest.mark.parametrize("name", lists())
def test_a_thousand_rows_ask_no_more_than_ten(name, world):
    who, begin = CASES[name]
    grow = begin(world)
    browser = Client()
    browser.force_login(getattr(world, who))
    path = f"/api/v1/{name}"
    if name == "messages":
        [talk] = browser.get("/api/v1/conversations").json()["results"]
        path = f"/api/v1/conversations/{talk['id']}/messages"

    def asked() -> tuple[int, int]:
        for _warm in range(2):
            with CaptureQueriesContext(connection) as queries:
                answer = browser.get(path, {"limit": 100, **ASKED.get(name, {})})
            assert answer.status_code == 200, answer.content
        return len(answer.json()["results"]), len(queries)

    grow(FEW - 1)
    few, questions = asked()
    grow(MANY - FEW)

    assert few >= FEW
    assert asked() == (100, questions)
