"""What members of the demo say about works that everybody sees, and signs for them; a rerun adds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from mentorship.models import Project, WorkNote, WorkSign
from mentorship.permissions.notes import can_sign, can_write_about
from mentorship.services import notes
from portal.accounts import roles
from portal.accounts.models import User

#: About so many works something is said.
MOST = 6
#: (noticed, wondered, tried)
SAID = (
    (
        "The colours stay calm although there are many of them.",
        "Which one did you begin with?",
        "One of them alone.",
    ),
    ("Your hand is in it: no two edges are alike.", "", "The same in a size that fits a pocket."),
    ("I came back to it twice today.", "What did you leave out?", "Show a picture of how it began."),
)
#: (did it help, thanks); the last one waits for the maker's eyes.
ANSWERS = (("yes", "Thank you, I shall try that this week."), ("partly", ""), None)


def load(*, now: datetime) -> int:
    """Let adults who learn speak about works of other adults, and return how many words there are."""
    if not WorkNote.objects.exists():
        learners = User.objects.filter(groups__name=roles.PARTICIPANT, is_active=True).distinct().order_by("pk")
        grown_up = [each for each in learners if not each.is_minor]
        works = Project.objects.public().exclude(owner__age_band__in=User.MINOR).select_related("owner")
        for number, work in enumerate(works.order_by("-published_at", "pk")[:MOST]):
            _speak(number, work, grown_up[number:] + grown_up[:number], now)
    return WorkNote.objects.count()


def _speak(number: int, work: Project, people: Sequence[User], now: datetime) -> None:
    said = 0
    for place, person in enumerate(each for each in people if can_sign(each, work)):
        kinds = WorkSign.Kind.values[: (number + place) % 3]
        for kind in kinds:
            notes.sign(project=work, kind=kind, by=person, now=now)
        if said < 2 and can_write_about(person, work):
            _say(number + said, work, person, now - timedelta(hours=5 * (number + said + 1)))
            said += 1


def _say(number: int, work: Project, person: User, now: datetime) -> None:
    noticed, wondered, tried = SAID[number % len(SAID)]
    form = uuid5(NAMESPACE_URL, f"demo/note/{work.pk}/{person.pk}")
    words = {"noticed": noticed, "wondered": wondered, "tried": tried}
    note = notes.write(project=work, by=person, now=now, form=form, **words)
    if (answer := ANSWERS[number % len(ANSWERS)]) is None:
        return
    notes.decide(note=note, show=True, by=work.owner)
    usefulness, thanks = answer
    notes.answer(note=note, usefulness=usefulness, thanks=thanks, by=work.owner)
