"""When somebody has time, and which languages they speak: said alike by prospects and mentors."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Weekday(models.TextChoices):
    MONDAY = "mon", _("Monday")
    TUESDAY = "tue", _("Tuesday")
    WEDNESDAY = "wed", _("Wednesday")
    THURSDAY = "thu", _("Thursday")
    FRIDAY = "fri", _("Friday")
    SATURDAY = "sat", _("Saturday")
    SUNDAY = "sun", _("Sunday")


def words_of(text: str) -> list[str]:
    """Return what `text` lists between commas, without blanks and without saying anything twice."""
    return list({word.casefold(): word for each in text.split(",") if (word := " ".join(each.split()))}.values())


class Availability(models.Model):
    """Days, hours a week, and a pause, as people say them. Nothing said means: not known."""

    #: Codes of Weekday between commas, in the order of the week.
    weekdays = models.CharField(_("days"), max_length=27, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours a week"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(80)]
    )
    paused_until = models.DateField(_("not before"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def weekday_codes(self) -> list[str]:
        said = self.weekdays.split(",")
        return [code for code in Weekday.values if code in said]

    @weekday_codes.setter
    def weekday_codes(self, codes: list[str]) -> None:
        self.weekdays = ",".join(code for code in Weekday.values if code in codes)

    @property
    def weekday_names(self) -> list[str]:
        return [str(Weekday(code).label) for code in self.weekday_codes]

    def is_paused(self, *, on: date) -> bool:
        return self.paused_until is not None and on < self.paused_until


class Speaks(models.Model):
    """Languages as people name them, between commas, the best first."""

    languages = models.CharField(
        _("languages"), max_length=160, blank=True, help_text=_("Between commas, the best first.")
    )

    class Meta:
        abstract = True

    @property
    def language_list(self) -> list[str]:
        return words_of(self.languages)
