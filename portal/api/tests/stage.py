"""People and what they have, for which the examples of the API are true; and their ids for those made up there."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from cms_pages.models import Export, PortfolioPage
from leaderboard.models import Badge, BadgeAward, Milestone, PointEntry
from mentorship.models import Cohort, Discipline, MentorProfile, Preference, Skill, SkillLevel, Submission
from mentorship.services import (
    comparisons,
    goals,
    interactions,
    journals,
    projects,
    prospects,
    reviews,
    submissions,
    tasks,
)
from mentorship.tests import stores
from messaging.kinds import BY_SLUG, To
from messaging.services import conversations, messages, notifications
from portal.accounts.services import people
from portal.api import examples
from portal.api import tokens as given
from portal.testing import cast
from portal.testing.uploads import picture
from shop.models import Payout, Posting, Pot, SaleLine
from shop.services import listings
from shop.tests import tills


@dataclass
class Stage:
    #: By the names of the columns of the table of answers.
    who: dict[str, Any] = field(default_factory=dict)
    #: {made up in an example: there}.
    real: dict[Any, Any] = field(default_factory=dict)

    def put(self, part: Any) -> Any:
        """Return `part` of an example with what is really there."""
        if isinstance(part, dict):
            return {name: self.put(each) for name, each in part.items()}
        if isinstance(part, list):
            return [self.put(each) for each in part]
        found = self.real.get(part, part) if isinstance(part, str | int) and not isinstance(part, bool) else part
        return found() if callable(found) else found

    def browser(self, name: str) -> Client:
        client = Client()
        if self.who[name] is not None:
            client.force_login(self.who[name])
        return client


def build() -> Stage:
    """Amina learns with Maria, Bruno with Otto; the others run things. Everything that happens is Amina's."""
    amina, bruno = cast.person("Amina Okoye", "participant"), cast.person("Bruno Teixeira", "participant")
    maria, otto = cast.mentor_of(amina, "Maria Lindqvist"), cast.mentor_of(bruno, "Otto Berg")
    who = {
        "visitor": None,
        "participant": amina,
        "fellow": bruno,
        "mentor": maria,
        "colleague": otto,
        "coordinator": cast.person("Carol Njeri", "coordinator"),
        "operator": cast.operator(),
        "safeguarding": cast.person("Sofia Lund", "safeguarding"),
        "buyer": cast.person("Ben Adler", "buyer"),
    }
    stage = Stage(who, {examples.PARTICIPANT: amina.handle, examples.MENTOR: maria.handle})
    people.set_age_band(user=amina, age_band="adult", by=who["operator"])
    for person in (amina, maria):
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    clay, _new = Discipline.objects.get_or_create(slug="clay", defaults={"name": "Clay"})
    skill = Skill.objects.create(slug=examples.SKILL, name="Throwing", discipline=clay)
    for number, name in enumerate(("Starts", "Throws"), start=1):
        SkillLevel.objects.create(skill=skill, number=number, name=name)
    _learn(stage, skill)
    _note(stage, skill)
    _sell(stage, skill)
    _talk(stage)
    _earn(stage)
    _hold(stage)
    return stage


def _learn(stage: Stage, skill: Skill) -> None:
    amina, maria, now = stage.who["participant"], stage.who["mentor"], timezone.now()
    about = {"participant": amina, "skill": skill, "by": maria, "now": now}
    task = tasks.assign(title="Throw a bowl", **about)
    handed = tasks.assign(title="Throw a jug", **about)
    piece = submissions.submit(task=handed, by=amina, now=now, note="The foot is thick.", files=[picture()])
    answered = tasks.assign(title="Throw a cup", **about)
    first = submissions.submit(task=answered, by=amina, now=now, note="Thrown", files=[picture(size=(65, 48))])
    words = reviews.Words(strengths="Even walls.", steps=["Thin the foot."])
    said = reviews.give(task=answered, words=words, by=maria, now=now)
    again = Submission.objects.create(task=answered, number=2, note="Again", submitted_at=now, form=uuid4())
    drawn = Preference.objects.create(
        comparison=comparisons.pair(first=first, second=again),
        rater=maria,
        choice="first",
        reason="The rim is calm.",
        is_swapped=False,
        drawn_at=now,
        answered_at=now,
    )
    entry = journals.write(owner=amina, by=amina, now=now, happened_on=now.date(), text="The rim stayed even.")
    goal = goals.set_goal(owner=amina, title="A wheel of my own", by=amina, now=now)
    stage.real |= {
        examples.TASK: task.public_id,
        examples.HANDED_IN: handed.public_id,
        examples.PIECE: piece.public_id,
        examples.SAID: said.public_id,
        examples.DRAWN: drawn.public_id,
        examples.DAY: entry.public_id,
        examples.GOAL: goal.public_id,
        examples.ETAG: "*",
    }
    Pot.objects.create(owner=amina, currency="EUR", goal=goal)


