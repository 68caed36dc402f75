"""A small world in which every word that not everybody may read says who may.

All rows of the victim, and only those, have numbers from FIRST up to LAST.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection
from django.test import TestCase
from oscar.core.loading import get_model
from wagtail.admin.models import FormState
from wagtail.models import Collection, Comment

from cms_pages.models import BlogPage, BlogPostPage, PortalDocument, PortalImage
from cms_pages.permissions import PARTICIPANTS_COLLECTION
from cms_pages.services import portfolios
from mentorship.models import Discipline, JournalEntry, Project, Skill, UserSkill
from mentorship.services import journals, projects, work_files
from portal.accounts.models import User
from portal.accounts.services import consents, people
from portal.testing import canaries, cast, uploads
from portal.testing.crawl import company, programs
from shop.models import Listing
from shop.services import listings

FIRST, LAST = 50_001, 59_999
#: How many rows of one kind the crawl tries.
TRIED = 6
#: In everything of the victim: what a search would be for.
BAIT = "sesame"

#: For the owner, and for operators, alone.
SECRET = "zqsecret"  # noqa: S105  a word to look for
#: E-mail, drafts: for those who run the chapter.
CHAPTER = "zqchapter"
#: Shared with the mentor.
MENTOR = "zqmentor"
#: Shared with whoever has the link; mentors see it too.
LINK = "zqlink"
#: Shared with everybody who has an account.
MEMBERS = "zqmembers"
#: Guardians and ages: for those who watch over people.
GUARD = "zqguard"
#: What mentors and the chapter keep about somebody who learns: for their own mentor and the chapter.
KEPT = "zqkept"
#: Who gave something to the stores: for whoever hands things out.
STORES = "zqstores"
WORDS = frozenset({SECRET, CHAPTER, MENTOR, LINK, MEMBERS, GUARD, KEPT, STORES})

#: Role → the words that it may meet.
ALLOWED: dict[str, frozenset[str]] = {
    "visitor": frozenset(),
    "member": frozenset({MEMBERS}),
    "participant": frozenset({MEMBERS}),
    "other mentor": frozenset({MEMBERS, STORES}),
    "own mentor": frozenset({MEMBERS, MENTOR, LINK, GUARD, KEPT, STORES}),
    "safeguarding": frozenset({MEMBERS, GUARD}),
    "coordinator": frozenset({MEMBERS, CHAPTER, GUARD, KEPT, STORES}),
}
#: Those who may change nothing of the victim's.
STRANGERS = ("visitor", "member", "participant", "other mentor")


@dataclass
class World:
    victim: User
    people: dict[str, User | None]
    #: Parameter → what to put there.
    values: dict[str, Sequence[str]] = field(default_factory=dict)
    numbers: tuple[str, ...] = tuple(str(FIRST + each) for each in range(TRIED))


def build(*, now: datetime) -> World:
    """Make the people, the victim's things and the values that lead to them."""
    with _committed():
        others, piece = _others()
    number_from(FIRST)
    with _committed():
        victim = cast.person("Bruno Teixeira", "participant")
    with _committed():
        works = _works(victim)
        diary = _diary(victim, now=now)
        _account(victim, by=cast.operator(), now=now)
        _pages(victim, now=now)
        listing = _offer(works["public"])
        payment = _shop(victim, piece, now=now)
        words = {"bait": BAIT, "own": SECRET, "shared": KEPT, "goal": MENTOR, "chapter": CHAPTER, "stores": STORES}
        company.leave(victim, by=others["coordinator"], now=now, **words)
        programs.leave(victim, own=SECRET, guard=GUARD, chapter=CHAPTER, now=now)
    number_from(LAST + 1)
    with _committed():
        others["own mentor"] = cast.mentor_of(victim, "Maria Lindqvist")
    world = World(User.objects.get(pk=victim.pk), others)
    world.values = {
        **_values(world.victim, works, listing, payment),
        **_values_of_diary(diary),
        **company.values(world.victim),
        **programs.values(world.victim),
    }
    return world


def _committed() -> Any:
    """Let what waits for the commit, such as a portfolio, happen at the end of the block."""
    return TestCase.captureOnCommitCallbacks(execute=True)


