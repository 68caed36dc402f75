"""One word of somebody, planted wherever a person can leave words, and ways to find it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import connection
from django.utils import timezone
from oscar.core.loading import get_model
from wagtail.admin.models import FormState
from wagtail.log_actions import log
from wagtail.models import Comment

from cms_pages.models import Export, PortalDocument, PortalImage
from cms_pages.services import portfolios
from leaderboard.models import Badge, BadgeAward, Certificate
from mentorship.models import (
    Goal,
    Interaction,
    LevelConfirmation,
    MentorProfile,
    MentorRequest,
    Preference,
    Project,
    SavedView,
    Submission,
    UserSkill,
)
from mentorship.services import (
    comparisons,
    extensions,
    feedback,
    interactions,
    journals,
    merging,
    projects,
    prospects,
    review_files,
    reviews,
    submissions,
    tasks,
    work_files,
)
from portal.accounts.models import Invitation, User
from portal.accounts.services import consents, people
from portal.testing import uploads
from shop.services import checkout, listings, quotes

UserAddress = get_model("address", "UserAddress")
Country = get_model("address", "Country")
UserSearch = get_model("analytics", "UserSearch")
Notification = get_model("communication", "Notification")
Basket = get_model("basket", "Basket")
WishList = get_model("wishlists", "WishList")


def plant(person: User, word: str, *, by: User, now: datetime) -> None:
    """Leave `word` in everything that `person`, a participant with a portfolio, has; `by` looks after them."""
    _account(person, word, by=by, now=now)
    _works(person, word, by=by)
    _pages(person, word, now=now)
    _shop(person, word, now=now)
    _notes(person, word)
    _met(person, word, by=by, now=now)


def _account(person: User, word: str, *, by: User, now: datetime) -> None:
    person.first_name, person.last_name = f"First {word}", f"Last {word}"
    person.display_name, person.email = f"Shown {word}", f"{word}@example.org"
    person.handle = f"handle-{word}"
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    people.update_profile(
        profile=person.profile,
        by=person,
        avatar=uploads.picture(f"{word}.png", format="PNG"),
        **{field: f"{field} {word}" for field in ("bio", "city", "country", "experience")},
    )
    guardian = consents.record_guardian(user=person, name=f"Mother {word}", contact=word, relation="parent", by=by)
    consents.give_consent(user=person, kind="publishing", by=by, now=now, guardian=guardian)
    asked = {"name": f"Guest {word}", "invited_by": by, "sent_at": now, "expires_at": now}
    Invitation.objects.create(email=person.email, account=person, **asked)


def _works(person: User, word: str, *, by: User) -> None:
    work = projects.create(
        owner=person,
        by=person,
        title=f"Work {word}",
        description=f"Made by {word}",
        media_type="text",
        visibility="public",
        files=[uploads.text(f"{word}.txt", f"A poem of {word}"), uploads.picture()],
    )
    file = work.files.first()
    work_files.describe(file=file, alt_text=f"Alt {word}", caption=f"Caption {word}", by=person)
    _diary(person, word, by=by)
    gone = projects.create(owner=person, by=person, title=f"Gone {word}", media_type="image")
    projects.delete_project(project=gone, by=person)
    _handed_in(person, word, by=by)
    Goal.objects.create(owner=person, set_by=by, title=f"Goal {word}")
    MentorProfile.objects.create(user=person, about=f"About {word}", languages=word)
    asked = {"status": "declined", "reason": "other", "answer": f"No {word}", "answered_at": timezone.now()}
    MentorRequest.objects.create(mentor=by, participant=person, message=f"Please {word}", **asked)
    if skill := UserSkill._meta.get_field("skill").related_model.objects.first():
        UserSkill.objects.create(user=person, skill=skill)
        seen = {"evidence": f"Seen by {word}", "confirmed_by": by, "confirmed_at": timezone.now()}
        ground = LevelConfirmation.objects.create(user=person, skill=skill, level=1, **seen)
        Certificate.objects.create(
            user=person, confirmation=ground, name=f"Name {word}", level_name="Begun", issued_at=timezone.now()
        )
    badge, _made = Badge.objects.get_or_create(slug="canary", defaults={"name": "Canary", "description": "Sings"})
    BadgeAward.objects.create(
        badge=badge, user=person, awarded_by=by, awarded_at=timezone.now(), evidence=f"Helped {word}"
    )


def _handed_in(person: User, word: str, *, by: User) -> None:
    """A task with everything that hangs on one; what others say about `person` is theirs to take along."""
    now, due = timezone.now(), timezone.now() + timedelta(days=3)
    brief = {
        "title": f"Task {word}",
        "brief": f"Brief {word}",
        "files": [uploads.text(f"{word}.txt", f"Do {word}")],
    }
    people.give_role(user=person, role="participant", by=by)
    task = tasks.assign(participant=person, by=by, now=now, due_at=due, **brief)
    asked = extensions.ask(
        task=task, by=person, wanted_due_at=due + timedelta(days=1), reason=f"Late {word}", now=now
    )
    extensions.answer(extension=asked, grant=True, words=f"Yes {word}", by=by, now=now)
    file = uploads.text(f"{word}.md", f"Text of {word}")
    piece = submissions.submit(task=task, by=person, now=now, note=f"Note {word}", files=[file])
    words = reviews.Words(
        strengths=f"Strong {word}",
        overall=f"Overall {word}",
        steps=[f"Step {word}"],
        marks=[reviews.Place(file=piece.files.get().pk, text=f"Mark {word}", first_line=1, last_line=1)],
    )
    draft = reviews.save_draft(submission=piece, words=words, by=by, now=now, seen_version=0)
    review_files.add(feedback=draft, files=[uploads.picture(f"{word}.jpg")], by=by, now=now)
    said = reviews.ask_revision(submission=piece, by=by, now=now, seen_version=1)
    _compared(piece, word, by=by, now=now)
    feedback.reply(feedback=said, by=person, text=f"Answer {word}", now=now, form=uuid4())
    feedback.save_comment(text=f"Often {word}", by=person)


def _compared(piece: Submission, word: str, *, by: User, now: datetime) -> None:
    """Another iteration, and which one `by` found better."""
    again = Submission.objects.create(
        task=piece.task, number=2, note=f"Second {word}", submitted_at=now, form=uuid4()
    )
    pair = comparisons.pair(first=piece, second=again)
    said = {"choice": "second", "reason": f"Better {word}", "drawn_at": now, "answered_at": now}
    Preference.objects.create(comparison=pair, rater=by, is_swapped=False, **said)


def _met(person: User, word: str, *, by: User, now: datetime) -> None:
    """Before they had an account `by` noted them, twice, and has noted contacts since."""
    met = [
        prospects.create(
            by=by,
            now=now,
            consent_how="spoken",
            email=f"{word}@example.org",
            phone="0170 5550101",
            **{name: f"{name} {word}" for name in ("name", "place", "languages", "source_note", "staff_note")},
        )
        for _twice in range(2)
    ]
    prospects.move(prospect=met[0], to="deferred", by=by, now=now, reason="other", reason_text=f"Says {word}")
    prospects.mark_onboarded(prospect=met[0], user=person, by=by, now=now)
    merging.merge(keep=met[0], other=met[1], by=by, now=now)
    for about in (met[0], person):
        for visibility in Interaction.Visibility.values:
            interactions.log(
                about=about,
                by=by,
                now=now,
                client_id=uuid4(),
                notes=f"Note on {word}",
                visibility=visibility,
                next_step=f"Call {word}",
                next_step_date=now.date(),
            )
    SavedView.objects.create(owner=person, name=f"View {word}", query=word)


def _diary(person: User, word: str, *, by: User) -> None:
    now = timezone.now()
    for visibility in ("private", "mentor", "public"):
        entry = journals.write(
            owner=person,
            by=person,
            text=f"Learnt by {word}, {visibility}",
            happened_on=now.date(),
            visibility=visibility,
            files=[uploads.picture(f"{word}.jpg")],
            now=now,
        )
        file = entry.files.get()
        told = {"alt_texts": {file.pk: f"Photo {word}"}, "seen_version": entry.version}
        entry = journals.change(entry=entry, by=person, now=now, **told)
        journals.note_reading(entry=entry, by=by, now=now)
    said = {"text": f"Asked by {word}", "submission": uuid4()}
    journals.reply(entry=entry, by=person, now=now, **said)


def _pages(person: User, word: str, *, now: datetime) -> None:
    portfolio = person.portfolio
    portfolios.update(portfolio, by=person, tagline=f"Tagline {word}", intro=f"<p>Intro {word}</p>")
    portfolio.title = f"Draft {word}"
    portfolio.save_revision(user=person)
    log(portfolio, "wagtail.edit", user=person)
    picture = PortalImage.objects.create(
        title=f"Picture {word}",
        description=word,
        file=ContentFile(uploads.picture().read(), name=f"{word}.jpg"),
        uploaded_by_user=person,
    )
    picture.tags.add(f"tag-{word}")
    picture.get_rendition("width-20")
    PortalDocument.objects.create(
        title=f"Document {word}", file=ContentFile(word.encode(), name=f"{word}.txt"), uploaded_by_user=person
    )
    Export.objects.create(
        person=person,
        requested_by=person,
        requested_at=now,
        finished_at=now,
        state=Export.State.BUILT,
        base_url=f"https://{word}.example.org/",
        file=ContentFile(word.encode(), name=f"{word}.zip"),
    )
    Comment.objects.create(page=portfolio, user=person, text=f"Comment {word}", contentpath="title")


def _shop(person: User, word: str, *, now: datetime) -> None:
    country, _made = Country.objects.get_or_create(
        iso_3166_1_a2="DE", defaults={"printable_name": "Germany", "name": "Germany", "is_shipping_country": True}
    )
    UserAddress.objects.create(
        user=person,
        first_name=word,
        last_name=word,
        line1=f"{word} street",
        line4="Town",
        postcode="1",
        country=country,
    )
    UserSearch.objects.create(user=person, query=f"pots by {word}")
    Notification.objects.create(recipient=person, subject=f"To {word}", body=word)
    WishList.objects.create(owner=person, name=f"Wishes of {word}")
    project = Project.objects.filter(owner=person).first()
    listings.offer(project=project, kind="original", price=Decimal("25.00"), quantity=None, by=person)


def buy(person: User, word: str, listing: Any, *, now: datetime) -> Any:
    """Let `person` order `listing` up to the till, with `word` in every line that they type."""
    from oscar.core.loading import get_class

    basket = Basket.objects.create(owner=person)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=person)
    basket.add_product(listing.product, 1)
    address = checkout.Address(line1=f"{word} lane", city=f"{word} city", postcode="10115", country="DE")
    details = checkout.Details(
        email=f"{word}@example.org", name=f"Buyer {word}", address=address, note=f"Note {word}"
    )
    expected = quotes.quote(basket=basket, by=person).expected
    return checkout.place(details=details, by=person, expected=expected, now=now)


def _notes(person: User, word: str) -> None:
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=person,
        content_type=kind,
        object_id=str(person.pk),
        object_repr=word,
        action_flag=CHANGE,
        change_message=word,
        action_time=timezone.now(),
    )
    FormState.objects.create(user=person, content_type=kind, data={"typed": word}, last_updated_at=timezone.now())
    caches["default"].set(f"greeting-{person.pk}", f"Hello {word}")


# Finding it ----------------------------------------------------------------------------------------------


def in_tables(word: str) -> list[str]:
    """Return "table.column" wherever any table, of any app or of the search index, holds `word`."""
    found = []
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {quote(table)} LIMIT 0")  # noqa: S608  names from the database itself
            for column in [each[0] for each in cursor.description]:
                cursor.execute(
                    f"SELECT COUNT(*) FROM {quote(table)}"  # noqa: S608  as above
                    f" WHERE LOWER(CAST({quote(column)} AS TEXT)) LIKE %s",
                    [f"%{word}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}")
    return found


def in_storages(word: str) -> list[str]:
    """Return the name of every stored file whose name or content holds `word`."""
    found = []
    for alias in ("private", "public"):  # what has no kind is private
        storage = storages[alias]
        for name in every_file(storage):
            with storage.open(name) as stored:
                if word in name or word.encode() in stored.read():
                    found.append(f"{alias}:{name}")
    return found


def clear_storages(word: str) -> None:
    """Delete what an earlier test left."""
    for found in in_storages(word):
        alias, _colon, name = found.partition(":")
        storages[alias].delete(name)


def every_file(storage: Storage, folder: str = "") -> Iterator[str]:
    folders, names = storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in names)
    for each in folders:
        yield from every_file(storage, prefix + each)


def in_caches(word: str) -> list[str]:
    """Return the keys, of every cache, under which `word` lies."""
    return [key for cache in caches.all() for key, held in _entries(cache) if word in key or word.encode() in held]


def _entries(cache: Any) -> Iterator[tuple[str, bytes]]:
    if not hasattr(cache._cache, "get_client"):
        yield from cache._cache.items()
        return
    client = cache._cache.get_client(None)
    for key in client.scan_iter(match=cache.make_key("*")):
        yield key.decode(), client.get(key) or b""
