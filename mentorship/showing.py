"""Which works' pictures have public copies: those of works that anybody may find, by the one definition."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from mentorship.models import Project, ProjectFile
from portal.core import copies

WORK = "mentorship.Project"


def seen_by_all(numbers: list[int]) -> set[int]:
    """Return those of the works `numbers` that anybody may find. One query."""
    found = Project.objects.visible_to(AnonymousUser()).filter(pk__in=numbers)
    return set(found.values_list("pk", flat=True))


def copied_files(project: Project) -> list[tuple[str, str]]:
    """Every rendition of the pictures of `project`; sounds, videos and texts go through the checked view."""
    return [each for file in ProjectFile.objects.filter(project=project) for each in file.copied_files]


copies.register(copies.Kind(model=WORK, seen_by_all=seen_by_all, files=copied_files))
