"""What there is in a signed-in person's space, in groups: who finds which entry, and which of them is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import needs_approval_to_publish, watches_over_people

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Rule: TypeAlias = Callable[[User], bool]


def everybody(_person: User) -> bool:
    return True


def learns(person: User) -> bool:
    return person.has_role(roles.PARTICIPANT)


def accompanies_people(person: User) -> bool:
    return person.has_role(roles.MENTOR)


def makes(person: User) -> bool:
    return learns(person) or accompanies_people(person)


def runs_the_chapter(person: User) -> bool:
    return person.has_role(roles.COORDINATOR) or person.is_superuser


def cares(person: User) -> bool:
    return accompanies_people(person) or runs_the_chapter(person)


def compares(person: User) -> bool:
    return makes(person) or person.has_role(roles.COORDINATOR)


def only_buys(person: User) -> bool:
    return not makes(person)


def asks_for_approval(person: User) -> bool:
    return learns(person) and not cares(person) and needs_approval_to_publish(person)


def approves_for_the_chapter(person: User) -> bool:
    """Who accompanies people has the entry among what they do for them."""
    return runs_the_chapter(person) and not accompanies_people(person)


def operates(person: User) -> bool:
    return person.is_superuser


@dataclass(frozen=True)
class Entry:
    label: _StrPromise
    view: str
    icon: str
    shown: Rule = everybody


@dataclass(frozen=True)
class Group:
    slug: str
    label: _StrPromise
    entries: tuple[Entry, ...]
    shown: Rule = everybody


@dataclass(frozen=True)
class Shown:
    """An entry as somebody meets it; `current` is a value of `aria-current`, or nothing."""

    label: _StrPromise
    icon: str
    url: str
    current: str = ""


@dataclass(frozen=True)
class ShownGroup:
    slug: str
    label: _StrPromise
    entries: list[Shown] = field(default_factory=list)


GROUPS = (
    Group(
        "making",
        _("Make and sell"),
        (
            Entry(_("My works"), "mentorship:my_projects", "image"),
            Entry(_("Asked for a piece"), "mentorship:commissions", "mail"),
            Entry(_("Made to order"), "shop:commissions", "object"),
            Entry(_("My galleries"), "cms_pages:my_galleries", "image", learns),
            Entry(_("Edit my pages"), "wagtailadmin_home", "book", learns),
            Entry(_("Approvals"), "cms_pages:approvals", "check", asks_for_approval),
            Entry(_("My site to take along"), "cms_pages:export_site", "file", learns),
            Entry(_("My shop"), "shop:my_listings", "shop", learns),
            Entry(_("What buyers say"), "shop:reviews", "star", learns),
            Entry(_("My sales"), "shop:sales", "wallet", learns),
            Entry(_("My money"), "shop:my_money", "wallet", learns),
        ),
        makes,
    ),
    Group(
        "learning",
        _("Learn"),
        (
            Entry(_("My tasks"), "mentorship:my_tasks", "check", learns),
            Entry(_("My diary"), "mentorship:journal", "book"),
            Entry(_("My goals"), "mentorship:my_goals", "flame"),
            Entry(_("My skills"), "mentorship:my_skills", "star"),
            Entry(_("My points"), "leaderboard:my_points", "star", learns),
            Entry(_("Boards"), "leaderboard:board", "people"),
            Entry(_("My badges"), "leaderboard:my_badges", "heart"),
            Entry(_("My certificates"), "leaderboard:my_certificates", "file", learns),
            Entry(_("Compare two pieces"), "mentorship:comparisons", "image", compares),
            Entry(_("My cohorts"), "mentorship:cohorts", "people", learns),
            Entry(_("Pieces of peers"), "mentorship:peers", "people", learns),
            Entry(_("Requests for a mentor"), "mentorship:mentor_requests", "heart", learns),
            Entry(_("Mentors"), "mentorship:mentor_list", "people"),
            Entry(_("My timeline"), "mentorship:my_timeline", "clock"),
            Entry(_("My supplies"), "mentorship:my_supplies", "object", learns),
        ),
    ),
    Group(
        "mentoring",
        _("Accompany"),
        (
            Entry(_("My desk"), "mentor_desk:index", "check"),
            Entry(_("Due"), "mentorship:due", "clock"),
            Entry(_("To look at"), "mentorship:review_queue", "success"),
            Entry(_("Cohorts"), "mentorship:cohorts", "people"),
            Entry(_("What peers say"), "mentorship:peer_rounds", "star"),
            Entry(_("Give a badge"), "leaderboard:award", "star"),
            Entry(_("Note a contact"), "mentorship:contact_new", "plus"),
            Entry(_("Prospects"), "mentorship:prospects", "people"),
            Entry(_("Requests for a mentor"), "mentorship:mentor_requests", "heart", accompanies_people),
            Entry(_("Me as a mentor"), "mentorship:my_mentoring", "person", accompanies_people),
            Entry(_("Onboard several"), "mentorship:onboard_several", "success"),
            Entry(_("Invitations"), "accounts:invitations", "mail"),
            Entry(_("Diaries shared with me"), "mentorship:journal_shared", "book", accompanies_people),
            Entry(_("Supplies"), "mentorship:handouts", "object"),
            Entry(_("Stores"), "mentorship:stock_list", "basket"),
            Entry(_("What supplies did"), "mentorship:supply_reports", "star"),
            Entry(_("Cash to countersign"), "shop:cash_to_sign", "wallet"),
            Entry(_("Approvals"), "cms_pages:approvals", "check", accompanies_people),
        ),
        cares,
    ),
    Group(
        "chapter",
        _("The chapter"),
        (
            Entry(_("The chapter in figures"), "chapter:dashboard", "star", runs_the_chapter),
            Entry(_("People and roles"), "accounts:people", "people", runs_the_chapter),
            Entry(_("Pairings"), "mentorship:pairings", "heart", runs_the_chapter),
            Entry(_("What comparing brought"), "mentorship:comparison_results", "star", runs_the_chapter),
            Entry(_("Approvals"), "cms_pages:approvals", "check", approves_for_the_chapter),
            Entry(_("Reviews to look at"), "shop:reviews_waiting", "star", runs_the_chapter),
            Entry(_("Payouts"), "shop:payouts", "wallet", runs_the_chapter),
            Entry(_("Payments"), "shop:payments_desk", "wallet", runs_the_chapter),
            Entry(_("Reports"), "messaging:desk", "warning"),
            Entry(_("Mails that did not go"), "messaging:dead_mails", "mail", operates),
            Entry(_("Who did what"), "accounts:audit", "book", runs_the_chapter),
        ),
        watches_over_people,
    ),
    Group(
        "account",
        _("Me"),
        (
            Entry(_("Conversations"), "messaging:inbox", "mail"),
            Entry(_("Announcements"), "messaging:announcements", "bell"),
            Entry(_("Words about works"), "mentorship:notes", "heart"),
            Entry(_("Thanks"), "messaging:thanks", "heart"),
            Entry(_("Messages and comments"), "cms_pages:words", "mail"),
            Entry(_("My orders"), "shop:orders", "basket"),
            Entry(_("Made to order"), "shop:commissions", "object", only_buys),
            Entry(_("My wish list"), "shop:wishes", "heart"),
            Entry(_("Questions about pieces"), "shop:questions", "mail"),
            Entry(_("Profile"), "accounts:profile_edit", "person"),
            Entry(_("Privacy"), "accounts:privacy", "people"),
            Entry(_("My data"), "accounts:data", "file"),
            Entry(_("E-mail"), "account_email", "mail"),
            Entry(_("Password"), "account_change_password", "key"),
            Entry(_("Second step"), "mfa_index", "lock"),
            Entry(_("Tokens for programs"), "accounts:tokens", "code"),
            Entry(_("Webhooks"), "own_webhooks:index", "code", learns),
        ),
    ),
)


def groups_for(person: User, path: str) -> list[ShownGroup]:
    """Return what `person` finds while looking at `path`. At most one entry is current: the nearest above `path`.

    No query beyond that of the roles.
    """
    found = [
        (group, [(entry, reverse(entry.view)) for entry in group.entries if entry.shown(person)])
        for group in GROUPS
        if group.shown(person)
    ]
    above = {url for _group, entries in found for _entry, url in entries if path.startswith(url)}
    nearest = max(above, key=len, default=None)
    shown = []
    for group, entries in found:
        own = ShownGroup(group.slug, group.label)
        for entry, url in entries:
            current = ""  # an address that stands twice is current once
            if url == nearest:
                current, nearest = "page" if url == path else "true", None
            own.entries.append(Shown(entry.label, entry.icon, url, current))
        shown.append(own)
    return shown
