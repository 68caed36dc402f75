"""The stores of the demo and what was handed out from them, by services and in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from mentorship.models import Donor, Issue, Kit, KitLine, Location, Project, ResourceType, Skill
from mentorship.services import resources
from mentorship.services.resources import Wanted
from portal.accounts.models import User
from portal.demo.content import supplies as content

#: Who got yarn and sketchbooks long enough ago that the report can say what came afterwards.
LONG_AGO = (("maria", ("amina", "mei", "elif", "kaya")), ("rosa", ("lucia", "noor")))


@transaction.atomic
def load(
    *,
    users: Mapping[str, User],
    skills_by_slug: Mapping[str, Skill],
    works: Mapping[str, Project],
    by: User,
    now: datetime,
) -> int:
    """Fill the stores and hand out, once; return how many hand-outs there are."""
    if not Donor.objects.filter(name=content.DONOR[0]).exists():
        _fill(skills_by_slug, by, now - timedelta(days=140))
        _hand_out(users, works, by, now)
    return Issue.objects.count()


def _fill(skills_by_slug: Mapping[str, Skill], by: User, at: datetime) -> None:
    stores = {
        name: Location.objects.get_or_create(name=name, defaults={"note": note})[0]
        for name, note in content.STORES
    }
    name, contact, note = content.DONOR
    donor = Donor.objects.create(name=name, contact=contact, note=note)
    for each in content.RESOURCES:
        facts = {
            "unit_cost": Decimal(each.cost),
            "low_at": Decimal(each.low_at) if each.low_at else None,
            "loan_days": each.loan_days,
        }
        born = {"kind": "consumable" if each.unit else "loan", "unit": each.unit}
        # A pack may have brought it already; what it costs here is said here.
        made, _is_new = ResourceType.objects.update_or_create(
            name=each.name, defaults=facts, create_defaults=facts | born
        )
        made.skills.add(*(skills_by_slug[slug] for slug in each.skills if slug in skills_by_slug))
        words = {"resource": made, "by": by, "now": at}
        for store, quantity, is_gift in each.stock:
            gift = {"donor": donor} if is_gift else {}
            resources.receive(location=stores[store], quantity=Decimal(quantity), **gift, **words)
        if each.serials:
            resources.receive(location=stores[content.WORKSHOP], serials=each.serials, condition="good", **words)
    for name, slug, description, skill, lines in content.KITS:
        about = {"name": name, "description": description, "skill": skills_by_slug.get(skill)}
        kit, is_new = Kit.objects.get_or_create(slug=slug, defaults=about)
        if not is_new:
            continue
        for resource, quantity in lines:
            KitLine.objects.create(
                kit=kit, resource=ResourceType.objects.get(name=resource), quantity=Decimal(quantity)
            )


def _hand_out(users: Mapping[str, User], works: Mapping[str, Project], by: User, now: datetime) -> None:
    workshop = Location.objects.get(name=content.WORKSHOP)
    things = {each.name: each for each in ResourceType.objects.all()}
    kits = {kit.slug: kit for kit in Kit.objects.all()}
    maria, amina, bruno = users["maria"], users["amina"], users["bruno"]

    def days_ago(days: int) -> datetime:
        return now - timedelta(days=days)

    def give(to: User, mentor: User, days: int, *lines: tuple[str, str], **more: Any) -> Issue:
        wanted = [Wanted(things[name], Decimal(quantity)) for name, quantity in lines]
        return resources.issue(to=to, lines=wanted, location=workshop, by=mentor, now=days_ago(days), **more)

    def yes(issue: Issue, days: int) -> Issue:
        return resources.accept(issue=issue, by=issue.to, now=days_ago(days))

    for mentor, keys in LONG_AGO:
        for number, key in enumerate(keys):
            lines = (("Cotton yarn", "1.5"), ("Sketchbook A4", "1")) if key != "amina" else (("Cotton yarn", "2"),)
            made = yes(give(users[key], users[mentor], 112 - number, *lines), 111 - number)
            line = made.lines.order_by("pk")[0]
            resources.log_use(line=line, quantity=Decimal("0.75"), by=made.to, now=days_ago(80 - number))
    yarn = Issue.objects.filter(to=amina).order_by("issued_at")[0].lines.get()
    resources.log_use(
        line=yarn, quantity=1, by=amina, now=days_ago(45), project=works["Red earth"], note="The warp and the red"
    )
    loom = resources.issue_kit(kit=kits["first-cloth"], to=amina, location=workshop, by=maria, now=days_ago(75))
    yes(loom, 74)  # the loom was due two weeks ago
    dyes = loom.lines.get(resource__name="Natural dye, sachet")
    resources.log_use(line=dyes, quantity=1, by=amina, now=days_ago(30), project=works["Market day"])
    give(amina, maria, 1, ("Linen canvas 30 × 40", "5"), note="For the frames you asked about.")
    song = yes(
        resources.issue_kit(kit=kits["first-song"], to=bruno, location=workshop, by=maria, now=days_ago(20)), 20
    )
    recorder = song.lines.get(item__isnull=False)
    resources.take_back(line=recorder, by=maria, now=days_ago(8), condition="worn")
    strings = song.lines.get(resource__name="Guitar strings, set")
    resources.log_use(line=strings, quantity=1, by=bruno, now=days_ago(18), project=works["The attic guitar"])
    refused = give(bruno, maria, 12, ("Sketchbook A4", "1"))
    resources.decline(issue=refused, by=bruno, now=days_ago(11), reason="I draw on the back of old scores.")
    yes(give(bruno, maria, 5, ("Guitar strings, set", "1")), 5)
    resources.request(
        resource=things["Natural dye, sachet"],
        quantity=3,
        why="Two blues for the next hanging.",
        by=amina,
        now=now,
    )
    resources.request(kit=kits["first-song"], why="We record four songs in the attic.", by=bruno, now=now)
    resources.transfer(
        resource=things["Stoneware clay"],
        origin=Location.objects.get(name=content.VAN),
        destination=workshop,
        quantity=5,
        by=by,
        now=days_ago(9),
    )
    resources.count(
        resource=things["Relief ink, tube"],
        location=workshop,
        counted=9,
        by=by,
        now=days_ago(3),
        reason="One had dried up",
    )
