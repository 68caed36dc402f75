"""People who learn, those who accompany them, those who may join, and what passed with them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentorship.models import Interaction, MentorProfile, Prospect, Stage
from mentorship.selectors import mentoring
from mentorship.selectors import prospects as questions
from mentorship.services import adding, interactions, prospects
from portal.accounts import roles
from portal.accounts.models import User
from portal.api.serializers import NewInteraction, NewParticipant, ParticipantSerializer
from portal.api.shapes import SkillLevelShape, handle, id_of, slugs
from portal.api.views import asked, made
from portal.core.api_rows import Row, RowsApi, day, one_of, words, yes_or_no
from portal.core.limits import limited
from portal.core.once import OnceApi
from portal.core.policy import visible_to


class PersonRow(Row):
    """`place` is a city or country; of a minor nobody learns it."""

    id = serializers.CharField(source="handle")
    place = serializers.CharField(source="profile.place", default="")
    skills = SkillLevelShape(source="user_skills", many=True)

    class Meta:
        model = User
        fields = ("id", "handle", "display_name", "place", "skills", "date_joined")


@method_decorator(limited("invitation"), name="dispatch")
class Participants(OnceApi, RowsApi):
    """Those who learn, as far as one sees their records: oneself, whom one accompanies, or everybody.

    Posting adds one, who is invited by e-mail.
    """

    serializer_class = PersonRow
    lookup_field = "handle"
    filters = {"skill": words("user_skills__skill__slug", "of those who name it"), "q": words(help="in the name")}
    orderings = {"display_name": "display_name", "date_joined": "date_joined"}
    changed = ""

    def get_queryset(self) -> Any:
        learners = User.objects.filter(groups__name=roles.PARTICIPANT, is_active=True)
        seen = visible_to(self.request.user, learners).order_by("display_name", "pk")
        for word in self.said().get("q", "").split()[:6] if self.is_list else ():
            seen = seen.filter(Q(display_name__icontains=word) | Q(handle__icontains=word))
        return seen.select_related("profile").prefetch_related("user_skills__skill")

    def permit(self, by: Any) -> None:
        prospects.permit(by=by)

    @extend_schema(request=NewParticipant, responses={201: ParticipantSerializer})
    def create(self, request: Request) -> Response:
        values = asked(NewParticipant, request)
        levels = [(each["skill"], each["level"]) for each in values.pop("skills", [])]
        wanted, now = values.pop("goals", []), timezone.now()
        user = adding.add(by=request.user, now=now, skills=levels, goals_wanted=wanted, **values)
        return made(ParticipantSerializer, user)


class MentorRow(Row):
    id = serializers.CharField(source="user.handle")
    handle = handle("user")
    display_name = serializers.CharField(source="user.display_name")
    languages = serializers.ListField(child=serializers.CharField(), source="language_list")
    skills = slugs()
    free_count = serializers.IntegerField()
    waiting_count = serializers.IntegerField()

    class Meta:
        model = MentorProfile
        fields = (
            *("id", "handle", "display_name", "about", "languages", "skills", "capacity", "free_count"),
            *("waiting_count", "takes_requests", "paused_until", "updated_at"),
        )


class Mentors(RowsApi):
    """Those who accompany others, whoever has a free place first."""

    serializer_class = MentorRow
    lookup_field = "user__handle"
    lookup_url_kwarg = "handle"
    filters = {
        "q": words(help="in the name or what they tell"),
        "skill": words("skills__slug"),
        "language": words(),
        "place": words(),
        "is_free": yes_or_no(),
    }
    orderings = {"display_name": "user__display_name", "free_count": "free_count"}

    def get_queryset(self) -> Any:
        said = self.said() if self.is_list else {}
        wanted = {name: said[name] for name in ("language", "place", "is_free") if name in said}
        return mentoring.find_mentors(self.request.user, text=said.get("q", ""), **wanted)


class ProspectRow(Row):
    id = id_of()
    mentor = handle("mentor")
    skills = slugs()
    account = handle("onboarded_user", allow_null=True)
    last_contact_at = serializers.DateTimeField(read_only=True, allow_null=True)
    next_due = serializers.DateField(read_only=True, allow_null=True)
    next_words = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Prospect
        fields = (
            *("id", "mentor", "name", "phone", "email", "place", "skills", "source", "source_note", "stage"),
            *("stage_changed_at", "staff_note", "account", "last_contact_at", "next_due", "next_words"),
            *("created_at", "updated_at"),
        )


class Prospects(RowsApi):
    """People who may join, for who looks after them; the last whose stage changed first."""

    serializer_class = ProspectRow
    filters = {
        "stage": one_of(Stage.choices, "stage"),
        "source": one_of(Prospect.Source.choices, "source"),
        "skill": words("skills__slug"),
        "mentor": words("mentor__handle", "their handle"),
        "q": words(help="in what is noted"),
    }
    orderings = {"name": "name", "stage_changed_at": "stage_changed_at", "created_at": "created_at"}

    def get_queryset(self) -> Any:
        text = self.said().get("q", "") if self.is_list else ""
        found = questions.with_contact(questions.find_prospects(self.request.user, q=text))
        return found.order_by("-stage_changed_at", "-pk")


class InteractionRow(Row):
    id = id_of()
    prospect = id_of("prospect", allow_null=True)
    person = handle("person", allow_null=True)
    by = handle("by")

    class Meta:
        model = Interaction
        fields = (
            *("id", "prospect", "person", "by", "channel", "happened_at", "minutes", "outcome", "notes"),
            *("visibility", "next_step", "next_step_date", "done_at", "created_at", "updated_at"),
        )


@method_decorator(limited("message"), name="dispatch")
class Interactions(OnceApi, RowsApi):
    """What passed with people, for who looks after them; with oneself, what was shared. The newest first.

    Posting notes what passed.
    """

    serializer_class = InteractionRow
    filters = {
        "prospect": words("prospect__public_id", "the id of one"),
        "person": words("person__handle", "their handle"),
        "channel": one_of(Interaction.Channel.choices, "channel"),
        "outcome": one_of(Interaction.Outcome.choices, "outcome"),
        "happened_from": day("happened_at__date__gte"),
        "happened_until": day("happened_at__date__lte"),
    }
    orderings = {"happened_at": "happened_at", "created_at": "created_at"}

    def get_queryset(self) -> Any:
        seen = Interaction.objects.visible_to(self.request.user).newest_first()
        return seen.select_related("prospect", "person", "by")

    def permit(self, by: Any) -> None:
        interactions.permit(by=by)

    @extend_schema(request=NewInteraction, responses={201: InteractionRow})
    def create(self, request: Request) -> Response:
        values = asked(NewInteraction, request)
        noted = interactions.log(by=request.user, now=timezone.now(), client_id=uuid4(), **values)
        return made(InteractionRow, noted)
