"""What a program asks and sends with ids of somebody else: the API's lists, and what is posted to them as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import resolve
from django.urls.exceptions import Resolver404
from oscar.core.loading import get_model

from leaderboard.models import Badge, BadgeAward
from mentorship.models import (
    Feedback,
    Goal,
    Interaction,
    Issue,
    JournalEntry,
    Preference,
    Project,
    Prospect,
    Submission,
    Task,
)
from mentorship.services import comparisons
from messaging.kinds import BY_SLUG, To
from messaging.models import Conversation, Notification
from messaging.services import conversations, messages, notifications
from portal.accounts.models import User
from shop.models import Listing, Payout, Pot

ROOT = "/api/v1/"
#: Before everything that the world holds.
LONG_AGO = "2000-01-01T00:00:00Z"


@dataclass(frozen=True)
class Sending:
    method: str
    path: str
    body: dict[str, Any] = field(hash=False)


def leave(victim: User, *, own: str, guard: str, chapter: str, now: datetime) -> None:
    """Leave what only programs list so far: `own` for the victim alone, `guard` in a conversation."""
    lead = User.objects.get(display_name="Lea Marsh")
    talk = conversations.begin_group(by=lead, title=f"Talk {guard}", people=[victim])
    messages.send(conversation=talk, by=victim, text=f"Said {guard}", client_id=uuid4(), now=now)
    task = Task.objects.filter(participant=victim).earliest("pk")
    notifications.tell(kind=BY_SLUG["task_withdrawn"], heard=[To(task, victim)], now=now)
    badge = Badge.objects.create(slug="hidden-one", name="Hidden one")
    given = {"awarded_by": lead, "awarded_at": now, "evidence": f"For {own}"}
    BadgeAward.objects.create(badge=badge, user=victim, is_hidden=True, **given)
    first = Submission.objects.filter(task=task).earliest("pk")
    again = Submission.objects.create(task=task, number=2, note="Again", submitted_at=now, form=uuid4())
    judged = {"choice": "first", "reason": f"Because {chapter}", "answered_at": now, "is_swapped": False}
    pair = comparisons.pair(first=first, second=again)
    Preference.objects.create(comparison=pair, rater=lead, drawn_at=now, **judged)
    goal = Goal.objects.filter(owner=victim).earliest("pk")
    Pot.objects.create(owner=victim, currency="EUR", goal=goal)
    asked = {"amount_minor": 1, "method": "cash", "needs_two": False, "currency": "EUR", "not_before": now}
    Payout.objects.create(person=victim, requested_by=victim, requested_at=now, reason=f"Of {own}"[:40], **asked)


def values(victim: User) -> dict[str, Sequence[str]]:
    """Return what leads to the victim's rows, by the folder of the API that their addresses are in."""
    return {f"{ROOT}{folder}/ {name}": found for (folder, name), found in _ids(victim).items()}


def _ids(victim: User) -> dict[tuple[str, str], list[str]]:
    def ids(rows: Any, name: str = "public_id") -> list[str]:
        return [str(each) for each in rows.order_by("pk").values_list(name, flat=True)]

    pieces = Submission.objects.filter(task__participant=victim)
    talks = Conversation.objects.filter(memberships__user=victim)
    notices = Notification.objects.filter(person=victim)
    found = {
        "tasks": Task.objects.filter(participant=victim),
        "projects": Project.objects.filter(owner=victim),
        "feedback": Feedback.objects.filter(submission__in=pieces),
        "prospects": Prospect.objects,
        "interactions": Interaction.objects,
        "submissions": pieces,
        "preferences": Preference.objects.filter(comparison__first__in=pieces),
        "journals": JournalEntry.objects.filter(owner=victim),
        "goals": Goal.objects.filter(owner=victim),
        "issues": Issue.objects.filter(to=victim),
        "listings": Listing.objects.filter(seller__user=victim),
        "payouts": Payout.objects.filter(person=victim),
        "conversations": talks,
    }
    return {
        **{(folder, "public_id"): ids(rows) for folder, rows in found.items()},
        ("orders", "number"): ids(get_model("order", "Order").objects.filter(user=victim), "number"),
        ("notifications", "pk"): ids(notices, "pk"),
        ("badges", "pk"): ids(victim.badge_awards, "pk"),
    }


