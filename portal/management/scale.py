"""A chapter of any size, for benches: copies of one participant and what is theirs, whom the services have made.

Rows are copied by the database, below the services: nobody is told, nothing is checked, accounts have no password.
Needs PostgreSQL, and a database in which nothing is at stake. Copies have primary keys of their own far above.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model
from django.utils import timezone
from oscar.core.loading import get_model
from wagtail.models import Page

from cms_pages.models import BlogPage, GalleryItem, GalleryPage, PortfolioPage
from cms_pages.services import portfolios
from leaderboard.models import Badge, BadgeAward, BoardChoice, Metric, Period, PointEntry, Standing
from leaderboard.services import badges
from mentorship.models import JournalEntry, Pairing, Project, Task
from mentorship.services import pairings, projects, tasks
from messaging.models import Conversation, Membership, Message
from portal.accounts.models import Profile, User
from portal.accounts.services import people
from shop.models import Listing, Seller
from shop.services import listings

Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")

#: Of each participant. Ten participants share a mentor, with whom each has one conversation.
WORKS, EVENTS, MESSAGES, TASKS, ENTRIES = 2, 10, 10, 2, 2
CIRCLE = 10
#: Where keys of copies begin, and those of mentors.
KEYS, MENTORS = 10_000_000, 50_000_000
EMPTY = "''"
#: How the page tree counts.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def grow_to(size: int) -> int:
    """Copy until there are `size` participants, and return how many were made."""
    begin = User.objects.filter(pk__gte=KEYS, pk__lt=MENTORS).count()
    if begin < size:
        with transaction.atomic():
            _Copies(_pattern(), begin, size).make()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return max(0, size - begin)


def _pattern() -> User:
    """The participant whose rows are copied, made as in real life."""
    found = User.objects.filter(handle="pattern").first()
    if found:
        return found
    now = timezone.now()
    operator = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser(
        "operator@crowd.example", display_name="Operator"
    )
    user, mentor = (
        User.objects.create_user(f"{name}@crowd.example", display_name=name.title(), handle=name)
        for name in ("pattern", "pattern-mentor")
    )
    people.give_role(user=user, role="participant", by=operator)
    people.give_role(user=mentor, role="mentor", by=operator)
    portfolio = PortfolioPage.objects.filter(owner_person=user).first() or portfolios.provide(user)
    pairings.begin(mentor=mentor, participant=user, by=operator, now=now)
    tasks.assign(participant=user, title="Weave a band", by=mentor, now=now)
    work = projects.create(owner=user, by=user, title="Pattern", media_type="object", visibility="public")
    GalleryItem.objects.create(gallery=GalleryPage.objects.child_of(portfolio).get(), project=work, sort_order=1)
    listings.offer(project=work, kind="edition", price=Decimal("12.50"), quantity=5, by=user)
    entry = {"visibility": "mentor", "spoken_at": now, "happened_on": now.date()}
    JournalEntry.objects.create(owner=user, text="Wove.", **entry)
    PointEntry.objects.create(
        user=user, number=1_000_000, rule="diary_shared", source=0, points=3, day=now.date(), created_at=now
    )
    BoardChoice.objects.get_or_create(user=user, defaults={"takes_part": True})
    Standing.objects.get_or_create(
        user=user,
        metric=Metric.TOTAL,
        period=Period.ALL,
        begins=Period.ALL.begins(now.date()),
        skill="",
        defaults={"points": 3, "is_shown": True, "sorted_by": "pattern"},
    )
    badge = Badge.objects.create(slug="pattern", name="Helping hand", description="Helps.", earned_by="Helping.")
    badges.award(badge=badge, user=user, evidence="Helped to warp a loom.", by=mentor, now=now)
    talk = Conversation.objects.create(kind="direct", key="crowd:pattern", last_seq=1, last_change=1, last_at=now)
    for each in (user, mentor):
        Membership.objects.create(conversation=talk, user=each)
    Message.objects.create(conversation=talk, author=user, seq=1, change=1, text="How do I warp?", sent_at=now)
    return user


class _Copies:
    """Rows for the participants `begin` to `end`. In expressions `n` counts them, or their rows of a kind."""

    def __init__(self, pattern: User, begin: int, end: int) -> None:
        self.pattern, self.begin, self.end = pattern, begin, end

    def make(self) -> None:
        self._people()
        self._pages()
        self._works()
        self._learning()
        self._talks()

    def copy(self, model: type[Model], row: Any, *, each: int = 1, **changed: str) -> None:
        """Copy `row` for each participant, `each` times; `changed` are expressions by column."""
        first, last = self.begin * each, self.end * each - 1
        changed = {"id": f"{KEYS} + n", **changed}
        self._copy(model, row.pk, f"generate_series({first}, {last}) n", changed)

    def _copy(self, model: type[Model], pk: Any, numbers: str, changed: dict[str, str]) -> None:
        meta = model._meta
        columns = [field.column for field in meta.local_concrete_fields]
        values = [changed.get(column) or f't."{column}"' for column in columns]
        named = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor:
            # Nothing in it comes from anybody but this module and the models.
            cursor.execute(
                f'INSERT INTO "{meta.db_table}" ({named}) SELECT {", ".join(values).replace("%", "%%")} '  # noqa: S608
                f'FROM "{meta.db_table}" t CROSS JOIN {numbers} WHERE t."{meta.pk.column}" = %s',
                [pk],
            )

    def _people(self) -> None:
        pattern = self.pattern
        person = {"handle": "'person-' || n", "email": "'person-' || n || '@crowd.example'"}
        name = "'Person ' || lpad(n::text, 6, '0')"
        self.copy(User, pattern, **person, display_name=name, date_joined=AGO)
        profile = Profile.objects.get(user=pattern)
        self.copy(Profile, profile, user_id=f"{KEYS} + n")
        through: Any = User.groups.through
        self.copy(through, through.objects.get(user=pattern, group__name="participant"), user_id=f"{KEYS} + n")
        self.copy(BoardChoice, BoardChoice.objects.get(user=pattern), user_id=f"{KEYS} + n")
        mentor = User.objects.get(handle="pattern-mentor")
        circles = f"generate_series({-(-self.begin // CIRCLE)}, {(self.end - 1) // CIRCLE}) n"
        key = {"id": f"{MENTORS} + n"}
        words = {"handle": "'mentor-' || n", "email": "'mentor-' || n || '@crowd.example'"}
        self._copy(User, mentor.pk, circles, {**key, **words, "display_name": "'Mentor ' || n"})
        self._copy(Profile, mentor.profile.pk, circles, {**key, "user_id": f"{MENTORS} + n"})
        role = through.objects.get(user=mentor, group__name="mentor")
        self._copy(through, role.pk, circles, {**key, "user_id": f"{MENTORS} + n"})

    def _pages(self) -> None:
        portfolio = PortfolioPage.objects.get(owner_person=self.pattern)
        index = portfolio.get_parent()
        blog, gallery = (model.objects.child_of(portfolio).get() for model in (BlogPage, GalleryPage))
        step = "||".join(f"substr('{DIGITS}', ((n + 2000) / {36**place}) % 36 + 1, 1)" for place in (3, 2, 1, 0))
        own = {"slug": "'person-' || n", "title": "'Person ' || n", "draft_title": "'Person ' || n"}
        for which, page in enumerate((portfolio, blog, gallery)):
            key = f"{KEYS} + 3 * n + {which}"
            path = f"'{index.path}' || {step} || substr(t.path, {len(portfolio.path) + 1})"
            url = f"replace(t.url_path, '/{portfolio.slug}/', '/person-' || n || '/')"
            changed = {"id": key, "path": path, "url_path": url, "translation_key": "gen_random_uuid()"}
            no_revision = dict.fromkeys(("latest_revision_id", "live_revision_id"), "NULL::integer")
            self.copy(Page, page.page_ptr, **changed, **no_revision, **(own if page is portfolio else {}))
            person = {"owner_person_id": f"{KEYS} + n"} if page is portfolio else {}
            self.copy(type(page), page, page_ptr_id=key, **person)
        Page.objects.filter(pk=index.pk).update(numchild=F("numchild") + self.end - self.begin)
        item = GalleryItem.objects.get(gallery=gallery)
        self.copy(GalleryItem, item, gallery_id=f"{KEYS} + 3 * n + 2", project_id=f"{KEYS} + {WORKS} * n")

    def _works(self) -> None:
        listing = Listing.objects.select_related("project", "product", "seller").get(project__owner=self.pattern)
        owner = f"{KEYS} + n / {WORKS}"
        self.copy(
            Project,
            listing.project,
            each=WORKS,
            owner_id=owner,
            public_id=_name("w"),
            title="'Bowl ' || n",
            published_at=AGO,
            public_token=EMPTY,
            submission="NULL::uuid",
        )
        self.copy(Partner, listing.seller.partner, code="'crowd-' || n")
        self.copy(Seller, listing.seller, user_id=f"{KEYS} + n", partner_id=f"{KEYS} + n")
        self.copy(Product, listing.product, upc="NULL::varchar", code="NULL::varchar", title="'Bowl ' || n")
        record = StockRecord.objects.get(product=listing.product, option=None)
        stock = {"product_id": f"{KEYS} + n", "partner_id": f"{KEYS} + n", "partner_sku": "'crowd-' || n"}
        self.copy(StockRecord, record, **stock, price="5 + n % 100")
        offered = {"seller_id": f"{KEYS} + n", "project_id": f"{KEYS} + {WORKS} * n", "product_id": f"{KEYS} + n"}
        self.copy(Listing, listing, **offered, public_id=_name("l"), created_at=AGO)

    def _learning(self) -> None:
        pattern, person = self.pattern, f"{KEYS} + n"
        mentor = f"{MENTORS} + n / {CIRCLE}"
        pair = {"mentor_id": mentor, "participant_id": person}
        self.copy(Pairing, Pairing.objects.get(participant=pattern), **pair)
        given = {"participant_id": f"{KEYS} + n / {TASKS}", "assigned_by_id": f"{MENTORS} + n / {TASKS * CIRCLE}"}
        named = {"public_id": _name("t"), "submission": "gen_random_uuid()"}
        self.copy(Task, Task.objects.filter(participant=pattern).first(), each=TASKS, **given, **named)
        entry = JournalEntry.objects.filter(owner=pattern).first()
        own = {"owner_id": f"{KEYS} + n / {ENTRIES}", "public_id": _name("j"), "submission": "gen_random_uuid()"}
        self.copy(JournalEntry, entry, each=ENTRIES, **own, created_at=AGO, public_token=EMPTY)
        event = PointEntry.objects.get(user=pattern, number=1_000_000)
        earned = {"user_id": f"{KEYS} + n / {EVENTS}", "number": f"n % {EVENTS} + 1", "source": "n"}
        self.copy(PointEntry, event, each=EVENTS, **earned, day=f"current_date - n % {EVENTS}")
        award = BadgeAward.objects.get(user=pattern, badge__slug="pattern")
        self.copy(BadgeAward, award, user_id=person, awarded_by_id=mentor, awarded_at=AGO)
        standing = Standing.objects.filter(user=pattern, period=Period.ALL, metric=Metric.TOTAL, skill="").first()
        self.copy(Standing, standing, user_id=person, points="n % 997 + 1", sorted_by="'person ' || n")

    def _talks(self) -> None:
        talk = Conversation.objects.get(key="crowd:pattern")
        counted = {"last_seq": str(MESSAGES), "last_change": str(MESSAGES), "last_at": AGO}
        self.copy(Conversation, talk, key="'crowd:' || n", public_id=_name("c"), **counted)
        place = Membership.objects.filter(conversation=talk).first()
        who = f"CASE n % 2 WHEN 0 THEN {KEYS} + n / 2 ELSE {MENTORS} + n / {2 * CIRCLE} END"
        self.copy(Membership, place, each=2, conversation_id=f"{KEYS} + n / 2", user_id=who)
        words = {
            "conversation_id": f"{KEYS} + n / {MESSAGES}",
            "author_id": f"{KEYS} + n / {MESSAGES}",
            "client_id": "gen_random_uuid()",
            "seq": f"n % {MESSAGES} + 1",
            "change": f"n % {MESSAGES} + 1",
        }
        self.copy(Message, Message.objects.get(conversation=talk), each=MESSAGES, **words)


#: Some moment before now, further back for those who come later.
AGO = "now() - interval '1 minute' * (n % 500000 + 1)"


def _name(kind: str) -> str:
    """A public number that nobody else has."""
    return f"'{kind}' || lpad(n::text, 10, '0')"
