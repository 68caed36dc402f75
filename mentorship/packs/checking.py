"""What no schema can say of a pack; all faults together, then the pack in its one form."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from mentorship.packs import schema
from mentorship.packs.faults import Fault, PackRefused
from mentorship.packs.source import MANIFEST, MAX_PICTURE_BYTES, Files
from portal.core import images

Manifest = dict[str, Any]


@dataclass(frozen=True)
class Pack:
    """A pack in its one form, whole and right: every key is there, every name leads somewhere."""

    manifest: Manifest
    #: {name: PNG bytes without metadata}.
    pictures: dict[str, bytes] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return str(self.manifest["slug"])

    @property
    def version(self) -> str:
        return str(self.manifest["version"])

    @property
    def checksum(self) -> str:
        """SHA-256 of what the pack says and shows."""
        hashed = hashlib.sha256(json.dumps(self.manifest, ensure_ascii=False, sort_keys=True).encode())
        for name in sorted(self.pictures):
            hashed.update(name.encode() + hashlib.sha256(self.pictures[name]).digest())
        return hashed.hexdigest()


def order_of(version: str) -> tuple[int, ...]:
    """Return what versions are compared by."""
    return tuple(int(part) for part in version.split("."))


def check(files: Files) -> Pack:
    """Return the pack that `files` hold. Raises PackRefused with every fault that was found."""
    documents, faults = _documents(files)
    for name, document in documents.items():
        wanted = schema.whole() if name == MANIFEST else schema.of_part()
        faults += [Fault(name, path, sentence) for path, sentence in schema.faults(document, wanted)]
    faults += [Fault(at.file, at.path, words) for at, words in _rules(_Whole(documents))]
    pictures, bad = _pictures(files, _Whole(documents))
    faults += bad
    if faults:
        raise PackRefused(faults)
    return Pack(_merged(documents), pictures)


def check_manifest(manifest: Manifest, pictures: dict[str, bytes]) -> Pack:
    """Return the pack of a `manifest` that was written here. Raises PackRefused."""
    text = json.dumps(schema.short(manifest, schema.whole()), ensure_ascii=False)
    return check({MANIFEST: text.encode(), **pictures})


# Documents ------------------------------------------------------------------------------------------------


def _documents(files: Files) -> tuple[dict[str, Any], list[Fault]]:
    """Return pack.json and its parts, as far as they can be read, and what cannot."""
    documents: dict[str, Any] = {}
    faults: list[Fault] = []

    def parse(name: str) -> None:
        try:
            documents[name] = _json(files[name])
        except (ValueError, RecursionError) as error:
            faults.append(Fault(name, "", _("It is no JSON: %(error)s") % {"error": str(error)[:160]}))

    parse(MANIFEST)
    for number, name in enumerate(_part_names(documents.get(MANIFEST))):
        if name not in files or name == MANIFEST:
            words = _("There is no file “%(name)s” in the pack.") % {"name": name[:60]}
            faults.append(Fault(MANIFEST, f"$.parts[{number}]", words))
        elif name not in documents:
            parse(name)
    read = {*documents, *(fault.file for fault in faults)}
    idle = sorted(name for name in files if name.endswith(".json") and name not in read)
    faults += [Fault(name, "", _("Nothing refers to it: name it in “parts”.")) for name in idle]
    return documents, faults


def _json(data: bytes) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(name for name, count in Counter(name for name, _value in pairs).items() if count > 1)
            raise ValueError(_("“%(name)s” stands there twice.") % {"name": twice[:40]})
        return found

    def no_number(text: str) -> NoReturn:
        raise ValueError(_("%(text)s is no number.") % {"text": text})

    text = data.decode("utf-8-sig")
    return json.loads(text, object_pairs_hook=once, parse_constant=no_number, parse_float=_decimal)


def _decimal(text: str) -> Decimal:
    if len(text) > 20 or "e" in text.lower():
        raise ValueError(_("%(text)s is written too long.") % {"text": text[:20]})
    return Decimal(text)


def _part_names(document: Any) -> list[str]:
    names = document.get("parts", []) if isinstance(document, dict) else []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _merged(documents: dict[str, Any]) -> Manifest:
    manifest: Manifest = schema.normal(documents[MANIFEST], schema.whole())
    for name in dict.fromkeys(manifest.pop("parts")):
        for kind, rows in documents[name].items():
            manifest[kind] += schema.normal(rows, schema.whole()["properties"][kind])
    return _sorted(manifest)


#: What has an order of its own stays in it: tasks, prompts, criteria, kinds of media.
ORDER = {"skills": "slug", "rubrics": "slug", "supplies": "name", "kits": "slug", "badges": "slug"}


def _sorted(manifest: Manifest) -> Manifest:
    """Sort in place what has no order to people, so that two ways of writing it are one pack."""
    for kind, key in ORDER.items():
        manifest[kind].sort(key=lambda row, key=key: str(row[key]))
    for skill in manifest["skills"]:
        skill["tags"].sort()
        skill["needs"].sort()
        skill["levels"].sort(key=_number)
    for criterion in (each for rubric in manifest["rubrics"] for each in rubric["criteria"]):
        criterion["levels"].sort(key=_number)
    for supply in manifest["supplies"]:
        supply["skills"].sort()
    for kit in manifest["kits"]:
        kit["lines"].sort(key=lambda line: str(line["supply"]))
    return manifest


def _number(level: dict[str, Any]) -> int:
    return int(level["number"])


# Looking around in what may be malformed ------------------------------------------------------------------


@dataclass(frozen=True)
class _At:
    """An object somewhere in a document. Of a wrong type it says nothing: the schema has said so already."""

    value: dict[str, Any]
    file: str
    path: str

    def text(self, name: str) -> str:
        found = self.value.get(name)
        return schema.tidy(found) if isinstance(found, str) else ""

    def number(self, name: str) -> int | None:
        found = self.value.get(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def texts(self, name: str) -> list[str]:
        found = self.value.get(name)
        return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []

    def inside(self, name: str) -> list[_At]:
        """The objects in the list or at the key `name`."""
        found = self.value.get(name)
        if isinstance(found, dict):
            return [_At(found, self.file, f"{self.path}.{name}")]
        rows = found if isinstance(found, list) else []
        return [
            _At(row, self.file, f"{self.path}.{name}[{number}]")
            for number, row in enumerate(rows)
            if isinstance(row, dict)
        ]


class _Whole:
    """All documents of a pack as one."""

    def __init__(self, documents: dict[str, Any]) -> None:
        self.documents = [_At(each, name, "$") for name, each in documents.items() if isinstance(each, dict)]

    def all(self, kind: str) -> list[_At]:
        return [row for document in self.documents for row in document.inside(kind)]

    def slugs(self, kind: str) -> set[str]:
        return {row.text("slug") for row in self.all(kind)}

    def levels(self) -> dict[str, set[int | None]]:
        """Which levels each skill has."""
        return {
            skill.text("slug"): {level.number("number") for level in skill.inside("levels")}
            for skill in self.all("skills")
        }


Found = Iterator[tuple[_At, str]]


def _rules(whole: _Whole) -> Found:
    for rule in RULES:
        yield from rule(whole)


def _counts(whole: _Whole) -> Found:
    """Parts may not hold together more than one file may."""
    properties = schema.whole()["properties"]
    for kind in schema.LISTS:
        rows, most = whole.all(kind), properties[kind]["maxItems"]
        if len(rows) > most:
            words = {"kind": kind, "count": len(rows), "most": most}
            yield rows[most], _("“%(kind)s” are %(count)s, and at most %(most)s fit.") % words
    if whole.documents and not whole.all("skills"):
        yield whole.documents[0], _("A pack needs at least one skill.")


def _nothing_twice(whole: _Whole) -> Found:
    unique = {
        "skills": ("slug", "name"),
        "rubrics": ("slug",),
        "tasks": ("slug",),
        "kits": ("slug", "name"),
        "supplies": ("name",),
        "badges": ("slug", "name"),
        "prompts": ("text",),
    }
    for kind, names in unique.items():
        for name in names:
            yield from _once(whole.all(kind), name)
    for document in whole.documents:
        for discipline in document.inside("discipline"):
            yield from _once(discipline.inside("media_types"), "kind")
    for rubric in whole.all("rubrics"):
        yield from _once(rubric.inside("criteria"), "name")
    for kit in whole.all("kits"):
        yield from _once(kit.inside("lines"), "supply")


def _once(rows: Iterable[_At], name: str) -> Found:
    seen: set[str] = set()
    for row in rows:
        text = row.text(name).casefold()
        if text and text in seen:
            yield row, _("“%(text)s” stands there twice.") % {"text": row.text(name)[:60]}
        seen.add(text)


def _levels_of_skills(whole: _Whole) -> Found:
    for skill in whole.all("skills"):
        name = _("levels of skill “%(name)s”") % {"name": skill.text("name")[:60]}
        levels = skill.inside("levels")
        yield from _without_gap(levels, name, skill, top=_top(levels))
        yield from _once(levels, "name")


def _levels_of_criteria(whole: _Whole) -> Found:
    """Every criterion of a rubric has the same levels: one reads across the columns."""
    for rubric in whole.all("rubrics"):
        criteria = rubric.inside("criteria")
        top = max((_top(criterion.inside("levels")) for criterion in criteria), default=0)
        for criterion in criteria:
            words = {"name": criterion.text("name")[:60], "rubric": rubric.text("name")[:60]}
            name = _("levels of criterion “%(name)s” of rubric “%(rubric)s”") % words
            yield from _without_gap(criterion.inside("levels"), name, criterion, top=top)


def _top(levels: list[_At]) -> int:
    return max((number for level in levels if (number := level.number("number"))), default=0)


def _without_gap(levels: list[_At], name: str, at: _At, *, top: int) -> Found:
    numbers = Counter(level.number("number") for level in levels)
    for number in range(1, min(top, 12) + 1):
        words = {"name": name, "number": number}
        if not numbers[number]:
            yield at, _("%(name)s: level %(number)s is missing") % words
        elif numbers[number] > 1:
            yield at, _("%(name)s: level %(number)s stands there twice") % words


def _names_lead_somewhere(whole: _Whole) -> Found:
    skills, rubrics, levels = whole.slugs("skills"), whole.slugs("rubrics"), whole.levels()
    supplies = {supply.text("name") for supply in whole.all("supplies")}
    for kind in ("rubrics", "tasks", "kits", "prompts"):
        for row in whole.all(kind):
            yield from _leads(row, "skill", skills)
    for task in whole.all("tasks"):
        yield from _leads(task, "rubric", rubrics)
        yield from _leads_to_level(task, levels)
    for skill in whole.all("skills"):
        yield from _lead(skill, "needs", skills)
    for supply in whole.all("supplies"):
        yield from _lead(supply, "skills", skills)
    for line in (line for kit in whole.all("kits") for line in kit.inside("lines")):
        yield from _leads(line, "supply", supplies)
    for criteria in (each for badge in whole.all("badges") for each in badge.inside("criteria")):
        yield from _leads(criteria, "skill", skills)
        yield from _leads_to_level(criteria, levels)


WHAT = {"skill": "skill", "needs": "skill", "skills": "skill", "rubric": "rubric", "supply": "supply"}


def _leads(row: _At, key: str, known: set[str]) -> Found:
    name = row.text(key)
    if name and name not in known:
        yield row, _("There is no %(what)s “%(name)s” in the pack.") % {"what": WHAT[key], "name": name[:60]}


def _lead(row: _At, key: str, known: set[str]) -> Found:
    for name in row.texts(key):
        if name not in known:
            words = {"what": WHAT[key], "name": name[:60]}
            yield row, _("There is no %(what)s “%(name)s” in the pack.") % words


def _leads_to_level(row: _At, levels: dict[str, set[int | None]]) -> Found:
    skill, number = row.text("skill"), row.number("level")
    if skill in levels and number is not None and number not in levels[skill]:
        yield row, _("The skill “%(name)s” has no level %(number)s.") % {"name": skill, "number": number}


def _no_circles(whole: _Whole) -> Found:
    """A skill cannot wait for itself. Yields each circle once, at the skill that closes it."""
    needs = {skill.text("slug"): skill.texts("needs") for skill in whole.all("skills")}
    at = {skill.text("slug"): skill for skill in whole.all("skills")}
    done: set[str] = set()
    for start in needs:
        way: list[str] = []
        waiting = [(start, 0)]
        while waiting:
            name, depth = waiting.pop()
            way = way[:depth]
            if name in way:
                circle = " → ".join([*way[way.index(name) :], name])
                yield at[way[-1]], _("Skills need one another in a circle: %(circle)s") % {"circle": circle}
            elif name not in done:
                done.add(name)
                way.append(name)
                waiting += [(each, depth + 1) for each in needs.get(name, ())]


def _supplies_are_counted(whole: _Whole) -> Found:
    for supply in whole.all("supplies"):
        kind, unit = supply.text("kind"), supply.text("unit")
        if kind == "consumable" and not unit:
            yield supply, _("A material needs a “unit”, such as piece, m or kg.")
        elif kind == "loan" and unit:
            yield supply, _("A tool that is lent has no “unit”.")
    loans = {supply.text("name") for supply in whole.all("supplies") if supply.text("kind") == "loan"}
    for line in (line for kit in whole.all("kits") for line in kit.inside("lines")):
        quantity = line.value.get("quantity")
        if line.text("supply") in loans and isinstance(quantity, Decimal) and quantity % 1:
            yield line, _("Tools are handed out whole.")


RULES: tuple[Callable[[_Whole], Found], ...] = (
    _counts,
    _nothing_twice,
    _levels_of_skills,
    _levels_of_criteria,
    _names_lead_somewhere,
    _no_circles,
    _supplies_are_counted,
)


# Pictures -------------------------------------------------------------------------------------------------


def _pictures(files: Files, whole: _Whole) -> tuple[dict[str, bytes], list[Fault]]:
    pictures: dict[str, bytes] = {}
    faults: list[Fault] = []
    named = [at for task in whole.all("tasks") for at in task.inside("picture")]
    for at in named:
        name = at.text("file")
        if name in files and name.endswith(".png"):
            continue
        words = _("There is no file “%(name)s” in the pack.") % {"name": name[:60]}
        faults += [Fault(at.file, f"{at.path}.file", words)] if name else []
    used = {at.text("file") for at in named}
    for name in sorted(name for name in files if name.endswith(".png")):
        if name not in used:
            faults.append(Fault(name, "", _("Nothing refers to it: no task names it as its picture.")))
            continue
        try:
            pictures[name] = _clean(files[name], name)
        except images.BadUpload as error:
            faults.append(Fault(name, "", str(error)))
    return pictures, faults


def _clean(data: bytes, name: str) -> bytes:
    """Return the picture without its metadata; the same again for what it returned. Raises BadUpload."""
    cleaned = images.clean_png(ContentFile(data, name=name))
    if len(cleaned) > MAX_PICTURE_BYTES:
        raise images.BadUpload(_("Make it smaller: at most 2 MB as a PNG."))
    return cleaned
