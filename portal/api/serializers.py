"""What programs send, and how things look to them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentorship.models import (
    CriterionLevel,
    Feedback,
    Goal,
    Interaction,
    JournalEntry,
    Project,
    Prospect,
    Skill,
    Task,
)
from mentorship.models.journals import DAY
from mentorship.permissions import can_log_about
from mentorship.permissions.tasks import can_assign_to, can_set_goal_for
from messaging.models import Message
from portal.accounts.models import User
from portal.api.shapes import Files
from portal.core.addresses import absolute
from portal.core.api import Asked
from portal.core.api_rows import Row, Utc
from shop.models import Listing

#: What can be a name at all: PostgreSQL fails at a zero byte, and nothing encodes half a letter.
NAME = serializers.CharField(max_length=80)


class Named(serializers.SlugRelatedField):  # type: ignore[misc]  # the framework has no types
    """A row that is called by its name. What can be no name is refused before the database is asked."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(NAME.run_validation(data))


def _skill(**more: Any) -> Any:
    return Named(slug_field="slug", queryset=Skill.objects.all(), **more)


class OneOf(Named):
    """Names a row that the asker may see; what they may not see is answered like what is not there."""

    def __init__(self, model: Any, **more: Any) -> None:
        super().__init__(slug_field="public_id", queryset=model.objects.all(), **more)

    def get_queryset(self) -> Any:
        return self.queryset.visible_to(self.context["request"].user)


@extend_schema_field({"type": "string"})
class ParticipantField(serializers.Field):
    """The handle of somebody to whom the asker gives tasks."""

    may = staticmethod(can_assign_to)

    def to_internal_value(self, data: Any) -> Any:
        person = User.objects.filter(handle=NAME.run_validation(data)).first()
        if person is None or not self.may(self.context["request"].user, person):
            raise serializers.ValidationError(_("You accompany nobody with this handle."))
        return person

    def to_representation(self, value: Any) -> str:
        return str(value.handle)


class ContactField(ParticipantField):
    """The handle of somebody of whom the asker notes what passed with them."""

    may = staticmethod(can_log_about)


class GoalOwnerField(ParticipantField):
    """The handle of somebody for whom the asker sets goals: of themselves too."""

    may = staticmethod(can_set_goal_for)


class CurrencyField(serializers.ChoiceField):
    """The shop has one currency."""

    def __init__(self, **more: Any) -> None:
        super().__init__(choices=[settings.OSCAR_DEFAULT_CURRENCY], **more)


class LevelShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = serializers.CharField()


class SkillSerializer(Row):
    discipline = serializers.CharField(source="discipline.slug")
    levels = serializers.SerializerMethodField()

    class Meta:
        model = Skill
        fields = ("slug", "name", "discipline", "levels")

    @extend_schema_field(LevelShape(many=True))
    def get_levels(self, skill: Skill) -> list[dict[str, Any]]:
        levels = sorted(skill.levels.all(), key=lambda each: each.number)
        return [{"number": each.number, "name": each.name} for each in levels]


class NamedLevel(Asked):
    skill = _skill()
    level = serializers.IntegerField(min_value=0, max_value=32_000)


class NewGoal(Asked):
    title = serializers.CharField(max_length=120)
    target_amount = serializers.DecimalField(max_digits=10, decimal_places=2, required=False)
    currency = CurrencyField(required=False)