def _note(stage: Stage, skill: Skill) -> None:
    """Whom Maria met, what passed with Amina, and what she was handed."""
    amina, maria, now = stage.who["participant"], stage.who["mentor"], timezone.now()
    met = prospects.create(by=maria, now=now, name="Timo", consent_how="spoken")
    once = {"client_id": uuid4(), "no_next_step": True, "visibility": "staff"}
    noted = interactions.log(about=amina, by=maria, now=now, **once)
    clay = stores.material("Stoneware clay", quantity=9, unit="kg")
    clay.skills.add(skill)
    issue = stores.hand_out(amina, maria, (clay, 1))
    MentorProfile.objects.get_or_create(user=maria)
    stage.real |= {
        examples.MET: met.public_id,
        examples.NOTED: noted.public_id,
        examples.MATERIAL: clay.pk,
        examples.HANDED: issue.public_id,
    }


def _sell(stage: Stage, skill: Skill) -> None:
    amina, now = stage.who["participant"], timezone.now()
    shown = {"media_type": "object", "visibility": "public", "skills": [skill], "owner": amina, "by": amina}
    work = projects.create(title="A bowl", files=[picture(size=(66, 48))], now=now, **shown)
    sold = projects.create(title="A jug", files=[picture(size=(67, 48))], now=now, **shown)
    left = projects.create(title="A cup", files=[picture(size=(68, 48))], now=now, **shown)
    price = {"kind": "original", "price": Decimal("25.00"), "quantity": None, "by": amina}
    payment = tills.paid(listings.offer(project=sold, **price), by=stage.who["buyer"])
    offer = listings.offer(project=left, **price)
    asked = {"amount_minor": 1, "method": "cash", "needs_two": False, "currency": "EUR", "not_before": now}
    asked |= {"requested_at": now, "state": "cancelled", "cancelled_at": now, "cancelled_by": amina}
    payout = Payout.objects.create(person=amina, requested_by=amina, **asked)
    stage.real |= {
        examples.WORK: work.public_id,
        examples.LISTED: offer.public_id,
        examples.ORDER: payment.order.number,
        examples.SALE: SaleLine.objects.get(seller__user=amina).pk,
        examples.LINE: Posting.objects.filter(account__owner=amina).latest("pk").pk,
        examples.PAID_OUT: payout.public_id,
    }


def _talk(stage: Stage) -> None:
    amina, maria, now = stage.who["participant"], stage.who["mentor"], timezone.now()
    talk = conversations.begin(by=maria, to=amina)
    for person, text in ((maria, "How is it going?"), (amina, "Well.")):
        messages.send(conversation=talk, by=person, text=text, client_id=uuid4(), now=now)
    task = amina.tasks.earliest("pk")
    (notice,) = notifications.tell(kind=BY_SLUG["task_withdrawn"], heard=[To(task, amina)], now=now)
    stage.real |= {examples.TALK: talk.public_id, examples.NOTICE: notice.pk}


def _earn(stage: Stage) -> None:
    amina, maria, now = stage.who["participant"], stage.who["mentor"], timezone.now()
    badge = Badge.objects.create(slug="sold-one", name="Sold one")
    Milestone.objects.create(name="First piece sold", pieces_sold=1, badge=badge)
    seen = {"awarded_at": now, "awarded_by": maria, "evidence": "Seen."}
    award = BadgeAward.objects.create(badge=Badge.objects.create(slug="calm", name="Calm"), user=amina, **seen)
    points = {"rule": "task_approved", "source": 9, "points": 5, "day": now.date()}
    PointEntry.objects.create(user=amina, number=900, created_at=now, **points)
    Cohort.objects.create(name="Throwers", led_by=maria, submission=uuid4())
    stage.real[examples.AWARD] = award.pk


def _hold(stage: Stage) -> None:
    """Pages, a copy of them, and tokens."""
    amina, now = stage.who["participant"], timezone.now()
    built = {"state": "built", "file": "site.zip", "size_bytes": 9, "sha256": "0" * 64}
    copy = Export.objects.create(person=amina, requested_at=now, finished_at=now, **built)
    stage.real |= {
        examples.SITE_COPY: copy.public_id,
        examples.PAGE: lambda: PortfolioPage.objects.get(owner_person=amina).pk,  # made after the commit
        examples.ADDRESS: amina.email,
        examples.PASSWORD: cast.PASSWORD,
        examples.REFRESH: lambda: _refresh(amina.email),
    }


def _refresh(email: str) -> str:
    """A token of a family of its own: one use ends it."""
    request = Client().get("/healthz").wsgi_request
    pair = given.begin(request=request, email=email, password=cast.PASSWORD)
    return str(pair.refresh)
