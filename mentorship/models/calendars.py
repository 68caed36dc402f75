"""The days on which somebody's tasks are due, for the calendar on their phone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from mentorship.models.sharing import new_key, sign
from portal.core.models import TimeStamped


class CalendarLink(TimeStamped):
    """A secret address under which a calendar reads when one person's tasks are due, until they end it.

    As with links to works the key alone opens nothing: the token is the key, signed.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_link")
    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)

    def __str__(self) -> str:
        return f"Calendar of {self.person_id}"

    @property
    def path(self) -> str:
        """The secret address. For its owner only."""
        return reverse("mentorship:task_calendar", args=[sign(self.key)])
