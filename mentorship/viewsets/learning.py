"""Rubrics, tasks to give and questions to write about: coordinators edit them, mentors read them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput

from mentorship.forms.learning import RubricForm, TaskTemplateForm
from mentorship.models import JournalPrompt, Program, Rubric, TaskTemplate
from mentorship.services import rubrics
from mentorship.views import packs as views
from mentorship.views import programs as program_views
from portal.core.viewsets import PolicyEditView, PolicyIndexView, PolicyInspectView, PolicyModelViewSet


class RubricIndexView(PolicyIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("discipline", "skill")


class RubricEditView(PolicyEditView):
    """A rubric by which somebody was assessed is shown, and copied into a new version when it has to change."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rubric = self.get_object()
        if rubric.is_used:
            messages.warning(request, rubrics.InUse.message)
            return redirect("mentorship_rubric:inspect", rubric.pk)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def save_instance(self) -> Any:
        rubrics.require_changeable(rubric=self.object, by=self.request.user)
        return super().save_instance()


class RubricInspectView(PolicyInspectView):
    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        criteria = list(self.object.criteria.prefetch_related("levels").order_by("position", "pk"))
        numbers = sorted({level.number for each in criteria for level in each.levels.all()})
        return {**context, "rubric": self.object, "criteria": criteria, "numbers": numbers}


class RubricViewSet(PolicyModelViewSet):
    model = Rubric
    name = url_prefix = "mentorship_rubric"
    icon = "table"
    menu_label = _("Rubrics")
    list_display = ["name", "discipline", "skill", "version", "used_at", "retired_at"]
    list_filter = ["discipline"]
    search_fields = ["name"]
    ordering = ["discipline__name", "name", "-version", "pk"]
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_template_name = "wagtailadmin/rubrics/inspect.html"
    index_view_class = RubricIndexView
    edit_view_class = RubricEditView
    inspect_view_class = RubricInspectView
    edit_handler = ObjectList(
        [
            FieldPanel("discipline"),
            FieldPanel("skill"),
            TitleFieldPanel("name", targets=["slug"]),
            FieldPanel("slug", widget=SlugInput),
            InlinePanel(
                "criteria",
                heading=_("Criteria"),
                label=_("Criterion"),
                min_num=1,
                panels=[
                    FieldPanel("name"),
                    FieldPanel("description"),
                    InlinePanel("levels", heading=_("Levels"), label=_("Level"), min_num=2),
                ],
            ),
        ],
        base_form_class=RubricForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("version/<int:pk>/", views.begin_version, name="version")]


class TaskTemplateIndexView(PolicyIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("skill__discipline", "rubric")


class TaskTemplateInspectView(PolicyInspectView):
    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        step = self.object.skill.levels.filter(number=self.object.level).first()
        picture = reverse("mentorship_task_template:picture", args=[self.object.pk]) if self.object.picture else ""
        return {**context, "task": self.object, "step": step, "picture": picture}


class TaskTemplateViewSet(PolicyModelViewSet):
    model = TaskTemplate
    name = url_prefix = "mentorship_task_template"
    icon = "tasks"
    menu_label = _("Task templates")
    list_display = ["title", "skill", "level", "estimated_hours", "due_days", "retired_at"]
    list_filter = ["skill"]
    search_fields = ["title", "brief"]
    ordering = ["skill__name", "level", "position", "pk"]
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_template_name = "wagtailadmin/task_templates/inspect.html"
    index_view_class = TaskTemplateIndexView
    inspect_view_class = TaskTemplateInspectView
    edit_handler = ObjectList(
        [
            FieldPanel("skill"),
            TitleFieldPanel("title", targets=["slug"]),
            FieldPanel("slug", widget=SlugInput),
            FieldPanel("brief"),
            FieldPanel("level"),
            FieldPanel("position"),
            FieldPanel("rubric"),
            FieldPanel("estimated_hours"),
            FieldPanel("due_days"),
        ],
        base_form_class=TaskTemplateForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("picture/<int:pk>/", views.picture, name="picture")]


class JournalPromptIndexView(PolicyIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("discipline", "skill")


class JournalPromptViewSet(PolicyModelViewSet):
    model = JournalPrompt
    name = url_prefix = "mentorship_prompt"
    icon = "help"
    menu_label = _("Journal prompts")
    list_display = ["text", "discipline", "skill", "retired_at"]
    list_filter = ["discipline"]
    search_fields = ["text"]
    ordering = ["discipline__name", "position", "pk"]
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = JournalPromptIndexView
    inspect_view_fields = ["text", "discipline", "skill"]
    panels = [FieldPanel("discipline"), FieldPanel("skill"), FieldPanel("text"), FieldPanel("position")]


class ProgramInspectView(PolicyInspectView):
    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        tasks = self.object.tasks.select_related("template").order_by("due_day", "pk")
        return {**context, "program": self.object, "tasks": tasks}


class ProgramViewSet(PolicyModelViewSet):
    """A program from which a cohort was begun is offered no longer, and stays."""

    model = Program
    name = url_prefix = "mentorship_program"
    icon = "calendar"
    menu_label = _("Programs")
    list_display = ["name", "weeks", "retired_at"]
    search_fields = ["name", "about"]
    ordering = ["name", "pk"]
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_template_name = "wagtailadmin/programs/inspect.html"
    inspect_view_class = ProgramInspectView
    panels = [
        FieldPanel("name"),
        FieldPanel("about"),
        FieldPanel("weeks"),
        InlinePanel(
            "tasks",
            heading=_("Tasks"),
            label=_("Task"),
            panels=[FieldPanel("template"), FieldPanel("due_day")],
        ),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("offer/<int:pk>/", program_views.offer, name="offer")]
