"""The diary of somebody who learns. People read “diary”: stories for all are in a journal."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models.kept_files import NOT_COPIED, KeptFile
from mentorship.models.learning import JournalPrompt
from mentorship.models.sharing import Visibility
from mentorship.models.skills import Skill
from mentorship.models.tasks import Task
from portal.core import copies
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet

DAY = 24 * 60


class Unlisted(models.Model):
    """Abstract: Wagtail keeps no list of what refers to what, in which staff would find it below a skill."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class JournalEntryQuerySet(PolicyQuerySet["JournalEntry"]):
    def public(self) -> JournalEntryQuerySet:
        """Entries that anybody may read."""
        return self.filter(visibility=Visibility.PUBLIC)

    def latest_day_first(self) -> JournalEntryQuerySet:
        return self.order_by("-happened_on", "-pk")

    def with_files(self) -> JournalEntryQuerySet:
        """Load what an entry shows. Two queries whatever the number of rows."""
        return self.select_related("owner__profile", "skill", "task", "prompt").prefetch_related("files")


class JournalEntry(Unlisted, copies.Copied, TimeStamped):
    """What somebody did and thought on a day of learning. Who is not named by `visibility` learns of it nowhere:
    no list, search, report or log of the staff, operators included, has it."""

    class Mood(models.TextChoices):
        PROUD = "proud", _("Proud")
        FLOWING = "flowing", _("In the flow")
        CURIOUS = "curious", _("Curious")
        CALM = "calm", _("Calm")
        TIRED = "tired", _("Tired")
        STUCK = "stuck", _("Stuck")

    Visibility = Visibility
    #: Secret links are for finished things.
    OFFERED = tuple(each for each in Visibility if each != Visibility.LINK)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="journal_entries")
    text = models.TextField(_("what happened"), max_length=10_000, blank=True)
    happened_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(DAY)]
    )
    mood = models.CharField(_("how it felt"), max_length=8, choices=Mood, blank=True)
    skill = models.ForeignKey(
        Skill,
        verbose_name=_("skill"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="journal_entries",
    )
    task = models.ForeignKey(
        Task,
        verbose_name=_("task"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="journal_entries",
    )
    #: The question with which it began.
    prompt = models.ForeignKey(
        JournalPrompt, null=True, blank=True, on_delete=models.SET_NULL, related_name="journal_entries"
    )
    visibility = models.CharField(
        _("who sees it"),
        max_length=8,
        choices=[(each.value, each.label) for each in OFFERED],
        default=Visibility.PRIVATE,
    )
    #: Names the form that made it, so that a form sent twice makes one entry.
    submission = models.UUIDField(null=True, blank=True, editable=False)
    #: Goes up with each change, so that nobody decides about, or writes over, what they have not seen.
    version = models.PositiveIntegerField(default=1, editable=False)
    #: When its owner last had something to say to the mentors: a change, sharing it, a reply.
    spoken_at = models.DateTimeField(editable=False)
    #: When a mentor last replied.
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("diary entry")
        verbose_name_plural = _("diary entries")
        indexes = [
            models.Index(fields=["owner", "-happened_on", "-id"], name="mentorship_journal_own"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "submission"], name="mentorship_one_entry_per_form"),
            models.CheckConstraint(condition=~Q(visibility="link"), name="mentorship_entry_has_no_links"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=DAY),
                name="mentorship_entry_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk} of {self.owner_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:journal_entry", args=[self.public_id])

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def is_private(self) -> bool:
        return self.visibility == Visibility.PRIVATE

    @property
    def visibility_tone(self) -> str:
        """The dye of the badge that says who sees it."""
        return {"public": "moss", "private": "walnut"}.get(self.visibility, "indigo")

    @property
    def time_spent(self) -> str:
        """The minutes as people say them: "1 h 20 min", or ""."""
        hours, minutes = divmod(self.minutes or 0, 60)
        words = [_("%(count)s h") % {"count": hours}] if hours else []
        words += [_("%(count)s min") % {"count": minutes}] if minutes else []
        return " ".join(map(str, words))


class JournalFile(Unlisted, KeptFile):
    """A photo, a sound or a film of an entry."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.CASCADE, related_name="files")

    objects = PolicyQuerySet["JournalFile"].as_manager()

    class Meta:
        verbose_name = _("file of a diary entry")
        verbose_name_plural = _("files of diary entries")
        ordering = ["entry", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="image") | Q(width__gt=0, height__gt=0), name="mentorship_photo_has_a_size"
            ),
        ]

    def __str__(self) -> str:
        return f"File {self.pk} of entry {self.entry_id}"

    def url(self, variant: str = "original") -> str:
        """The address of one variant; smaller pictures of public entries have public addresses."""
        entry = self._state.fields_cache.get("entry")
        if entry and entry.is_public and entry.public_token and variant not in NOT_COPIED:
            return copies.address(entry.public_token, self.copy_name(variant))
        return reverse("mentorship:journal_file", args=[self.public_id, variant])


class JournalReply(Unlisted):
    """One turn of the talk between the owner of an entry and whoever accompanies them."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.CASCADE, related_name="replies")
    #: Goes with the entry; but whoever has replied to others is not deleted as a row.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="journal_replies")
    text = models.TextField(_("your reply"), max_length=3000)
    created_at = models.DateTimeField()
    submission = models.UUIDField(editable=False)

    objects = PolicyQuerySet["JournalReply"].as_manager()

    class Meta:
        verbose_name = _("reply to a diary entry")
        verbose_name_plural = _("replies to diary entries")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "submission"], name="mentorship_one_reply_per_form"),
        ]

    def __str__(self) -> str:
        return f"Reply {self.pk} to entry {self.entry_id}"


class JournalReading(Unlisted):
    """When somebody of the two sides last looked at an entry."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="journal_readings")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "reader"], name="mentorship_one_reading_per_reader"),
        ]

    def __str__(self) -> str:
        return f"Reading of {self.entry_id} by {self.reader_id}"