def questions(path: str, named: dict[str, list[str]]) -> Iterator[str]:
    """Yield `path` with each of its parameters of which `named` says what to ask for, if it is a list of ours."""
    try:
        view = resolve(path).func
    except Resolver404:
        return
    if not (path.startswith(ROOT) and "list" in getattr(view, "actions", {}).values()):
        return
    made = view.cls(**view.initkwargs)
    made.action = "list"
    known, asked = made.parameters(), {"limit": "100"}
    yield f"{path}?{urlencode(asked)}"
    if "modified_since" in known:
        yield f"{path}?{urlencode({'modified_since': LONG_AGO, **asked})}"
    first = next(iter(getattr(getattr(made.serializer_class, "Meta", None), "fields", ())), "")
    if first:
        yield f"{path}?{urlencode({'fields': first, **asked})}"
    for name in sorted(known & named.keys()):
        for value in named[name]:
            yield f"{path}?{urlencode({name: value, **asked})}"


def named(victim: User, bait: str) -> dict[str, list[str]]:
    """Return what the parameters of lists can say about the victim and their things."""
    ids = _ids(victim)
    people = ("participant", "owner", "maker", "holder", "author", "person", "to", "mentor", "rater")
    return {
        **{name: [victim.handle] for name in people},
        "q": [bait, victim.handle],
        "task": ids["tasks", "public_id"],
        "submission": ids["submissions", "public_id"],
        "prospect": ids["prospects", "public_id"],
        "order": ids["orders", "number"],
        "mine": ["true"],
        "visibility": ["private", "mentor", "cohort", "link"],
        "status": ["draft", "open", "live"],
    }


def sendings(victim: User) -> list[Sending]:
    """Return what a hostile program sends: the victim's ids wherever one may write, and rows of theirs changed."""
    ids = _ids(victim)

    def some(folder: str) -> list[str]:
        return ids[folder, "public_id"]

    step = {"next_step": "Mine now", "next_step_date": "2099-01-01"}
    made = [Sending("POST", "tasks", {"participant": victim.handle, "title": "Yours"})]
    made += [Sending("POST", "participants", {"email": victim.email, "display_name": "Mine"})]
    made += [Sending("POST", "goals", {"title": "Yours", "owner": victim.handle})]
    made += [Sending("POST", "interactions", {"person": victim.handle, **step})]
    made += [Sending("POST", f"portfolios/{victim.handle}/export", {})]
    made += [Sending("POST", "notifications/read", {})]
    for task in some("tasks"):
        work = {"title": "Mine", "media_type": "object", "task": task}
        said = {"task": task, "scores": {}, "strengths": "Poor.", "next_steps": ["Stop."], "decision": "revise"}
        made += [Sending("POST", "projects", work), Sending("POST", "feedback", said)]
        made += [Sending("POST", "journals", {"text": "Hers", "task": task})]
    for met in some("prospects"):
        made += [Sending("POST", "interactions", {"prospect": met, **step})]
        for before in some("interactions"):
            made += [Sending("POST", "interactions", {"prospect": met, "settles": before, **step})]
    offer = {"price": "1.00", "currency": "EUR", "quantity": 1}
    made += [Sending("POST", "marketplace/sell", {"project": each, **offer}) for each in some("projects")]
    made += [
        Sending("PATCH", f"journals/{each}", {"text": "Mine", "visibility": "public"}) for each in some("journals")
    ]
    made += [Sending("PATCH", f"goals/{each}", {"status": "dropped"}) for each in some("goals")]
    talks = some("conversations")
    made += [Sending("POST", f"conversations/{each}/messages", {"text": "Hello", "reply_to": 1}) for each in talks]
    made += [Sending("POST", f"notifications/{each}/read", {}) for each in ids["notifications", "pk"]]
    return [Sending(each.method, f"{ROOT}{each.path}", each.body) for each in made]
