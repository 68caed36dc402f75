"""Who says something about works that everybody sees, who looks at it first, and who reads it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mentorship.models import Project, WorkNote
from portal.accounts.models import User
from portal.accounts.permissions import (
    accepts_contact_from,
    accompanied_by,
    accompanies,
    apart_from,
    are_apart,
    can_run_chapter,
    may_overrule,
    watches_over_people,
)
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, Policy


def can_sign(by: Any, project: Project) -> bool:
    """Whether `by`, perhaps a visitor, gives signs about `project`: of somebody else, whom no block keeps away."""
    return _is_another(by, project) and not are_apart(by, project.owner)


def can_write_about(by: Any, project: Project) -> bool:
    """Whether `by` writes about `project`. Minors read words of who accompanies or watches over them, only."""
    return _is_another(by, project) and accepts_contact_from(project.owner, by)


def _is_another(by: Any, project: Project) -> bool:
    return bool(by.is_authenticated and by.is_active and project.is_public and by.pk != project.owner_id)


def by_adult(maker: Any) -> Q:
    """Words about works of `maker`, if they are of age: then they look at these themselves."""
    return Q(project__owner=maker) & ~Q(project__owner__age_band__in=User.MINOR)


@policy.register(WorkNote)
class WorkNotePolicy(Policy[WorkNote]):
    """What is shown, unless a block keeps the reader away; what waits, for its author and who decides."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        stands = Q(status=WorkNote.Status.SHOWN, author__is_active=True, project__in=Project.objects.public())
        if not (person.is_authenticated and person.is_active):
            return stands
        if watches_over_people(person):
            return EVERYBODY_SEES
        owners = User.objects.filter(accompanied_by(person)).values("pk")
        deciding = Q(project__owner__in=owners) | by_adult(person)
        read = (stands | deciding) & ~Q(author__in=apart_from(person))
        return read | Q(author=person)

    def may_decide(self, person: User, note: WorkNote) -> bool:
        """Whether `person` lets others read it: an adult maker, who accompanies them, who watches over all.

        What who watches over people has hidden, only they show again.
        """
        maker = note.project.owner
        if not person.is_active:
            return False
        if note.status == WorkNote.Status.DECLINED and not may_overrule(person, note.decided_by):
            return False
        own = maker.pk == person.pk and not maker.is_minor
        return own or accompanies(person, maker) or watches_over_people(person)

    def may_answer(self, person: User, note: WorkNote) -> bool:
        """Whether `person` says if it helped, and thanks for it: its maker, once it is shown."""
        return person.is_active and note.is_shown and note.project.owner_id == person.pk

    def may_delete(self, person: User, note: WorkNote) -> bool:
        return note.author_id == person.pk or can_run_chapter(person)
