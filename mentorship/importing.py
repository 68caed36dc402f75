"""How a row of somebody's table becomes a prospect (django-import-export)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources
from import_export.widgets import Widget

from mentorship import likeness
from mentorship.models import Prospect, Skill, Stage, StageChange, Weekday
from mentorship.models.availability import words_of
from portal.accounts import consent_texts
from portal.accounts.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Rows between two words about how far the reading is, and those that are written by one statement.
TOLD_EVERY = 250
AT_ONCE = 500

#: Field → its name on pages, and the heads of columns by which it is recognised.
COLUMNS: dict[str, tuple[_StrPromise, tuple[str, ...]]] = {
    "name": (gettext_lazy("Name"), ("name", "full name", "person", "prospect", "participant")),
    "phone": (
        gettext_lazy("Telephone"),
        ("phone", "telephone", "tel", "mobile", "cell", "phone number", "whatsapp"),
    ),
    "email": (gettext_lazy("E-mail address"), ("email", "e mail", "mail", "email address", "e mail address")),
    "place": (gettext_lazy("Place"), ("place", "location", "city", "town", "village", "area", "district")),
    "languages": (gettext_lazy("Languages"), ("languages", "language", "speaks")),
    "skills": (gettext_lazy("Skill areas"), ("skills", "skill", "skill areas", "interests", "craft")),
    "source": (gettext_lazy("How we met"), ("source", "how we met", "channel", "how met")),
    "source_note": (gettext_lazy("Where, or through whom"), ("source note", "referred by", "where", "event")),
    "consent_how": (gettext_lazy("How they agreed"), ("consent", "how they agreed", "consent how", "agreed how")),
    "consented_at": (gettext_lazy("Agreed on"), ("agreed on", "consent date", "consented at", "consented on")),
    "age_band": (gettext_lazy("Age"), ("age", "age band", "age group")),
    "guardian_name": (gettext_lazy("Guardian"), ("guardian", "guardian name", "parent")),
    "guardian_contact": (
        gettext_lazy("How to reach the guardian"),
        ("guardian contact", "guardian phone", "parent phone", "parent contact"),
    ),
    "weekdays": (gettext_lazy("Days"), ("days", "weekdays", "available days", "availability")),
    "hours_per_week": (gettext_lazy("Hours a week"), ("hours", "hours a week", "hours per week")),
    "staff_note": (gettext_lazy("Note for mentors"), ("note", "notes", "comment", "comments", "remarks")),
}


def guess(heads: list[str]) -> dict[str, int]:
    """Return which column holds which field, as far as the heads tell: {field: number of the column}."""
    plain = [likeness.plain(head.replace("_", " ")) for head in heads]
    found: dict[str, int] = {}
    for field, (label, names) in COLUMNS.items():
        wanted = {*names, likeness.plain(str(label))}
        number = next((at for at, head in enumerate(plain) if head in wanted and at not in found.values()), None)
        if number is not None:
            found[field] = number
    return found


class Words(Widget):  # type: ignore[misc]  # the library has no types
    """Text of no more than `length` letters."""

    def __init__(self, length: int, check: Callable[[str], Any] | None = None) -> None:
        super().__init__()
        self.length, self.check = length, check

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = " ".join(str(value or "").split())
        if len(text) > self.length:
            raise ValueError(_("Longer than %(number)s letters.") % {"number": self.length})
        if text and self.check:
            try:
                self.check(text)
            except ValidationError as error:
                raise ValueError(error.messages[0]) from error
        return text


class OneOf(Widget):  # type: ignore[misc]
    """One of a few choices, by its code or by its name."""

    def __init__(self, choices: Any, **also: str) -> None:
        super().__init__()
        self.choices, self.also = choices, also

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        said = likeness.plain(str(value or "").replace("_", " "))
        if not said:
            return ""
        for code, label in self.choices:
            if said in (likeness.plain(str(code).replace("_", " ")), likeness.plain(str(label))):
                return str(code)
        if said in self.also:
            return self.also[said]
        names = ", ".join(str(label) for _code, label in self.choices)
        raise ValueError(_("“%(said)s” is none of these: %(names)s.") % {"said": str(value)[:40], "names": names})


class Day(Widget):  # type: ignore[misc]
    """A day as 2026-05-31 or 31.05.2026 or 31/05/2026; it lies in the past."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        day = self._read(text)
        if day is None:
            raise ValueError(_("“%(said)s” is no day. Write 2026-05-31.") % {"said": text[:40]})
        if day > timezone.localdate():
            raise ValueError(_("This day lies in the future."))
        return timezone.make_aware(datetime.combine(day, dt.time(12)))

    def _read(self, text: str) -> dt.date | None:
        for form in ("%d.%m.%Y", "%d/%m/%Y"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        try:
            return parse_date(text[:10])
        except ValueError:
            return None


class Hours(Widget):  # type: ignore[misc]
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = str(value or "").strip().removesuffix(".0")
        if not text:
            return None
        if not text.isdecimal() or len(text) > 4 or not 1 <= int(text) <= 80:
            raise ValueError(_("Hours a week are a whole number from 1 to 80."))
        return int(text)


class Days(Widget):  # type: ignore[misc]
    """Days of the week between commas, by name or by their first three letters."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        codes = set()
        for word in words_of(str(value or "")):
            found = [
                code
                for code, label in Weekday.choices
                if likeness.plain(word) in (code, likeness.plain(str(label))) or word[:3].casefold() == code
            ]
            if not found:
                raise ValueError(_("“%(said)s” is no day of the week.") % {"said": word[:40]})
            codes.update(found)
        return ",".join(code for code in Weekday.values if code in codes)


def phone(text: str) -> None:
    if not likeness.phone_key(text):
        raise ValueError(_("This is no telephone number."))


AGES = {"adult": "adult", "under 16": "under_16", "16": "16_17", "17": "16_17", "minor": "under_16"}


def _column(name: str, widget: Any) -> Any:
    return fields.Field(attribute=name, column_name=name, widget=widget)


class ProspectResource(resources.ModelResource):  # type: ignore[misc]
    """Makes a prospect of each row, for `write`; what is wrong with a row is told with its number."""

    name = _column("name", Words(120))
    phone = _column("phone", Words(40, phone))
    email = _column("email", Words(254, validate_email))
    place = _column("place", Words(80))
    languages = _column("languages", Words(160))
    source = _column("source", OneOf(Prospect.Source.choices))
    source_note = _column("source_note", Words(120))
    consent_how = _column("consent_how", OneOf(Prospect.ConsentHow.choices))
    consented_at = _column("consented_at", Day())
    age_band = _column("age_band", OneOf(User.AgeBand.choices, **AGES))
    guardian_name = _column("guardian_name", Words(120))
    guardian_contact = _column("guardian_contact", Words(120))
    weekdays = _column("weekdays", Days())
    hours_per_week = _column("hours_per_week", Hours())
    staff_note = _column("staff_note", Words(2000))

    class Meta:
        model = Prospect
        fields = tuple(each for each in COLUMNS if each != "skills")
        skip_diff = True
        force_init_instance = True
        use_transactions = False  # nothing is written, so nothing is held while thousands of rows are read

    def __init__(
        self, *, batch: Any, now: datetime, defaults: dict[str, str], progress: Callable[[int, int], None]
    ) -> None:
        super().__init__()
        self.batch, self.now, self.defaults, self.progress = batch, now, defaults, progress
        self.skills = {likeness.plain(skill.name): skill.pk for skill in Skill.objects.all()}
        self.made: list[Any] = []

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.row_count = len(dataset)

    def before_import_row(self, row: Any, *, row_number: int, **kwargs: Any) -> None:
        """Let what holds for every row hold where a row says nothing."""
        if row_number % TOLD_EVERY == 1:
            self.progress(row_number - 1, self.row_count)
        for field, value in self.defaults.items():
            if not str(row.get(field) or "").strip():
                row[field] = value

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        instance.mentor, instance.batch = self.batch.by, self.batch
        instance.consent_version = consent_texts.current(consent_texts.CONTACT).version
        instance.stage_changed_at = self.now
        instance.client_id = uuid.uuid4()
        words = words_of(str(row.get("skills") or "").replace(";", ","))
        instance.unknown_skills = [word for word in words if likeness.plain(word) not in self.skills]
        instance.wished_skills = {self.skills.get(likeness.plain(word)) for word in words} - {None}

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        instance.source = instance.source or Prospect.Source.OTHER
        instance.age_band = instance.age_band or User.AgeBand.UNKNOWN
        instance.consented_at = instance.consented_at or self.now
        if not instance.name and "name" not in errors:
            errors["name"] = [_("A name is missing.")]
        if not instance.consent_how and "consent_how" not in errors:
            errors["consent_how"] = [_("It is not said how they agreed to be contacted.")]
        is_minor = instance.age_band in User.MINOR
        if is_minor and not (instance.guardian_name and instance.guardian_contact):
            errors["guardian_name"] = [_("A minor needs a guardian and how to reach them.")]
        if instance.unknown_skills:
            names = ", ".join(instance.unknown_skills)[:120]
            errors["skills"] = [_("We teach no skill called %(names)s.") % {"names": names}]
        if errors:
            raise ValidationError(errors)
        instance.set_keys()

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        self.made.append(instance)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        self.progress(self.row_count, self.row_count)


def write(made: list[Prospect], *, by: User, now: datetime) -> None:
    """Keep what a resource has made, with the skills that each wishes for and its first stage, in bulk."""
    Prospect.objects.bulk_create(made, batch_size=AT_ONCE)
    through = Prospect.skills.through
    through.objects.bulk_create(
        [through(prospect_id=each.pk, skill_id=skill) for each in made for skill in each.wished_skills],
        batch_size=AT_ONCE,
    )
    StageChange.objects.bulk_create(
        [StageChange(prospect=each, to_stage=Stage.NEW, by=by, at=now) for each in made], batch_size=AT_ONCE
    )