def _others() -> tuple[dict[str, User | None], Listing]:
    Skill.objects.create(
        discipline=Discipline.objects.create(name="Weaving", slug="weaving"), name="Bands", slug="bands"
    )
    participant = cast.person("Amina Okoye", "participant")
    seller = cast.person("Dana Seller", "participant")
    bowl = projects.create(owner=seller, by=seller, title="Bowl", media_type="object", visibility="public")
    others: dict[str, User | None] = {
        "visitor": None,
        "member": cast.person("Ben Adler", "buyer"),
        "participant": participant,
        "other mentor": cast.mentor_of(participant, "Xaver Lang"),
        "coordinator": cast.person("Carol Njeri", "coordinator"),
        "safeguarding": cast.person("Sofia Reyes", "safeguarding"),
    }
    return others, _offer(bowl)


def number_from(number: int) -> None:
    """Let the next row of every table be `number`."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for each in connection.introspection.get_sequences(cursor, table):
                if connection.vendor == "sqlite":
                    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [each["table"]])
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number - 1])
                else:
                    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)",
                                   [f'"{table}"', each["column"], number])  # fmt: skip


def _works(victim: User) -> dict[str, Project]:
    words = {"private": SECRET, "mentor": MENTOR, "cohort": MENTOR, "link": LINK, "members": MEMBERS, "public": ""}
    works = {}
    for visibility, word in words.items():
        work = projects.create(
            owner=victim,
            by=victim,
            title=f"{BAIT} {word}",
            description=f"Made by {word}",
            media_type="text",
            visibility=visibility,
            files=[uploads.picture(f"work-{word}.jpg"), uploads.text(f"work-{word}.txt", f"A poem of {word}")],
        )
        work_files.describe(file=work.files.first(), alt_text=f"Alt {word}", caption=f"Caption {word}", by=victim)
        works[visibility] = work
    return works


def _diary(victim: User, *, now: datetime) -> list[JournalEntry]:
    words = {"private": SECRET, "mentor": MENTOR, "cohort": MENTOR, "members": MEMBERS, "public": ""}
    entries = []
    for visibility, word in words.items():
        entry = journals.write(
            owner=victim,
            by=victim,
            text=f"{BAIT} {word}",
            happened_on=now.date(),
            visibility=visibility,
            files=[uploads.picture(f"diary-{word}.jpg")],
            now=now,
        )
        if visibility != "private":
            journals.reply(entry=entry, by=victim, text=f"Said {MENTOR}", submission=uuid4(), now=now)
        entries.append(entry)
    return entries


def _account(victim: User, *, by: User, now: datetime) -> None:
    victim.first_name, victim.last_name = f"First {SECRET}", f"Last {SECRET}"
    victim.email = f"{CHAPTER}@example.org"
    victim.save()
    victim.emailaddress_set.create(email=victim.email, verified=True, primary=True)
    people.update_profile(profile=victim.profile, by=victim, bio=BAIT)
    UserSkill.objects.create(user=victim, skill=Skill.objects.get(slug="bands"))
    guardian = consents.record_guardian(
        user=victim, name=f"Mother {GUARD}", contact=f"+49 {GUARD}", relation="parent", by=by
    )
    consents.give_consent(user=victim, kind="publishing", by=by, now=now, guardian=guardian)


def _pages(victim: User, *, now: datetime) -> None:
    portfolio = victim.portfolio
    portfolios.update(portfolio, by=victim, tagline=BAIT, intro=f"<p>{BAIT}</p>")
    portfolio.title = f"{BAIT} draft {CHAPTER}"
    portfolio.save_revision(user=victim)
    journal = BlogPage.objects.child_of(portfolio).get()
    for live, word in ((False, CHAPTER), (True, "")):
        post = BlogPostPage(title=f"{BAIT} {word}", slug=f"{BAIT}-{live}".lower(), owner=victim, live=live)
        journal.add_child(instance=post)
        post.first_published_at = now
        post.save_revision(user=victim)
    collection = Collection.objects.get(name=PARTICIPANTS_COLLECTION)
    picture = PortalImage.objects.create(
        title=f"{BAIT} {SECRET}",
        description=SECRET,
        file=ContentFile(uploads.picture().read(), name=f"{SECRET}.jpg"),
        uploaded_by_user=victim,
        collection=collection,
    )
    picture.tags.add(f"tag-{SECRET}")
    PortalDocument.objects.create(
        title=f"{BAIT} {SECRET}",
        file=ContentFile(SECRET.encode(), name=f"{SECRET}.txt"),
        uploaded_by_user=victim,
        collection=collection,
    )
    Comment.objects.create(page=portfolio, user=victim, text=f"Comment {CHAPTER}", contentpath="title")
    kind = ContentType.objects.get_for_model(User)
    FormState.objects.create(user=victim, content_type=kind, data={"typed": SECRET}, last_updated_at=now)


def _offer(work: Project) -> Listing:
    return listings.offer(project=work, kind="original", price=Decimal("25.00"), quantity=None, by=work.owner)


def _shop(victim: User, piece: Listing, *, now: datetime) -> Any:
    for label, values in (
        ("analytics.UserSearch", {"user": victim, "query": SECRET}),
        ("communication.Notification", {"recipient": victim, "subject": SECRET, "body": SECRET}),
        ("wishlists.WishList", {"owner": victim, "name": f"Wishes of {SECRET}"}),
    ):
        get_model(*label.split(".")).objects.create(**values)
    country, _made = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="DE", defaults={"printable_name": "Germany", "name": "Germany", "is_shipping_country": True}
    )
    get_model("address", "UserAddress").objects.create(
        user=victim, first_name=SECRET, last_name=SECRET, line1=SECRET, line4="Town", postcode="1", country=country
    )
    return canaries.buy(victim, SECRET, piece, now=now)


def _values(victim: User, works: dict[str, Project], listing: Listing, payment: Any) -> dict[str, Sequence[str]]:
    hidden = [works[each] for each in ("private", "mentor", "cohort", "link", "members", "public")]
    files = [str(work.files.first().public_id) for work in hidden]
    stored = [path for work in hidden for file in work.files.all() for path in file.paths]
    picture = PortalImage.objects.get(uploaded_by_user=victim)
    document = PortalDocument.objects.get(uploaded_by_user=victim)
    kinds = ["portalimage", "portaldocument", "portfoliopage", "blogpostpage", "page"]
    return {
        "public_id": [*(work.public_id for work in hidden), listing.public_id],
        "project_public_id": [work.public_id for work in hidden],
        "slug": ["bands", "x"],
        "handle": [victim.handle],
        "kind": ["publishing"],
        "uuid": files,  # a payment's own is a secret that its payer holds
        "/files/ public_id": files,
        "variant": ["original", "w64.webp", "w400.jpeg"],
        "path": [picture.file.name, document.file.name, *stored, "images/x.jpg"],
        "number": [payment.order.number, str(FIRST)],
        "token": [payment.order.number, "x-y"],
        "key": ["x-y"],
        "uidb36": ["1"],
        "uidb64": ["MQ"],
        "app_label": ["cms_pages", "wagtailcore", "accounts"],
        "app_name": ["cms_pages", "mentorship"],
        "content_type_app_name": ["cms_pages"],
        "content_type_model_name": kinds,
        "model_name": kinds,
        "action": ["delete", "publish", "unpublish", "move", "add_tags", "add_to_collection"],
        "action_name": ["approve", "publish", "copy", "move", "delete", "revert_to_page_revision"],
        "filter_spec": ["width-100", "original"],
        "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"],
        "craft": ["weaving"],
        "category_slug": ["x"],
        "product_slug": ["x"],
        "product_class_slug": ["x"],
        "content_type_id": [str(ContentType.objects.get_for_model(User).pk)],
        "url": [""],
        "0": _public_paths(victim),
        "_0": _public_paths(victim),
    }


def _values_of_diary(diary: list[JournalEntry]) -> dict[str, Sequence[str]]:
    entries = [entry.public_id for entry in diary]
    photos = [str(entry.files.get().public_id) for entry in diary]
    own = ("my/diary/%(public_id)s/edit/", "my/diary/%(public_id)s/delete/")
    shown = ("diary/%(public_id)s/", "diary/%(public_id)s/reply/", "diary/%(public_id)s/show/")
    making = "/my/diary/%(public_id)s/making/%(file_id)s/"
    return {
        **{f"/{template} public_id": entries for template in (*own, *shown)},
        "/diary/files/%(public_id)s/%(variant)s public_id": photos,
        f"{making} public_id": entries,
        f"{making} file_id": photos,
    }


def _public_paths(victim: User) -> list[str]:
    return [page.url_path.split("/", 2)[2] for page in victim.portfolio.get_descendants(inclusive=True)]