class NewGoalOfOne(NewGoal):
    """An amount, a level of a skill, or words alone; one's own without `owner`."""

    owner = GoalOwnerField(required=False)
    skill = _skill(required=False, allow_null=True)
    level = serializers.IntegerField(min_value=1, max_value=99, required=False, allow_null=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("skill") and not data.get("level"):
            raise serializers.ValidationError({"level": [_("Say which level.")]})
        if data.get("level") and not data.get("skill"):
            raise serializers.ValidationError({"skill": [_("Say of which skill.")]})
        return data


class GoalChange(Asked):
    """One lets go of a goal, and of nothing else in it."""

    status = serializers.ChoiceField(choices=[(Goal.Status.DROPPED.value, Goal.Status.DROPPED.label)])


class JournalChange(Asked):
    """What its owner says about a day, as far as it is to change."""

    text = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    happened_on = serializers.DateField(required=False)
    minutes = serializers.IntegerField(min_value=1, max_value=DAY, required=False, allow_null=True)
    mood = serializers.ChoiceField(choices=JournalEntry.Mood.choices, required=False, allow_blank=True)
    skill = _skill(required=False, allow_null=True)
    task = OneOf(Task, required=False, allow_null=True)
    visibility = serializers.ChoiceField(
        choices=[(each.value, each.label) for each in JournalEntry.OFFERED], required=False
    )

    def validate_happened_on(self, day: Any) -> Any:
        if day > timezone.localdate():
            raise serializers.ValidationError(_("This day has not come yet."))
        return day


class NewJournal(JournalChange):
    """A day in a diary: today unless it says otherwise, and for nobody else's eyes."""

    text = serializers.CharField(max_length=10_000)
    happened_on = serializers.DateField(required=False, default=timezone.localdate)


class NewInteraction(Asked):
    """What passed with a `prospect` or a `person`, and what comes next and by when, or that nothing does.

    `settles` is what was noted before and whose next step is done with this.
    """

    prospect = OneOf(Prospect, required=False)
    person = ContactField(required=False)
    channel = serializers.ChoiceField(choices=Interaction.Channel.choices, required=False)
    outcome = serializers.ChoiceField(choices=Interaction.Outcome.choices, required=False)
    happened_at = Utc(required=False)
    minutes = serializers.IntegerField(min_value=1, max_value=1440, required=False, allow_null=True)
    notes = serializers.CharField(max_length=3000, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(choices=Interaction.Visibility.choices, required=False)
    next_step = serializers.CharField(max_length=200, required=False, allow_blank=True)
    next_step_date = serializers.DateField(required=False, allow_null=True)
    no_next_step = serializers.BooleanField(required=False)
    settles = OneOf(Interaction, required=False, allow_null=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        named = [data.pop(name) for name in ("prospect", "person") if name in data]
        if len(named) != 1:
            words = [_("Name a prospect or a person, and not both.")]
            raise serializers.ValidationError({"prospect": words, "person": words})
        settled = data.get("settles")
        if settled is not None and not (settled.is_due and settled.subject == named[0]):
            raise serializers.ValidationError({"settles": [_("Nothing waits to be done here any more.")]})
        return {**data, "about": named[0]}


class NewMessage(Asked):
    """`client_id` names the message: sent again with it, it is said once. `reply_to` is a `seq` here."""

    text = serializers.CharField(max_length=Message.LONGEST)
    client_id = serializers.UUIDField(required=False, default=uuid4)
    reply_to = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, allow_null=True)


class Nothing(Asked):
    """For doors that take nothing: whatever is sent is a slip of the pen."""


class NewParticipant(Asked):
    email = serializers.EmailField(max_length=254)
    display_name = serializers.CharField(max_length=60)
    location = serializers.CharField(max_length=80, required=False, allow_blank=True)
    consent_how = serializers.ChoiceField(choices=Prospect.ConsentHow.choices, required=False)
    skills = NamedLevel(many=True, required=False, max_length=20)
    goals = NewGoal(many=True, required=False, max_length=5)


class ParticipantSerializer(Row):
    """`invitation_url` is where the mentor follows the invitation; its key goes only to the invited address."""

    id = serializers.CharField(source="handle")
    invitation_url = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "handle", "display_name", "invitation_url")

    def get_invitation_url(self, user: User) -> str:
        return absolute(reverse("accounts:invitations"))


class NewTask(Asked):
    participant = ParticipantField()
    title = serializers.CharField(max_length=120)
    brief = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    skill = _skill(required=False, allow_null=True)
    due_at = serializers.DateTimeField(required=False, allow_null=True)


class TaskSerializer(Row):
    id = serializers.CharField(source="public_id")
    participant = serializers.CharField(source="participant.handle")
    skill = serializers.CharField(source="skill.slug", default=None, allow_null=True)

    class Meta:
        model = Task
        fields = ("id", "participant", "title", "brief", "skill", "due_at", "status", "created_at", "updated_at")


class NewProject(Asked):
    title = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    media_type = serializers.ChoiceField(choices=Project.MediaType.choices)
    skills = _skill(many=True, required=False)
    visibility = serializers.ChoiceField(choices=Project.Visibility.choices, required=False)
    task = OneOf(Task, required=False, allow_null=True)


class ProjectSerializer(Row):
    id = serializers.CharField(source="public_id")
    owner = serializers.CharField(source="owner.handle")
    skills = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    files = Files()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Project
        fields = (
            *("id", "owner", "title", "description", "media_type", "skills", "visibility", "status", "url"),
            *("files", "created_at", "updated_at"),
        )

    def get_url(self, project: Project) -> str:
        return absolute(project.get_absolute_url())


class NewFiles(Asked):
    file = serializers.ListField(child=serializers.FileField(), allow_empty=False, max_length=10)


class NewFeedback(Asked):
    """`scores` name criteria of the task's rubric and the number of a level of each."""

    task = OneOf(Task)
    scores = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=32_000), required=False, default=dict
    )
    strengths = serializers.CharField(max_length=4000)
    next_steps = serializers.ListField(
        child=serializers.CharField(max_length=240), required=False, max_length=20, default=list
    )
    decision = serializers.ChoiceField(choices=["approve", "revise"])

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        asked, rubric = data["scores"], data["task"].rubric_id
        levels = {
            (each.criterion.name, each.number): each
            for each in CriterionLevel.objects.filter(criterion__rubric=rubric).select_related("criterion")
            if rubric
        }
        wrong = sorted(name for name in asked if (name, asked[name]) not in levels)
        if wrong:
            words = [_("The rubric of this task has no such criterion or level.")]
            raise serializers.ValidationError({"scores": dict.fromkeys(wrong, words)})
        return {**data, "levels": [levels[each] for each in asked.items()]}


class FeedbackSerializer(Row):
    id = serializers.CharField(source="public_id")
    task = serializers.CharField(source="submission.task.public_id")
    task_status = serializers.CharField(source="submission.task.status")
    decision = serializers.CharField(source="outcome")
    next_steps = serializers.SerializerMethodField()

    class Meta:
        model = Feedback
        fields = ("id", "task", "task_status", "decision", "strengths", "next_steps", "released_at")

    def get_next_steps(self, feedback: Feedback) -> list[str]:
        return [each.text for each in feedback.steps.order_by("position")]


class NewListing(Asked):
    """`kind` is an original for a quantity of 1, else an edition, unless it says otherwise."""

    project = OneOf(Project)
    price = serializers.DecimalField(max_digits=8, decimal_places=2)
    currency = CurrencyField()
    quantity = serializers.IntegerField(min_value=1, max_value=100_000, required=False, default=1)
    kind = serializers.ChoiceField(choices=Listing.Kind.choices, required=False)


class ListingSerializer(Row):
    listing = serializers.CharField(source="public_id")
    product_url = serializers.SerializerMethodField()

    class Meta:
        model = Listing
        fields = ("listing", "status", "kind", "product_url")

    def get_product_url(self, listing: Listing) -> str:
        return absolute(listing.get_absolute_url())
