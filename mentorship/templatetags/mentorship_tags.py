"""Works for other apps' templates: `{% load mentorship_tags %}`.

`{% recent_works 8 as works %}` and `{% works_of person as works %}` give works ready for
`components/card_work.html`: `url=work.get_absolute_url title=work.title maker=work.owner.display_name
image=work.image icon=work.icon`. One file: `file.image` (src, width, height, alt, srcset, webp) and
`file.original_url`; in Python also `file.url("w400.webp")`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from mentorship import jsonld, selectors
from mentorship.models import IssueLine, Pairing, Picture, Project, ProjectFile, Task
from mentorship.models.journals import JournalEntryQuerySet
from mentorship.models.projects import ProjectQuerySet
from mentorship.selectors import growth, journals, resources

register = template.Library()


@register.simple_tag
def recent_works(count: int = 8) -> ProjectQuerySet:
    """The newest public works."""
    return selectors.recent_works(count)


@register.simple_tag(takes_context=True)
def works_of(context: template.Context, person: Any) -> ProjectQuerySet:
    """The works of `person` that the reader may see."""
    request = context.get("request")
    return selectors.works_of(person, getattr(request, "user", None) or AnonymousUser())


@register.simple_tag(takes_context=True)
def my_works(context: template.Context, count: int = 4) -> ProjectQuerySet:
    """The works that the reader changed last."""
    user = context["request"].user
    return selectors.works_of(user, user).order_by("-updated_at", "-pk")[:count]


@register.simple_tag
def tasks_to_do(person: Any, count: int = 3) -> list[Task]:
    """The tasks that wait for `person`, the soonest due first. One query."""
    waiting = Task.objects.filter(participant=person, status__in=Task.TO_DO).select_related("assigned_by", "skill")
    return list(waiting.soonest_first()[:count])


@register.simple_tag
def tools_due(person: Any) -> list[IssueLine]:
    """The tools that `person` should bring back soon. One query."""
    return resources.due_soon(person, timezone.localdate())


@register.simple_tag
def levels_confirmed(person: Any, count: int = 6) -> dict[str, Any]:
    """What mentors confirmed of `person`: the latest `rows`, and all of it as a `chart`. One query."""
    said = list(growth.history(person))
    return {"rows": said[:count], "chart": growth.as_chart(said)}


@register.simple_tag
def workbench_of(person: Any, count: int = 3) -> JournalEntryQuerySet:
    """The latest entries of the diary of `person` that anybody may read, with their files. Two queries."""
    return journals.public_entries_of(person, count)


@register.simple_tag
def people_with(mentor: Any) -> QuerySet[Pairing]:
    """Whom `mentor` accompanies now; each pairing knows its `participant` and `work_count`."""
    return selectors.accompanied(mentor)


@register.simple_tag
def work_facts(project: Project) -> list[jsonld.Thing]:
    """A public work and the way to it, for machines: `{% json_ld %}` writes them."""
    return jsonld.page_of_work(project)


@register.simple_tag
def work_image(file: ProjectFile | None) -> Picture | None:
    """A file as components take pictures; `file.image` is the same."""
    return file.image if file else None


@register.filter
def alt_of(file: ProjectFile, project: Project) -> str:
    """What stands in place of the picture: nothing for decoration, the work's title until somebody says more."""
    return "" if file.is_decorative else file.alt_text or project.title


@register.filter
def wave_path(peaks: Sequence[float]) -> str:
    """Draw loudness as one upright stroke per part, on a field 24 high."""
    return "".join(
        f"M{at}.5 {12 - max(0.4, peak * 11.5):.1f}V{12 + max(0.4, peak * 11.5):.1f}"
        for at, peak in enumerate(peaks)
    )


@register.filter
def unlocalized(value: Decimal | float) -> str:
    """A number as machines read it, whatever people write for the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
