"""The materials, tools and kits of a pack."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from mentorship.models import Discipline, Kit, KitLine, ResourceType, Skill
from mentorship.packs.checking import Manifest
from mentorship.services.pack_changes import Diary, save

Row = dict[str, Any]


class SupplyWriter:
    """Materials are the chapter's: a pack adds what is missing, and says for which skills it is."""

    def __init__(self, new: Manifest, before: Manifest | None, skills: dict[str, Skill], diary: Diary) -> None:
        self.new, self.before, self.skills, self.diary = new, before, skills, diary

    def write(self) -> None:
        self.supplies = {row["name"]: supply for row in self.new["supplies"] if (supply := self._supply(row))}
        self.diary.refuse_if_any()
        for row in self.new["kits"]:
            self._kit(row)
        self._put_away()

    def _supply(self, row: Row) -> ResourceType | None:
        found = ResourceType.objects.filter(name__iexact=row["name"]).first()
        if found and (found.kind, found.unit) != (row["kind"], row["unit"]):
            words = {"name": found.name, "here": str(found.unit or found.get_kind_display())}
            words["pack"] = str(row["unit"] or ResourceType.Kind(row["kind"]).label)
            self.diary.refuse(_("“%(name)s” is “%(here)s” here and “%(pack)s” in the pack.") % words)
            return None
        made = ResourceType(name=row["name"], kind=row["kind"], unit=row["unit"], loan_days=row["loan_days"])
        supply = found or save(made, _("Material"), {}, self.diary)
        missing = [self.skills[slug] for slug in row["skills"]]
        missing = [skill for skill in missing if skill not in set(supply.skills.all())]
        if missing:
            supply.skills.add(*missing)
            said = (_("skills"), "", ", ".join(skill.name for skill in missing))
            self.diary.changed(_("Material"), str(supply), [said])
        return supply

    def _kit(self, row: Row) -> None:
        found = Kit.objects.select_for_update().filter(slug=row["slug"]).first()
        if found and found.skill and found.skill.discipline.slug != self.new["discipline"]["slug"]:
            self.diary.refuse(_("The kit “%(slug)s” exists already, for another discipline.") % row)
            return
        values = {"name": row["name"], "description": row["description"], "is_active": True}
        values["skill"] = self.skills[row["skill"]] if row["skill"] else None
        kit = save(found or Kit(slug=row["slug"]), _("Kit"), values, self.diary)
        self._lines(kit, row["lines"])

    def _lines(self, kit: Kit, rows: list[Row]) -> None:
        held = {line.resource_id: line for line in kit.lines.all()}
        wanted = {self.supplies[row["supply"]].pk: Decimal(str(row["quantity"])) for row in rows}
        if {key: line.quantity for key, line in held.items()} == wanted:
            return
        for key, quantity in wanted.items():
            KitLine.objects.update_or_create(kit=kit, resource_id=key, defaults={"quantity": quantity})
        KitLine.objects.filter(kit=kit).exclude(resource__in=wanted).delete()
        said = (_("lines"), str(len(held)), str(len(wanted)))
        self.diary.changed(_("Kit"), kit.name, [said])

    def _put_away(self) -> None:
        """Kits that the version before brought are handed out no more."""
        named = {row["slug"] for row in self.new["kits"]}
        gone = [row["slug"] for row in (self.before or {"kits": []})["kits"] if row["slug"] not in named]
        for kit in Kit.objects.filter(slug__in=gone, is_active=True):
            kit.is_active = False
            kit.save(update_fields=["is_active"])
            self.diary.retired(_("Kit"), kit.name)


def told(discipline: Discipline, loaded: Manifest) -> dict[str, list[Row]]:
    """Return the kits that are about `discipline`, and the materials in them, as a pack says it."""
    named = [row["slug"] for row in loaded.get("kits", [])]
    about = Q(skill__discipline=discipline) | Q(slug__in=named)
    kits = list(Kit.objects.filter(about, is_active=True).select_related("skill").order_by("slug"))
    lines = KitLine.objects.filter(kit__in=kits).select_related("resource").order_by("resource__name")
    known = [row["name"] for row in loaded.get("supplies", [])]
    wanted = Q(name__in=known) | Q(kit_lines__kit__in=kits)
    supplies = ResourceType.objects.filter(wanted).distinct().prefetch_related("skills").order_by("name")
    return {
        "supplies": [_told_supply(supply, discipline) for supply in supplies],
        "kits": [_told_kit(kit, [line for line in lines if line.kit_id == kit.pk]) for kit in kits],
    }


def _told_supply(supply: ResourceType, discipline: Discipline) -> Row:
    skills = [skill.slug for skill in supply.skills.all() if skill.discipline_id == discipline.pk]
    return {
        "name": supply.name,
        "kind": supply.kind,
        "unit": supply.unit,
        "loan_days": supply.loan_days,
        "skills": sorted(skills),
    }


def _told_kit(kit: Kit, lines: list[KitLine]) -> Row:
    return {
        "slug": kit.slug,
        "name": kit.name,
        "description": kit.description,
        "skill": kit.skill.slug if kit.skill else "",
        "lines": [{"supply": line.resource.name, "quantity": float(line.quantity)} for line in lines],
    }
