"""The diaries of the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from mentorship.models import JournalEntry, Skill
from mentorship.services import journals
from portal.accounts.models import User
from portal.core.uploads import CleanUpload
from portal.demo.content import shapes

FileOf = Callable[[shapes.Thing], CleanUpload]


def load(
    *,
    entries: Iterable[shapes.DiaryEntry],
    users: Mapping[str, User],
    skills_by_slug: Mapping[str, Skill],
    file_of: FileOf,
    now: datetime,
) -> int:
    """Write the entries that are not there, and let people talk about them; return how many there are."""
    every = sorted(entries, key=lambda each: -each.days_ago)
    for each in every:
        if not JournalEntry.objects.filter(owner=users[each.owner], text=each.text).exists():
            _write(each, users, skills_by_slug, [file_of(thing) for thing in each.things], now)
    return len(every)


@transaction.atomic
def _write(
    content: shapes.DiaryEntry,
    users: Mapping[str, User],
    skills_by_slug: Mapping[str, Skill],
    files: list[CleanUpload],
    now: datetime,
) -> None:
    then = now - timedelta(days=content.days_ago)
    owner = users[content.owner]
    entry = journals.write(
        owner=owner,
        by=owner,
        now=then,
        text=content.text,
        happened_on=then.date(),
        minutes=content.minutes,
        mood=content.mood,
        skill=skills_by_slug.get(content.skill),
        visibility=content.visibility,
        files=files,
    )
    if content.things:
        seen = {
            file.pk: thing for file, thing in zip(entry.files.order_by("position"), content.things, strict=True)
        }
        words = {pk: thing.alt for pk, thing in seen.items() if isinstance(thing, shapes.Picture)}
        journals.change(entry=entry, by=owner, now=then, seen_version=entry.version, alt_texts=words)
    for number, (who, said) in enumerate(content.talk, start=1):
        at = then + timedelta(days=content.days_ago) * number / (len(content.talk) + 1)
        journals.reply(entry=entry, by=users[who], text=said, submission=uuid4(), now=at)
