"""Who was handed what, what became of it, and what people ask for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorship.models.projects import Project
from mentorship.models.resources.kits import Kit
from mentorship.models.resources.stock import LoanItem
from mentorship.models.resources.things import PLACES, Currency, Location, QuantityField, ResourceType
from portal.core.ids import public_id
from portal.core.models import TimeStamped
from portal.core.policy import PolicyQuerySet

SMALLEST = Decimal(10) ** -PLACES
#: SQLite adds decimals as floats; half of the smallest quantity is what it may err by.
ROUNDING = SMALLEST / 2


class IssueQuerySet(PolicyQuerySet["Issue"]):
    def newest_first(self) -> IssueQuerySet:
        return self.order_by("-issued_at", "-pk")

    def standing(self) -> IssueQuerySet:
        """Those that were not declined."""
        return self.exclude(state=Issue.State.DECLINED)


class Issue(TimeStamped):
    """Materials and tools handed to `to` by `by`. `public_id` is the secret of the QR code, too."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Waits for a yes")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        RETURNED = "returned", _("All came back")
        CLOSED = "closed", _("Done")

    OPEN = (State.OFFERED, State.ACCEPTED)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="issues_received")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="issues_made")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="issues")
    kit = models.ForeignKey(Kit, null=True, blank=True, on_delete=models.SET_NULL, related_name="issues")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OFFERED)
    note = models.CharField(_("note"), max_length=300, blank=True)
    issued_at = models.DateTimeField(_("handed out"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="issues_answered"
    )
    decline_reason = models.CharField(_("why not"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("done"), null=True, blank=True)
    #: Names the form that made it, so that a form sent twice hands out once.
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-out")
        verbose_name_plural = _("hand-outs")
        indexes = [
            models.Index(fields=["to", "-issued_at"], name="mentorship_issue_to"),
            models.Index(fields=["-issued_at"], name="mentorship_issue_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="offered", answered_at=None)
                | ~Q(state="offered") & Q(answered_at__isnull=False),
                name="mentorship_issue_answer_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "accepted"], closed_at=None)
                | Q(state__in=["declined", "returned", "closed"], closed_at__isnull=False),
                name="mentorship_issue_end_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} to {self.to_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentorship:issue", args=[self.public_id])

    @property
    def is_offered(self) -> bool:
        return self.state == self.State.OFFERED

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class IssueLineQuerySet(models.QuerySet["IssueLine"]):
    def outstanding(self) -> IssueLineQuerySet:
        """Lines of which something is still with the person."""
        rest = F("quantity") - F("used") - F("returned") - F("lost")
        return self.filter(issue__state__in=Issue.OPEN).alias(rest=rest).filter(rest__gt=ROUNDING)

    def overdue(self, today: date) -> IssueLineQuerySet:
        """Loans that were due before `today`."""
        return self.outstanding().filter(due_date__lt=today)


class IssueLine(models.Model):
    """So much of one material, or one tool. `wanted` is more than `quantity` where there was not enough."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="lines")
    resource = models.ForeignKey(ResourceType, on_delete=models.PROTECT, related_name="issue_lines")
    item = models.ForeignKey(LoanItem, null=True, blank=True, on_delete=models.PROTECT, related_name="issue_lines")
    wanted = QuantityField(_("wanted"))
    quantity = QuantityField(_("handed out"))
    used = QuantityField(_("used"), default=Decimal(0))
    returned = QuantityField(_("returned"), default=Decimal(0))
    lost = QuantityField(_("lost"), default=Decimal(0))
    #: Of one unit, when it was handed out.
    unit_cost = models.DecimalField(_("cost of one unit"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    due_date = models.DateField(_("due back"), null=True, blank=True)
    #: When the person said that they had brought the rest back; whoever keeps the store looks and takes it back.
    said_back_at = models.DateTimeField(_("said to be back"), null=True, blank=True)

    objects = IssueLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a hand-out")
        verbose_name_plural = _("lines of hand-outs")
        constraints = [
            models.CheckConstraint(
                condition=Q(used__gte=0, returned__gte=0, lost__gte=0, quantity__gte=0)
                & Q(quantity__lte=F("wanted"), wanted__gt=0)
                & Q(quantity__gt=F("used") + F("returned") + F("lost") - ROUNDING),
                name="mentorship_no_more_returned_than_issued",
            ),
            models.CheckConstraint(
                condition=Q(item=None) | Q(wanted=1, quantity=1), name="mentorship_a_tool_is_one"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(item__isnull=False, used=0, returned=0, lost=0),
                name="mentorship_a_tool_is_lent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.resource_id} in {self.issue_id}"

    @property
    def rest(self) -> Decimal:
        """What is still with the person."""
        return self.quantity - self.used - self.returned - self.lost

    @property
    def missing(self) -> Decimal:
        """What there was too little of."""
        return self.wanted - self.quantity


class UsageLog(models.Model):
    """So much of a line was used, perhaps on a work, or got lost."""

    class Kind(models.TextChoices):
        USED = "used", _("Used")
        LOST = "lost", _("Lost")

    line = models.ForeignKey(IssueLine, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(_("what became of it"), max_length=4, choices=Kind, default=Kind.USED)
    quantity = QuantityField(_("quantity"), validators=[MinValueValidator(SMALLEST)])
    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="material_uses",
        verbose_name=_("on which work"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="usage_logged")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("use of material")
        verbose_name_plural = _("uses of material")
        indexes = [models.Index(fields=["at"], name="mentorship_usage_at")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="mentorship_use_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} of line {self.line_id}"


class ResourceRequestQuerySet(PolicyQuerySet["ResourceRequest"]):
    def waiting(self) -> ResourceRequestQuerySet:
        return self.filter(state__in=ResourceRequest.WAITING)

    def newest_first(self) -> ResourceRequestQuerySet:
        return self.order_by("-created_at", "-pk")


class ResourceRequest(TimeStamped):
    """A participant asks for a material, a tool or a kit, and says why."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        PROMISED = "promised", _("Promised")
        ISSUED = "issued", _("Handed out")
        DECLINED = "declined", _("Declined")

    WAITING = (State.OPEN, State.PROMISED)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resource_requests"
    )
    resource = models.ForeignKey(
        ResourceType, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    kit = models.ForeignKey(Kit, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    quantity = QuantityField(_("how much"), default=Decimal(1), validators=[MinValueValidator(SMALLEST)])
    why = models.CharField(_("what for"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resource_requests_answered",
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    issue = models.ForeignKey(Issue, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests")
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ResourceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for material")
        verbose_name_plural = _("requests for material")
        indexes = [models.Index(fields=["person", "-created_at"], name="mentorship_request_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(resource__isnull=False, kit=None) | Q(resource=None, kit__isnull=False),
                name="mentorship_request_for_one_thing",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="mentorship_request_for_something"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="mentorship_request_answer_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} asks for {self.resource_id or self.kit_id}"

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    @property
    def what(self) -> ResourceType | Kit:
        """What is asked for; loaded with the row or asked for once."""
        return self.resource or self.kit  # type: ignore[return-value]  # one of the two, says the constraint
