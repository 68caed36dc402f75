"""Which pictures have public copies: those of works and diaries that anybody may find, by the one definition."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from mentorship.models import JournalEntry, JournalFile, Project, ProjectFile
from portal.core import copies

WORK = "mentorship.Project"
ENTRY = "mentorship.JournalEntry"


def seen_by_all(numbers: list[int]) -> set[int]:
    """Return those of the works `numbers` that anybody may find. One query."""
    found = Project.objects.visible_to(AnonymousUser()).filter(pk__in=numbers)
    return set(found.values_list("pk", flat=True))


def copied_files(project: Project) -> list[tuple[str, str]]:
    """Every rendition of the pictures of `project`; sounds, videos and texts go through the checked view."""
    return [each for file in ProjectFile.objects.filter(project=project) for each in file.copied_files]


copies.register(copies.Kind(model=WORK, seen_by_all=seen_by_all, files=copied_files))


def entries_seen_by_all(numbers: list[int]) -> set[int]:
    """Return those of the diary entries `numbers` that anybody may read. One query."""
    found = JournalEntry.objects.visible_to(AnonymousUser()).filter(pk__in=numbers)
    return set(found.values_list("pk", flat=True))


def copied_files_of_entry(entry: JournalEntry) -> list[tuple[str, str]]:
    """Every rendition of the photos of `entry`."""
    return [each for file in JournalFile.objects.filter(entry=entry) for each in file.copied_files]


copies.register(copies.Kind(model=ENTRY, seen_by_all=entries_seen_by_all, files=copied_files_of_entry))
